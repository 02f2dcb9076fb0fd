"""What a host reserves in its tdmrep.json goes with every page as the headers that would say the same.

So reading needs to know of one place less, and an archived response keeps what held when it was fetched.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Final, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from newscrawl.crawl.web.robots_cache import MAX_ROBOTS, RobotsCache, RobotsCopy
from newscrawl.crawl.web.tdmrep import TdmRule, find_rule, read_tdmrep

_PATH: Final = "/.well-known/tdmrep.json"
_ASKED: Final = "newscrawl_tdmrep"


class Reservations:
    """Downloader middleware that asks each host's tdmrep.json once a day, kept beside robots.txt.

    What the page's own header says goes before it. A file that cannot be had reserves nothing: unlike robots.txt, the
    protocol gives its absence no meaning.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[tuple[TdmRule, ...]]] = {}
        self._cache = RobotsCache.of_settings(crawler.settings, "tdmrep")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The response, with `tdm-reservation` and `tdm-policy` where only the host's file states them."""
        if response.status != 200 or not isinstance(response, HtmlResponse) or "tdm-reservation" in response.headers:
            return response
        # A robots.txt that is an HTML page must not wait for a request that waits for robots.txt.
        if request.meta.get(_ASKED) or request.meta.get("dont_obey_robotstxt"):
            return response
        parts = urlparse_cached(response)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._rules:
            self._rules[root] = asyncio.ensure_future(self._ask(root, request))
        rule = find_rule(await asyncio.shield(self._rules[root]), response.url)
        if rule is None:
            return response
        response.headers["tdm-reservation"] = "1" if rule.reserved else "0"
        if rule.policy and "tdm-policy" not in response.headers:
            response.headers["tdm-policy"] = rule.policy
        return response

    async def _ask(self, root: str, request: Request) -> tuple[TdmRule, ...]:
        kept = await asyncio.to_thread(self._cache.load, root) if self._cache else None
        if kept is None or not kept.is_fresh(datetime.now(UTC)):
            kept = await self._fetch(root, request) or kept
            if kept and self._cache:
                await asyncio.to_thread(self._cache.save, kept)
        return read_tdmrep(kept.text.encode(), root + _PATH) if kept else ()

    async def _fetch(self, root: str, page: Request) -> RobotsCopy | None:
        """Ask for the file, at the pace of the pages; None where it cannot be had."""
        meta = {_ASKED: True, "download_slot": page.meta.get("download_slot"), "max_retry_times": 0}
        request = Request(root + _PATH, callback=NO_CALLBACK, priority=1000, meta=meta)
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception:  # noqa: BLE001 - forbidden by robots.txt, refused, broken: nothing is reserved by it
            return None
        if response.status == 429 or response.status >= 500:
            return None
        body = response.body if response.status == 200 and len(response.body) <= MAX_ROBOTS else b""
        return RobotsCopy.of_answer(root, response, body, datetime.now(UTC))
