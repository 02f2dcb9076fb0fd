"""Time zones: names and offsets, abbreviations, and what an hour by the clock is in UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

from newscrawl.knowledge import read_zones

UTC_NAMES: Final = frozenset({"UTC", "+00:00", "-00:00"})
_OFFSET: Final = re.compile(r"\A(?:GMT|UTC)?\s?([+\-−])(\d{1,2}):?(\d\d)?\Z", re.IGNORECASE)
_FARTHEST: Final = 14 * 60  # minutes: no zone of the world is farther from UTC (tz database)


@dataclass(frozen=True, slots=True)
class ZoneHint:
    """The zone of times that name none: an IANA name or `±hh:mm`, and what says so."""

    name: str
    source: Literal["page", "site", "outlet"]


@lru_cache(maxsize=1024)  # a site keeps to its offset
def clean_offset(text: str) -> str | None:
    """An offset as printed (`+0700`, `GMT+7`, `-03:30`, `Z`) as `±hh:mm` (`Z` as `UTC`), or None where it is none."""
    if text in {"Z", "z"}:
        return "UTC"
    match = _OFFSET.match(text)
    if match is None:
        return None
    sign, hours, minutes = "-" if match[1] in "-−" else "+", int(match[2]), int(match[3] or 0)
    if minutes > 59 or hours * 60 + minutes > _FARTHEST:
        return None
    return f"{sign}{hours:02}:{minutes:02}"


def find_abbreviated_zone(word: str, *, language: str | None, hint: ZoneHint | None) -> str | None:
    """The zone that an abbreviation in capitals means (`WIB` → `Asia/Jakarta`), or None where it is not one.

    Several zones share some abbreviations: the hint decides, else the region or the language, else the likeliest is taken.
    """
    zones = read_zones()
    meanings = zones.abbreviations.get(word)
    if meanings is None:
        return None
    if len(meanings) == 1:
        return meanings[0]
    if hint is not None and hint.name in meanings:
        return hint.name
    primary, _, region = (language or "").partition("-")
    told = zones.regions.get(region.upper()) or zones.languages.get(primary)
    return told if told in meanings else meanings[0]


def offset_of(zone: str, wall: datetime) -> timedelta:
    """How far the clocks of a zone are ahead of UTC when they show `wall` (its own tzinfo is not looked at).

    ValueError where `zone` is neither an IANA name nor `±hh:mm`.
    """
    if zone in UTC_NAMES:
        return timedelta(0)
    if zone[0] in "+-":
        return _fixed(zone)
    return wall.replace(tzinfo=_zone_info(zone)).utcoffset() or timedelta(0)


@lru_cache(maxsize=256)
def _fixed(zone: str) -> timedelta:
    offset = clean_offset(zone)
    if offset is None:
        raise ValueError(f"zone {zone!r}: not an offset from UTC; write it as +07:00, or give an IANA name")
    minutes = int(offset[1:3]) * 60 + int(offset[4:])
    return timedelta(minutes=-minutes if offset[0] == "-" else minutes)


@lru_cache(maxsize=700)
def _zone_info(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"zone {zone!r}: neither an IANA name (Asia/Jakarta) nor an offset (+07:00)") from error
