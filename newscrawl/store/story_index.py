"""The story index on disk, shared by all sites: `newscrawl.stories.StoryIndex` kept in SQLite."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from msgspec import convert

from newscrawl.items import StoryLink
from newscrawl.store.database import Database, Kind
from newscrawl.stories import PlacedArticle

STORIES: Final = Kind(
    name="story index",
    application_id=0x6E63_7331,  # "ncs1"
    migrations=(
        (
            """CREATE TABLE articles (
                id TEXT PRIMARY KEY, story TEXT NOT NULL, relation TEXT NOT NULL, of TEXT, similarity REAL, method TEXT
            ) WITHOUT ROWID""",
            "CREATE TABLE addresses (address_id TEXT PRIMARY KEY, article TEXT NOT NULL) WITHOUT ROWID",
            "CREATE TABLE texts (key BLOB PRIMARY KEY, article TEXT NOT NULL) WITHOUT ROWID",
        ),
    ),
    # Crawls of several sites commit here for every article: a disk flush per commit, made under the write lock, would line
    # them up behind one another. `sync` is called once per part instead.
    synchronous="NORMAL",
    loss="articles that arrive later then begin new stories",
)


class SqliteStoryIndex(Database):
    """The open story index; see `open_story_index`."""

    def find_link(self, article_id: str) -> StoryLink | None:
        """Return the link of an article that was placed, or None."""
        row = self.row("SELECT story, relation, of, similarity, method FROM articles WHERE id = ?", article_id)
        if row is None:
            return None
        return convert(dict(zip(("id", "relation", "of", "similarity", "method"), row, strict=True)), StoryLink)

    def find_by_address(self, address_id: str) -> str | None:
        """Return the id of the article known under an address, or None."""
        return self._find_article("SELECT article FROM addresses WHERE address_id = ?", address_id)

    def find_by_key(self, key: bytes) -> str | None:
        """Return the id of the first article placed with a text of that key, or None."""
        return self._find_article("SELECT article FROM texts WHERE key = ?", key)

    def add(self, placed: PlacedArticle) -> None:
        """Record an article or a further version of one; the first holder of an id, an address or a key keeps it."""
        link = placed.link
        values = (placed.id, link.id, link.relation, link.of, link.similarity, link.method)
        self.write("INSERT OR IGNORE INTO articles VALUES (?, ?, ?, ?, ?, ?)", *values)
        for address_id in sorted(placed.addresses):
            self.write("INSERT OR IGNORE INTO addresses VALUES (?, ?)", address_id, placed.id)
        if placed.key is not None:
            self.write("INSERT OR IGNORE INTO texts VALUES (?, ?)", placed.key, placed.id)

    def sync(self) -> None:
        """Make every commit so far survive a power cut. Raises StoreError.

        Flushes the write-ahead log; what has left it for the main file was flushed by SQLite before.
        """
        with self._told():
            log = os.open(f"{self.path}-wal", os.O_RDONLY)
            try:
                os.fsync(log)
            finally:
                os.close(log)

    def _find_article(self, query: str, value: str | bytes) -> str | None:
        row = self.row(query, value)
        return None if row is None else str(row[0])


def open_story_index(folder: Path, name: str = "stories.sqlite") -> SqliteStoryIndex:
    """Open or create the story index of a state folder. Raises StoreError."""
    return SqliteStoryIndex(folder / name, STORIES)
