"""The one multi-pattern pass: which outlets a text mentions, and which phrases it may hold.

One Aho-Corasick automaton (Aho & Corasick 1975) over the names of all outlets and the literals of all phrases. A phrase is
tried only where one of its literals stands, or an outlet, on the text with its outlets masked (see `template`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import ahocorasick

from newscrawl.knowledge.files import read_languages, read_outlets
from newscrawl.knowledge.mentions import Mention, Name, iter_hosts, iter_mentions, iter_names, leftmost_longest
from newscrawl.knowledge.model import Phrase
from newscrawl.knowledge.plain import fold, is_glued, plain
from newscrawl.knowledge.slots import OUTLET, Words
from newscrawl.knowledge.template import Template, compile_template, iter_slots

_LABEL_END: Final = re.compile(r" ?[:©]")
_QUOTES: Final = ("'", '"')
_LONGEST_BLOCK: Final = 6000  # characters looked at in one block; a longer one is no paragraph


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


def scan(text: str, languages: tuple[str, ...]) -> Scan:
    """The outlets that a block of text mentions and the phrases of these languages (and of `mul`) found in it."""
    text = text[:_LONGEST_BLOCK]
    low = fold(text)
    found: list[Mention] = list(iter_hosts(text))
    starts: dict[int, list[int]] = defaultdict(list)
    bare, beside_outlets, everywhere = _tried(languages)
    for last, (names, length, rules, uncased) in _automaton().iter(low):
        # most that the automaton finds are common words ("time", "focus"): told by their first letter before anything else
        if names and (uncased or not text[last + 1 - length].islower()):
            found.extend(iter_mentions(text, low, last + 1, names))
        for rule in rules:
            if rule in beside_outlets:
                starts[rule].append(last + 1 - length)
    mentions = leftmost_longest(_without_labels(found, low, {at for places in starts.values() for at in places}))
    tried = sorted({*starts, *everywhere} if mentions else bare & starts.keys())
    return Scan(mentions, tuple(_iter_hits(text, mentions, [(rule, starts.get(rule, [])) for rule in tried])) if tried else ())


@lru_cache(maxsize=4096)
def scan_block(text: str, languages: tuple[str, ...]) -> Scan:
    """`scan` by the page's languages, and by those of the outlets that it mentions, for what translation left standing.

    Remembered, because every room that looks at a block asks for the same.
    """
    found = scan(text, languages)
    spoken = {tag.partition("-")[0] for m in found.mentions for key in m.outlets for tag in read_outlets()[key].languages}
    more = tuple(sorted((spoken & read_languages().keys()) - set(languages)))
    return scan(text, (*languages, *more)) if more else found


def _without_labels(found: list[Mention], low: str, literals: set[int]) -> list[Mention]:
    """The mentions but for homographs that are a phrase's own word: "Bild: dpa" names a picture, not the daily."""
    return [m for m in found if m.sure or m.start not in literals or not _LABEL_END.match(low, m.end)]


def _iter_hits(text: str, mentions: tuple[Mention, ...], tried: list[tuple[int, list[int]]]) -> Iterator[PhraseHit]:
    """The hits of rules, each given with the offsets where its literals stand."""
    glued = is_glued(text)
    masked, back = _mask(plain(text).replace(OUTLET, " "), mentions)
    outlets = [mention.start for mention in mentions]
    for index, starts in tried:
        rule = _rules()[index]
        places = [at for at in (bisect_left(back, start) for start in sorted(starts)) if masked[at : at + 1] != OUTLET]
        for match in rule.template.iter_matches(masked, places, glued=glued):
            start, end = _trim(text, back[match.start()], back[match.end()])
            if end > start:
                inside = mentions[bisect_left(outlets, start) : bisect_left(outlets, end)]
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
def _rules() -> tuple[PhraseRule, ...]:
    """Every phrase of every language, compiled."""
    languages = read_languages()
    joiners = tuple(sorted({word for language in languages.values() for word in language.joiners}, key=len, reverse=True))
    rules = tuple(
        PhraseRule(code, phrase, compile_template(phrase.pattern, words=Words(joiners, language.articles, language.media)))
        for code, language in languages.items()
        for phrase in language.credit
    )
    for rule in rules:
        if not (rule.template.anchors or _needs_outlet(rule)):
            raise ValueError(f"{rule.language}.toml: {rule.phrase.pattern!r} needs an outlet or a word that is always there")
    return rules


@lru_cache(maxsize=256)
def _tried(languages: tuple[str, ...]) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """Of these languages, the rules that need a literal and no outlet, a literal, and no literal but an outlet."""
    primary = {language.partition("-")[0] for language in languages}
    codes = {code for code, language in read_languages().items() if not primary.isdisjoint((code, *language.also))}
    mine = [(index, rule) for index, rule in enumerate(_rules()) if rule.language in {*codes, "mul"}]
    anchored = frozenset(index for index, rule in mine if rule.template.anchors)
    bare = frozenset(index for index, rule in mine if not _needs_outlet(rule))
    return bare, anchored, frozenset(index for index, rule in mine if index not in anchored)


def _needs_outlet(rule: PhraseRule) -> bool:
    return not {"outlet", "outlets"}.isdisjoint(iter_slots(rule.phrase.pattern))


@cache
def _automaton() -> ahocorasick.Automaton:
    """The automaton over folded text: the names that end there, their length, the rules of this literal.

    And whether one of the names may be written with a small first letter.
    """
    names: dict[str, list[Name]] = defaultdict(list)
    for item in read_outlets().values():
        for name in iter_names(item):
            if all((known.outlet, known.text) != (name.outlet, name.text) for known in names[fold(name.text)]):
                names[fold(name.text)].append(name)
    rules: dict[str, list[int]] = defaultdict(list)
    for index, rule in enumerate(_rules()):
        for literal in rule.template.anchors:
            rules[literal].append(index)
    automaton = ahocorasick.Automaton()
    for key in sorted({*names, *rules}):
        uncased = any(not name.text[0].isupper() for name in names.get(key, ()))
        automaton.add_word(key, (tuple(names.get(key, ())), len(key), tuple(rules.get(key, ())), uncased))
    automaton.make_automaton()
    return automaton
