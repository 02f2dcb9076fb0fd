"""Where articles stand by all that an index knows by now, which may be more than their lines say."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from newscrawl.items import Confidence, Method, Relation
from newscrawl.store.story_index import SqliteStoryIndex


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


def find_standings(index: SqliteStoryIndex, ids: Collection[str]) -> dict[str, Standing]:
    """Return the standings of the articles of those ids that were placed, by id. Raises StoreError."""
    query = """
        WITH RECURSIVE root (number, begins) AS (
            SELECT number, begins FROM articles WHERE id IN {}
            UNION SELECT root.number, same_as FROM root JOIN stories USING (begins) WHERE same_as IS NOT NULL
        )
        SELECT a.id, coalesce(mine.name, a.id), coalesce(its.name, first.id), coalesce(r.relation, a.relation),
            coalesce(other.name, iif(r.number IS NULL, a.of, r.of)),
            iif(r.number IS NULL, a.similarity, r.similarity), iif(r.number IS NULL, a.method, r.method)
        FROM (SELECT number, min(begins) AS begins FROM root GROUP BY number) AS found
        JOIN articles AS a ON a.number = found.number JOIN articles AS first ON first.number = found.begins
        LEFT JOIN revised AS r ON r.number = a.number
        LEFT JOIN names AS mine ON mine.id = a.id LEFT JOIN names AS its ON its.id = first.id
        LEFT JOIN names AS other ON other.id = iif(r.number IS NULL, a.of, r.of)"""
    head, _, tail = query.partition("{}")
    fields = Standing.__struct_fields__
    rows = index.rows_of(head, frozenset(ids), tail)
    return {str(key): msgspec.convert(dict(zip(fields, row, strict=True)), Standing) for key, *row in rows}
