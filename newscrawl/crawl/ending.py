"""A run that is asked to end (SIGTERM, Ctrl-C) ends within seconds: what waits for a stranger is told to wait no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Final
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

PAGE_SECONDS: Final = 3.0
"""How long a request that is under way may still take."""
STORE_SECONDS: Final = 6.0
"""How long what was read may take to be delivered, from the same moment; the next run delivers what was not."""
_STEP: Final = 0.25


class Ending:
    """Knows when one crawl was asked to end."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._began: float | None = None
        self._cancel: list[Callable[[], None]] = []

    def on_pages_over(self, cancel: Callable[[], None]) -> None:
        """Have `cancel` called on the reactor when requests under way took PAGE_SECONDS."""
        self._cancel.append(cancel)

    def watch(self) -> None:
        """Begin to look; needs the reactor."""
        from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier would choose one

        # A crawl that is still being opened is left alone by Scrapy, and only the reactor stops.
        reactor.addSystemEventTrigger("before", "shutdown", self._begin)  # type: ignore[arg-type]  # an interface has no self
        self._watching = asyncio.ensure_future(self._watch())

    def store_is_over(self) -> bool:
        """Whether what is still to be delivered is left to the next run. Safe from any thread."""
        return self._began is not None and monotonic() - self._began > STORE_SECONDS

    def _begin(self) -> None:
        self._began = self._began or monotonic()

    async def _watch(self) -> None:
        while self._crawler.crawling:  # noqa: ASYNC110 - Scrapy gives no signal of it
            await asyncio.sleep(_STEP)
        self._begin()
        await asyncio.sleep(PAGE_SECONDS)
        for cancel in self._cancel:
            cancel()


_ENDINGS: Final[WeakKeyDictionary[Crawler, Ending]] = WeakKeyDictionary()


def ending_of(crawler: Crawler) -> Ending:
    """The ending of a crawl."""
    if crawler not in _ENDINGS:
        _ENDINGS[crawler] = Ending(crawler)
    return _ENDINGS[crawler]
