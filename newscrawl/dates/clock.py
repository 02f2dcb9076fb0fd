"""The time of day beside a date, and its zone."""

from __future__ import annotations

import re
from typing import Final

from newscrawl.dates.fields import Fields
from newscrawl.dates.tokens import Token
from newscrawl.dates.zones import ZoneHint, find_abbreviated_zone

_DOTTED: Final = re.compile(r"[012]?\d\.[0-5]\d\.?")
_REACH = 6  # tokens between a date and its time of day
_STRAYS = 2  # unknown words among them


def apply_time(fields: Fields, tokens: list[Token], span: range, *, language: str | None, hint: ZoneHint | None) -> int | None:
    """Set hour, minute, second and zone from the first time of day in the span of tokens; the index after it, or None.

    A span with a negative step is searched from the date leftwards.
    """
    strays = 0
    for index in span[:_REACH]:
        token = tokens[index]
        after = _read_time(fields, tokens, index)
        if after is not None:
            _apply_half(fields, tokens, (index - 1, after))
            return _apply_zone(fields, tokens, after, language=language, hint=hint)
        if token.kind not in {"word", "offset"} or (span.step > 0 and token.word.lead == "modified"):
            return None
        strays += not _belongs(token)
        if strays > _STRAYS:
            return None
    return None


def _belongs(token: Token) -> bool:
    word = token.word
    return word.clock or word.filler or word.half is not None or word.weekday is not None or word.lead is not None


def _read_time(fields: Fields, tokens: list[Token], index: int) -> int | None:
    """Read a time of day that begins at the index; the index after it, or None where none does."""
    token = tokens[index]
    if token.kind == "time" or (token.kind == "pair" and _DOTTED.fullmatch(token.text)):
        return _set(fields, token.numbers, after=index + 1)
    if token.kind != "number" or len(token.text) > 2:
        return None
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is not None and following.word.clock:  # "14 Uhr", "14 h 05"
        past = tokens[index + 2] if index + 2 < len(tokens) else None
        if past is not None and past.kind == "number" and len(past.text) == 2 and past.start <= following.end + 1:
            return _set(fields, (*token.numbers, *past.numbers), after=index + 3)
        return _set(fields, token.numbers, after=index + 2)
    if (index > 0 and tokens[index - 1].word.clock) or (following is not None and following.word.half is not None):
        return _set(fields, token.numbers, after=index + 1)
    return None


def _set(fields: Fields, clock: tuple[int, ...], *, after: int) -> int | None:
    """Set hour, minute and second, as many as there are; `after`, or None where no clock shows that."""
    hour, minute, second = (*clock, None, None)[:3]
    if hour is None or hour > 24 or (minute or 0) > 59:
        return None
    fields.hour, fields.minute, fields.second = hour, minute, second
    return after


def _apply_half(fields: Fields, tokens: list[Token], beside: tuple[int, int]) -> None:
    """Turn a twelve-hour time into a 24-hour one by the word before or after it."""
    halves = [tokens[i].word.half for i in reversed(beside) if 0 <= i < len(tokens)]
    half = next((found for found in halves if found is not None), None)
    if half is None or fields.hour is None or not 1 <= fields.hour <= 12:
        return
    fields.hour = fields.hour % 12 + (12 if half == "pm" else 0)


def _apply_zone(fields: Fields, tokens: list[Token], at: int, *, language: str | None, hint: ZoneHint | None) -> int:
    """Set the zone that follows a time of day, words of the clock in between; the index after what was read."""
    for index in range(at, min(at + 3, len(tokens))):
        token = tokens[index]
        if token.kind == "offset":
            fields.zone = token.text
            return index + 1
        if token.kind == "word" and token.text.isupper() and token.word.half is None:
            zone = find_abbreviated_zone(token.text, language=language, hint=hint)
            if zone is not None:
                offset = tokens[index + 1] if index + 1 < len(tokens) else None
                if zone == "UTC" and offset is not None and offset.kind == "offset":  # "GMT +0700"
                    fields.zone = offset.text
                    return index + 2
                fields.zone = zone
                return index + 1
        if token.kind != "word" or not (token.word.clock or token.word.half):
            break
    return at
