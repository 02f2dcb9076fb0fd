"""The ledger of one site: which article versions were delivered, in which part, and which runs were complete.

A delivery takes two commits with a rename between them: `claim` writes down what a part holds before the part gets its
name, `acknowledge` marks it done after. A process may die at any point: `recover` looks whether the part has its name.
One row per version, so that a claim which comes to nothing leaves the version before it untouched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from newscrawl.store.database import Database, Kind
from newscrawl.store.hold import site_path

LEDGER: Final = Kind(
    name="ledger",
    application_id=0x6E63_6C31,  # "ncl1"
    migrations=(
        (
            """CREATE TABLE pages (
                id TEXT NOT NULL, version INTEGER NOT NULL, url TEXT NOT NULL, content_hash TEXT NOT NULL,
                part TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (id, version)
            ) WITHOUT ROWID""",
            "CREATE INDEX pages_pending ON pages (part) WHERE done = 0",
            """CREATE TABLE runs (
                run TEXT PRIMARY KEY, started_at TEXT NOT NULL, finished_at TEXT, complete INTEGER NOT NULL DEFAULT 0
            ) WITHOUT ROWID""",
        ),
    ),
    synchronous="FULL",
    loss="every page of the site is then delivered again",
)


@dataclass(frozen=True, slots=True)
class Known:
    """The latest version of an article that was delivered."""

    content_hash: str
    version: int


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One line of a part: which article, which version of it."""

    id: str
    version: int
    url: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Recovery:
    """What an interrupted run left: lines whose part had its name (`confirmed`), and lines whose part had not (`dropped`)."""

    confirmed: int
    dropped: int


class Ledger(Database):
    """The open ledger of one site; see `open_ledger`."""

    def known(self, article_id: str) -> Known | None:
        """Return the latest delivered version of an article, or None."""
        query = "SELECT content_hash, version FROM pages WHERE id = ? AND done = 1 ORDER BY version DESC LIMIT 1"
        row = self.row(query, article_id)
        return None if row is None else Known(str(row[0]), int(row[1] or 0))

    def delivered_at(self, article_id: str) -> datetime | None:
        """Return when the run began that delivered the latest version of an article (UTC), or None."""
        query = (
            "SELECT runs.started_at FROM pages JOIN runs ON instr(pages.part, runs.run)"
            " WHERE pages.id = ? AND pages.done = 1 ORDER BY pages.version DESC LIMIT 1"
        )
        row = self.row(query, article_id)
        return datetime.fromisoformat(str(row[0])) if row and row[0] else None

    def claim(self, part: str, entries: Iterable[PageEntry]) -> None:
        """Write down what a part holds, in one commit, before the part is renamed into place."""
        with self.transaction():
            for entry in entries:
                values = (entry.id, entry.version, entry.url, entry.content_hash, part)
                self.write("INSERT INTO pages (id, version, url, content_hash, part) VALUES (?, ?, ?, ?, ?)", *values)

    def acknowledge(self, part: str) -> int:
        """Mark a part's lines done, in one commit, after it was renamed into place; return how many."""
        with self.transaction():
            return self.write("UPDATE pages SET done = 1 WHERE part = ? AND done = 0", part)

    def recover(self, delivered: Callable[[str], bool]) -> Recovery:
        """Settle what an interrupted run claimed: done where `delivered(part)` says that the part has its name, else forgotten.

        Only for the process that holds the site (`hold_site`).
        """
        confirmed = dropped = 0
        for (part,) in self.rows("SELECT DISTINCT part FROM pages WHERE done = 0"):
            if delivered(str(part)):
                confirmed += self.acknowledge(str(part))
            else:
                dropped += self.write("DELETE FROM pages WHERE part = ? AND done = 0", part)
        return Recovery(confirmed, dropped)

    def begin_run(self, run: str, started_at: datetime) -> None:
        """Enter a run; `started_at` is an aware instant."""
        self.write("INSERT INTO runs (run, started_at) VALUES (?, ?)", run, _to_text(started_at))

    def finish_run(self, run: str, finished_at: datetime, *, complete: bool) -> None:
        """Close a run. `complete`: it saw all there was to see, so that the next may ask only for what is newer."""
        statement = "UPDATE runs SET finished_at = ?, complete = ? WHERE run = ?"
        self.write(statement, _to_text(finished_at), int(complete), run)

    def last_complete_run(self) -> datetime | None:
        """Return when the latest complete run began (UTC), or None."""
        row = self.row("SELECT max(started_at) FROM runs WHERE complete = 1")
        return datetime.fromisoformat(str(row[0])) if row and row[0] else None


def open_ledger(folder: Path, site: str) -> Ledger:
    """Open or create `<folder>/<site>.sqlite`. Raises StoreError."""
    return Ledger(site_path(folder, site, ".sqlite"), LEDGER)


def _to_text(instant: datetime) -> str:
    """Render an instant so that text order is time order."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
