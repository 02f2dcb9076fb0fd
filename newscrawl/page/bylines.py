"""A byline as a line: the words of the languages that lead a name in, part two names, name a job, and where a name ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from newscrawl.knowledge import DateWords, codes_of, read_languages
from newscrawl.page.fields import name_key

HAN: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BAR: Final = re.compile(r"[|•·]")
_CHUNK_END: Final = re.compile(r"[|•●·◆▪\n;()\[\]<>@]|\s[–—-]\s|:\s|\d|https?://")
_WORD_START: Final = re.compile(r"(?:\A|(?<=[\s|•·,(]))(?=\S)")
_LEAD_END: Final = re.compile(r"\s*[:：／/]\s*|\s+|(?<=[\u3040-\uffef])|(?<=[a-z]{2})(?=[A-ZÀ-Þ])")
_SIGN: Final = re.compile(r"\s*([,;|/、，／])\s*")
_LONGEST_JOINER: Final = 4  # words
_SHORTEST_DATE: Final = 4  # letters of a day's or month's name; "May" and "Jan" are people too
_SHORTEST_MEDIUM: Final = 4  # letters of a word for a medium ("Portal") that makes a name no person's
_SHORTEST_JOB: Final = 6  # letters of a word for a job that others are built on ("Wirtschaftsredakteur")
_LONGEST_BYLINE: Final = 300


@dataclass(frozen=True, slots=True)
class BylineWords:
    """The words of some languages: what leads a name in (by its first letter), parts two names, names a job; desks by key.

    `desk_words` make any name that has one of them a desk's, `desk_ends` one that ends so in a script without spaces.
    `dates` are the words that a date opens with, `short_dates` those of them that may be a name too; `job_ends` are words for
    jobs that longer ones end in, or names of a script without spaces.
    """

    leads: dict[str, tuple[str, ...]]
    joiners: frozenset[str]
    jobs: frozenset[str]
    job_ends: tuple[str, ...]
    desks: frozenset[str]
    desk_words: frozenset[str]
    desk_ends: tuple[str, ...]
    dates: frozenset[str]
    short_dates: frozenset[str]


@lru_cache(maxsize=64)
def byline_words(languages: tuple[str, ...]) -> BylineWords:
    """The words of these languages and of those that all share."""
    codes = {"mul", *codes_of(languages)}
    known = [language for code, language in read_languages().items() if code in codes]
    leads: dict[str, list[str]] = {}
    for word in sorted({word for language in known for word in language.bylines}, key=len, reverse=True):
        leads.setdefault(word[0], []).append(word)
    jobs = frozenset(word.casefold() for language in known for word in language.jobs)
    desks = [word.casefold() for language in known for word in language.desks]
    media = [word.casefold() for language in known for word in language.media if len(word) >= _SHORTEST_MEDIUM]
    dates = frozenset(word.casefold() for language in known if language.dates for word in _date_words(language.dates))
    return BylineWords(
        leads={letter: tuple(words) for letter, words in leads.items()},
        joiners=frozenset(form for language in known for word in language.joiners for form in _cased(word)),
        jobs=jobs,
        job_ends=tuple(sorted(word for word in jobs if HAN.search(word) or (" " not in word and len(word) >= _SHORTEST_JOB))),
        desks=frozenset(name_key(word) for word in desks),
        desk_words=frozenset(word for word in (*desks, *media) if " " not in word),
        desk_ends=tuple(word for language in known for word in (*language.desks, *language.media) if HAN.search(word)),
        dates=frozenset(word for word in dates if len(word) >= _SHORTEST_DATE),
        short_dates=dates,
    )


def _date_words(dates: DateWords) -> Iterator[str]:
    """The single words that a date opens with: months, days, words for its being out or renewed."""
    for spellings in (*dates.months, *dates.weekdays, dates.published, dates.modified):
        yield from (word for word in spellings if " " not in word)


def _cased(word: str) -> tuple[str, ...]:
    """A joiner as bylines write it; a single letter in capitals is an initial."""
    return (word, word.title(), word.upper()) if len(word) > 1 else (word,)


def find_lead_end(text: str, words: BylineWords, at: int = 0) -> int | None:
    """Where what a lead-in leads in begins, in a text that has a lead-in at this place; None where it has none there."""
    for lead in words.leads.get(text[at : at + 1], ()):
        end = _LEAD_END.match(text, at + len(lead)) if text.startswith(lead, at) else None
        if end:
            return end.end()
    return None


def is_lead(text: str, words: BylineWords) -> bool:
    """Whether a line is no more than a lead-in."""
    line = f"{text.strip(': ')}: "
    return find_lead_end(line, words) == len(line)


def find_led(text: str, words: BylineWords) -> str | None:
    """What a byline says behind its lead-in ("Published Monday by Ana Ruiz | Harbour": "Ana Ruiz"), or None without one."""
    text = text[:_LONGEST_BYLINE]
    ends = (find_lead_end(text, words, start.start()) for start in _WORD_START.finditer(text))
    end = next((end for end in ends if end is not None), None)
    return None if end is None else first_chunk(text[end:], words)


def opens_led(text: str, words: BylineWords) -> bool:
    """Whether a line, or what stands behind a bar in it, opens with a lead-in."""
    return any(find_lead_end(part.lstrip(), words) is not None for part in _BAR.split(text[:_LONGEST_BYLINE]))


def first_chunk(text: str, words: BylineWords) -> str:
    """A line up to the first sign that ends a name: a bar, a dash, a bracket, a digit with the month before it."""
    end = _CHUNK_END.search(text[:_LONGEST_BYLINE])
    chunk = text[: end.start() if end else _LONGEST_BYLINE].strip(" ,.:")
    if end and end[0].isdigit():
        rest, _, last = chunk.rpartition(" ")
        return rest if last.casefold() in words.short_dates else chunk
    return chunk


def split_names(value: str, words: BylineWords) -> Iterator[tuple[str, str]]:
    """The parts of a list of names, each with the sign before it (empty for a joiner)."""
    pieces = _SIGN.split(value)
    for piece, sign in zip(pieces[::2], ("", *pieces[1::2]), strict=True):
        part: list[str] = []
        rest, before = piece.split(), sign
        while rest:
            sizes = range(min(_LONGEST_JOINER, len(rest) - 1), 0, -1) if part else ()
            size = next((size for size in sizes if " ".join(rest[:size]) in words.joiners), 0)
            if size:
                yield " ".join(part), before
                part, before = [], ""
            else:
                part.append(rest[0])
            rest = rest[size or 1 :]
        yield " ".join(part), before
