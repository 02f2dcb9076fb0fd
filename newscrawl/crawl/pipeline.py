"""The last pipeline: articles go to the run's one writer; what did not change goes no further."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from pathlib import Path
from typing import Final, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DropItem

from newscrawl.crawl.account import read_past
from newscrawl.crawl.delivery import RunEnd
from newscrawl.crawl.ending import ending_of
from newscrawl.crawl.placing import open_placer
from newscrawl.crawl.spider import NewsSpider
from newscrawl.crawl.writer import RunWriter
from newscrawl.items import Article
from newscrawl.lake import LakeError, LineError, read_format
from newscrawl.store import SiteHeld, StoreError
from newscrawl.stories import EncoderError

logger = logging.getLogger(__name__)

_ENDING: Final = (LakeError, StoreError, EncoderError)
"""What ends a run with its one line: nothing can be delivered as the settings ask for."""


class LakePipeline:
    """Writes a run of a NewsSpider into the lake. Items that are no articles pass through untouched."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._writer: RunWriter | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    async def open_spider(self) -> None:
        """Open the writer; a lake or a state that cannot be written ends the run before its first request."""
        spider = self._crawler.spider
        if not isinstance(spider, NewsSpider):
            return
        settings, report, ending = self._crawler.settings, spider.report, ending_of(self._crawler)
        ending.watch()
        try:
            self._writer = await asyncio.to_thread(
                RunWriter,
                settings["NEWSCRAWL_DATA"],
                Path(settings["NEWSCRAWL_STATE"]),
                site=report.site,
                run=report.run,
                started_at=report.started_at,
                packing=read_format(settings["NEWSCRAWL_FORMAT"]),
                max_lines=settings.getint("NEWSCRAWL_PART_LINES"),
                max_bytes=settings.getint("NEWSCRAWL_PART_BYTES"),
                archive=bool(settings["NEWSCRAWL_ARCHIVE"]),
                roll_seconds=settings.getfloat("NEWSCRAWL_PART_SECONDS"),
                make_placer=partial(open_placer, settings),
                gives_up=ending.store_is_over,
            )
        except _ENDING as error:
            report.error, report.held = str(error), isinstance(error, SiteHeld)
            raise CloseSpider("unwritable") from None
        spider.note = self._writer.note
        report.past = read_past(self._writer.history)

    async def process_item(self, item: object) -> object:
        """Hand an article to the writer; gives it back as written, with version and story. Raises DropItem where unchanged."""
        spider = self._crawler.spider
        if self._writer is None or not isinstance(item, Article) or not isinstance(spider, NewsSpider):
            return item
        try:
            delivery = await asyncio.wrap_future(self._writer.submit(item, *spider.take(item.id)))
        except LineError as error:
            logger.error("%s", error)  # noqa: TRY400 - the message says all; a traceback would hide it
            raise DropItem(str(error)) from None
        except _ENDING as error:
            await self._give_up(str(error))
            raise DropItem(str(error)) from None
        if delivery.article is None:
            raise DropItem("unchanged")
        return delivery.article

    async def close_spider(self) -> None:
        """Deliver the last part and put the counts into the run's report."""
        spider = self._crawler.spider
        if self._writer is None or not isinstance(spider, NewsSpider):
            return
        try:
            end = RunEnd(
                spider.report.is_complete,
                polls=spider.report.polls,
                validators=spider.conditional.learned,
                renderings=tuple(spider.habits.learned.values()),
                account=spider.report.settle,
            )
            spider.report.counts = await asyncio.to_thread(self._writer.close, end)
        except _ENDING as error:
            spider.report.error = str(error)

    async def _give_up(self, reason: str) -> None:
        """End the crawl: nothing more can be delivered, and fetching on would waste the site's time."""
        spider = self._crawler.spider
        if isinstance(spider, NewsSpider) and spider.report.error is None:
            spider.report.error = reason
            self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason="unwritable"))
