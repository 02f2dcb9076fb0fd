"""The one multi-pattern pass: which outlets a text mentions, and which phrases it may hold.

Automata find the names of all outlets and the literals of all phrases (see `sweep`). A phrase is tried only where one of
its literals stands, or an outlet, on the text with its outlets masked (see `template`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from newscrawl.knowledge.files import read_languages, read_outlets
from newscrawl.knowledge.mentions import Mention, iter_hosts, leftmost_longest
from newscrawl.knowledge.model import Phrase
from newscrawl.knowledge.plain import fold, is_glued, plain
from newscrawl.knowledge.slots import OUTLET, Words
from newscrawl.knowledge.sweep import Automata, Literal
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
    return _Swept(text[:_LONGEST_BLOCK]).scan(languages)


@lru_cache(maxsize=4096)
def scan_block(text: str, languages: tuple[str, ...]) -> Scan:
    """`scan` by the page's languages, and by those of the outlets that it mentions, for what translation left standing.

    Remembered, because every room that looks at a block asks for the same.
    """
    swept = _Swept(text[:_LONGEST_BLOCK])
    spoken = {tag for mention in swept.mentions(languages) for key in mention.outlets for tag in _spoken(key)}
    return swept.scan((*languages, *sorted(spoken.difference(languages))))


class _Swept:
    """A text that the automata went over once, whatever the languages that it is then read by."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.low = fold(text)
        found, self.literals = _automata().sweep(text, self.low)
        self.found = [*iter_hosts(text), *found]

    def starts(self, languages: tuple[str, ...]) -> dict[int, list[int]]:
        """Where the literals of these languages' rules stand, by the number of the rule."""
        starts: dict[int, list[int]] = defaultdict(list)
        anchored = _tried(languages)[1]
        for at, rules in self.literals:
            for rule in rules:
                if rule in anchored:
                    starts[rule].append(at)
        return starts

    def mentions(self, languages: tuple[str, ...]) -> tuple[Mention, ...]:
        """The mentions but for homographs that are a phrase's own word: "Bild: dpa" names a picture, not the daily."""
        if all(mention.sure for mention in self.found):
            return leftmost_longest(self.found)
        literals = {at for places in self.starts(languages).values() for at in places}
        return leftmost_longest(
            [m for m in self.found if m.sure or m.start not in literals or not _LABEL_END.match(self.low, m.end)]
        )

    def scan(self, languages: tuple[str, ...]) -> Scan:
        """Its mentions and the hits of the rules of these languages."""
        mentions, starts = self.mentions(languages), self.starts(languages)
        bare, _, everywhere = _tried(languages)
        tried = sorted({*starts, *everywhere} if mentions else bare & starts.keys())
        return Scan(mentions, tuple(_iter_hits(self.text, mentions, [(rule, starts.get(rule, [])) for rule in tried])))


@cache
def _spoken(key: str) -> frozenset[str]:
    """The languages of an outlet that have a phrase file."""
    return frozenset({tag.partition("-")[0] for tag in read_outlets()[key].languages} & read_languages().keys())


def _iter_hits(text: str, mentions: tuple[Mention, ...], tried: list[tuple[int, list[int]]]) -> Iterator[PhraseHit]:
    """The hits of rules, each given with the offsets where its literals stand."""
    if not tried:
        return
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
def _automata() -> Automata:
    rules: dict[Literal, list[int]] = defaultdict(list)
    for index, rule in enumerate(_rules()):
        for text in rule.template.anchors:
            rules[Literal(text, rule.template.leading)].append(index)
    return Automata({literal: tuple(numbers) for literal, numbers in sorted(rules.items())})
