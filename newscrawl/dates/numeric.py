"""Numeric dates: which number is the day, which the month, and which year was left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from newscrawl.dates.fields import EARLIEST_YEAR, LATEST_YEAR, Fields, real_day
from newscrawl.knowledge import DateOrder

_BUDDHIST: Final = 543  # the Thai calendar's years count from 543 BC
_YEARS_BACK: Final = 6  # a weekday falls on the same day of the month again after 5, 6 or 11 years
_SHORT_YEAR_PIVOT: Final = 70


@dataclass(frozen=True, slots=True)
class Hints:
    """What helps to tell day from month: the order asked for, the language's usual one, and the moment of reading."""

    order: str | None
    usual: DateOrder | None
    now: datetime | None


def read_numeric(numbers: tuple[int, ...], sign: str, *, weekday: int | None, hints: Hints) -> Fields | None:
    """The fields of a date of two or three numbers (0 for a year that is not said), or None where it is none."""
    first, second, *rest = numbers
    if not rest:
        return _two_numbers((first, second), sign, weekday, hints)
    last = rest[0]
    if first > 31 or (first == 0 and sign == "-"):
        return _with_year(full_year(first) if first else None, (second, last), weekday, hints)
    if last > 31 or not _is_year_first(first, hints):
        return _day_and_month((first, second), full_year(last), sign, weekday=weekday, hints=hints)
    return _with_year(full_year(first), (second, last), weekday, hints)


def full_year(year: int) -> int | None:
    """A year as printed, in four digits of the common era: two-digit and Buddhist ones are completed; None where it is none."""
    if year < 100:
        return year + (2000 if year < _SHORT_YEAR_PIVOT else 1900)
    if EARLIEST_YEAR + _BUDDHIST <= year <= LATEST_YEAR + _BUDDHIST:
        return year - _BUDDHIST
    return year if EARLIEST_YEAR <= year <= LATEST_YEAR else None


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
    first, second = pair
    readings: dict[str, Fields] = {}
    for order, day, month in (("dmy", first, second), ("mdy", second, first)):
        that_year = year or find_year(month, day, weekday, hints.now) or find_year(month, day, None, hints.now)
        if real_day(that_year, month, day) and 1 <= month <= 12 and day:
            readings[order] = Fields(that_year, month, day, weekday=weekday)
    if len(readings) < 2 or first == second:
        return next(iter(readings.values()), None)
    proven = [order for order, found in readings.items() if weekday is not None and _falls_on(found, weekday)]
    if len(proven) == 1:
        return readings[proven[0]]
    order, sure = _order(sign, hints)
    if not sure:
        possible = [name for name, found in readings.items() if not _is_ahead(found, hints.now)]
        if len(possible) == 1:
            return readings[possible[0]]
    found = readings[order]
    found.ambiguous = not sure
    return found


def _order(sign: str, hints: Hints) -> tuple[str, bool]:
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
