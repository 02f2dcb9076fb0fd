"""A few addresses asked by a command as a crawl would ask them. Nothing is written: no lake, no ledger, no robots.txt."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import Settings

from newscrawl.crawl.doors import DoorAnswer
from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.web.asking import ask
from newscrawl.crawl.web.replica_address import replica_address
from newscrawl.page import registrable_domain

Ask = Callable[[str], Awaitable[DoorAnswer]]
"""Gets one address, whatever its status; raises DoorError, whose message is the reason."""


class Errand(scrapy.Spider):
    """Runs `work`, which asks for addresses and keeps what it is given."""

    name = "errand"
    work: Callable[[Ask], Awaitable[None]]
    failure: list[BaseException]

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Do the work; there is nothing left to request after it."""
        try:
            await self.work(self._ask)
        except Exception as error:  # noqa: BLE001 - Scrapy would log it and go on; it belongs to the command
            self.failure.append(error)
        nothing: tuple[scrapy.Request, ...] = ()
        for request in nothing:
            yield request

    async def _ask(self, url: str) -> DoorAnswer:
        host = urlsplit(url).hostname or ""
        meta = {"download_slot": registrable_domain(host) or host}  # one delay for all hosts of a site
        return await ask(self.crawler, scrapy.Request(url, dont_filter=True, callback=NO_CALLBACK, meta=meta))


def run_errand(work: Callable[[Ask], Awaitable[None]], settings: Settings) -> None:
    """Do some work that asks for addresses. Raises what the work raises, and UserMistake where it was interrupted.

    Runs a reactor, so it works once per process.
    """
    failure: list[BaseException] = []
    done: list[bool] = []

    async def whole(asking: Ask) -> None:
        await work(asking)
        done.append(True)

    run_alone(Errand, settings, work=whole, failure=failure)
    if failure:
        raise failure[0]
    if not done:
        raise UserMistake("interrupted before all was asked; run it again")


def run_alone(spider: type[scrapy.Spider], settings: Settings, **given: Any) -> None:  # noqa: ANN401 - attributes of the spider
    """Run one spider with the project's settings, or newscrawl's own outside of a project, and nothing that writes.

    Raises UserMistake for a replica address that is none. Runs a reactor, so it works once per process.
    """
    settings = settings.copy()
    if not settings.getlist("SPIDER_MODULES"):
        settings.setmodule("newscrawl.settings", priority="project")
    # What serves the project's spiders, and writes.
    settings.setdict({"SPIDER_MODULES": [], "ITEM_PIPELINES": {}, "EXTENSIONS": {}, "NEWSCRAWL_STATE": ""}, priority="cmdline")
    try:
        replica_address(settings.get("NEWSCRAWL_REPLICA"))
    except ValueError as error:
        raise UserMistake(str(error)) from None
    process = AsyncCrawlerProcess(settings)
    process.crawl(spider, **given)
    process.start()
