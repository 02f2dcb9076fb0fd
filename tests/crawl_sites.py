"""Crawls several sites in one process: `python crawl_sites.py NAME[,KEY=VALUE]…`, in place of as many `scrapy crawl`, for tests.

Prints one JSON object: the name of each spider with how its run ended, null for one that is well.
"""

from __future__ import annotations

import json
import sys

from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.utils.project import get_project_settings

from newscrawl.crawl.spider import NewsSpider

if __name__ == "__main__":
    settings = get_project_settings()
    settings.update(
        {"DOWNLOAD_DELAY": 0, "NEWSCRAWL_JOBS": 1, "NEWSCRAWL_READ_TIMEOUT": 60, "NEWSCRAWL_ARCHIVE": "warc"},
        priority="cmdline",
    )
    process = CrawlerProcess(settings)
    crawlers: dict[str, Crawler] = {}
    for wish in sys.argv[1:]:
        name, *arguments = wish.split(",")
        crawlers[name] = process.create_crawler(name)
        process.crawl(crawlers[name], **dict(argument.split("=") for argument in arguments))
    process.start()
    ended: dict[str, str | None] = {}
    for name, crawler in crawlers.items():
        spider = crawler.spider
        assert isinstance(spider, NewsSpider)
        failed = {door: failure for door, failure in spider.report.doors.items() if failure}
        ended[name] = spider.report.find_verdict() or (f"{failed}" if failed else None)
    sys.stdout.write(json.dumps(ended))
