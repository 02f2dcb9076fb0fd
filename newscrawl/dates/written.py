"""Days written with the name of a month: "11 December 2022", "Dec. 11th, 2022", "2022. december 11."."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from newscrawl.dates.calendars import YEARS, Calendar
from newscrawl.dates.fields import EARLIEST_YEAR, Fields
from newscrawl.dates.numeric import full_year
from newscrawl.dates.tokens import Token

_GLUED: Final = re.compile(r"(\d\d?)((?:19|20)\d\d)")  # "Dec 112022": day and year in boxes of their own
_FILLERS = 2  # words that may stand between two pieces of a date


@dataclass(slots=True)
class Day:
    """A day found in tokens [first, last]: what was read of it, or, for a numeric one, its numbers yet to be told apart.

    Its year and month may be those of another `calendar`; `short` is a year in two digits; of a `span` of days it is the first.
    """

    first: int
    last: int
    fields: Fields
    numbers: tuple[int, ...] = ()
    sign: str = ""
    calendar: Calendar | None = None
    short: int | None = None
    span: bool = False


def find_written_day(tokens: list[Token], at: int) -> Day | None:
    """The day around the name of a month at that index, or None where the word is no month here."""
    left, right = _number(tokens, at, -1), _number(tokens, at, 1)
    word = tokens[at].word
    if word.weekday is not None and _is_weekday(tokens, right):
        return None
    if left is not None and _is_day(tokens[left]):
        first = _first_of_span(tokens, left)
        day = Day(first, at, Fields(None, word.month, tokens[first].numbers[0]), calendar=word.calendar, span=first != left)
        return _with_year(tokens, day, first=True)
    if right is not None and _is_day(tokens[right]) and not _is_hour(tokens, right):
        day = Day(at, right, Fields(None, word.month, tokens[right].numbers[0]), calendar=word.calendar)
        year = _read_year(tokens[left], word.calendar) if left is not None else None
        if left is None or year is None:
            return _with_year(tokens, day, first=False)
        day.first, day.fields.year = left, year
        return day
    return _month_and_year(tokens, at, (right, left)) if word.calendar is None else None


def _first_of_span(tokens: list[Token], last: int) -> int:
    """Index of the first day of a span ("11-13 December", "du 11 au 13"), or of the only one."""
    before = tokens[last - 1] if last else None
    if before is not None and before.sign and before.kind == "number":
        return last - 1
    if (
        before is not None
        and before.word.until
        and last > 1
        and tokens[last - 2].kind == "number"
        and _is_day(tokens[last - 2])
    ):
        return last - 2
    return last


def _month_and_year(tokens: list[Token], at: int, beside: tuple[int | None, int | None]) -> Day | None:
    """A month with a year on either side, or with day and year run together."""
    month = tokens[at].word.month
    for index in beside:
        if index is None:
            continue
        year = _read_year(tokens[index], None)
        if year is not None:
            return Day(min(at, index), max(at, index), Fields(year, month))
        glued = _GLUED.fullmatch(tokens[index].text)
        if glued is not None and index > at:
            return Day(at, index, Fields(full_year(int(glued[2])), month, int(glued[1])))
    return None


def _with_year(tokens: list[Token], day: Day, *, first: bool) -> Day:
    """The day with the year after it, perhaps past the end of a span of days or the time of day, or before it.

    `first` says that the day stands before the month.
    """
    index = _number(tokens, day.last, 1)
    if index is not None and _is_day(tokens[index]):  # "December 11-12, 2022", "30 November - 2 December 2022"
        second = _number(tokens, index, 1)
        if second is not None and _read_year(tokens[second], day.calendar) is not None:
            index, day.span = second, True
    if index is None:
        day.fields.year = _year_after_time(tokens, day) or _year_before(tokens, day)
        return day
    token = tokens[index]
    day.fields.year = _read_year(token, day.calendar)
    if day.fields.year is None and day.calendar is None and len(token.text) == 2 and first and _ends_date(tokens, index):
        day.short = token.numbers[0]
        day.fields.year = full_year(day.short)
    if day.fields.year is not None:
        day.last = index
    return day


def _year_after_time(tokens: list[Token], day: Day) -> int | None:
    """The year past the time of day, as in C's asctime."""
    at = day.last + 1
    if at >= len(tokens) or tokens[at].kind != "time":
        return None
    for token in tokens[at + 1 : at + 3]:
        year = _read_year(token, day.calendar)
        if year is not None:
            return year
        if token.kind not in {"word", "offset"}:
            return None
    return None


def _year_before(tokens: list[Token], day: Day) -> int | None:
    index = _number(tokens, day.first, -1)
    year = _read_year(tokens[index], day.calendar) if index is not None else None
    if index is not None and year is not None:
        day.first = index
    return year


def _ends_date(tokens: list[Token], index: int) -> bool:
    """Whether a two-digit number after day and month may be a year: nothing makes it an hour or a count."""
    if index + 2 < len(tokens) and tokens[index + 1].word.clock and tokens[index + 2].kind == "time":
        return True
    if _is_hour(tokens, index):
        return False
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    return following is None or following.kind in {"time", "pair"} or following.word.clock


def _number(tokens: list[Token], at: int, step: int) -> int | None:
    """Index of the number beside a token, between them fillers, ordinal endings, the weekday, a month's name twice over."""
    for _ in range(_FILLERS + 1):
        at += step
        if not 0 <= at < len(tokens):
            return None
        token = tokens[at]
        if token.kind == "number":
            return at
        if token.kind != "word" or not (token.word.filler or token.word.month or token.word.weekday is not None):
            return None
    return None


def _is_weekday(tokens: list[Token], right: int | None) -> bool:
    """Whether a word that is a weekday or a month ("mar 13 dic") is the weekday: another month follows the number."""
    if right is None:
        return False
    return any(token.word.month for token in tokens[right + 1 : right + 2 + _FILLERS])


def _is_day(token: Token) -> bool:
    return len(token.text) <= 2 and 1 <= token.numbers[0] <= 31


def _read_year(token: Token, calendar: Calendar | None) -> int | None:
    """The year that a token is: of the common era, or, as printed, of another calendar."""
    if token.kind != "number" or len(token.text) != 4:
        return None
    if calendar is not None:
        return token.numbers[0] if token.numbers[0] in YEARS[calendar] else None
    return full_year(token.numbers[0]) if token.numbers[0] >= EARLIEST_YEAR else None


def _is_hour(tokens: list[Token], index: int) -> bool:
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    return following is not None and (following.word.clock or following.word.half is not None)
