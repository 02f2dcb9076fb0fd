"""From an answer to an article: read as it was fetched, and where that gives none on a page that may be rendered, once more."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

from scrapy.crawler import Crawler

from newscrawl.crawl.browser import RenderFailure, WebAnswer
from newscrawl.crawl.browser.failure import NO_HELP
from newscrawl.crawl.browser.habits import MOST_VAIN, RenderHabits
from newscrawl.crawl.doors import DoorAnswer, DoorError
from newscrawl.crawl.fetched import FetchedArticle
from newscrawl.crawl.report import RunReport
from newscrawl.crawl.site_of import Whose
from newscrawl.crawl.workers import ReadingPool
from newscrawl.items import CrawlInfo, Flag
from newscrawl.lake import Answer
from newscrawl.site import Rendering, Site

_NEEDS_BROWSER: Final[frozenset[Flag]] = frozenset({"no_article", "js_shell"})
_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_RENDERER: Final = "newscrawl.crawl.browser.renderer"
_RENDERED: Final = "text/html; charset=utf-8"

if TYPE_CHECKING:
    from newscrawl.crawl.browser.renderer import Renderer


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What was read of a page, and the answer that gave it: the page as rendered where that was needed."""

    read: FetchedArticle
    answer: Answer
    rendered: bool


class _Declared(NamedTuple):
    """A site, and how one of its pages is rendered."""

    site: Site
    rendering: Rendering


class PageReader:
    """Reads the pages of one crawl, in its pool of worker processes."""

    def __init__(
        self, crawler: Crawler, pool: ReadingPool[FetchedArticle], whose: Whose, *, report: RunReport, habits: RenderHabits
    ) -> None:
        self._crawler = crawler
        self._pool = pool
        self._room = asyncio.Semaphore(pool.capacity)
        self._whose = whose
        self._report = report
        self._habits = habits
        self._renderer: Renderer | None = None

    async def read(self, answer: Answer, url: str, info: CrawlInfo) -> ReadPage:
        """Read the page at `url`, an article's own address, that `answer` gave. Raises PageFailure."""
        site = self._whose.find_site(answer.url)
        rendering = _find_rendering(site, url, answer.headers)
        if site is None or rendering is None:
            read = await self._read(answer, url, info)
            if "js_shell" in read.article.flags:
                self._report.apply_shell(url)
            return ReadPage(read, answer, rendered=False)
        plain = None
        if not rendering.always and not self._habits.is_known_shell(url, rendering, answer.body):
            plain = await self._read(answer, url, info)
            if _NEEDS_BROWSER.isdisjoint(plain.article.flags):
                self._habits.apply_plain(url, rendering)
                return ReadPage(plain, answer, rendered=False)
        elif not rendering.always:
            self._crawler.stats.inc_value("newscrawl/browser/at_once")
        try:
            return await self._read_rendered(answer, url, info, _Declared(site, rendering))
        except RenderFailure as failure:
            if failure.kind == NO_HELP and plain is not None and not rendering.ready:
                return ReadPage(plain, answer, rendered=False)
            raise

    async def render_door(self, answer: DoorAnswer, site: Site) -> DoorAnswer:
        """A door's page as its scripts draw it, where the site declares that it always has to be. Raises DoorError."""
        rendering = _find_rendering(site, answer.url, answer.headers)
        if rendering is None or not rendering.always or answer.status != 200 or answer.cut:
            return answer
        try:
            renderer = await self._find_renderer()
            async with renderer.room:
                body = await renderer.render(answer.url, _web_answer(answer), rendering, site)
        except RenderFailure as failure:
            raise DoorError(f"{failure.kind} ({failure.reason})") from None
        return replace(answer, body=body, headers={**answer.headers, "content-type": _RENDERED})

    async def close(self) -> None:
        """End the worker processes and the browser."""
        if self._renderer is not None:
            await self._renderer.close()
        await asyncio.to_thread(self._pool.close)

    async def _read(self, answer: Answer, url: str, info: CrawlInfo) -> FetchedArticle:
        """Read in a worker process, off the reactor."""
        job = {
            "body": answer.body, "url": url, "fetched_at": answer.fetched_at, "headers": answer.headers,
            "content_type": answer.headers.get("content-type"), "item": answer.item, "crawl": info,
        }  # fmt: skip
        job |= self._whose.job_of(answer.url)
        async with self._room:
            return await asyncio.wrap_future(self._pool.submit(job))

    async def _read_rendered(self, answer: Answer, url: str, info: CrawlInfo, declared: _Declared) -> ReadPage:
        """Read a page as the browser draws it, where that is worth it by what came of the pages before it."""
        renderer, (site, rendering) = await self._find_renderer(), declared
        try:
            async with renderer.room:
                self._check_worth(url, rendering)
                body = await renderer.render(answer.url, _web_answer(answer), rendering, site)
                drawn = replace(answer, body=body, headers={**answer.headers, "content-type": _RENDERED})
                read = await self._read(drawn, url, replace(info, rendered=True))
                self._habits.apply(url, rendering, answer.body, helped=read.article.text is not None)
        except RenderFailure as failure:
            if failure.is_vain:
                self._habits.apply(url, rendering, answer.body, helped=False)
            raise
        self._report.rendered += 1
        return ReadPage(read, drawn, rendered=True)

    def _check_worth(self, url: str, rendering: Rendering) -> None:
        if not self._habits.is_worth(url, rendering):
            raise RenderFailure(NO_HELP, f"rendering was in vain for the last {MOST_VAIN} pages like it")

    async def _find_renderer(self) -> Renderer:
        if self._renderer is None:
            module = await asyncio.to_thread(import_module, _RENDERER)  # with Playwright, which few sites need
            self._renderer = self._renderer or module.Renderer(self._crawler)
        return self._renderer


def _find_rendering(site: Site | None, url: str, headers: Mapping[str, str]) -> Rendering | None:
    """How the page at an address is rendered; None for one of a site that does not say so, and for what is no page."""
    is_page = headers.get("content-type", "text/html").partition(";")[0].strip().lower() in _PAGES
    return site.find_rendering(url) if site and is_page else None


def _web_answer(answer: Answer | DoorAnswer) -> WebAnswer:
    return WebAnswer(200, dict(answer.headers), answer.body)
