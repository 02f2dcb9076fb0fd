"""Where articles stand by all that an index knows by now, which may be more than their lines say, and what it learned late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from newscrawl.items import Confidence, LateFinding, Method, Relation
from newscrawl.store.database import blob, whole
from newscrawl.store.story_index import SqliteStoryIndex

_READ: Final = 500  # rows at once


class Standing(msgspec.Struct, frozen=True):
    """An article's story and what it is to it, as a StoryLink says it, with what was learned late; names as they were given."""

    id: str
    story: str
    relation: Relation
    of: str | None
    similarity: Confidence | None
    method: Method | None


def note_names(index: SqliteStoryIndex, names: Mapping[str, str]) -> None:
    """Keep the names, by id, under which articles were given that have no id of ours. Raises StoreError."""
    index.write_many("INSERT OR IGNORE INTO names VALUES (?, ?)", names.items())


def find_standing(index: SqliteStoryIndex, article_id: str) -> Standing | None:
    """Return the standing of an article that was placed, or None. Raises StoreError."""
    query = """
        WITH RECURSIVE root (begins) AS (
            SELECT begins FROM articles WHERE id = ?1
            UNION SELECT same_as FROM root JOIN stories USING (begins) WHERE same_as IS NOT NULL
        )
        SELECT coalesce(mine.name, a.id), coalesce(its.name, first.id), coalesce(r.relation, a.relation),
            coalesce(other.name, iif(r.number IS NULL, a.of, r.of)),
            iif(r.number IS NULL, a.similarity, r.similarity), iif(r.number IS NULL, a.method, r.method)
        FROM articles AS a JOIN articles AS first ON first.number = (SELECT min(begins) FROM root)
        LEFT JOIN revised AS r ON r.number = a.number
        LEFT JOIN names AS mine ON mine.id = a.id LEFT JOIN names AS its ON its.id = first.id
        LEFT JOIN names AS other ON other.id = iif(r.number IS NULL, a.of, r.of)
        WHERE a.id = ?1"""
    row = index.row(query, article_id)
    return None if row is None else msgspec.convert(dict(zip(Standing.__struct_fields__, row, strict=True)), Standing)


def iter_waiting(index: SqliteStoryIndex) -> Iterator[tuple[int, LateFinding]]:
    """Yield the findings that no file holds or is to hold, with their numbers, in order. Raises StoreError."""
    query, after = "SELECT number, line FROM late WHERE part IS NULL AND number > ? ORDER BY number LIMIT ?", 0
    while rows := index.rows(query, after, _READ):
        for number, line in rows:
            after = whole(number)
            yield after, msgspec.json.decode(blob(line), type=LateFinding)


def forget_waiting(index: SqliteStoryIndex, last: int) -> None:
    """Forget those up to a number: a file has them. Raises StoreError."""
    index.write("DELETE FROM late WHERE part IS NULL AND number <= ?", last)
