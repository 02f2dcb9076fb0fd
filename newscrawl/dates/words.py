"""The words of dates: tables built once from the language files, a language's own words before everybody's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from newscrawl.dates.calendars import Calendar
from newscrawl.dates.script import WORD, clean_script, fold_word
from newscrawl.knowledge import DateOrder, DateWords, read_languages

_WORD: Final = re.compile(WORD)
# A letter of the scripts that write words without spaces, or glue particles to them: Thai to Burmese, Khmer, East Asia's.
_UNSPACED: Final = re.compile("[\u0e00-\u109f\u1780-\u17ff\u2e80-\ud7af\uf900-\ufaff]")
# boxes of their own, run together: "StaffNov", or a name in another script and the month in ours
_CAMEL: Final = re.compile(r"(?<=[a-z\u00df-\u00ff])(?=[A-Z\u00c0-\u00de])|(?<=[\u0370-\U0010ffff])(?=[A-Za-z])")
_LONGEST_GLUED: Final = 16  # characters
_MOST_SEEN: Final = 4_000
Half = Literal["am", "pm"]
Lead = Literal["published", "modified", "now"]


@dataclass(frozen=True, slots=True)
class Word:
    """All that a word can mean in a date. Months count from 1, weekdays from Monday = 0; 0 and None: it cannot.

    `calendar` is the other calendar whose month it is. `unit` and `count` are those of relative dates, `days_back` tells
    today (0) from yesterday (1), `ago` that it stands in their templates.
    """

    month: int = 0
    calendar: Calendar | None = None
    weekday: int | None = None
    lead: Lead | None = None
    half: Half | None = None
    clock: bool = False
    filler: bool = False
    until: bool = False
    unit: str | None = None
    count: int = 0
    days_back: int | None = None
    moment: bool = False
    ago: bool = False


UNKNOWN: Final = Word()


class Spelling(NamedTuple):
    """A word of a text, or one of several run together in it: folded, what it means, how many words its entries may have."""

    folded: str
    word: Word
    longest: int


Spelled = tuple[tuple[int, int, Spelling], ...]  # with the span [start, end) of each in the text


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words one language reads dates with: its own, then those of all others.

    `own` and `every` map a folded word, or several joined by one space; `longest` how many words an entry that begins with
    this one may have. `ago` are the templates of relative dates, as the words before and after the span; `reach` is how
    many these are at most; `order` and `short_year` are the language's. `seen` are the words looked up so far: pages
    repeat them.
    """

    own: dict[str, Word]
    every: dict[str, Word]
    longest: dict[str, int]
    ago: frozenset[tuple[tuple[str, ...], tuple[str, ...]]]
    reach: int
    order: DateOrder | None
    short_year: int | None
    seen: dict[str, Spelled]

    def find(self, entry: str) -> Word | None:
        """What a folded word, or several, mean; None where no language has the entry."""
        return self.own.get(entry) or self.every.get(entry)

    def spell(self, text: str) -> Spelled:
        """The words that a run of letters of a cleaned text holds: itself, but where words are written or were run together."""
        spelled = self.seen.get(text)
        if spelled is None:
            if len(self.seen) >= _MOST_SEEN:
                self.seen.clear()
            spelled = self.seen[text] = tuple(self._split(text))
        return spelled

    def _split(self, text: str) -> Iterator[tuple[int, int, Spelling]]:
        folded = fold_word(text)
        if self.find(folded) is not None or folded in self.longest:
            yield 0, len(text), self._spelling(folded)
        elif _is_unspaced(folded):
            at = 0
            while at < len(folded):
                sizes = range(min(len(folded) - at, _LONGEST_GLUED), 0, -1)
                size = next((size for size in sizes if self.find(folded[at : at + size])), 1)
                yield at, at + size, self._spelling(folded[at : at + size])
                at += size
        else:
            ends = [*(match.start() for match in _CAMEL.finditer(text)), len(text)]
            for start, end in pairwise((0, *ends)):
                yield start, end, self._spelling(fold_word(text[start:end]))

    def _spelling(self, folded: str) -> Spelling:
        return Spelling(folded, self.find(folded) or UNKNOWN, self.longest.get(folded, 1))


def _is_unspaced(word: str) -> bool:
    return not word.isascii() and _UNSPACED.search(word) is not None


def words_of(text: str) -> list[str]:
    """The folded words of a text, signs and digits left out."""
    return [fold_word(found) for found in _WORD.findall(clean_script(text))]


@lru_cache(maxsize=256)
def lexicon(language: str | None) -> Lexicon:
    """The lexicon of a BCP 47 tag; with None, or a language without a file, all languages count alike."""
    primary, _, region = (language or "").partition("-")
    primary = primary.lower()
    every = {code: found.dates for code, found in read_languages().items() if found.dates is not None}
    own = every.get(primary)
    ago = _all_ago()
    reach = max((len(words) for template in ago for words in template), default=0)
    order = own.regions.get(region.upper(), own.order) if own is not None else None
    short_year = own.short_year if own is not None else None
    words, seen = _own_words(primary)
    return Lexicon(words, _all_words(), _all_longest(), ago, reach, order, short_year, seen)


@lru_cache(maxsize=256)
def _own_words(primary: str) -> tuple[dict[str, Word], dict[str, Spelled]]:
    """The words of a language, and those looked up so far; its regions share both."""
    language = read_languages().get(primary)
    return (_words(language.dates) if language is not None and language.dates is not None else {}), {}


@lru_cache(maxsize=1)
def _all_longest() -> dict[str, int]:
    longest: dict[str, int] = {}
    for entry in _all_words():
        first, *rest = entry.split(" ")
        longest[first] = max(longest.get(first, 1), 1 + len(rest))
    return longest


@lru_cache(maxsize=1)
def _all_words() -> dict[str, Word]:
    """The words of all languages. Each property of a word is that of the first language that has it; English comes first."""
    merged: dict[str, Word] = {}
    languages = read_languages()
    for code in sorted(languages, key=lambda code: (code != "en", code)):
        dates = languages[code].dates
        for entry, word in _words(dates).items() if dates is not None else ():
            merged[entry] = _merge(merged.get(entry, UNKNOWN), word)
    return merged


def _words(dates: DateWords) -> dict[str, Word]:
    words: dict[str, Word] = {}
    for text, meaning in _meanings(dates):
        entry = " ".join(words_of(text))
        if entry:
            words[entry] = _merge(words.get(entry, UNKNOWN), meaning)
    return words


def _meanings(dates: DateWords) -> Iterator[tuple[str, Word]]:
    """Each spelling of a language with one of its meanings."""
    for month, spellings in enumerate(dates.months, 1):
        yield from ((text, Word(month=month)) for text in spellings)
    calendars: tuple[tuple[Calendar, tuple[tuple[str, ...], ...]], ...] = (("jalali", dates.jalali), ("hijri", dates.hijri))
    for calendar, months in calendars:
        for month, spellings in enumerate(months, 1):
            yield from ((text, Word(month=month, calendar=calendar)) for text in spellings)
    for weekday, spellings in enumerate(dates.weekdays):
        yield from ((text, Word(weekday=weekday)) for text in spellings)
    for unit, spellings in dates.units.items():
        for text in spellings:
            name, _, count = text.partition("=")
            yield name, Word(unit=unit, count=int(count or 0))
    for before, after in _read_ago(dates):
        yield from ((word, Word(ago=True)) for word in (*before, *after))
    plain = (
        (dates.published, Word(lead="published")), (dates.modified, Word(lead="modified")), (dates.viewed, Word(lead="now")),
        (dates.clock, Word(clock=True)), (dates.am, Word(half="am")), (dates.pm, Word(half="pm")),
        (dates.one, Word(count=1)), (dates.until, Word(filler=True, until=True)), (dates.now, Word(moment=True)),
        (dates.today, Word(days_back=0)), (dates.yesterday, Word(days_back=1)),
        ((*dates.ordinals, *dates.fillers), Word(filler=True)),
    )  # fmt: skip
    for spellings, meaning in plain:
        yield from ((text, meaning) for text in spellings)


def _merge(word: Word, other: Word) -> Word:
    """The word with what only the other one means added."""
    added = {
        field.name: getattr(other, field.name)
        for field in fields(Word)
        if getattr(word, field.name) == field.default and getattr(other, field.name) != field.default
    }
    return replace(word, **added) if added else word


@lru_cache(maxsize=1)
def _all_ago() -> frozenset[tuple[tuple[str, ...], tuple[str, ...]]]:
    every = (found.dates for found in read_languages().values())
    return frozenset(template for dates in every if dates for template in _read_ago(dates))


def _read_ago(dates: DateWords) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The templates of a language without the span: the words before `{n} {unit}`, and those after."""
    for template in dates.ago:
        before, _, after = template.replace("{n} {unit}", "{n}{unit}").partition("{n}{unit}")
        yield tuple(words_of(before)), tuple(words_of(after))
