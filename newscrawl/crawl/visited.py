"""What earlier runs delivered, asked off the reactor."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from newscrawl.crawl.doors import latest_instant
from newscrawl.page import article_id
from newscrawl.site import FeedItem
from newscrawl.store import open_ledger

CLOCK_MARGIN: Final = timedelta(hours=1)
"""How far a site's clock may be behind ours: a change that it dates before a run may have come after."""


class Visited:
    """The ledger of a site, read by one thread of its own: SQLite may wait for a lock, the reactor must not."""

    def __init__(self, state: Path, site: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="newscrawl-visited")
        self._ledger = self._thread.submit(open_ledger, state, site).result()

    async def last_complete_run(self) -> datetime | None:
        """When the last run began that saw all there was to see."""
        return await asyncio.wrap_future(self._thread.submit(self._ledger.last_complete_run))

    async def pick_changed(self, items: Sequence[FeedItem]) -> list[FeedItem]:
        """The items that were never delivered, or that their door does not say to be unchanged since."""
        return await asyncio.wrap_future(self._thread.submit(self._pick, items))

    def close(self) -> None:
        """Let go of the ledger."""
        self._thread.submit(self._ledger.close)
        self._thread.shutdown()

    def _pick(self, items: Sequence[FeedItem]) -> list[FeedItem]:
        return [item for item in items if not self._is_unchanged(item)]

    def _is_unchanged(self, item: FeedItem) -> bool:
        """Only a date of modification says that an article is unchanged."""
        modified = latest_instant(item.modified)
        if modified is None:
            return False
        delivered = self._ledger.delivered_at(article_id(item.url, None))
        return delivered is not None and modified <= delivered - CLOCK_MARGIN
