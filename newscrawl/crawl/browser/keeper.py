"""The one browser of a crawl, kept by scrapy-playwright's handler: started for the first page, anew when it died.

The handler is not in Scrapy's DOWNLOAD_HANDLERS: there each scheme would have a browser of its own, started with every crawl,
and a rendered page would hold the place in its site's queue that its own requests wait for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any, Final

from playwright.async_api import BrowserContext, Error, Page
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from newscrawl.crawl.browser.executable import NoBrowserError, launch_options

_OPEN_SECONDS: Final = 30.0  # after which a browser that opens no page is given up
_CLOSE_SECONDS: Final = 5.0  # after which a page that does not close takes the browser with it


class BrowserKeeper(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # it comes without types
    """Gives pages, each in a context of its own, closed with it whatever happens."""

    def __init__(self, crawler: Crawler, executable: str) -> None:
        super().__init__(crawler)
        self.config.launch_options = launch_options(executable)
        self._names = map(str, count())
        self._starting = asyncio.Lock()
        self._started = False

    @asynccontextmanager
    async def open_page(self, **context: Any) -> AsyncIterator[Page]:  # noqa: ANN401 - Playwright's options of a context
        """A blank page. Raises NoBrowserError where no browser starts, Playwright's Error where it died meanwhile."""
        await self._start()
        name = next(self._names)
        request = Request("about:blank", meta={"playwright_context": name, "playwright_context_kwargs": context})
        try:
            yield await self._open(request)
        finally:
            if name in self.context_wrappers:
                await asyncio.shield(self._close_context(self.context_wrappers.pop(name).context))

    @property
    def is_alive(self) -> bool:
        """Whether the browser runs and answers."""
        return hasattr(self, "browser") and self.browser.is_connected()

    async def _start(self) -> None:
        """Have a browser. The driver, a process between us and it, is started anew as well where it cannot start one."""
        async with self._starting:
            if self.is_alive:
                return
            self._forget()
            try:
                if not self._started:
                    await self._launch()
                    self._started = True
                await self._maybe_launch_browser()
            except (Error, OSError) as error:
                await self._abandon()
                raise NoBrowserError(_say_why(error, self.config.launch_options["executable_path"])) from None

    async def _open(self, request: Request) -> Page:
        """Open a page; where that fails, in a new browser: of a driver that died nothing is told until it is asked."""
        try:
            return await self._open_once(request)
        except Error:
            await self._abandon()
            await self._start()
            return await self._open_once(request)

    async def _open_once(self, request: Request) -> Page:
        try:
            async with asyncio.timeout(_OPEN_SECONDS):
                page: Page = await self._create_page(request, self._crawler.spider)
                return page
        except TimeoutError:
            raise Error("the browser opens no page") from None

    async def _abandon(self) -> None:
        """Let go of a browser that does not answer, and of its driver, which takes it along."""
        self._started = False
        self.context_wrappers.clear()
        if hasattr(self, "browser"):
            del self.browser
        with suppress(Exception):
            await asyncio.wait_for(self.browser_provider.close(), _CLOSE_SECONDS)

    def _forget(self) -> None:
        """Let go of a browser that died, and of its contexts."""
        if hasattr(self, "browser") and not self.browser.is_connected():
            del self.browser
            self.context_wrappers.clear()

    async def _browser_disconnected_callback(self) -> None:
        """The base closes each context of the dead browser, and forgets the one that may have been started since."""
        self._forget()

    async def _close_context(self, context: BrowserContext) -> None:
        """Close a page with all that it opened; where it does not let itself be closed, the browser."""
        try:
            await asyncio.wait_for(context.close(), _CLOSE_SECONDS)
        except TimeoutError:
            await self._abandon()
        except Error:
            return  # the browser died, and the page with it


def _say_why(error: Exception, executable: str) -> str:
    """Why a browser does not start, in one line: its own words if it had any."""
    lines = [line.strip() for line in str(error).splitlines()]
    own = next((line for line in lines if "ERROR:" in line or "FATAL:" in line), lines[0] if lines else "")
    return f"{executable} does not start ({own[:200]}); start it by hand to see why, or name another in NEWSCRAWL_BROWSER"
