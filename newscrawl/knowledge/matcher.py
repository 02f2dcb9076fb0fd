"""The one multi-pattern pass: which outlets a text mentions, and which phrases it may hold.

Automata find the names of all outlets and the literals of all phrases (see `sweep`). A phrase is tried only where one of
its literals stands, or an outlet, on the text with its outlets masked (see `template`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

from newscrawl.knowledge.files import read_languages, read_outlets
from newscrawl.knowledge.mentions import Mention, iter_hosts, leftmost_longest
from newscrawl.knowledge.model import Phrase
from newscrawl.knowledge.slots import OUTLET, Words
from newscrawl.knowledge.sweep import Literals, Text, find_mentions
from newscrawl.knowledge.template import Template, compile_template

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
    read = Text(text[:_LONGEST_BLOCK])
    return _scan(read, *_find_places(read, _find_outlets(read), languages), languages)


@lru_cache(maxsize=4096)
def scan_block(text: str, languages: tuple[str, ...]) -> Scan:
    """`scan` by the page's languages, and by those of the outlets that it mentions, for what translation left standing.

    Remembered, because every room that looks at a block asks for the same.
    """
    read = Text(text[:_LONGEST_BLOCK])
    found = _find_outlets(read)
    mentions, starts = _find_places(read, found, languages)
    spoken = {tag for mention in mentions for key in mention.outlets for tag in _spoken(key)}.difference(languages)
    if spoken:
        languages = (*languages, *sorted(spoken))
        mentions, starts = _find_places(read, found, languages)
    return _scan(read, mentions, starts, languages)


def _find_outlets(text: Text) -> list[Mention]:
    return [*iter_hosts(text.plain), *find_mentions(text)]


def _find_places(
    text: Text, found: list[Mention], languages: tuple[str, ...]
) -> tuple[tuple[Mention, ...], dict[int, list[int]]]:
    """The mentions that are no phrase's own word, and where the literals of these languages' rules stand, by rule."""
    rules = _rules_of(languages)
    starts: dict[int, list[int]] = defaultdict(list)
    for start, numbers in (rules.literals if found else rules.bare).iter(text):
        for number in numbers:
            starts[number].append(start)
    return _without_labels(found, text, starts) if found else (), starts


def _scan(text: Text, mentions: tuple[Mention, ...], starts: dict[int, list[int]], languages: tuple[str, ...]) -> Scan:
    rules = _rules_of(languages)
    if mentions:
        signs = frozenset(text.plain)
        everywhere: dict[int, list[int]] = {
            number: [] for needed, numbers in rules.signed if not any(map(signs.isdisjoint, needed)) for number in numbers
        }
        tried = sorted((everywhere | starts).items())
    else:
        tried = sorted((number, places) for number, places in starts.items() if not _rules()[number].template.names_outlet)
    return Scan(mentions, tuple(_iter_hits(text, mentions, tried)))


def _without_labels(found: list[Mention], text: Text, starts: dict[int, list[int]]) -> tuple[Mention, ...]:
    """The mentions but for homographs that are a phrase's own word: "Bild: dpa" names a picture, not the daily."""
    literals = {at for places in starts.values() for at in places}
    return leftmost_longest([m for m in found if m.sure or m.start not in literals or not _LABEL_END.match(text.low, m.end)])


@cache
def _spoken(key: str) -> frozenset[str]:
    """The languages of an outlet that have a phrase file."""
    return frozenset({tag.partition("-")[0] for tag in read_outlets()[key].languages} & read_languages().keys())


def _iter_hits(text: Text, mentions: tuple[Mention, ...], tried: list[tuple[int, list[int]]]) -> Iterator[PhraseHit]:
    """The hits in a text of rules, each given with the offsets where its literals stand."""
    if not tried:
        return
    masked, back = _mask(text.plain.replace(OUTLET, " "), mentions)
    outlets = [mention.start for mention in mentions]
    for index, starts in tried:
        rule = _rules()[index]
        places = [at for at in (bisect_left(back, start) for start in sorted(starts)) if masked[at : at + 1] != OUTLET]
        for match in rule.template.iter_matches(masked, places, glued=text.glued):
            start, end = _trim(text.plain, back[match.start()], back[match.end()])
            if end > start:
                inside = mentions[bisect_left(outlets, start) : bisect_left(outlets, end)]
                yield PhraseHit(rule, start, end, inside, _span(match, "name", back), _span(match, "date", back))


def _mask(text: str, mentions: tuple[Mention, ...]) -> tuple[str, Sequence[int]]:
    """The text with each mention, and quotes around it, as one character; for each masked offset (its end too) the original."""
    if not mentions:
        return text, range(len(text) + 1)
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


def _span(match: re.Match[str], group: str, back: Sequence[int]) -> tuple[int, int] | None:
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
        if not (rule.template.anchors or rule.template.names_outlet):
            raise ValueError(f"{rule.language}.toml: {rule.phrase.pattern!r} needs an outlet or a word that is always there")
    return rules


class _Rules(NamedTuple):
    """The rules of some languages: the literals of all, and of those that need no outlet.

    `signed` are the rules without a literal, by the sets of signs that they need beside an outlet.
    """

    literals: Literals
    bare: Literals
    signed: tuple[tuple[frozenset[frozenset[str]], tuple[int, ...]], ...]


@lru_cache(maxsize=256)
def _rules_of(languages: tuple[str, ...]) -> _Rules:
    """The rules of these languages, of those that share their phrases, and of `mul`."""
    primary = {language.partition("-")[0] for language in languages}
    codes = {code for code, language in read_languages().items() if not primary.isdisjoint((code, *language.also))}
    mine = {number: rule.template.anchors for number, rule in enumerate(_rules()) if rule.language in {*codes, "mul"}}
    bare = {number: anchors for number, anchors in mine.items() if not _rules()[number].template.names_outlet}
    signed: dict[frozenset[frozenset[str]], list[int]] = defaultdict(list)
    for number, anchors in mine.items():
        if not anchors:
            signed[_rules()[number].template.signs].append(number)
    return _Rules(_literals(mine), _literals(bare), tuple((signs, tuple(numbers)) for signs, numbers in signed.items()))


def _literals(anchors: Mapping[int, frozenset[str]]) -> Literals:
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, literals in anchors.items():
        for literal in literals:
            numbers[literal].append(number)
    return Literals({literal: tuple(found) for literal, found in sorted(numbers.items())})
