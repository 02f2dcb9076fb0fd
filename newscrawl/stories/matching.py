"""The matches of one article among those placed before it in its own language, and by hard evidence in any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

import numpy as np

from newscrawl.items import Method, Relation
from newscrawl.stories.anchors import Anchors, find_anchors
from newscrawl.stories.document import Document, Member
from newscrawl.stories.encoder import Vector
from newscrawl.stories.index import Posting, StoryIndex
from newscrawl.stories.keys import address_key, image_keys, naming_key, number_keys, pixel_keys, text_key
from newscrawl.stories.overlap import Overlap, overlap
from newscrawl.stories.shingles import Shingles, Sketch, drop_common, is_among, sample, shingle, sketch
from newscrawl.stories.words import fold_words

MOST_STORIES: Final = 5
"""Stories that a shingle or an image may stand in; what stands in more is boilerplate or a stock picture: it proves nothing."""
_COMPARED: Final = 6  # articles whose sketches are looked at, those with the most keys in common


@dataclass(frozen=True, slots=True)
class Match:
    """An earlier article of the same story, what the new one is to it, and by what. `certain`: enough to join two stories."""

    member: Member
    relation: Relation
    method: Method
    similarity: float | None
    certain: bool = False


@dataclass
class Prepared:
    """An article with all that is derived from it alone; what costs is derived when it is asked for, once.

    `encoded` says that its vector was asked for, whether the encoder gave one or failed.
    """

    document: Document
    at: datetime
    vector: Vector | None = None
    encoded: bool = False

    @cached_property
    def words(self) -> list[str]:
        """The words of the text, folded."""
        return fold_words(self.document.text)

    @cached_property
    def shingles(self) -> Shingles:
        """The shingles of title and text."""
        return shingle([*fold_words(self.document.title), *self.words])

    @cached_property
    def sample(self) -> Shingles:
        """The shingles by which an index finds it."""
        return sample(self.shingles)

    @cached_property
    def anchors(self) -> Anchors:
        """What survives translation."""
        return find_anchors(self.document.title, self.document.text)

    @cached_property
    def text_key(self) -> int | None:
        """The key of its whole text."""
        return text_key(self.words)

    @cached_property
    def originals(self) -> dict[int, Method]:
        """The keys by which it names its original, and how."""
        named: dict[int, Method] = dict.fromkeys(pixel_keys(self.document), "pixel")
        return {**{address_key(one): "canonical" for one in self.document.iter_originals()}, **named}

    @cached_property
    def names(self) -> dict[int, Method]:
        """The keys by which others name it, and how: its addresses, the numbers in them."""
        numbers: dict[int, Method] = dict.fromkeys(number_keys(self.document), "pixel")
        return {**{address_key(one): "canonical" for one in self.document.addresses()}, **numbers}

    @cached_property
    def named_by(self) -> dict[int, Method]:
        """The keys under which earlier articles are kept that name it as their original, and how."""
        return {naming_key(key): how for key, how in self.names.items()}

    @cached_property
    def images(self) -> frozenset[int]:
        """The keys of its images."""
        return image_keys(self.document)

    @cached_property
    def own_keys(self) -> frozenset[int]:
        """The keys by which others may name it or show what it shows."""
        text = () if self.text_key is None else (self.text_key,)
        named = map(naming_key, self.originals)
        return frozenset({*self.names, *text, *pixel_keys(self.document), *named, *self.images})


@dataclass(frozen=True, slots=True)
class Found:
    """What an index says of an article.

    `matches` has the best one first, behind it those that are certain; `keys` and `sketch` are to be kept of the text.
    `pictured` are the numbers of earlier articles that show one of its images, where that is not shown all over.
    """

    matches: tuple[Match, ...]
    keys: Shingles
    sketch: Sketch | None
    pictured: frozenset[int]


def find_matches(article: Prepared, index: StoryIndex, window: timedelta) -> Found:
    """Look an article up by the strongest evidence that there is: its whole text, its original's address, its phrases."""
    text = () if article.text_key is None else (article.text_key,)
    keys = (*text, *article.originals, *article.named_by, *article.images, *article.sample.tolist())
    postings = index.find_postings(keys)
    stories = Counter(posting.key for posting in postings)
    pictured = frozenset(one.number for one in postings if one.key in article.images and stories[one.key] < MOST_STORIES)
    proven = _prove(article, index, postings)
    if proven and proven[0].method == "exact":
        return Found(proven, article.sample[:0], None, pictured)
    common = np.array([key for key, count in stories.items() if key >= 0 and count >= MOST_STORIES], dtype=np.uint32)
    telling = drop_common(article.shingles, article.sample, common)
    kept = article.sample[is_among(article.sample, telling)] if len(common) else article.sample
    mine = sketch(telling)
    if proven:
        return Found(proven, kept, mine, pictured)
    candidates = Counter(one.number for one in postings if one.key >= 0 and stories[one.key] < MOST_STORIES)
    compared = _compare(article, mine, index.load_members([one for one, _ in candidates.most_common(_COMPARED)]), window)
    matches = tuple(match for place, (match, _) in enumerate(compared) if place == 0 or match.certain)
    if compared and compared[0][1].holds_old:
        return Found(matches, kept[:0], None, pictured)
    return Found(matches, kept, mine, pictured)


def relation_to(document: Document, member: Member) -> Relation:
    """A copy, or a translation where both languages are known and differ."""
    known = "und" not in {document.language, member.language}
    return "translation" if known and document.language != member.language else "copy"


def is_near(article: Prepared, member: Member, window: timedelta) -> bool:
    """Whether two articles were published within the window, as far as is known."""
    published = article.document.published
    return published is None or member.published is None or abs(published - member.published) <= window


def _prove(article: Prepared, index: StoryIndex, postings: Sequence[Posting]) -> tuple[Match, ...]:
    """The matches that need no comparing, one of each story, the earliest first.

    First who has the very text, an earlier version of the article too; then who is named as the original, or names it so.
    """
    naming = {**article.named_by, **article.originals}
    how: dict[int, Method] = {one.number: "exact" for one in postings if one.key == article.text_key}
    how |= {one.number: naming[one.key] for one in postings if one.key in naming and one.number not in how}
    members = index.load_members(how) if how else {}
    found: dict[int, Match] = {}
    for member, method in ((members[number], method) for number, method in how.items() if number in members):
        if method == "exact":
            found.setdefault(member.begins, Match(member, "copy", method, 1.0, certain=True))
        elif member.id != article.document.id:
            relation = relation_to(article.document, member)
            found.setdefault(member.begins, Match(member, relation, method, None, certain=True))
    return tuple(found.values())


def _compare(article: Prepared, mine: Sketch, members: dict[int, Member], window: timedelta) -> list[tuple[Match, Overlap]]:
    """The matches among some earlier articles, the one that shares most first."""
    found = []
    for member in members.values():
        if member.id == article.document.id or member.sketch is None or not is_near(article, member, window):
            continue
        shares = overlap(mine, member.sketch)
        if shares.is_match:
            relation = shares.relation(same_site=bool(member.domain) and member.domain == article.document.domain)
            match = Match(member, relation, "shingles", round(shares.similarity, 3), certain=shares.is_certain)
            found.append((match, shares))
    return sorted(found, key=lambda one: (-(one[1].of_new + one[1].of_old), one[0].member.number))
