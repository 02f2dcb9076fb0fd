"""Bing News: a search engine; the articles it finds are read where they stand, by the rules of their own sites."""

from __future__ import annotations

from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import Feed, Site


class BingNewsSpider(NewsSpider):
    """A search as a feed: put your own words and market into the path. Its items name their sources."""

    name = "bing_news"
    site = Site(
        id="bing_news",
        name="Bing News",
        domain="bing.com",
        home="https://www.bing.com/",
        languages=("en",),
        outlet="bing_news",
        doors=(Feed("/news/search?q=world&format=rss&mkt=en-us", paged=None, source_suffix=" on MSN"),),
        gathers=True,
    )
