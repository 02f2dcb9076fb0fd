"""The one multi-pattern pass: which outlets a text mentions, and which phrases it may hold.

One Aho-Corasick automaton (Aho & Corasick 1975) over the names of all outlets and the literals of all phrases. A phrase is
tried only where one of its literals stands, on the text with its outlets masked (see `template`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import ahocorasick

from newscrawl.knowledge.files import read_languages, read_outlets
from newscrawl.knowledge.model import Outlet, Phrase
from newscrawl.knowledge.registry import outlet_by_host
from newscrawl.knowledge.template import GLUING, OUTLET, Template, Words, compile_template, iter_slots, plain

_HOST: Final = re.compile(r"(?<![\w@./-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,13}(?![\w-])", re.IGNORECASE)
_GLUING: Final = re.compile(f"[{GLUING}]")
_ARABIC_PROCLITIC: Final = re.compile(r"(?:\A|[^\w])[وفبلك]{1,2}\Z")
_QUOTES: Final = ("'", '"')
_LONGEST_BLOCK: Final = 6000  # characters looked at in one block; a longer one is no paragraph


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
class PhraseRule:
    """A phrase of a language file, compiled."""

    language: str
    phrase: Phrase
    template: Template


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """A phrase found at [start, end) of a text: the mentions in it, and the spans of an unknown outlet's name and a date."""

    rule: PhraseRule
    start: int
    end: int
    mentions: tuple[Mention, ...]
    name: tuple[int, int] | None
    date: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Scan:
    """All that the one pass found in a text."""

    mentions: tuple[Mention, ...]
    hits: tuple[PhraseHit, ...]


@dataclass(frozen=True, slots=True)
class _Name:
    outlet: str
    text: str
    exact: bool
    sure: bool
    skip: int = 0  # leading characters that are no part of the mention


def scan(text: str, languages: tuple[str, ...]) -> Scan:
    """The outlets that a block of text mentions and the phrases of these languages (and of `mul`) found in it."""
    text = text[:_LONGEST_BLOCK]
    automaton, names, by_anchor = _automaton()
    low = fold(text)
    found: list[Mention] = []
    rules: set[int] = set()
    for last, (name_index, anchor) in automaton.iter(low):
        if name_index is not None:
            found.extend(_mention(text, low, last + 1, names[name_index]))
        if anchor is not None:
            rules.update(by_anchor[anchor])
    mentions = _leftmost_longest([*found, *_hosts(text)])
    return Scan(mentions, tuple(_hits(text, mentions, rules, frozenset((*languages, "mul")))))


def fold(text: str) -> str:
    """Plain and lower-case with every offset kept (a character whose lower case is longer stays as it is)."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return plain(low)


def _mention(text: str, low: str, end: int, candidates: tuple[_Name, ...]) -> Iterator[Mention]:
    start = end - len(candidates[0].text)
    written = plain(text[start:end])
    fits = _fits(written, candidates)
    if fits and _at_word_start(text, start) and _at_word_end(text, low, end):
        yield Mention(start + fits[0].skip, end, tuple(name.outlet for name in fits), sure=all(name.sure for name in fits))


def _fits(written: str, candidates: tuple[_Name, ...]) -> list[_Name]:
    """One name for each outlet that this may mean; where names differ by case only ("Antara", "ANTARA"), the one as written."""
    best: dict[str, _Name] = {}
    for name in candidates:
        if _same_case(written, name) and (name.outlet not in best or name.text == written):
            best[name.outlet] = name
    return list(best.values())


def _same_case(written: str, name: _Name) -> bool:
    """Whether the letter case allows it: exact for homographs and acronyms, else also all capitals, Title Case, or one word."""
    if written == name.text:
        return True
    if name.exact:
        return False
    if written in {name.text.upper(), name.text.title()}:
        return True
    return " " not in name.text and (written[0].isupper() or not name.text[0].isupper())


def _at_word_start(text: str, start: int) -> bool:
    if start == 0 or not text[start - 1].isalnum() or _GLUING.match(text[start]) or _GLUING.match(text[start - 1]):
        return True
    if "\u0600" <= text[start] <= "\u06ff":
        return _ARABIC_PROCLITIC.search(text[max(0, start - 3) : start]) is not None
    return False


def _at_word_end(text: str, low: str, end: int) -> bool:
    if end == len(text) or not text[end].isalnum() or _GLUING.match(text[end - 1]) or _GLUING.match(text[end]):
        return True
    # "France 24dimanche (11/12/2022)": translation lost the comma and the space before the weekday
    return any(
        low.startswith(word, end) and not low[end + len(word) : end + len(word) + 1].isalnum()
        for word in _weekdays().get(low[end], ())
    )


def _hosts(text: str) -> Iterator[Mention]:
    if "." not in text:
        return
    for match in _HOST.finditer(text):
        owner = outlet_by_host(match[0])
        if owner:
            yield Mention(match.start(), match.end(), (owner.id,), sure=True)


def _leftmost_longest(mentions: list[Mention]) -> tuple[Mention, ...]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)


def _hits(text: str, mentions: tuple[Mention, ...], rules: set[int], languages: frozenset[str]) -> Iterator[PhraseHit]:
    every, unanchored = _rules()
    candidates = sorted(rules | unanchored) if mentions else sorted(rules)
    if not candidates:
        return
    masked, back = _mask(plain(text), mentions)
    starts = [mention.start for mention in mentions]
    for index in candidates:
        rule = every[index]
        if rule.language not in languages or (not mentions and "{outlet" in rule.phrase.pattern):
            continue
        for match in rule.template.regex.finditer(masked):
            start, end = _trim(text, back[match.start()], back[match.end()])
            if end > start:
                inside = mentions[bisect_left(starts, start) : bisect_left(starts, end)]
                yield PhraseHit(rule, start, end, inside, _span(match, "name", back), _span(match, "date", back))


def _mask(text: str, mentions: tuple[Mention, ...]) -> tuple[str, list[int]]:
    """The text with each mention, and quotes around it, as one character; for each masked offset (its end too) the original."""
    pieces: list[str] = []
    back: list[int] = []
    at = 0
    for mention in mentions:
        start, end = mention.start, mention.end
        if at < start and text[start - 1] in _QUOTES and text[end : end + 1] == text[start - 1]:
            start, end = start - 1, end + 1
        pieces += (text[at:start], OUTLET)
        back += range(at, start + 1)
        at = end
    pieces.append(text[at:])
    back += range(at, len(text) + 1)
    return "".join(pieces), back


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its rims."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _span(match: re.Match[str], group: str, back: list[int]) -> tuple[int, int] | None:
    if group not in match.re.groupindex or match.start(group) < 0:
        return None
    return back[match.start(group)], back[match.end(group)]


@cache
def _rules() -> tuple[tuple[PhraseRule, ...], frozenset[int]]:
    """Every phrase of every language, and the indexes of those that have no sure literal: tried wherever an outlet stands."""
    languages = read_languages()
    joiners = tuple(sorted({word for language in languages.values() for word in language.joiners}))
    rules = tuple(
        PhraseRule(code, phrase, compile_template(phrase.pattern, words=Words(joiners, language.articles, language.media)))
        for code, language in languages.items()
        for phrase in language.credit
    )
    unanchored = {i for i, rule in enumerate(rules) if not rule.template.anchors}
    for i in unanchored:
        if not {"outlet", "outlets"} & set(iter_slots(rules[i].phrase.pattern)):
            raise ValueError(f"{rules[i].language}.toml: pattern {rules[i].phrase.pattern!r} needs an outlet or a literal")
    return rules, frozenset(unanchored)


@cache
def _automaton() -> tuple[ahocorasick.Automaton, list[tuple[_Name, ...]], dict[str, tuple[int, ...]]]:
    """The automaton, whose values are (index into names, or None; anchor, or None)."""
    names: dict[str, list[_Name]] = defaultdict(list)
    for item in read_outlets().values():
        for name in _names_of(item):
            if all((known.outlet, known.text) != (name.outlet, name.text) for known in names[fold(name.text)]):
                names[fold(name.text)].append(name)
    anchors: dict[str, list[int]] = defaultdict(list)
    for index, rule in enumerate(_rules()[0]):
        for anchor in rule.template.anchors:
            anchors[fold(anchor)].append(index)
    automaton = ahocorasick.Automaton()
    listed: list[tuple[_Name, ...]] = []
    for key in sorted({*names, *anchors}):
        if key in names:
            listed.append(tuple(names[key]))
        automaton.add_word(key, (len(listed) - 1 if key in names else None, key if key in anchors else None))
    automaton.make_automaton()
    return automaton, listed, {anchor: tuple(indexes) for anchor, indexes in anchors.items()}


def _names_of(item: Outlet) -> Iterator[_Name]:
    """Its names as the automaton takes them. Homographs and acronyms of up to four letters hold in their exact case only."""
    for text in dict.fromkeys((item.name, *item.aliases, *item.mangled)):
        unsure = text in item.ambiguous or text in item.mangled
        acronym = len(text) <= 4 and text.isascii()
        name = _Name(item.id, plain(text), exact=unsure or acronym, sure=not unsure)
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
