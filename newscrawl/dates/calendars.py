"""Years and days of other calendars as those of the common era."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal

from hijridate import Hijri

Calendar = Literal["jalali", "hijri"]

BUDDHIST: Final = 543  # the Thai calendar's years count from 543 BC
MINGUO: Final = 1911  # Taiwan's from 1912
_MINGUO_YEARS: Final = range(100, 131)  # printed without a name, in three digits
# The years of the web fall into different hundreds, so that a year alone tells its calendar.
YEARS: Final[dict[Calendar, range]] = {"jalali": range(1370, 1411), "hijri": range(1411, 1461)}
_JALALI_EPOCH: Final = date(622, 3, 21)  # 1 Farvardin 1, reckoned back by the cycle
_CYCLE, _LEAP_YEARS = 33, (1, 5, 9, 13, 17, 22, 26, 30)
_MONTH_DAYS, _LONG_MONTHS = 30, 6  # the first six months have 31 days, the others 30, the last 29 but in leap years


def calendar_of(year: int) -> Calendar | None:
    """The calendar in which a year as printed lies near ours; None for the common era and for years of none."""
    return next((calendar for calendar, years in YEARS.items() if year in years), None)


def common_year(year: int) -> int:
    """A Buddhist or a Minguo year as one of the common era; others as they are."""
    if year in _MINGUO_YEARS:
        return year + MINGUO
    return year - BUDDHIST if 1900 + BUDDHIST <= year <= 2100 + BUDDHIST else year


def common_day(calendar: Calendar, year: int, month: int, day: int) -> date | None:
    """A day of a calendar as one of the common era, or None where the calendar has no such day.

    Hijri days are those of Umm al-Qura (1343 to 1500); a country that sights the moon itself may be a day off.
    """
    if not (1 <= month <= 12 and 1 <= day <= 31 and year in YEARS[calendar]):
        return None
    if calendar == "jalali":
        return _jalali_day(year, month, day)
    try:
        gregorian = Hijri(year, month, day).to_gregorian()
    except ValueError:
        return None
    return date(gregorian.year, gregorian.month, gregorian.day)


def _jalali_day(year: int, month: int, day: int) -> date | None:
    """By the cycle of 33 years with 8 leap years: right for 1178 to 1633, past which it parts from the equinox."""
    leap = year % _CYCLE in _LEAP_YEARS
    if day > _MONTH_DAYS + (month <= _LONG_MONTHS) - (month == 12 and not leap):
        return None
    cycles, rest = divmod(year - 1, _CYCLE)
    leaps = cycles * len(_LEAP_YEARS) + sum(place <= rest for place in _LEAP_YEARS)
    before = (month - 1) * _MONTH_DAYS + min(month - 1, _LONG_MONTHS)
    return _JALALI_EPOCH + timedelta(days=(year - 1) * 365 + leaps + before + day - 1)
