"""Where a text mentions an outlet: its names as they may be written, at the edges of words, and its hosts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from newscrawl.knowledge.files import read_languages
from newscrawl.knowledge.model import Outlet
from newscrawl.knowledge.plain import fold, is_glued, plain
from newscrawl.knowledge.registry import outlet_by_host

_HOST: Final = re.compile(r"(?<![\w@./-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,13}(?![\w-])", re.IGNORECASE)
_DOT_INSIDE: Final = re.compile(r"\.[A-Za-z]")  # far cheaper than to look for hosts in every text
_ARABIC_PROCLITIC: Final = re.compile(r"(?:\A|[^\w])[وفبلك]{1,2}\Z")


@dataclass(frozen=True, slots=True)
class Mention:
    """A known outlet's name at [start, end) of a text. `outlets` are the ids it may mean, the likeliest first.

    `sure` is false for a name that also means something else, or that machine translation made: it counts beside a cue.
    """

    start: int
    end: int
    outlets: tuple[str, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Name:
    """One way of writing an outlet's name. `exact` binds it to its letter case, `sure` as in Mention."""

    outlet: str
    text: str
    exact: bool
    sure: bool
    skip: int = 0  # leading characters that are no part of the mention


def iter_mentions(text: str, low: str, end: int, candidates: tuple[Name, ...]) -> Iterator[Mention]:
    """The mention that ends at `end`, where letter case and the edges of words allow it; `low` is the plain text folded."""
    start = end - len(candidates[0].text)
    written = text[start:end]
    fits = _fits(written, candidates)
    if fits and _at_word_start(text, start) and _at_word_end(text, low, end):
        yield Mention(start + fits[0].skip, end, tuple(name.outlet for name in fits), sure=all(name.sure for name in fits))


def _fits(written: str, candidates: tuple[Name, ...]) -> list[Name]:
    """One name for each outlet that this may mean; where names differ by case only ("Antara", "ANTARA"), the one as written."""
    best: dict[str, Name] = {}
    for name in candidates:
        if _same_case(written, name) and (name.outlet not in best or name.text == written):
            best[name.outlet] = name
    return list(best.values())


def _same_case(written: str, name: Name) -> bool:
    """Whether the letter case allows it: exact for homographs and acronyms, else also all capitals, Title Case, or one word.

    A homograph of several words may stand all in capitals too.
    """
    if written == name.text:
        return True
    if name.exact:
        return " " in name.text and written == name.text.upper()
    if written in {name.text.upper(), name.text.title()}:
        return True
    return " " not in name.text and (written[0].isupper() or not name.text[0].isupper())


def _at_word_start(text: str, start: int) -> bool:
    if start == 0 or not text[start - 1].isalnum() or is_glued(text[start - 1 : start + 1]):
        return True
    if "\u0600" <= text[start] <= "\u06ff":
        return _ARABIC_PROCLITIC.search(text[max(0, start - 3) : start]) is not None
    return False


def _at_word_end(text: str, low: str, end: int) -> bool:
    if text[end : end + 1] == "." and "a" <= text[end + 1 : end + 2] <= "z":
        return False  # in an address, where only a whole host is a name: "https://www.reuters.com/world/"
    if end == len(text) or not text[end].isalnum() or is_glued(text[end - 1 : end + 1]):
        return True
    # "France 24dimanche (11/12/2022)": translation lost the comma and the space before the weekday
    return any(
        low.startswith(word, end) and not low[end + len(word) : end + len(word) + 1].isalnum()
        for word in _weekdays().get(low[end], ())
    )


def iter_hosts(text: str) -> Iterator[Mention]:
    """Host names of known outlets in a text: "nytimes.com"."""
    if not _DOT_INSIDE.search(text):
        return
    for match in _HOST.finditer(text):
        owner = outlet_by_host(match[0])
        if owner:
            yield Mention(match.start(), match.end(), (owner.id,), sure=True)


def leftmost_longest(mentions: list[Mention]) -> tuple[Mention, ...]:
    """Those that do not overlap: the leftmost first, of those that start together the longest."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)


def iter_names(item: Outlet) -> Iterator[Name]:
    """Its names as the automaton takes them. Homographs and acronyms of up to four letters hold in their exact case only."""
    for text in dict.fromkeys((item.name, *item.aliases, *item.mangled)):
        unsure = text in item.ambiguous or (text in item.mangled and not _DOT_INSIDE.search(text))  # "Arabe.net" is no word
        acronym = len(text) <= 4 and text.isascii()
        name = Name(item.id, plain(text), exact=unsure or acronym, sure=not unsure)
        yield name
        if name.text.startswith("ال"):  # the Arabic article loses its alif after "for": "للأناضول"
            yield replace(name, text="لل" + name.text[2:], skip=1)


@cache
def _weekdays() -> dict[str, tuple[str, ...]]:
    """Weekday names of all languages by first letter, longest first."""
    words = {
        fold(w) for lang in read_languages().values() if lang.dates for day in lang.dates.weekdays for w in day if len(w) > 3
    }
    by_letter: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=lambda w: (-len(w), w)):
        by_letter[word[0]].append(word)
    return {letter: tuple(found) for letter, found in by_letter.items()}
