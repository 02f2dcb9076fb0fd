"""Machine dates in their sloppiness: ISO 8601 and RFC 3339, compact forms, Unix time.

The written forms of RFC 2822 and of C's asctime are read with the dates that people write.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from newscrawl.dates.fields import EARLIEST_YEAR, LATEST_YEAR, Fields
from newscrawl.dates.zones import clean_offset

_ISO: Final = re.compile(
    r"\A([12]\d{3})-(\d{1,2})(?:-(\d{1,2})"
    r"(?:(?:\s{0,2}[Tt,]\s{0,2}|\s{1,3})(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,:]\d{0,9})?)?"
    r"\s{0,2}([Zz]|(?i:UTC|GMT)|(?i:UTC|GMT)?[+\-−]\d\d?:?(?:\d\d)?)?)?|[Tt]?)\Z",
    re.ASCII,
)
_COMPACT: Final = re.compile(r"\A((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d:?\d\d)?)?\Z", re.ASCII)
_UNIX: Final = re.compile(r"\A(\d{9,10})(?:\d{3})?(?:\.\d{1,6})?\Z", re.ASCII)
_FIRST_SECOND: Final = 788_918_400  # 1995-01-01: no news page is older


def read_machine_date(text: str) -> Fields | None:
    """The fields of a date written for machines (white space around it off), or None where it is not one."""
    match = _ISO.match(text)
    if match is not None:
        return _fields(match)
    if len(text) == 4 and text.isdecimal() and text.isascii() and EARLIEST_YEAR <= int(text) <= LATEST_YEAR:
        return Fields(int(text))
    match = _COMPACT.match(text)
    if match is not None and 1 <= int(match[2]) <= 12 and 1 <= int(match[3]) <= 31:
        return _fields(match)
    return read_unix_time(text)


def read_unix_time(text: str) -> Fields | None:
    """Seconds or milliseconds since 1970 as fields in UTC, or None where the number is no time of the web."""
    match = _UNIX.match(text)
    seconds = int(match[1]) if match is not None else 0
    if seconds < _FIRST_SECOND:
        return None
    at = datetime.fromtimestamp(seconds, UTC)
    return Fields(at.year, at.month, at.day, at.hour, at.minute, at.second, zone="UTC")


def _fields(match: re.Match[str]) -> Fields | None:
    year, month, day, hour, minute, second, zone = match.groups()
    if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
        return None
    fields = Fields(int(year), int(month), int(day) if day else None)
    if not day and len(month) < 2:
        return None
    if hour:
        fields.hour, fields.minute, fields.second = int(hour), int(minute), int(second) if second else None
    if zone:
        fields.zone = "UTC" if zone.upper() in {"Z", "UTC", "GMT"} else clean_offset(zone)
    return fields
