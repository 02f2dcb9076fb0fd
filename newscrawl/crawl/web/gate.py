"""Where a site's requests wait while it asks to be left alone, and where they end when it keeps refusing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from time import monotonic
from typing import Final
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newscrawl.crawl.ending import ending_of
from newscrawl.crawl.web.patience import Patience, read_retry_after
from newscrawl.page import registrable_domain

_STEP: Final = 0.5  # seconds after which a waiting request looks whether the run is ending


class SiteRefuses(IgnoreRequest):
    """A request that was not sent: the site keeps refusing; the message says how."""


class RunEnding(IgnoreRequest):
    """A request that was not sent, or not answered: the run ended while it waited."""


class Gate:
    """The patience with each site of one crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        settings = crawler.settings
        self._limits = settings.getfloat("NEWSCRAWL_BACKOFF"), settings.getfloat("NEWSCRAWL_MAX_WAIT")
        self._most = settings.getint("NEWSCRAWL_MAX_REFUSALS")
        self._sites: dict[str, Patience] = {}
        self._closed = False
        self._over = False  # whether they are given up
        self._sent: set[asyncio.Future[Response]] = set()  # requests under way
        ending_of(crawler).on_pages_over(self._cancel_sent)
        self.pauses = 0
        self.paused_seconds = 0.0

    def close(self) -> None:
        """Let nothing wait any longer: the run is ending."""
        self._closed = True

    async def pass_through(self, url: str, send: Callable[[], Awaitable[Response]]) -> Response:
        """Send a request when its site may be asked, and take note of the answer. Raises SiteRefuses and RunEnding."""
        host = urlsplit(url).hostname or ""
        patience = self._sites.setdefault(registrable_domain(host) or host, Patience(*self._limits, most=self._most))
        await self._wait(patience)
        if patience.ended:
            raise SiteRefuses(patience.ended)
        sent_at = monotonic()
        response = await self._send(send)
        asked = read_retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
        patience.apply(response.status, asked, sent_at=sent_at, now=monotonic())
        return response

    async def _send(self, send: Callable[[], Awaitable[Response]]) -> Response:
        sent = asyncio.ensure_future(send())
        self._sent.add(sent)
        sent.add_done_callback(self._sent.discard)
        try:
            return await sent
        except asyncio.CancelledError:
            if not self._over:
                raise
            raise RunEnding("the run ended before the answer came") from None

    def _cancel_sent(self) -> None:
        self._over = True
        for sent in tuple(self._sent):
            sent.cancel()

    async def _wait(self, patience: Patience) -> None:
        began = monotonic()
        if patience.ended or patience.wait(began) == 0:
            return
        self.pauses += 1
        while not patience.ended and (left := patience.wait(monotonic())) > 0:
            if self._closed or not self._crawler.crawling:
                raise RunEnding("the run ended while the site asked to wait")
            await asyncio.sleep(min(left, _STEP))
        self.paused_seconds += monotonic() - began


_GATES: Final[WeakKeyDictionary[Crawler, Gate]] = WeakKeyDictionary()


def gate_of(crawler: Crawler) -> Gate:
    """The gate of a crawl."""
    if crawler not in _GATES:
        _GATES[crawler] = Gate(crawler)
    return _GATES[crawler]
