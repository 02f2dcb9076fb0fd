"""What placing asks of an index of articles already placed. `newscrawl.store` keeps one on disk; others may keep their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from newscrawl.items import LateFinding, StoryLink
from newscrawl.stories.anchors import Anchors
from newscrawl.stories.document import Document, Member
from newscrawl.stories.encoder import Vector
from newscrawl.stories.shingles import Shingles, Sketch


class Posting(NamedTuple):
    """A key that an earlier article brought into its story: by it the article is found."""

    key: int
    begins: int
    number: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index is to keep of an article: its link, the keys it is found by, and what others are compared with.

    `keys` find it whatever else has them, `shingles` only while few stories have them. See `Member` for the rest.
    """

    document: Document
    link: StoryLink
    begins: int | None
    at: datetime
    keys: frozenset[int]
    shingles: Shingles
    sketch: Sketch | None
    anchors: Anchors | None
    vector: Vector | None


class StoryIndex(Protocol):
    """Articles by id and by key. What is looked up inside a `transaction` stays true until what is added there is committed."""

    def transaction(self) -> AbstractContextManager[None]:
        """Hold the index alone; commit at the end."""
        ...

    def find_link(self, article_id: str) -> StoryLink | None:
        """Return the link under which an article was placed, whichever version of it came first."""
        ...

    def find_postings(self, keys: Collection[int]) -> list[Posting]:
        """Return the postings of those keys, the earliest article first."""
        ...

    def load_members(self, numbers: Collection[int], *, across: bool = False) -> dict[int, Member]:
        """Return the articles of those numbers that are still compared with; `across` languages with anchors."""
        ...

    def find_member(self, article_id: str) -> Member | None:
        """Return the article of that id, if it is still compared with."""
        ...

    def load_vectors(self, numbers: Collection[int]) -> dict[int, Vector]:
        """Return the vectors of the articles of those numbers that have one."""
        ...

    def iter_vectors(self, after: int) -> Iterable[tuple[int, str, Vector]]:
        """Yield number, language and vector of the articles placed after a number that have one, in order."""
        ...

    def add(self, entry: Entry) -> int:
        """Record an article, or what a further version of one adds; return its number. The first link it got stays."""
        ...

    def join(self, begins: int, same_as: int) -> None:
        """Record that the story beginning with one article is the one that begins with another, older one."""
        ...

    def note_late(self, findings: Sequence[LateFinding]) -> None:
        """Keep what was learned of earlier articles until it is delivered."""
        ...
