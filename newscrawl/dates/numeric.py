"""Numeric dates: which number is the day, which the month, and which year was left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from newscrawl.dates.calendars import YEARS, Calendar, calendar_of, common_day, common_year
from newscrawl.dates.fields import EARLIEST_YEAR, LATEST_YEAR, Fields, real_day
from newscrawl.knowledge import DateOrder

_YEARS_BACK: Final = 6  # a weekday falls on the same day of the month again after 5, 6 or 11 years
Order = Literal["dmy", "mdy"]
_SHORT_YEAR_PIVOT: Final = 70
_FIRST_SHORT_YEAR: Final = 1990  # no year of the web in two digits is older


@dataclass(frozen=True, slots=True)
class Hints:
    """What helps to tell day from month: the order asked for, the language's usual one, and the moment of reading.

    `short_year` is the year to which the language adds one in two digits, None for the common era.
    """

    order: str | None
    usual: DateOrder | None
    now: datetime | None
    short_year: int | None = None


def read_numeric(numbers: tuple[int, ...], sign: str, *, weekday: int | None, hints: Hints) -> Fields | None:
    """The fields of a date of two or three numbers (0 for a year that is not said), or None where it is none."""
    first, second, *rest = numbers
    if not rest:
        return _two_numbers((first, second), sign, weekday, hints)
    last = rest[0]
    for year, month, day in ((first, second, last), (last, second, first)):
        calendar = calendar_of(year)
        if calendar is not None:
            return fields_of(common_day(calendar, year, month, day))
    if first == 0 and sign == "-":
        return _with_year(None, (second, last), weekday, hints)
    leads = first > 31 or (last <= 31 and _is_year_first(first, hints))
    full = full_year(first if leads else last, hints.short_year)
    if full is None:
        return None
    if leads:
        return _with_year(full, (second, last), weekday, hints)
    return _day_and_month((first, second), full, sign, weekday=weekday, hints=hints)


def full_year(year: int, short_year: int | None = None) -> int | None:
    """A year as printed, in four digits of the common era; None where it is none. One in two digits is completed."""
    if year < 100:
        if short_year is not None and short_year + year >= _FIRST_SHORT_YEAR:
            return short_year + year
        return year + (2000 if year < _SHORT_YEAR_PIVOT else 1900)
    year = common_year(year)
    return year if EARLIEST_YEAR <= year <= LATEST_YEAR else None


def fields_of(day: date | None) -> Fields | None:
    """The fields of a day, None for none."""
    return Fields(day.year, day.month, day.day) if day is not None else None


def find_calendar_day(calendar: Calendar, month: int, day: int, now: datetime | None) -> date | None:
    """The last such day of another calendar up to a day after `now`."""
    latest = (now + timedelta(days=1)).date() if now is not None else date.min
    days = (common_day(calendar, year, month, day) for year in reversed(YEARS[calendar]))
    return next((found for found in days if found is not None and found <= latest), None)


def find_year(month: int, day: int, weekday: int | None, now: datetime | None) -> int | None:
    """The year of the last such day up to a day after `now`, the weekday agreeing if one is given; None where none fits."""
    if now is None:
        return None
    for year in range(now.year + 1, now.year - _YEARS_BACK, -1):
        found = real_day(year, month, day)
        if found is None or found.date() > (now + timedelta(days=1)).date():
            continue
        if weekday is None or found.weekday() == weekday:
            return year
    return None


def _two_numbers(pair: tuple[int, int], sign: str, weekday: int | None, hints: Hints) -> Fields | None:
    first, second = pair
    if 1 <= first <= 12 and second >= EARLIEST_YEAR:
        return _month(full_year(second), first)
    if first >= EARLIEST_YEAR and 1 <= second <= 12:
        return _month(full_year(first), second)
    if first > 31 or second > 31 or not first or not second or hints.now is None:
        return None
    return _day_and_month(pair, None, sign, weekday=weekday, hints=hints)


def _month(year: int | None, month: int) -> Fields | None:
    return Fields(year, month) if year is not None else None


def _with_year(year: int | None, pair: tuple[int, int], weekday: int | None, hints: Hints) -> Fields | None:
    month, day = pair
    if year is None:
        year = find_year(month, day, weekday, hints.now) or find_year(month, day, None, hints.now)
    return Fields(year, month, day) if real_day(year, month, day) else None


def _is_year_first(first: int, hints: Hints) -> bool:
    return hints.order == "ymd" or (hints.order is None and hints.usual == "ymd" and first > 12)


def _day_and_month(pair: tuple[int, int], year: int | None, sign: str, *, weekday: int | None, hints: Hints) -> Fields | None:
    """Day and month in the order that is possible, that the weekday proves, that was asked for, or that is usual."""
    readings = _possible(pair, year, weekday, hints)
    if len(readings) < 2 or pair[0] == pair[1]:
        return next(iter(readings.values()), None)
    proven = [found for found in readings.values() if weekday is not None and _falls_on(found, weekday)]
    if len(proven) == 1:
        return proven[0]
    order, sure = _order(sign, hints)
    if not sure:
        past = [found for found in readings.values() if not _is_ahead(found, hints.now)]
        if len(past) == 1:
            return past[0]
    found = readings[order]
    found.ambiguous = not sure or (weekday is not None and not proven)
    if found.ambiguous:
        found.other = (found.day or 0, found.month or 0)
    return found


def _possible(pair: tuple[int, int], year: int | None, weekday: int | None, hints: Hints) -> dict[Order, Fields]:
    """The readings of two numbers in the orders that the calendar allows."""
    first, second = pair
    readings: dict[Order, Fields] = {}
    orders: tuple[tuple[Order, int, int], ...] = (("dmy", first, second), ("mdy", second, first))
    for order, day, month in orders:
        that_year = year or find_year(month, day, weekday, hints.now) or find_year(month, day, None, hints.now)
        if real_day(that_year, month, day) and 1 <= month <= 12 and day:
            readings[order] = Fields(that_year, month, day, weekday=weekday, order=order)
    return readings


def _order(sign: str, hints: Hints) -> tuple[Order, bool]:
    """The order to read in, and whether it is sure. Nobody writes a month first before a full stop."""
    if hints.order is not None:
        return ("mdy" if hints.order == "mdy" else "dmy"), True
    if sign == ".":
        return "dmy", True
    if hints.usual is None:
        return "dmy", False
    usual = hints.usual.rstrip("?")
    # where the year comes first and it does not stand there, the rest keeps its order: month, day
    return ("dmy" if usual == "dmy" else "mdy"), not hints.usual.endswith("?")


def _falls_on(fields: Fields, weekday: int) -> bool:
    day = real_day(fields.year, fields.month, fields.day)
    return day is not None and day.weekday() == weekday


def _is_ahead(fields: Fields, now: datetime | None) -> bool:
    day = real_day(fields.year, fields.month, fields.day)
    return now is not None and day is not None and day.date() > (now + timedelta(days=1)).date()
