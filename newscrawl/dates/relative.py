"""Dates told from the moment of reading: "il y a 2 heures", "2 jam lalu", "just now"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from newscrawl.dates.fields import Fields
from newscrawl.dates.tokens import Token
from newscrawl.dates.words import UNKNOWN, Lexicon
from newscrawl.dates.zones import ZoneHint, offset_of

_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
# A page that says "2 weeks" rounds: the day is not known. What is left out of the fields is not claimed.
_SAID: Final = {"second": 6, "minute": 5, "hour": 4, "day": 3, "week": 2, "month": 2, "year": 1}
_LONGEST: Final = 999


@dataclass(frozen=True, slots=True)
class _Span:
    """A length of time that tokens [first, end) tell, in seconds and months, and the finest unit said."""

    first: int
    end: int
    seconds: int
    months: int
    unit: str


def find_relative(tokens: list[Token], lexicon: Lexicon, *, now: datetime) -> Fields | None:
    """The moment that relative words tell, on the clock that shows `now`, or None where there are none."""
    words = [token.folded for token in tokens]
    for span in _spans(tokens):
        if _is_ago(span, words, lexicon):
            return _before(now, span)
    if any(token.word.moment for token in tokens):
        return _fields(now, "minute")
    return None


def on_clock(now: datetime, zone: ZoneHint | None) -> datetime:
    """What a clock in the zone shows at that moment (its tzinfo stays UTC); the clock of UTC where no zone is known."""
    utc = (now if now.tzinfo is not None else now.replace(tzinfo=UTC)).astimezone(UTC)
    if zone is None:
        return utc
    return utc + offset_of(zone.name, utc + offset_of(zone.name, utc))


def _spans(tokens: list[Token]) -> list[_Span]:
    """Every length of time in the tokens, neighbours ("1 hour 20 minutes") taken together."""
    spans: list[_Span] = []
    for at, token in enumerate(tokens):
        if token.word.unit is None:
            continue
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        first, end, count = at, at + 1, token.word.count or 1
        if before is not None and before.kind == "number" and not token.word.count:
            first, count = at - 1, before.numbers[0]
        elif before is not None and before.kind == "word" and before.word.count and not before.word.unit:
            first, count = at - 1, before.word.count
        elif after is not None and after.kind == "number" and not token.word.count:  # "dakika 20 zilizopita"
            end, count = at + 2, after.numbers[0]
        elif before is not None and _is_numeral(before, token):
            continue
        if not 0 <= count <= _LONGEST:
            continue
        unit = token.word.unit
        months = count * {"month": 1, "year": 12}.get(unit, 0)
        span = _Span(first, end, count * _SECONDS.get(unit, 0), months, unit)
        if spans and spans[-1].end == first and _SAID[unit] > _SAID[spans[-1].unit]:
            last = spans.pop()
            span = _Span(last.first, end, last.seconds + span.seconds, last.months + months, unit)
        spans.append(span)
    return spans


def _is_numeral(before: Token, unit: Token) -> bool:
    """Whether an unknown word right before a unit may be its number, written out, so that the unit is not one of them."""
    return before.kind == "word" and before.word is UNKNOWN and before.text.islower() and unit.start - before.end == 1


def _is_ago(span: _Span, words: list[str], lexicon: Lexicon) -> bool:
    """Whether the words around a span are those of a template."""
    # joined entries ("yang lalu") are one token of several words
    left = " ".join(words[max(0, span.first - lexicon.reach) : span.first]).split()
    right = " ".join(words[span.end : span.end + lexicon.reach]).split()[: lexicon.reach]
    return any(
        (tuple(left[start:]), tuple(right[:end])) in lexicon.ago
        for start in range(max(0, len(left) - lexicon.reach), len(left) + 1)
        for end in range(len(right) + 1)
    )


def _before(wall: datetime, span: _Span) -> Fields:
    if span.months:
        month = wall.year * 12 + wall.month - 1 - span.months
        wall = wall.replace(year=max(1, month // 12), month=month % 12 + 1, day=1)
    return _fields(wall - timedelta(seconds=span.seconds), span.unit)


def _fields(wall: datetime, unit: str) -> Fields:
    pieces = (wall.year, wall.month, wall.day, wall.hour, wall.minute, wall.second)
    year, month, day, hour, minute, second = (piece if place < _SAID[unit] else None for place, piece in enumerate(pieces))
    return Fields(year, month, day, hour, minute, second)
