"""Statements that tell one instant by different clocks: which clock is wrongly labelled, which zone the naive one keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from newscrawl.dates.weigh import Weighed
from newscrawl.dates.zones import UTC_NAMES, ZoneHint
from newscrawl.items import DateReading

_STEP: Final = timedelta(minutes=15)  # every zone of the world is so many of them from UTC (tz database)
_FARTHEST: Final = timedelta(hours=14)
_MONTHS: Final = 12
_MISLABELLED: Final = "refused: a local time labelled UTC"


def is_explicit(found: Weighed) -> bool:
    """Whether the statement names its own zone."""
    return found.reading is not None and found.reading.zone_source == "explicit"


def refuse_mislabelled(weighed: list[Weighed]) -> list[Weighed]:
    """The statements, those refused that say in UTC what another says by the same hands of a clock of another zone.

    Content systems print "Z" after local times; none is known to print a local offset after UTC.
    """
    local = {w.reading.local[:16] for w in weighed if w.reading and is_explicit(w) and w.reading.zone not in UTC_NAMES}
    if not local:
        return weighed
    return [
        w._replace(refusal=_MISLABELLED)
        if w.reading and not w.refusal and is_explicit(w) and w.reading.zone in UTC_NAMES and w.reading.local[:16] in local
        and len(w.reading.local) > len("2022-12-11T14")
        else w
        for w in weighed
    ]  # fmt: skip


def settle_orders(weighed: list[Weighed]) -> list[Weighed]:
    """The statements, ambiguous ones in the order that gives a day which another states, or that other numbers prove."""
    if all(w.other is None for w in weighed):
        return weighed
    sure = {w.reading.local[:10] for w in weighed if w.reading and not w.refusal and not w.reading.ambiguous}
    proven = {w.order for w in weighed if w.order and w.reading and int(w.reading.local[8:10]) > _MONTHS}
    order = proven.pop() if len(proven) == 1 else None
    return [_settle(w, sure, order) for w in weighed]


def _settle(found: Weighed, sure: set[str], proven: str | None) -> Weighed:
    reading, other = found.reading, found.other
    if reading is None or other is None:
        return found
    keeps, turns = reading.local[:10] in sure, other.local[:10] in sure
    if keeps == turns and proven is not None:
        keeps = found.order == proven
        turns = not keeps
    if keeps == turns:
        return found
    chosen = other if turns else reading
    return found._replace(reading=replace(chosen, ambiguous=False), other=None)


def infer_zone(weighed: list[Weighed]) -> ZoneHint | None:
    """The offset by which a clock without a zone differs from the same instant told in UTC, or None where none does."""
    utc = [at for at, found in _clocks(weighed) if is_explicit(found)]
    naive = [at for at, found in _clocks(weighed) if found.reading and found.reading.zone_source == "assumed"]
    for at in naive:
        for instant in utc:
            ahead = at - instant
            if ahead and abs(ahead) <= _FARTHEST and not ahead % _STEP:
                minutes = abs(ahead) // timedelta(minutes=1)
                sign = "-" if ahead < timedelta() else "+"
                return ZoneHint(f"{sign}{minutes // 60:02}:{minutes % 60:02}", "page")
    return None


def _clocks(weighed: list[Weighed]) -> Iterator[tuple[datetime, Weighed]]:
    """The minutes at which statements of publication set the page, by UTC or by no zone, those reckoned left out."""
    for found in weighed:
        reading = found.reading
        if reading and found.which != "modified" and not found.refusal and not found.relative and _tells_minute(reading):
            yield datetime.fromisoformat(reading.utc[:16]), found


def _tells_minute(reading: DateReading) -> bool:
    return reading.precision in {"minute", "second"} and reading.local[11:16] != "00:00"
