"""The ledger of one site: article versions delivered and in which part, the visits of its pages, its doors and runs.

A delivery takes two commits with a rename between them: `claim` writes down what a part holds before the part gets its
name, `acknowledge` marks it done after. A process may die at any point: `recover` looks whether the part has its name.
One row per version, so that a claim which comes to nothing leaves the version before it untouched. The visit that gave a
line is entered by the commit that acknowledges it: a page whose line was lost is asked for again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from newscrawl.store.database import Database, Row
from newscrawl.store.history import Poll, RenderHabit, RunEntry, Validators
from newscrawl.store.hold import site_path
from newscrawl.store.ledger_schema import LEDGER
from newscrawl.store.visit import SELECT_VISIT, UPSERT_VISIT, EditHabit, Visit, read_visit, to_text, visit_values

POLLS_KEPT: Final = 50
"""Polls of one door that are remembered."""
SITEMAP_POLLS_KEPT: Final = 12
"""The same of one sitemap, of which an index may name thousands."""
_FORGOTTEN: Final = timedelta(days=90)  # after which a door or sitemap that is asked no more is one that there was


@dataclass(frozen=True, slots=True)
class Known:
    """The latest version of an article that was delivered."""

    content_hash: str
    version: int


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One line of a part: which article, which version of it, and the visit that gave it."""

    id: str
    version: int
    url: str
    content_hash: str
    visit: Visit | None = None


@dataclass(frozen=True, slots=True)
class Recovery:
    """What an interrupted run left: lines whose part had its name (`confirmed`), and lines whose part had not (`dropped`)."""

    confirmed: int
    dropped: int


class Ledger(Database):
    """The open ledger of one site; see `open_ledger`. Every method raises StoreError."""

    def known(self, article_id: str) -> Known | None:
        """Return the latest delivered version of an article, or None."""
        query = "SELECT content_hash, version FROM pages WHERE id = ? AND done = 1 ORDER BY version DESC LIMIT 1"
        row = self.row(query, article_id)
        return None if row is None else Known(str(row[0]), int(row[1] or 0))

    def claim(self, part: str, entries: Iterable[PageEntry]) -> None:
        """Write down what a part holds, in one commit, before the part is renamed into place."""
        statement = "INSERT INTO pages (id, version, url, content_hash, part, visit) VALUES (?, ?, ?, ?, ?, ?)"
        with self.transaction():
            for entry in entries:
                visit = msgspec.json.encode(entry.visit).decode() if entry.visit else None
                self.write(statement, entry.id, entry.version, entry.url, entry.content_hash, part, visit)

    def acknowledge(self, part: str) -> int:
        """Mark a part's lines done and enter their visits, in one commit, after it was renamed into place; return how many."""
        query = "SELECT visit FROM pages WHERE part = ? AND done = 0 AND visit IS NOT NULL ORDER BY id, version"
        with self.transaction():
            for (visit,) in self.rows(query, part):
                self.write(UPSERT_VISIT, *visit_values(msgspec.json.decode(str(visit), type=Visit)))
            return self.write("UPDATE pages SET done = 1, visit = NULL WHERE part = ? AND done = 0", part)

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

    def find_visit(self, visit_id: str) -> Visit | None:
        """Return what is known of an address, by its id, or None for one that was never visited."""
        row = self.row(f"{SELECT_VISIT} WHERE id = ?", visit_id)
        return None if row is None else read_visit(row)

    def save_visits(self, visits: Iterable[Visit]) -> None:
        """Enter visits that gave no line, in one commit."""
        with self.transaction():
            for visit in visits:
                self.write(UPSERT_VISIT, *visit_values(visit))

    def due_visits(self, now: datetime, limit: int) -> list[Visit]:
        """Return visits that are due and that no door may announce again, the longest due first.

        A door that dates changes announces them; what failed is listed no more once a run was complete, and what vanished
        is asked for only where a door lists it.
        """
        which = "next_visit <= ? AND (dated = 0 OR failures > 0) AND gone_at IS NULL AND item IS NOT NULL"
        query = f"{SELECT_VISIT} WHERE {which} ORDER BY next_visit LIMIT ?"
        return [read_visit(row) for row in self.rows(query, to_text(now), limit)]

    def edit_habit(self) -> EditHabit:
        """Return how the site edited what was visited more than once."""
        query = "SELECT sum(reads - 1), sum(changes) FROM visits WHERE reads > 1 AND dated = 0"
        revisits, changes = self.row(query) or (0, 0)
        return EditHabit(int(revisits or 0), int(changes or 0))

    def save_polls(self, polls: Iterable[Poll]) -> None:
        """Enter polls, in one commit; of each door the latest POLLS_KEPT stay, of a sitemap, named by its address, fewer."""
        insert = "INSERT OR REPLACE INTO polls (door, at, listed, new, failed) VALUES (?, ?, ?, ?, ?)"
        oldest = "SELECT at FROM polls WHERE door = ?1 ORDER BY at DESC LIMIT 1 OFFSET ?2"
        with self.transaction():
            for poll in polls:
                self.write(insert, poll.door, to_text(poll.at), poll.listed, poll.new, poll.failed)
                kept = SITEMAP_POLLS_KEPT if "://" in poll.door else POLLS_KEPT
                self.write(f"DELETE FROM polls WHERE door = ?1 AND at <= ({oldest})", poll.door, kept)  # noqa: S608
                self.write("DELETE FROM polls WHERE at < ?", to_text(poll.at - _FORGOTTEN))

    def load_polls(self) -> dict[str, tuple[Poll, ...]]:
        """Return the polls that are remembered, by door, the latest first."""
        found: defaultdict[str, list[Poll]] = defaultdict(list)
        for door, at, listed, new, failed in self.rows("SELECT door, at, listed, new, failed FROM polls ORDER BY at DESC"):
            failure = None if failed is None else str(failed)
            found[str(door)].append(Poll(str(door), _instant(at), int(listed or 0), int(new or 0), failure))
        return {door: tuple(polls) for door, polls in found.items()}

    def save_validators(self, validators: Validators) -> None:
        """Enter whether the site's 304 can be believed."""
        lied_at = to_text(validators.lied_at) if validators.lied_at else None
        self.write("INSERT OR REPLACE INTO validators (one, proved, lied_at) VALUES (1, ?, ?)", validators.proved, lied_at)

    def load_validators(self) -> Validators:
        """Return whether the site's 304 can be believed, as far as was tried."""
        row = self.row("SELECT proved, lied_at FROM validators")
        return Validators(int(row[0] or 0), _instant(row[1]) if row[1] else None) if row else Validators()

    def save_renderings(self, habits: Iterable[RenderHabit]) -> None:
        """Enter what rendering did for the kinds of the site's pages, in one commit."""
        statement = "INSERT OR REPLACE INTO renderings (kind, shells, paragraphs, vain, passed) VALUES (?, ?, ?, ?, ?)"
        with self.transaction():
            for habit in habits:
                self.write(statement, habit.kind, habit.shells, habit.paragraphs, habit.vain, habit.passed)

    def load_renderings(self) -> dict[str, RenderHabit]:
        """Return what rendering did, by kind of pages."""
        rows = self.rows("SELECT kind, shells, paragraphs, vain, passed FROM renderings")
        return {str(kind): RenderHabit(str(kind), *(int(number or 0) for number in numbers)) for kind, *numbers in rows}

    def begin_run(self, run: str, started_at: datetime) -> None:
        """Enter a run; `started_at` is an aware instant."""
        self.write("INSERT INTO runs (run, started_at) VALUES (?, ?)", run, to_text(started_at))

    def finish_run(self, run: str, finished_at: datetime, *, complete: bool, counts: str | None = None) -> None:
        """Close a run. `complete`: it saw all there was to see, so that the next may ask only for what is newer.

        `counts` is its account, as JSON.
        """
        statement = "UPDATE runs SET finished_at = ?, complete = ?, counts = ? WHERE run = ?"
        self.write(statement, to_text(finished_at), int(complete), counts, run)

    def last_complete_run(self) -> datetime | None:
        """Return when the latest complete run began (UTC), or None."""
        row = self.row("SELECT max(started_at) FROM runs WHERE complete = 1")
        return _instant(row[0]) if row and row[0] else None

    def recent_runs(self, limit: int) -> list[RunEntry]:
        """Return the latest runs, the latest first."""
        query = "SELECT run, started_at, finished_at, complete, counts FROM runs ORDER BY started_at DESC LIMIT ?"
        return [_run_entry(row) for row in self.rows(query, limit)]


def open_ledger(folder: Path, site: str) -> Ledger:
    """Open or create `<folder>/<site>.sqlite`. Raises StoreError."""
    return Ledger(site_path(folder, site, ".sqlite"), LEDGER)


def _run_entry(row: Row) -> RunEntry:
    run, started_at, finished_at, complete, counts = row
    finished = _instant(finished_at) if finished_at else None
    return RunEntry(str(run), _instant(started_at), finished, bool(complete), None if counts is None else str(counts))


def _instant(value: object) -> datetime:
    return datetime.fromisoformat(str(value))
