"""A spider as people write them, for `scrapy runspider`: what Scrapy by itself makes of the same faults.

Arguments: `replica`, its address; `host`; `paths`, separated by commas; `fails`, whether the callback raises; `follows`, whether
the first page leads to the others, as a listing does.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar

import scrapy
from scrapy.http import Response


class Stock(scrapy.Spider):
    """Yields the address and the title of every page."""

    name = "stock"
    custom_settings: ClassVar[dict[str, Any]] = {"ROBOTSTXT_OBEY": True, "LOG_LEVEL": "CRITICAL", "RETRY_TIMES": 0}
    replica = host = paths = fails = follows = ""

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """A request per path, or the first."""
        for request in self._requests()[: 1 if self.follows else None]:
            yield request

    def _requests(self) -> list[scrapy.Request]:
        return [scrapy.Request(self.replica + path, headers={"Host": self.host}) for path in self.paths.split(",") if path]

    def parse(self, response: Response) -> Iterator[dict[str, Any] | scrapy.Request]:
        """The item."""
        if self.follows:
            yield from self._requests()
        if self.fails:
            raise RuntimeError("a parser that broke")
        yield {"url": response.url, "title": response.css("title::text").get()}
