"""The visits of a run on their way into the ledger: those of delivered lines go with the line, the others follow in batches."""

from __future__ import annotations

from typing import Final, Literal

from newscrawl.crawl.revisit import Seen, after_failure, after_reading, after_same
from newscrawl.items import Article
from newscrawl.store import Ledger, Visit

_BATCH: Final = 200
"""Visits without a line that wait for one commit; what a killed run loses of them is visited again."""

Outcome = Literal["same", "failed", "refused", "gone"]
"""How a visit without an article ended: not modified, failed this time, failed for good, vanished."""


class VisitLog:
    """Belongs to the writer's thread, as the ledger does."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._habit = ledger.edit_habit()
        self._waiting: dict[str, Visit] = {}

    @property
    def is_full(self) -> bool:
        """Whether a commit is worth its flush of the disk."""
        return len(self._waiting) >= _BATCH

    def read(self, seen: Seen, article: Article) -> Visit:
        """The visit that gave `article`, for whoever delivers its line."""
        visit = after_reading(self._earlier(seen), seen, article, self._habit)
        self._waiting.pop(visit.id, None)
        return visit

    def note_unchanged(self, seen: Seen, article: Article) -> None:
        """Enter a visit that found the article as it was delivered, or as the part at hand will deliver it."""
        visit = self.read(seen, article)
        self._waiting[visit.id] = visit

    def note(self, seen: Seen, outcome: Outcome) -> None:
        """Enter a visit that gave no article."""
        earlier = self._earlier(seen)
        if outcome == "same" and earlier is not None:
            visit = after_same(earlier, seen, self._habit)
        else:
            visit = after_failure(earlier, seen, gone=outcome == "gone", final=outcome == "refused")
        self._waiting[visit.id] = visit

    def flush(self) -> None:
        """Commit what waits. Only when no part is at hand: it may hold the line that a waiting visit found unchanged."""
        if self._waiting:
            self._ledger.save_visits(self._waiting.values())
            self._waiting.clear()

    def _earlier(self, seen: Seen) -> Visit | None:
        return self._waiting.get(seen.id) or self._ledger.find_visit(seen.id)
