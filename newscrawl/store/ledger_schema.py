"""The statements that make a ledger, one list per schema version; a list that was released is never edited."""

from __future__ import annotations

from typing import Final

from newscrawl.store.database import Kind

_DELIVERIES: Final = (
    """CREATE TABLE pages (
        id TEXT NOT NULL, version INTEGER NOT NULL, url TEXT NOT NULL, content_hash TEXT NOT NULL,
        part TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (id, version)
    ) WITHOUT ROWID""",
    "CREATE INDEX pages_pending ON pages (part) WHERE done = 0",
    """CREATE TABLE runs (
        run TEXT PRIMARY KEY, started_at TEXT NOT NULL, finished_at TEXT, complete INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID""",
)

# Version 1 knew of a visit only what it delivered: when, tells the run whose id stands in the part's name
# (`…/run=RUN.jsonl`, or `…/run=RUN-0002.jsonl`). Without a next visit they are asked for when a door lists them next.
_VISITS_OF_VERSION_1: Final = """
    INSERT INTO visits (id, url, article, content_hash, first_seen, last_seen, reads, changes)
    SELECT id, url, id, content_hash, coalesce(first, '1970-01-01T00:00:00.000000+00:00'), at, version, version - 1
    FROM (
        SELECT *, min(at) OVER (PARTITION BY id) AS first, row_number() OVER (PARTITION BY id ORDER BY version DESC) AS latest
        FROM (
            SELECT *, coalesce(
                (SELECT started_at FROM runs WHERE run = name),
                (SELECT started_at FROM runs WHERE run = substr(name, 1, length(name) - 5))
            ) AS at
            FROM (SELECT *, replace(substr(part, instr(part, '/run=') + 5), '.jsonl', '') AS name FROM pages WHERE done = 1)
        )
    ) WHERE latest = 1"""

_VISITS: Final = (
    # One row per address that a door listed, delivered or not; see `newscrawl.store.visit.Visit` for what each column says.
    """CREATE TABLE visits (
        id TEXT PRIMARY KEY, url TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT, next_visit TEXT,
        article TEXT, canonical TEXT, content_hash TEXT, published TEXT, etag TEXT, last_modified TEXT,
        item TEXT, dated INTEGER NOT NULL DEFAULT 0, reads INTEGER NOT NULL DEFAULT 0, changes INTEGER NOT NULL DEFAULT 0,
        streak INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, gone_at TEXT
    ) WITHOUT ROWID""",
    _VISITS_OF_VERSION_1,
    "CREATE INDEX visits_due ON visits (next_visit)",
    # A claimed line's visit waits here, as JSON, for the commit that acknowledges the line.
    "ALTER TABLE pages ADD COLUMN visit TEXT",
    """CREATE TABLE polls (
        door TEXT NOT NULL, at TEXT NOT NULL, listed INTEGER NOT NULL, new INTEGER NOT NULL, failed TEXT,
        PRIMARY KEY (door, at)
    ) WITHOUT ROWID""",
    "CREATE TABLE validators (one INTEGER PRIMARY KEY CHECK (one = 1), proved INTEGER NOT NULL, lied_at TEXT)",
    "ALTER TABLE runs ADD COLUMN counts TEXT",
    "CREATE INDEX runs_started ON runs (started_at)",
)

_RENDERINGS: Final = (
    # One row per kind of pages that were rendered; see `newscrawl.store.history.RenderHabit`.
    """CREATE TABLE renderings (
        kind TEXT PRIMARY KEY, shells INTEGER NOT NULL, paragraphs INTEGER NOT NULL, vain INTEGER NOT NULL,
        passed INTEGER NOT NULL
    ) WITHOUT ROWID""",
)

LEDGER: Final = Kind(
    name="ledger",
    application_id=0x6E63_6C31,  # "ncl1"
    migrations=(_DELIVERIES, _VISITS, _RENDERINGS),
    synchronous="FULL",
    loss="every page of the site is then delivered again",
)
