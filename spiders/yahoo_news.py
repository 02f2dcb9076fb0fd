"""Yahoo News: everything is somebody else's; the feed says whose."""

from __future__ import annotations

from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import Feed, PageRules, Site, Sitemap


class YahooNewsSpider(NewsSpider):
    """The feed, whose `<source>` is a credit, then the news sitemap."""

    name = "yahoo_news"
    site = Site(
        id="yahoo_news",
        name="Yahoo News",
        domain="yahoo.com",
        home="https://news.yahoo.com/",
        languages=("en",),
        country="US",
        zone="America/New_York",
        outlet="yahoo",
        doors=(
            Feed("/rss/", paged=None),
            Sitemap("/sitemaps/news-sitemap_googlenewsindex_US_en-US.xml.gz", children="news-sitemap"),
        ),
        rules=PageRules(
            title=("h1[data-test-locator=headline]",),
            text=(".caas-body", ".canvas-body"),
            drop=(".caas-readmore",),
            published=(".caas-attr-time-style time::attr(datetime)", "time.date::attr(datetime)"),
        ),
    )
