"""A spider as people write them, for `scrapy runspider`: what Scrapy by itself makes of the same faults.

Arguments: `replica`, its address; `host`; `paths`, separated by commas; `fails`, whether the callback raises.
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
    replica = host = paths = fails = ""

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """A request per path."""
        for path in filter(None, self.paths.split(",")):
            yield scrapy.Request(self.replica + path, headers={"Host": self.host})

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        """The item."""
        if self.fails:
            raise RuntimeError("a parser that broke")
        yield {"url": response.url, "title": response.css("title::text").get()}
