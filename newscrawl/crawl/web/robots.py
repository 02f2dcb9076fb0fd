"""robots.txt as RFC 9309 has it: one that cannot be had forbids everything; it is kept for a day; Crawl-delay is kept too.

Scrapy's own middleware lets everything through when robots.txt answers 503 or the connection drops.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from newscrawl.crawl.web.connection import PrivateAddress, check_public
from newscrawl.crawl.web.robots_cache import MAX_ROBOTS, RobotsCache, RobotsCopy


class RobotsRefusal(IgnoreRequest):
    """A request that robots.txt forbids, or that it could not be asked about; the message says which."""


class RobotsUnavailable(RobotsRefusal):
    """The host answers, but not with its robots.txt: all is forbidden until it does."""


class RobotsUnreachable(RobotsRefusal):
    """The host cannot be reached, not even for its robots.txt."""


class Robots:
    """Downloader middleware that asks each host's robots.txt once a day, and where it cannot be had once per run.

    Copies are kept in `NEWSCRAWL_STATE`; where that is empty, for this run only.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Future[Protego | IgnoreRequest]] = {}
        self._cache = RobotsCache.of_settings(crawler.settings, "robots")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise RobotsRefusal, or PrivateAddress for a host that must not be asked at all."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        check_public(request.url)
        parts = urlparse_cached(request)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._rules:
            self._rules[root] = asyncio.ensure_future(self._ask(root))
        rules = await asyncio.shield(self._rules[root])
        if isinstance(rules, IgnoreRequest):
            raise type(rules)(str(rules)) from rules.__cause__
        if not rules.can_fetch(request.url, self._agent):
            self._count("forbidden")
            raise RobotsRefusal(f"{root}/robots.txt forbids {parts.path}")
        self._slow_down(request, rules)

    async def _ask(self, root: str) -> Protego | IgnoreRequest:
        """The host's rules, or why there are none to go by: which forbids all."""
        kept = await asyncio.to_thread(self._cache.load, root) if self._cache else None
        if kept and kept.is_fresh(datetime.now(UTC)):
            self._count("kept")
            return Protego.parse(kept.text)
        found = await self._fetch(root)
        if isinstance(found, RobotsCopy):
            if self._cache:
                await asyncio.to_thread(self._cache.save, found)
            return Protego.parse(found.text)
        if kept and kept.is_usable(datetime.now(UTC)) and isinstance(found, RobotsRefusal):
            self._count("kept")
            return Protego.parse(kept.text)
        return found

    async def _fetch(self, root: str) -> RobotsCopy | IgnoreRequest:
        """Ask the host. Its redirects are followed, five at most, each target checked like any other address."""
        request = Request(f"{root}/robots.txt", callback=NO_CALLBACK, priority=1000, meta={"dont_obey_robotstxt": True})
        try:
            response = await self._crawler.engine.download_async(request)
        except PrivateAddress as error:
            return error
        except Exception as error:  # noqa: BLE001 - whatever keeps us from the rules forbids the request, and says why
            self._count("unreachable")
            unreachable = RobotsUnreachable(f"{root}/robots.txt: {str(error) or type(error).__name__}")
            unreachable.__cause__ = error
            return unreachable
        self._count(f"status/{response.status}")
        return _read(root, response)

    def _slow_down(self, request: Request, rules: Protego) -> None:
        """Keep the site's Crawl-delay where it asks for more than we do; a mapped run that lifted the delay has none.

        Raises RobotsRefusal for a delay that no run can keep.
        """
        asked = rules.crawl_delay(self._agent)
        longest = self._crawler.settings.getfloat("NEWSCRAWL_MAX_WAIT")
        if asked and not asked <= longest:
            raise RobotsRefusal(f"robots.txt asks for {asked:g} s between requests, more than NEWSCRAWL_MAX_WAIT={longest:g}")
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


def _read(root: str, response: Response) -> RobotsCopy | RobotsUnavailable:
    """What an answer means: 2xx are rules, 4xx that there are none, all else that they cannot be had (RFC 9309, 2.3.1)."""
    allowed = 200 <= response.status < 300
    if not allowed and (response.status == 429 or not 400 <= response.status < 500):
        return RobotsUnavailable(f"{root}/robots.txt answers {response.status}, which forbids all until it can be read")
    body = response.body[:MAX_ROBOTS] if allowed else b""
    return RobotsCopy.of_answer(root, response, body, datetime.now(UTC))
