"""The one multi-pattern pass: which outlets a text mentions, and which phrases it may hold.

Automata find the names of all outlets and the literals of all phrases (see `sweep`). A phrase is tried only where one of
its literals stands, or an outlet, on the text with its outlets masked (see `template`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import Final

from newscrawl.knowledge.files import read_languages, read_outlets
from newscrawl.knowledge.masking import mask
from newscrawl.knowledge.mentions import Mention, iter_hosts, leftmost_longest
from newscrawl.knowledge.phrase_rules import PhraseRule, codes_of, rules_of
from newscrawl.knowledge.slots import MASKS
from newscrawl.knowledge.sweep import Literals, Text, find_mentions

Places = Mapping[PhraseRule, Sequence[int]]  # offsets where the literals of a rule stand

_LABEL_END: Final = re.compile(r" ?[:©]")
_LONGEST_BLOCK: Final = 6000  # characters looked at in one block; a longer one is no paragraph


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
    return _scan(Text(text[:_LONGEST_BLOCK]), languages, and_spoken=False)


@lru_cache(maxsize=4096)
def scan_block(text: str, languages: tuple[str, ...]) -> Scan:
    """`scan` by the page's languages, and by those of the outlets that it mentions, for what translation left standing.

    Remembered, because every room that looks at a block asks for the same.
    """
    return _scan(Text(text[:_LONGEST_BLOCK]), languages, and_spoken=True)


def _scan(text: Text, languages: tuple[str, ...], *, and_spoken: bool) -> Scan:
    found = [*iter_hosts(text.plain), *find_mentions(text)]
    codes = ("mul", *codes_of(languages))
    if not found:
        bare = _find_places(text, (rules_of(code).bare for code in codes))
        return Scan((), tuple(_iter_hits(text, (), bare)))
    places = _find_places(text, (rules_of(code).literals for code in codes))
    mentions = _without_labels(found, text, places)
    spoken = {tag for mention in mentions for key in mention.outlets for tag in _spoken(key)} if and_spoken else ()
    more = [code for code in codes_of(tuple(sorted(spoken))) if code not in codes]
    if more:
        places = {**places, **_find_places(text, (rules_of(code).literals for code in more))}
        mentions = _without_labels(found, text, places)
    if mentions:
        places = {**dict.fromkeys(_iter_signed(text, (*codes, *more)), ()), **places}
    else:
        places = {rule: starts for rule, starts in places.items() if not rule.template.names_outlet}
    return Scan(mentions, tuple(_iter_hits(text, mentions, places)))


def _find_places(text: Text, literals: Iterable[Literals[PhraseRule]]) -> Places:
    """Where the literals of rules stand in a text."""
    places: dict[PhraseRule, list[int]] = defaultdict(list)
    for some in literals:
        for start, rules in some.iter(text):
            for rule in rules:
                places[rule].append(start)
    return {**places}


def _iter_signed(text: Text, codes: Iterable[str]) -> Iterator[PhraseRule]:
    """The rules without a literal that may match, by the signs that stand in the text."""
    signs = frozenset(text.plain)
    for code in codes:
        for needed, rules in rules_of(code).signed:
            if not any(map(signs.isdisjoint, needed)):
                yield from rules


def _without_labels(found: list[Mention], text: Text, places: Places) -> tuple[Mention, ...]:
    """The mentions but for homographs that are a phrase's own word: "Bild: dpa" names a picture, not the daily."""
    literals = {at for starts in places.values() for at in starts}
    return leftmost_longest([m for m in found if m.sure or m.start not in literals or not _LABEL_END.match(text.low, m.end)])


@cache
def _spoken(key: str) -> frozenset[str]:
    """The languages of an outlet that have a phrase file."""
    return frozenset({tag.partition("-")[0] for tag in read_outlets()[key].languages} & read_languages().keys())


def _iter_hits(text: Text, mentions: tuple[Mention, ...], tried: Places) -> Iterator[PhraseHit]:
    """The hits in a text of rules, each given with the offsets where its literals stand."""
    if not tried:
        return
    masked, back = mask(text.plain, mentions)
    outlets = [mention.start for mention in mentions]
    for rule in sorted(tried, key=attrgetter("number")):
        at = (bisect_left(back, start) for start in sorted(tried[rule]))
        starts = [start for start in at if masked[start : start + 1] not in MASKS]
        for match in rule.template.iter_matches(masked, starts, glued=text.glued):
            start, end = _trim(text.plain, back[match.start()], back[match.end()])
            if end > start:
                inside = mentions[bisect_left(outlets, start) : bisect_left(outlets, end)]
                yield PhraseHit(rule, start, end, inside, _span(match, "name", back), _span(match, "date", back))


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
