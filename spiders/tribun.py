"""Tribun: a network of Indonesian regional papers. Its firewall is known to refuse clients that are no browsers."""

from __future__ import annotations

from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import Listing, PageRules, Site, Sitemap


class TribunSpider(NewsSpider):
    """The news sitemap, then the index, page by page."""

    name = "tribun"
    site = Site(
        id="tribun",
        name="Tribunnews",
        domain="tribunnews.com",
        home="https://www.tribunnews.com/",
        languages=("id",),
        country="ID",
        zone="Asia/Jakarta",
        outlet="tribunnews",
        doors=(
            Sitemap("/sitemap-news.xml"),
            Listing("/index-news", ".lsi h3 a:not([href*='/tag/'])::attr(href)", pages="/index-news?page={n}"),
        ),
        served_at=(r"^([^?]+/\d+/[^/?]+)$", r"\1?page=all"),
        rules=PageRules(
            title=("#arttitle",),
            text=(".txt-article",),
            drop=(".summary-article", ".ads-placeholder"),
            authors=("#penulis a",),
        ),
    )
