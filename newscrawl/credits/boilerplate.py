"""Site-wide boilerplate: lines that name outlets on nearly every page of a site, and so credit no story of it.

What a run reads is counted; what the runs before it counted is fixed for its length and handed to `find_credits`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from newscrawl.credits.model import Claim
from newscrawl.items import EvidenceKind
from newscrawl.knowledge import PhraseHit, fold
from newscrawl.page import YEAR, Block, Zone

FEWEST_ARTICLES: Final = 20
LEAST_SHARE: Final = 0.8  # what a template prints stands on all pages but those of another template

_OTHER_LETTERS: Final = 8  # in words beside the credit; "Source: AFP" has none, however often it is printed
_OUTLETS: Final = 3  # named in one line; no story after story is taken from the same three
_LONGEST: Final = 600  # characters; a longer block is a paragraph
_DAY: Final = re.compile(r"\d")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_OWN_ZONES: Final[frozenset[Zone]] = frozenset({"byline", "dateline"})  # what stands here is of the one article
# What says by its own words that it speaks of this very text.
_OF_THE_TEXT: Final[frozenset[EvidenceKind]] = frozenset({"republish_notice", "translation_notice", "dateline"})

_WINDOW: Final = 400  # articles; counts are halved beyond, so that a site's new template outweighs its old one
_KEPT_SHARE: Final = 0.2  # of the articles; a line on fewer is forgotten
_MAX_LINES: Final = 200


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The site-wide lines of one site, by its registrable domain, as `recurring_line` gives them."""

    domain: str
    lines: frozenset[str]

    def holds(self, claim: Claim, domain: str) -> bool:
        """Whether a claim on a page of that domain stands in such a line."""
        return claim.line is not None and domain == self.domain and claim.line in self.lines


@dataclass(slots=True)
class LineCounts:
    """On how many of a site's `articles` each line stood that named an outlet."""

    domain: str
    articles: int = 0
    lines: Counter[str] = field(default_factory=Counter)

    def apply(self, lines: Iterable[str]) -> None:
        """Count the lines of one more article."""
        self.articles += 1
        self.lines.update(set(lines))

    def joined(self, run: LineCounts) -> LineCounts:
        """These counts with those of a later run, bounded: aged, and without lines that are too rare to become boilerplate."""
        articles, lines = self.articles + run.articles, self.lines + run.lines
        often = {
            line: count
            for line, count in lines.items()
            if count >= _KEPT_SHARE * articles or run.lines[line] >= _KEPT_SHARE * run.articles > 0
        }
        aged = (max(0, articles - 1) // _WINDOW).bit_length()
        kept = sorted(often.items(), key=lambda one: (-one[1], one[0]))[:_MAX_LINES]
        return LineCounts(run.domain, articles >> aged, Counter({line: count >> aged for line, count in kept}))

    def find_boilerplate(self) -> Boilerplate:
        """The lines that stand on nearly every article, of enough articles to tell."""
        least = max(FEWEST_ARTICLES, LEAST_SHARE * self.articles)
        return Boilerplate(self.domain, frozenset(line for line, count in self.lines.items() if count >= least))


def recurring_line(block: Block, hits: Sequence[PhraseHit]) -> str | None:
    """The block's text as it may stand on every page of a site, years aside; None where it can only be its own article's.

    `hits` are the phrases that credit somebody in it. A line that is nothing but a credit ("Source: AFP", "Photo: X/AFP") is
    an article's own, however many have the same, and so is one that states a day; one that names three outlets is not.
    """
    if block.zone in _OWN_ZONES or len(block.text) > _LONGEST or _DAY.search(YEAR.sub("", block.text)):
        return None
    outlets = {mention.outlets[0] for hit in hits for mention in hit.mentions}
    if len(outlets) < _OUTLETS and not _says_more(block.text, hits):
        return None
    return YEAR.sub("0000", fold(block.text))


def speaks_of_its_text(claim: Claim) -> bool:
    """Whether a claim is about one story by its own words: it is dated, links to an article, or says "this text"."""
    return claim.date is not None or claim.url is not None or claim.kind in _OF_THE_TEXT


def _says_more(text: str, hits: Sequence[PhraseHit]) -> bool:
    """Whether words stand in the line beside its credits."""
    at, beside = 0, []
    for start, end in sorted((hit.start, hit.end) for hit in hits):
        beside += _WORD.findall(text[at:start])
        at = max(at, end)
    beside += _WORD.findall(text[at:])
    letters = sum(map(len, beside))
    return letters >= _OTHER_LETTERS
