"""A text -> the dates in it, each with its weekday, time of day, zone, and the lead-in that says which date it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from newscrawl.dates.calendars import common_day
from newscrawl.dates.clock import apply_time
from newscrawl.dates.fields import EARLIEST_YEAR, Fields, real_day
from newscrawl.dates.numeric import Hints, fields_of, find_calendar_day, find_year, full_year, read_numeric
from newscrawl.dates.tokens import Token
from newscrawl.dates.words import Lead, Lexicon
from newscrawl.dates.written import Day, find_written_day
from newscrawl.dates.zones import ZoneHint

_NEAR = 2  # tokens between a weekday and its date


class Run(NamedTuple):
    """One date in a text: what its lead-in says it is, its fields, and how many words of the whole text no date explains.

    `first` is the place of its first token in the text, `relative` says that it was told from the moment of reading, `span`
    that it is the first of several days.
    """

    which: Lead | None
    fields: Fields
    strays: int = 0
    first: int = 0
    relative: bool = False
    span: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """How to read a text: the language's lexicon and tag, the numeric hints, and the zone hint.

    `known` are the texts read so far: a page repeats its dates.
    """

    lexicon: Lexicon
    language: str | None
    hints: Hints
    zone: ZoneHint | None
    known: dict[str, tuple[Run, ...]]


def iter_runs(tokens: list[Token], reader: Reader) -> Iterator[Run]:
    """The dates among the tokens of a text, in order; checked for the calendar, not yet for the clock."""
    days = list(_iter_days(tokens, reader.hints))
    strays = sum(token.kind == "word" and _is_stray(token) for token in tokens) if days else 0
    behind = 0  # the first token that no earlier date has used
    for place, day in enumerate(days):
        ahead = days[place + 1].first if place + 1 < len(days) else len(tokens)
        fields = _complete(day, tokens, (behind, ahead), reader.hints)
        if fields is None:
            continue
        which = next((token.word.lead for token in reversed(tokens[behind : day.first]) if token.word.lead), None)
        left, right = range(day.first - 1, behind - 1, -1), range(day.last + 1, ahead)
        end = None
        for span in (left, right) if ahead < len(tokens) and _is_led_apart(tokens, left, right) else (right, left):
            end = apply_time(fields, tokens, span, language=reader.language, hint=reader.zone)
            if fields.hour is not None:
                break
        behind = end or day.last + 1
        yield Run(which, fields, strays, day.first, span=day.span)


def _is_led_apart(tokens: list[Token], left: range, right: range) -> bool:
    """Whether the time of day before a date is its own, as the one after it belongs to the next date."""
    times = [index for index in left if tokens[index].kind == "time"]
    return bool(times) and (times[0] == left[0] or any(tokens[index].word.lead for index in right))


def find_lead(tokens: list[Token]) -> Lead | None:
    """What the first lead-in among the tokens says that the date is."""
    return next((token.word.lead for token in tokens if token.word.lead), None)


def _iter_days(tokens: list[Token], hints: Hints) -> Iterator[Day]:
    at = 0
    while at < len(tokens):
        day = _day_at(tokens, at, hints)
        if day is not None:
            yield day
            at = day.last
        at += 1


def _day_at(tokens: list[Token], at: int, hints: Hints) -> Day | None:
    token = tokens[at]
    if token.kind == "word":
        if token.word.month:
            return find_written_day(tokens, at)
        if token.word.days_back is not None and hints.now is not None:
            day = hints.now - timedelta(days=token.word.days_back)
            return Day(at, at, Fields(day.year, day.month, day.day))
        return None
    if token.kind == "date" or (token.kind == "pair" and _is_day_and_month(tokens, at)):
        return Day(at, at, Fields(), token.numbers, token.sign)
    if token.kind == "number" and len(token.text) == 8 and token.text[:2] in {"19", "20"}:
        return Day(at, at, Fields(), (int(token.text[:4]), int(token.text[4:6]), int(token.text[6:])), "-")
    return None


def _is_day_and_month(tokens: list[Token], at: int) -> bool:
    """Whether two numbers are a date: `7/10`, `12/2022`, `7.10.`, or `7.10` beside a weekday; else they may be any fraction."""
    token = tokens[at]
    if token.sign == "/" or max(token.numbers) >= EARLIEST_YEAR:
        return True
    if token.text.endswith(".") and not (at and (tokens[at - 1].word.clock or tokens[at - 1].kind == "date")):
        return True
    return any(other.word.weekday is not None for other in tokens[max(0, at - 1) : at + 2])


def _complete(day: Day, tokens: list[Token], between: tuple[int, int], hints: Hints) -> Fields | None:
    """The fields of a day with its weekday, day and month told apart, and the year found if it was not said."""
    weekday = _weekday(day, tokens, between)
    fields = day.fields
    if day.numbers:
        numeric = read_numeric(day.numbers, day.sign, weekday=weekday, hints=hints)
        if numeric is None:
            return None
        fields = numeric
    elif day.calendar is not None:
        found = _in_common_era(day, hints)
        if found is None:
            return None
        fields = found
    elif day.short is not None:
        fields.year = full_year(day.short, hints.short_year)
    elif fields.year is None and fields.month is not None and fields.day is not None:
        fields.year = find_year(fields.month, fields.day, weekday, hints.now) or find_year(
            fields.month, fields.day, None, hints.now
        )
    fields.weekday = weekday
    return fields if real_day(fields.year, fields.month, fields.day) else None


def _in_common_era(day: Day, hints: Hints) -> Fields | None:
    """A day of another calendar; without its year the last one."""
    year, month, number = day.fields.year, day.fields.month or 0, day.fields.day or 0
    if day.calendar is None or year is None:
        return fields_of(find_calendar_day(day.calendar, month, number, hints.now)) if day.calendar else None
    return fields_of(common_day(day.calendar, year, month, number))


def _weekday(day: Day, tokens: list[Token], between: tuple[int, int]) -> int | None:
    low, high = between
    before = tokens[max(low, day.first - 1 - _NEAR) : day.first]
    after = tokens[day.last + 1 : min(high, day.last + 1 + _NEAR)]
    return next((t.word.weekday for t in (*reversed(before), *after) if t.word.weekday is not None), None)


def _is_stray(token: Token) -> bool:
    """Whether a word has no meaning in a date; those of one or two letters are particles and zones."""
    word = token.word
    return len(token.text) > 2 and not (
        word.month or word.weekday is not None or word.lead or word.half or word.clock or word.filler or word.unit
        or word.days_back is not None or word.ago
    )  # fmt: skip
