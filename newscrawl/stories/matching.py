"""The matches of one article among those placed before it, by the strongest evidence that there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from newscrawl.items import Method, Relation
from newscrawl.stories.anchors import Anchors, find_anchors
from newscrawl.stories.document import Document, Member
from newscrawl.stories.encoder import Vector
from newscrawl.stories.index import Posting, StoryIndex
from newscrawl.stories.keys import address_key, image_keys, number_keys, pixel_keys, text_key
from newscrawl.stories.overlap import Overlap, overlap
from newscrawl.stories.shingles import Sketch, drop_common, sample, shingle, sketch

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
    """An article with all that is derived from it alone; what costs is derived when it is asked for, once."""

    document: Document
    at: datetime
    vector: Vector | None = field(default=None)

    @cached_property
    def shingles(self) -> tuple[int, ...]:
        """The shingles of title and text."""
        return shingle(f"{self.document.title} . {self.document.text}")

    @cached_property
    def sample(self) -> frozenset[int]:
        """The shingles by which an index finds it."""
        return sample(self.shingles)

    @cached_property
    def anchors(self) -> Anchors:
        """What survives translation."""
        return find_anchors(self.document.title, self.document.text)

    @cached_property
    def text_key(self) -> int | None:
        """The key of its whole text."""
        return text_key(self.document.text)

    @cached_property
    def own_keys(self) -> frozenset[int]:
        """The keys by which others may name it or show what it shows."""
        document = self.document
        addresses = map(address_key, document.addresses())
        text = () if self.text_key is None else (self.text_key,)
        return frozenset({*addresses, *text, *number_keys(document), *pixel_keys(document), *image_keys(document)})

    @property
    def when(self) -> datetime:
        """When it was published; where it does not say, when it is placed."""
        return self.document.published or self.at


@dataclass(frozen=True, slots=True)
class Alike:
    """What an index says of a text: its best match, further certain ones, the keys and the sketch to keep of it."""

    matches: tuple[Match, ...]
    keys: frozenset[int]
    sketch: Sketch | None


def find_proven(article: Prepared, index: StoryIndex) -> Match | None:
    """Return the article that has the very text, whose address is named as the original's, or whose counter is counted."""
    if article.text_key is not None:
        for member in _holders(index, (article.text_key,)):
            return Match(member, "copy", "exact", 1.0)
    named: tuple[tuple[Method, Iterable[int]], ...] = (
        ("canonical", map(address_key, article.document.iter_originals())),
        ("pixel", pixel_keys(article.document)),
    )
    for method, keys in named:
        for member in _holders(index, list(keys)):
            if member.id != article.document.id:
                return Match(member, relation_to(article.document, member), method, None)
    return None


def find_alike(article: Prepared, index: StoryIndex, window: timedelta) -> Alike:
    """Compare a text with those in its own language that have the most shingles in common with it."""
    postings = index.find_postings(article.sample)
    stories = Counter(one.key for one in postings)
    common = frozenset(key for key, count in stories.items() if count >= MOST_STORIES)
    telling = drop_common(article.shingles, article.sample, common)
    keys = article.sample.intersection(telling) - common
    mine = sketch(telling)
    compared = _compare(article, mine, [one for one in postings if one.key in keys], (index, window))
    best = compared[0][1] if compared else None
    matches = tuple(match for match, _ in compared[:1]) + tuple(match for match, _ in compared[1:] if match.certain)
    if best is not None and best.holds_old:
        return Alike(matches, frozenset(), None)
    return Alike(matches, keys, mine)


def share_image(article: Prepared, index: StoryIndex) -> frozenset[int]:
    """Return the numbers of the earlier articles that show one of its images, unless it is shown all over."""
    postings = index.find_postings(image_keys(article.document))
    stories = Counter(one.key for one in postings)
    return frozenset(one.number for one in postings if stories[one.key] < MOST_STORIES)


def relation_to(document: Document, member: Member) -> Relation:
    """A copy, or a translation where both languages are known and differ."""
    known = "und" not in {document.language, member.language}
    return "translation" if known and document.language != member.language else "copy"


def is_near(article: Prepared, member: Member, window: timedelta) -> bool:
    """Whether an earlier article was published within the window."""
    return member.published is None or abs(article.when - member.published) <= window


def _compare(
    article: Prepared, mine: Sketch, postings: list[Posting], asked: tuple[StoryIndex, timedelta]
) -> list[tuple[Match, Overlap]]:
    """The matches among the articles with the most postings, the one that shares most first."""
    index, window = asked
    likely = Counter(one.number for one in postings).most_common(_COMPARED)
    found = []
    for member in index.load_members([number for number, _ in likely]).values():
        if member.id == article.document.id or member.sketch is None or not is_near(article, member, window):
            continue
        shares = overlap(mine, member.sketch)
        if shares.is_match:
            relation = shares.relation(same_site=bool(member.domain) and member.domain == article.document.domain)
            match = Match(member, relation, "shingles", round(shares.similarity, 3), certain=shares.is_certain)
            found.append((match, shares))
    return sorted(found, key=lambda one: (-(one[1].of_new + one[1].of_old), one[0].member.number))


def _holders(index: StoryIndex, keys: Iterable[int]) -> Iterator[Member]:
    """The articles that have one of the keys, the earliest first."""
    wanted = list(keys)
    numbers = [one.number for one in index.find_postings(wanted)] if wanted else []
    yield from (member for _, member in sorted(index.load_members(numbers).items()))
