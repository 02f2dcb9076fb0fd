"""Rendering: a page as it was fetched goes in, its markup after its scripts have run comes out, or one reason why not."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.async_api import Error, Page
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from newscrawl.crawl.browser.executable import NoBrowserError, find_browser
from newscrawl.crawl.browser.failure import CRASHED, HUNG, NO_BROWSER, NOT_READY, RenderFailure
from newscrawl.crawl.browser.keeper import BrowserKeeper
from newscrawl.crawl.browser.kept_answers import KeptAnswers, WebAnswer
from newscrawl.crawl.browser.page_requests import PageRequests
from newscrawl.crawl.browser.settling import BEFOREHAND, NotReadyError, Settling, TooLargeError
from newscrawl.crawl.ending import ending_of
from newscrawl.crawl.web.asking import read_headers
from newscrawl.page import registrable_domain
from newscrawl.site import Rendering, Site

_PATIENCE: Final = 10  # times its seconds that a page may take by the wall clock, where its requests wait for their turn
_CLOSE_SECONDS: Final = 5.0
_SCREEN: Final = {"width": 1280, "height": 2000}

logger = logging.getLogger(__name__)


class _Crash(Exception):  # noqa: N818 - an outcome
    """The browser, or what drew this page in it, is gone."""


class Renderer:
    """The browser of one crawl, started when the first page needs it. Whoever renders holds a place in `room` meanwhile."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._seconds = settings.getfloat("NEWSCRAWL_RENDER_SECONDS")
        self._most_requests = settings.getint("NEWSCRAWL_RENDER_REQUESTS")
        self._most_characters = settings.getint("DOWNLOAD_MAXSIZE")
        self.room = asyncio.Semaphore(settings.getint("NEWSCRAWL_RENDER_PAGES"))
        self._kept = KeptAnswers()
        self._keeper: BrowserKeeper | None = None
        self._missing: str | None = None
        self._drawing: set[asyncio.Future[str]] = set()
        self._over = False
        # It tells of every page that fails, with a traceback; we count them.
        logging.getLogger("scrapy-playwright").setLevel(logging.CRITICAL)
        ending_of(crawler).on_pages_over(self._give_up)

    async def render(self, url: str, document: WebAnswer, rendering: Rendering, site: Site) -> bytes:
        """The page at `url`, which was answered with `document`, as its scripts draw it: HTML in UTF-8.

        A page with which the browser crashed is tried once more. Raises RenderFailure.
        """
        try:
            return await self._render(url, document, rendering, site)
        except _Crash:
            self._count("crashes")
        try:
            return await self._render(url, document, rendering, site)
        except _Crash as crash:
            self._count("crashes")
            raise RenderFailure(CRASHED, str(crash)) from None

    async def close(self) -> None:
        """End the browser."""
        if self._keeper is not None:
            with suppress(Exception):  # whatever it says, its processes end with their pipes
                await asyncio.wait_for(self._keeper.close(), _CLOSE_SECONDS)

    async def _render(self, url: str, document: WebAnswer, rendering: Rendering, site: Site) -> bytes:
        if self._over:
            raise RenderFailure.of_ending()
        requests = PageRequests(
            document,
            domains=frozenset({site.domain, *rendering.hosts}),
            most=self._most_requests,
            ask=self._ask,
            kept=self._kept,
        )
        try:
            async with self._find_keeper().open_page(**self._describe(site)) as page:
                settling = Settling(page, requests, rendering, self._seconds)
                html = await self._draw(page, url, requests, settling)
        except NoBrowserError as error:
            self._tell_missing(str(error), site)
            raise RenderFailure(NO_BROWSER, self._missing or "") from None
        except Error as error:
            raise _Crash(_first_line(error)) from None
        finally:
            self._count_requests(requests)
        self._count("pages")
        return f"<!DOCTYPE html>\n{html}".encode("utf-8", "replace")

    async def _draw(self, page: Page, url: str, requests: PageRequests, settling: Settling) -> str:
        """Let the page draw itself. Raises RenderFailure, and _Crash where what draws it dies."""
        crashed: list[Page] = []
        drawing = asyncio.ensure_future(self._show(page, url, requests, settling))

        def end_at_crash(dead: Page) -> None:
            crashed.append(dead)
            drawing.cancel()

        page.on("crash", end_at_crash)
        self._drawing.add(drawing)
        try:
            return await drawing
        except asyncio.CancelledError:
            if self._over:
                raise RenderFailure.of_ending() from None
            if crashed:
                raise _Crash("the page's own process died") from None
            raise
        except NotReadyError as error:
            raise RenderFailure(NOT_READY, f"{error}{requests.say_refused()}") from None
        except TooLargeError:
            raise RenderFailure("too large", "as rendered") from None
        except TimeoutError:
            raise RenderFailure(HUNG, f"neither ready nor given up within {self._seconds:g} s of its own time") from None
        except Error as error:
            if page.is_closed() or "closed" in str(error):  # the page, the browser, or the connection to its driver
                raise _Crash(_first_line(error)) from None
            raise RenderFailure(NOT_READY, _first_line(error)) from None
        finally:
            self._drawing.discard(drawing)

    async def _show(self, page: Page, url: str, requests: PageRequests, settling: Settling) -> str:
        page.context.on("page", _close_popup)
        await page.context.route("**/*", requests.answer)
        await page.add_init_script(BEFOREHAND)
        async with asyncio.timeout(_PATIENCE * self._seconds):
            await page.goto(url, wait_until="commit", timeout=self._seconds * 1000)
            await settling.settle()
            return await settling.read(self._most_characters)

    async def _ask(self, url: str, headers: dict[str, str]) -> WebAnswer:
        """Get what a page asks for, in the queue of the site whose it is."""
        host = urlsplit(url).hostname or ""
        meta = {"download_slot": registrable_domain(host) or host}  # the one of its pages too
        request = Request(url, headers=headers, dont_filter=True, callback=NO_CALLBACK, meta=meta)
        response = await self._crawler.engine.download_async(request)
        return WebAnswer(response.status, read_headers(response), response.body)

    def _find_keeper(self) -> BrowserKeeper:
        """The keeper of the browser. Raises NoBrowserError; where none was found or started once, none is looked for again."""
        if self._missing is not None:
            raise NoBrowserError(self._missing)
        if self._keeper is None:
            executable = find_browser(self._crawler.settings["NEWSCRAWL_BROWSER"])
            self._keeper = BrowserKeeper(self._crawler, executable)
        return self._keeper

    def _describe(self, site: Site) -> dict[str, Any]:
        """The context of a page: whom it takes us for, and the place and clock by which it prints times."""
        return {
            "user_agent": self._crawler.settings["USER_AGENT"],
            "locale": site.languages[0] if site.languages else "en",
            "timezone_id": site.zone or "UTC",
            "viewport": _SCREEN,
            "reduced_motion": "reduce",
            "service_workers": "block",
            "accept_downloads": False,
        }

    def _tell_missing(self, why: str, site: Site) -> None:
        if self._missing is None:
            logger.warning("%s: some of its pages must be rendered, and will not be: %s", site.id, why)
            self._missing = why

    def _give_up(self) -> None:
        self._over = True
        for drawing in tuple(self._drawing):
            drawing.cancel()

    def _count_requests(self, requests: PageRequests) -> None:
        self._crawler.stats.inc_value("newscrawl/browser/requests", requests.asked)
        for reason, count in requests.refused.items():
            self._crawler.stats.inc_value(f"newscrawl/browser/refused/{reason}", count)

    def _count(self, what: str) -> None:
        self._crawler.stats.inc_value(f"newscrawl/browser/{what}")


async def _close_popup(opened: Page) -> None:
    with suppress(Error):
        await opened.close()


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:200]
