"""robots.txt as RFC 9309 has it: one that cannot be had forbids everything; and Crawl-delay is kept.

Scrapy's own middleware lets everything through when robots.txt answers 503 or the connection drops.
"""

from __future__ import annotations

import asyncio
from typing import Final, Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

MAX_ROBOTS: Final = 512 * 1024
"""Bytes of robots.txt that count (RFC 9309, 2.5, asks for at least 500 KiB)."""


class RobotsRefusal(IgnoreRequest):
    """A request that robots.txt forbids, or that it could not be asked about; the message says which."""


class RobotsUnavailable(RobotsRefusal):
    """The host answers, but not with its robots.txt: all is forbidden until it does."""


class RobotsUnreachable(RobotsRefusal):
    """The host cannot be reached, not even for its robots.txt."""


class Robots:
    """Downloader middleware that asks each host's robots.txt once per run."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Future[Protego | RobotsRefusal]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise RobotsRefusal."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlparse_cached(request)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._rules:
            self._rules[root] = asyncio.ensure_future(self._ask(root))
        rules = await asyncio.shield(self._rules[root])
        if isinstance(rules, RobotsRefusal):
            raise type(rules)(str(rules))
        if not rules.can_fetch(request.url, self._agent):
            self._count("forbidden")
            raise RobotsRefusal(f"{root}/robots.txt forbids {parts.path}")
        self._slow_down(request, rules)

    async def _ask(self, root: str) -> Protego | RobotsRefusal:
        """The host's rules, or why it cannot be asked: which forbids all."""
        request = Request(f"{root}/robots.txt", callback=NO_CALLBACK, priority=1000, meta={"dont_obey_robotstxt": True})
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever keeps us from the rules forbids the request, and says why
            self._count("unreachable")
            return RobotsUnreachable(f"{root}/robots.txt: {str(error) or type(error).__name__}")
        self._count(f"status/{response.status}")
        if response.status >= 500 or response.status == 429:
            return RobotsUnavailable(f"{root}/robots.txt answers {response.status}, which forbids all until it can be read")
        body = response.body[:MAX_ROBOTS] if 200 <= response.status < 300 else b""
        return Protego.parse(body.decode("utf-8", "replace"))

    def _slow_down(self, request: Request, rules: Protego) -> None:
        """Keep the site's Crawl-delay where it asks for more than we do; a mapped run that lifted the delay has none."""
        asked = rules.crawl_delay(self._agent)
        downloader = self._crawler.engine.downloader
        key = downloader.get_slot_key(request)
        own = self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        if not asked or not own or asked <= own:
            return
        downloader.per_slot_settings.setdefault(key, {"delay": asked})
        if key in downloader.slots:
            downloader.slots[key].delay = max(downloader.slots[key].delay, asked)

    def _count(self, what: str) -> None:
        self._crawler.stats.inc_value(f"newscrawl/robots/{what}")
