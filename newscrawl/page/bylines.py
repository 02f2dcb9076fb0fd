"""A byline as a line: the words of the languages that lead a name in, part two names, name a job, and where a name ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from newscrawl.knowledge import DateWords, read_languages
from newscrawl.page.fields import name_key

HAN: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BAR: Final = re.compile(r"[|•·]")
_CHUNK_END: Final = re.compile(r"[|•●·◆▪\n;()\[\]<>@]|\s[–—-]\s|:\s|\d|https?://")
_SHORTEST_DATE: Final = 4  # letters of a day's or month's name; "May" and "Jan" are people too
_SHORTEST_MEDIUM: Final = 4  # letters of a word for a medium ("Portal") that makes a name no person's
_SHORTEST_JOB: Final = 6  # letters of a word for a job that others are built on ("Wirtschaftsredakteur")
_LONGEST_BYLINE: Final = 300


@dataclass(frozen=True, slots=True)
class BylineWords:
    """The words of some languages, compiled: what leads a name in, parts two names, names a job; desks by key.

    `desk_words` make any name that has one of them a desk's, `desk_ends` one that ends so in a script without spaces.
    `dates` are the words that a date opens with, `short_dates` those of them that may be a name too; `job_ends` are words for
    jobs that longer ones end in.
    """

    lead: re.Pattern[str]
    split: re.Pattern[str]
    job: re.Pattern[str]
    job_ends: tuple[str, ...]
    desks: frozenset[str]
    desk_words: frozenset[str]
    desk_ends: tuple[str, ...]
    dates: frozenset[str]
    short_dates: frozenset[str]


@lru_cache(maxsize=64)
def byline_words(languages: tuple[str, ...]) -> BylineWords:
    """The words of these languages and of those that all share."""
    codes = {"mul", *(tag.partition("-")[0] for tag in languages)}
    known = [language for code, language in read_languages().items() if not codes.isdisjoint((code, *language.also))]
    leads = _alternatives(word for language in known for word in language.bylines)
    joiners = _alternatives(form for language in known for word in language.joiners for form in _cased(word))
    jobs = _alternatives(word for language in known for word in language.jobs)
    job_words = {word.casefold() for language in known for word in language.jobs}
    desks = [word.casefold() for language in known for word in language.desks]
    media = [word.casefold() for language in known for word in language.media if len(word) >= _SHORTEST_MEDIUM]
    dates = frozenset(word.casefold() for language in known if language.dates for word in _date_words(language.dates))
    return BylineWords(
        lead=re.compile(
            rf"(?:\A|(?<=[\s|•·,(]))(?:{leads})(?:\s*[:：／/]\s*|\s+|(?<=[\u3040-\uffef])|(?<=[a-z]{{2}})(?=[A-ZÀ-Þ]))"
        ),
        split=re.compile(rf"\s*([,;|/、，／])\s*|\s+(?:{joiners})\s+"),
        job=re.compile(rf"\A(?:{jobs})(?:\s+|\Z)|(?:\s+|(?<=[\u3040-\uffef]))(?:{jobs})\Z", re.IGNORECASE),
        job_ends=tuple(sorted(word for word in job_words if " " not in word and len(word) >= _SHORTEST_JOB)),
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


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True)) or "(?!)"


def find_led(text: str, words: BylineWords) -> str | None:
    """What a byline says behind its lead-in ("Published Monday by Ana Ruiz | Harbour": "Ana Ruiz"), or None without one."""
    lead = words.lead.search(text[:_LONGEST_BYLINE])
    return first_chunk(text[lead.end() :], words) if lead else None


def opens_led(text: str, words: BylineWords) -> bool:
    """Whether a line, or what stands behind a bar in it, opens with a lead-in."""
    return any(words.lead.match(part.lstrip()) for part in _BAR.split(text[:_LONGEST_BYLINE]))


def first_chunk(text: str, words: BylineWords) -> str:
    """A line up to the first sign that ends a name: a bar, a dash, a bracket, a digit with the month before it."""
    end = _CHUNK_END.search(text[:_LONGEST_BYLINE])
    chunk = text[: end.start() if end else _LONGEST_BYLINE].strip(" ,.:")
    if end and end[0].isdigit():
        rest, _, last = chunk.rpartition(" ")
        return rest if last.casefold() in words.short_dates else chunk
    return chunk
