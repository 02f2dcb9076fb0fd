"""The crawls that newscrawl is compared with: `python bench/plain_spiders.py NAME REPLICA HOST FILE_OF_ADDRESSES`.

`empty` fetches and drops every page; `trafilatura` reads each in the callback, as most do, and writes JSON lines. Scrapy's
settings are those of newscrawl where they cost time: no delay, sixteen requests at once, one item per response.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, ClassVar

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

SETTINGS: dict[str, Any] = {
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "CONCURRENT_ITEMS": 1,
    "DOWNLOAD_DELAY": 0,
    "COOKIES_ENABLED": False,
    "ROBOTSTXT_OBEY": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "ERROR",
}


class Empty(scrapy.Spider):
    """Fetches every page and looks at none."""

    name = "empty"
    replica: ClassVar[str]
    host: ClassVar[str]
    paths: ClassVar[list[str]]

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """A request per page."""
        for path in self.paths:
            yield scrapy.Request(self.replica + path, headers={"Host": self.host}, dont_filter=True)

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:  # noqa: ARG002 - Scrapy's signature
        """Nothing."""
        yield from ()


class Trafilatura(Empty):
    """Reads text and metadata in the callback."""

    name = "trafilatura"

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        """What trafilatura finds."""
        import trafilatura  # noqa: PLC0415 - the other spider must not carry it

        found = trafilatura.bare_extraction(response.body, url=response.url, favor_precision=True, with_metadata=True)
        if found is not None:
            yield {"url": response.url, "title": found.title, "text": found.text, "date": found.date, "author": found.author}


if __name__ == "__main__":
    chosen = {spider.name: spider for spider in (Empty, Trafilatura)}[sys.argv[1]]
    chosen.replica, chosen.host = sys.argv[2:4]
    addresses = Path(sys.argv[4])
    chosen.paths = addresses.read_text("utf-8").split()
    out = addresses.with_suffix(".jsonl")
    process = CrawlerProcess({**SETTINGS, "FEEDS": {str(out): {"format": "jsonlines"}} if chosen is Trafilatura else {}})
    process.crawl(chosen)
    process.start()
