"""Days written with the name of a month: "11 December 2022", "Dec. 11th, 2022", "2022. december 11."."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from newscrawl.dates.fields import EARLIEST_YEAR, Fields
from newscrawl.dates.numeric import full_year
from newscrawl.dates.tokens import Token

_GLUED: Final = re.compile(r"(\d\d?)((?:19|20)\d\d)")  # "Dec 112022": day and year in boxes of their own
_FILLERS = 2  # words that may stand between two pieces of a date


@dataclass(slots=True)
class Day:
    """A day found in tokens [first, last]: what was read of it, or, for a numeric one, its numbers yet to be told apart."""

    first: int
    last: int
    fields: Fields
    numbers: tuple[int, ...] = ()
    sign: str = ""


def find_written_day(tokens: list[Token], at: int) -> Day | None:
    """The day around the name of a month at that index, or None where the word is no month here."""
    left, right = _number(tokens, at, -1), _number(tokens, at, 1)
    if tokens[at].word.weekday is not None and _is_weekday(tokens, right):
        return None
    month = tokens[at].word.month
    if left is not None and _is_day(tokens[left]):
        return _with_year(tokens, Day(left, at, Fields(None, month, tokens[left].numbers[0])), short=True)
    if right is not None and _is_day(tokens[right]) and not _is_hour(tokens, right):
        day = Day(at, right, Fields(None, month, tokens[right].numbers[0]))
        if left is None or not _is_year(tokens[left]):
            return _with_year(tokens, day, short=False)
        day.first, day.fields.year = left, full_year(tokens[left].numbers[0])
        return day
    return _month_and_year(tokens, at, (right, left))


def _month_and_year(tokens: list[Token], at: int, beside: tuple[int | None, int | None]) -> Day | None:
    """A month with a year on either side, or with day and year run together."""
    month = tokens[at].word.month
    for index in beside:
        if index is None:
            continue
        if _is_year(tokens[index]):
            return Day(min(at, index), max(at, index), Fields(full_year(tokens[index].numbers[0]), month))
        glued = _GLUED.fullmatch(tokens[index].text)
        if glued is not None and index > at:
            return Day(at, index, Fields(full_year(int(glued[2])), month, int(glued[1])))
    return None


def _with_year(tokens: list[Token], day: Day, *, short: bool) -> Day:
    """The day with the year that follows it, perhaps after the time of day, as in C's asctime."""
    index = _number(tokens, day.last, 1)
    if index is not None and _is_day(tokens[index]) and not short:  # "December 11-12, 2022"
        second = _number(tokens, index, 1)
        if second is not None and _is_year(tokens[second]):
            index = second
    if (index is not None and _is_year(tokens[index])) or (
        index is not None and len(tokens[index].text) == 2 and _ends_date(tokens, index, short=short)
    ):
        day.last, day.fields.year = index, full_year(tokens[index].numbers[0])
    elif index is None:
        day.fields.year = _year_after_time(tokens, day.last + 1)
    return day


def _year_after_time(tokens: list[Token], at: int) -> int | None:
    if at >= len(tokens) or tokens[at].kind != "time":
        return None
    for token in tokens[at + 1 : at + 3]:
        if _is_year(token):
            return full_year(token.numbers[0])
        if token.kind not in {"word", "offset"}:
            return None
    return None


def _ends_date(tokens: list[Token], index: int, *, short: bool) -> bool:
    """Whether a two-digit number may be a year: the day stood first and nothing makes it an hour or a count."""
    if not short or _is_hour(tokens, index):
        return False
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    return following is None or following.kind == "time" or following.word.clock


def _number(tokens: list[Token], at: int, step: int) -> int | None:
    """Index of the number beside a token, fillers and ordinal endings between; a month's name twice over counts as a filler."""
    for _ in range(_FILLERS + 1):
        at += step
        if not 0 <= at < len(tokens):
            return None
        token = tokens[at]
        if token.kind == "number":
            return at
        if token.kind != "word" or not (token.word.filler or token.word.month):
            return None
    return None


def _is_weekday(tokens: list[Token], right: int | None) -> bool:
    """Whether a word that is a weekday or a month ("mar 13 dic") is the weekday: another month follows the number."""
    if right is None:
        return False
    return any(token.word.month for token in tokens[right + 1 : right + 2 + _FILLERS])


def _is_day(token: Token) -> bool:
    return len(token.text) <= 2 and 1 <= token.numbers[0] <= 31


def _is_year(token: Token) -> bool:
    return (
        token.kind == "number"
        and len(token.text) == 4
        and token.numbers[0] >= EARLIEST_YEAR
        and full_year(token.numbers[0]) is not None
    )


def _is_hour(tokens: list[Token], index: int) -> bool:
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    return following is not None and (following.word.clock or following.word.half is not None)
