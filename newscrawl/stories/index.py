"""What placing asks of an index of articles already placed. `newscrawl.store` keeps one on disk; others may keep their own."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from newscrawl.items import StoryLink


@dataclass(frozen=True, slots=True)
class PlacedArticle:
    """An article in its story, with what later articles may be matched by.

    `addresses` are the ids of every address the article is known under (`newscrawl.page.article_id`), its own id
    among them; `key` is the `text_key` of the version at hand, or None.
    """

    id: str
    link: StoryLink
    addresses: frozenset[str]
    key: bytes | None


class StoryIndex(Protocol):
    """Articles by id, address and text key. Lookups and `add` are called inside one `transaction`."""

    def transaction(self) -> AbstractContextManager[None]:
        """Hold the index alone: what is looked up stays true until what is added is committed at the end."""
        ...

    def find_link(self, article_id: str) -> StoryLink | None:
        """Return the link of an article that was placed, whichever version of it came first."""
        ...

    def find_by_address(self, address_id: str) -> str | None:
        """Return the id of the article known under an address."""
        ...

    def find_by_key(self, key: bytes) -> str | None:
        """Return the id of the first article placed with a text of that key."""
        ...

    def add(self, placed: PlacedArticle) -> None:
        """Record an article or a further version of one. What is recorded already stays: the first holder keeps its place."""
        ...
