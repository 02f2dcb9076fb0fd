"""The pieces of a date as they were read, and the DateReading they make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal

from newscrawl.dates.zones import ZoneHint, offset_of
from newscrawl.items import DateReading, Precision, ZoneSource

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
_PLACES: dict[Precision, int] = {"year": 4, "month": 7, "day": 10, "hour": 13, "minute": 16, "second": 19}


@dataclass(slots=True)
class Fields:
    """What was read of a date; None is what was not said. `zone` is an explicit one: IANA name or `±hh:mm`.

    `order` is the one in which two numbers were read as day and month; an `ambiguous` one has in `other` the month and day
    that the other order gives.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    zone: str | None = None
    weekday: int | None = None
    ambiguous: bool = False
    other: tuple[int, int] | None = None
    order: Literal["dmy", "mdy"] | None = None

    def precision(self) -> Precision:
        """The finest piece that was said, with all coarser ones."""
        if self.month is None:
            return "year"
        if self.day is None:
            return "month"
        if self.hour is None:
            return "day"
        if self.minute is None:
            return "hour"
        return "minute" if self.second is None else "second"


def make_reading(fields: Fields, *, raw: str, evidence: str, hint: ZoneHint | None) -> DateReading | None:
    """The reading that the fields make, or None where there is no such day or time."""
    zone, source = _zone_of(fields, hint)
    precision = fields.precision()
    clock = (fields.hour, fields.minute, fields.second)
    instant = _reckon((fields.year, fields.month, fields.day), clock, precision, zone, sure=source != "assumed")
    if instant is None:
        return None
    utc, local = instant
    return DateReading(utc, local, precision, zone, source, raw, evidence, fields.ambiguous)


@lru_cache(maxsize=4096)  # a page states one instant in many places
def _reckon(
    day: tuple[int | None, ...], clock: tuple[int | None, ...], precision: Precision, zone: str, *, sure: bool
) -> tuple[str, str] | None:
    """`utc` and `local` of a day and a time of day in a zone; an offset is printed where the zone is sure."""
    wall = _wall_clock(real_day(*day), *clock)
    if wall is None:
        return None
    offset = offset_of(zone, wall)
    local = wall.isoformat()[: _PLACES[precision]]
    if sure and precision in {"hour", "minute", "second"}:
        local += _print_offset(offset)
    return (wall - offset).isoformat()[:19] + "Z", local


def real_day(year: int | None, month: int | None, day: int | None) -> datetime | None:
    """The day as a datetime (UTC, midnight), or None where the calendar has no such day."""
    if year is None or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return datetime(year, month or 1, day or 1, tzinfo=UTC)
    except ValueError:
        return None


def _wall_clock(day: datetime | None, hour: int | None, minute: int | None, second: int | None) -> datetime | None:
    if day is None or hour is None:
        return day
    minute, second = minute or 0, second or 0
    if hour == 24 and minute == second == 0:  # ISO 8601: the end of the day
        return day + timedelta(days=1)
    if hour > 23 or minute > 59 or second > 60:
        return None
    return day.replace(hour=hour, minute=minute, second=min(second, 59))  # a leap second is read as the one before


def _zone_of(fields: Fields, hint: ZoneHint | None) -> tuple[str, ZoneSource]:
    if fields.zone is not None:
        return fields.zone, "explicit"
    if hint is not None:
        return hint.name, hint.source
    return "UTC", "assumed"


def _print_offset(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}"
