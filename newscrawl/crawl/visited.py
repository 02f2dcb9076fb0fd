"""What earlier runs saw and delivered, asked off the reactor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from newscrawl.crawl.account import has_rested
from newscrawl.crawl.revisit import is_due
from newscrawl.page import article_id
from newscrawl.site import FeedItem
from newscrawl.store import Poll, RenderHabit, Validators, Visit, open_ledger

_LOOK_BACK: Final = 500  # runs: more than are started in a day in which a door rests

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Memory:
    """What a run has to know before it begins.

    When the last run and the last complete one began, and whether none began after that but such as found the doors resting
    (`caught_up`); the polls of doors and sitemaps; whether a 304 can be believed; what rendering did for kinds of pages.
    """

    last_run: datetime | None
    last_complete_run: datetime | None
    caught_up: bool
    polls: dict[str, tuple[Poll, ...]]
    validators: Validators
    renderings: dict[str, RenderHabit]


class Visited:
    """The ledger of a site, read by one thread of its own: SQLite may wait for a lock, the reactor must not."""

    def __init__(self, state: Path, site: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="newscrawl-visited")
        self._ledger = self._thread.submit(open_ledger, state, site).result()

    async def recall(self, run: str) -> Memory:
        """What `run` has to know before it begins."""
        return await self._run(lambda: self._recall(run))

    async def pick_due(self, items: Sequence[FeedItem], now: datetime) -> list[tuple[FeedItem, Visit | None]]:
        """The items that are new, changed or due `now` (aware), each with what is known of it."""
        return await self._run(lambda: self._pick(items, now))

    async def find_due(self, now: datetime, limit: int) -> list[Visit]:
        """What is due and was delivered by doors that do not date changes, the longest due first."""
        return await self._run(lambda: self._ledger.due_visits(now, limit))

    def close(self) -> None:
        """Let go of the ledger."""
        self._thread.submit(self._ledger.close)
        self._thread.shutdown()

    async def _run(self, function: Callable[[], _T]) -> _T:
        return await asyncio.wrap_future(self._thread.submit(function))

    def _recall(self, run: str) -> Memory:
        ledger = self._ledger
        earlier = [entry for entry in ledger.recent_runs(_LOOK_BACK) if entry.run != run]
        last_run = earlier[0].started_at if earlier else None
        caught_up = next((entry.complete for entry in earlier if not has_rested(entry)), False)
        return Memory(
            last_run,
            ledger.last_complete_run(),
            caught_up,
            polls=ledger.load_polls(),
            validators=ledger.load_validators(),
            renderings=ledger.load_renderings(),
        )

    def _pick(self, items: Sequence[FeedItem], now: datetime) -> list[tuple[FeedItem, Visit | None]]:
        known = [(item, self._ledger.find_visit(article_id(item.url, None))) for item in items]
        return [(item, visit) for item, visit in known if is_due(visit, item, now)]
