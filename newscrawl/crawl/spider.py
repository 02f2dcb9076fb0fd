"""The base of every spider: a subclass says which `site` it crawls, and has no code unless the site is strange."""

from __future__ import annotations

import asyncio
import gc
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure

from newscrawl.crawl.boilerplate_file import boilerplate_path, load_line_counts
from newscrawl.crawl.browser import RenderFailure
from newscrawl.crawl.browser.habits import RenderHabits
from newscrawl.crawl.budget import Deadline, read_limit, read_minutes
from newscrawl.crawl.doors import DoorAnswer
from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.fetched import FetchedArticle
from newscrawl.crawl.own_page import read_own_page
from newscrawl.crawl.page_reader import PageReader, ReadPage
from newscrawl.crawl.picking import Picking, read_since
from newscrawl.crawl.project import load_sites, make_pool
from newscrawl.crawl.report import RunReport, make_run_id
from newscrawl.crawl.revisit import Seen
from newscrawl.crawl.rights_policy import Policy, apply_policy, find_reservation, read_policy
from newscrawl.crawl.site_of import Whose
from newscrawl.crawl.validators import Conditional
from newscrawl.crawl.visit_log import Outcome
from newscrawl.crawl.visited import Visited
from newscrawl.crawl.web.asking import ask, read_headers
from newscrawl.crawl.web.failed import SITE_REFUSES, FetchFailure, explain, tell_refusal
from newscrawl.crawl.web.gate import gate_of
from newscrawl.crawl.worker import PageFailure
from newscrawl.items import Article, CrawlInfo
from newscrawl.lake import Answer
from newscrawl.site import FeedItem, Site
from newscrawl.store import StoreError, Validators, Visit

_READ: Final = "newscrawl.crawl.fetched:read_fetched_page"
_VANISHED: Final = frozenset({"HTTP 404", "HTTP 410"})

logger = logging.getLogger(__name__)


class NewsSpider(Spider):
    """Crawls `site`: discovers its articles by the first door that serves, reads each page in a worker process.

    Arguments (`-a`): `since`, a day or instant (ISO 8601, UTC) before which nothing is asked for, by default the start of
    the last complete run; `limit`, the number of articles after which discovery ends; `max-minutes`, after which the run does.
    """

    site: Site

    def __init__(self, name: str | None = None, *, since: str | None = None, limit: str | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's `-a` arguments
        """Raise UserMistake for an argument that cannot be read or is not known."""
        self._policy: Policy = "record"
        self._minutes = read_minutes(kwargs.pop("max-minutes", None))
        if kwargs:
            raise UserMistake(
                f"-a {next(iter(kwargs))}: {self.name} has no such argument; there are since, limit and max-minutes"
            )
        super().__init__(name)
        self.since = read_since(since)
        self.limit = read_limit(limit)
        self.allowed_domains = [] if self.site.gathers else [self.site.domain, *self.site.script_hosts]
        started_at = datetime.now(UTC)
        run = make_run_id(started_at, secrets.token_bytes(3))
        self.credit_lines: dict[str, tuple[str, ...]] = {}  # of articles on their way to the writer, by id
        self.seen: dict[str, Seen] = {}  # the fetches that gave them
        self.note: Callable[[Seen, Outcome], None] = lambda _seen, _outcome: None  # the pipeline's, once it is open
        self.conditional = Conditional(self.site.id, Validators(), started_at)  # until what is remembered is known
        self.habits = RenderHabits({})  # the same
        self.report = RunReport(site=self.site.id, home=self.site.home, run=run, started_at=started_at)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Scrapy's way to make one; here the crawler and its settings are known."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider._policy = spider.report.policy = read_policy(crawler.settings["NEWSCRAWL_RIGHTS"])  # noqa: SLF001 - our own
        crawler.signals.connect(spider.let_go, signals.engine_stopped)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request per article, no faster than they are fetched."""
        try:
            state = Path(self.settings["NEWSCRAWL_STATE"])
            self._visited = await asyncio.to_thread(Visited, state, self.site.id)
            memory = await self._visited.recall(self.report.run)
            learned = await asyncio.to_thread(load_line_counts, boilerplate_path(state, self.site.id))
        except StoreError as error:
            self.report.error = str(error)
            raise CloseSpider("state") from None
        always: dict[str, object] = {"boilerplate": learned.find_boilerplate() if learned else None}
        always |= {} if self.site.gathers else {"site": self.site}
        self._whose = Whose(self.site, load_sites(self.settings))
        pool = await asyncio.to_thread(make_pool, self.settings, None, function=_READ, always=always)
        self.habits = RenderHabits(memory.renderings)
        self._reader = PageReader(self.crawler, pool, self._whose, report=self.report, habits=self.habits)
        await asyncio.to_thread(self._whose.find_site, self.site.home)  # builds the table of public suffixes
        gc.freeze()  # what is loaded stays: going over it would keep the reactor waiting a fifth of a second at a time
        self._deadline = Deadline(self._minutes, self._end_by_budget)
        self.conditional = Conditional(self.site.id, memory.validators, self.report.started_at)
        revisits = self.settings.getint("NEWSCRAWL_REVISITS")
        longest_rest = timedelta(seconds=self.settings.getfloat("NEWSCRAWL_MAX_REST"))
        picking = Picking(self.site, self.report, self._visited, since=self.since, revisits=revisits, longest_rest=longest_rest)
        async for item, known in picking.iter_items(self._ask_door, memory):
            if self.limit is not None and self.report.listed >= self.limit:
                self.report.limited = True
                break
            self.report.listed += 1
            yield self._ask_article(item, known)
            if self.crawler.engine.needs_backout():
                await self.crawler.signals.wait_for(signals.scheduler_empty)
        self.report.discovered = True
        for door, failure in self.report.doors.items():
            self.crawler.stats.set_value(f"newscrawl/door/{door}", "used" if failure is None else f"failed: {failure}")

    async def parse_article(
        self, response: Response, item: FeedItem, known: Visit | None, *, check: bool = False
    ) -> AsyncIterator[Article | Request]:
        """Read one page off the reactor and yield its article; or ask for the whole page where a 304 is to be checked."""
        if response.status == 304 and known is not None and not check:
            if self.conditional.believes():
                self.report.same += 1
                self.note(Seen(item, datetime.now(UTC)), "same")
            else:
                yield self._ask_article(item, known, check=True)
            return
        if response.status != 200:
            self.record(FetchFailure.of_status(response.status), response.url, item)
            return
        if not self._whose.admits(response.url):
            self.record(FetchFailure("leads to another site", final=True), f"{item.url} to {response.url}", item)
            return
        fetched_at = datetime.now(UTC).replace(microsecond=0)
        headers = read_headers(response)
        answer = Answer(response.url, fetched_at, headers, response.body, item)
        try:
            page = await self._read(answer, item)
        except PageFailure as failure:
            logger.debug("%s: %s", response.url, failure.reason)
            untried = isinstance(failure, RenderFailure) and failure.says_nothing_of_the_page
            outcome = FetchFailure(failure.kind, failure.reason, final=failure.kind == "unreadable", unreachable=untried)
            self.record(outcome, response.url, item)
            return
        page = await read_own_page(page, ask=self._ask_page, reader=self._read, whose=self._whose)
        article = page.read.article
        self.report.apply_article(article, states_date=page.read.states_date or item.published is not None)
        self.crawler.stats.inc_value("newscrawl/pages/read")
        if check and known is not None:
            self.conditional.judge(known, article)
        # The validators of a shell say nothing of what its scripts fetch.
        validators = () if page.rendered else (headers.get("etag"), headers.get("last-modified"))
        if kept := self._keep(page.read, Seen(item, fetched_at, *validators), page.answer):
            yield kept

    async def _read(self, answer: Answer, item: FeedItem) -> ReadPage:
        """Read a page in a worker process, and where it needs that in the browser. Raises PageFailure."""
        info = CrawlInfo(
            run=self.report.run, spider=self.name, fetched_at=None, via=item.via, status=200, rendered=False, page_id=None
        )
        return await self._reader.read(answer, self._whose.own_url(item, answer.url), info)

    def _keep(self, read: FetchedArticle, fetch: Seen, answer: Answer) -> Article | None:
        """What the rights policy leaves of an article, on its way to the writer; None where that is nothing."""
        if reserved := find_reservation(read.article.rights):
            self.report.reserved[reserved] += 1
        article = apply_policy(read.article, self._policy)
        archived = self.settings["NEWSCRAWL_ARCHIVE"] and article == read.article  # an archive would keep what may not be
        if article is None:
            self.note(fetch, "refused")
            return None
        self.credit_lines[article.id] = read.credit_lines
        self.seen[article.id] = replace(fetch, answer=answer) if archived else fetch
        return article

    def record_failure(self, failure: Failure) -> None:
        """Errback of an article's request."""
        error: BaseException = failure.value  # type: ignore[assignment]
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        self.record(explain(error), request.meta.get("redirect_urls", [request.url])[0], request.cb_kwargs["item"])

    def record(self, failure: FetchFailure, url: str, item: FeedItem) -> None:
        """Count a page that was not read, by reason, and note when to ask for it again."""
        if not failure.unreachable:  # which says nothing of the page
            outcome: Outcome = "gone" if failure.reason in _VANISHED else "refused" if failure.final else "failed"
            self.note(Seen(item, datetime.now(UTC)), outcome)
        example = f"{url} ({failure.detail})" if failure.detail else url
        self.report.apply_failure(failure.reason, example, final=failure.final)
        self.crawler.stats.inc_value(f"newscrawl/pages/failed/{failure.reason}")
        if failure.reason == SITE_REFUSES and self.report.error is None:
            self.report.error = tell_refusal(self.site.id, failure.detail)
            self._end("refused")

    def take(self, article_id: str) -> tuple[tuple[str, ...], Seen | None]:
        """What the writer is to know of an article beside itself: its lines that name outlets, the fetch that gave it."""
        return self.credit_lines.pop(article_id, ()), self.seen.pop(article_id, None)

    def closed(self, reason: str) -> None:
        """Enter into the report how the crawl ended, where that was not by coming to its end."""
        self.report.apply_end(reason)

    def _ask_article(self, item: FeedItem, known: Visit | None, *, check: bool = False) -> Request:
        """The request for an article: conditional where the site's 304 can be believed, whole for a `check` of one."""
        headers = {} if check else self.conditional.headers_for(known)
        given = {"item": item, "known": known, "check": check}
        url = self._whose.served_url(item)
        return self._request(url, callback=self.parse_article, errback=self.record_failure, cb_kwargs=given, headers=headers)

    async def _ask_door(self, url: str) -> DoorAnswer:
        """Fetch one page of a door, and render it where the site declares it. Raises DoorError."""
        return await self._reader.render_door(await self._ask_page(url), self.site)

    async def _ask_page(self, url: str) -> DoorAnswer:
        """Fetch one page as it is: of a door, or of an article in place of its AMP form. Raises DoorError."""
        return await ask(self.crawler, self._request(url, callback=NO_CALLBACK))

    def _request(self, url: str, **kwargs: Any) -> Request:  # noqa: ANN401 - the arguments of Request
        """One delay for all of a site's hosts; discovery knows what was asked."""
        return Request(url, dont_filter=True, meta={"download_slot": self.site.domain}, **kwargs)

    def _end_by_budget(self) -> None:
        """End a run whose minutes are over: it is not complete, but did what was asked."""
        self.report.limited = True
        self._end("budget")

    def _end(self, reason: str) -> None:
        """End the crawl with the pages in hand; nothing waits for a site any longer."""
        gate_of(self.crawler).close()
        self._ending = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))

    async def let_go(self) -> None:
        """End the worker processes and the browser, and close the ledger."""
        if hasattr(self, "_deadline"):
            self._deadline.lift()
        if hasattr(self, "_reader"):
            await self._reader.close()
        if hasattr(self, "_visited"):
            await asyncio.to_thread(self._visited.close)
