"""Kompas: Indonesia's newspaper of record online, an origin and a taker of wires."""

from __future__ import annotations

from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import Listing, PageRules, Site, Sitemap


class KompasSpider(NewsSpider):
    """The index of all channels, then what its sitemaps list of news."""

    name = "kompas"
    site = Site(
        id="kompas",
        name="Kompas",
        domain="kompas.com",
        home="https://www.kompas.com/",
        languages=("id",),
        country="ID",
        zone="Asia/Jakarta",
        outlet="kompas",
        doors=(
            Listing(
                "https://indeks.kompas.com/?site=all",
                "a.article-link::attr(href), a.article__link::attr(href)",  # the second until 2023
                pages="https://indeks.kompas.com/?site=all&page={n}",
            ),
            Sitemap("/sitemap.xml", children="news"),
        ),
        served_at=(r"(/read/[^?]+)$", r"\1?page=all"),
        rules=PageRules(
            title=("h1.read__title",),
            text=(".read__content",),
            authors=("meta[name=content_author]::attr(content)",),
            # In UTC; `content_PublishedDate` is on Jakarta's clock and does not say so.
            published=("meta[property='article:published_time']::attr(content)",),
            tags=(".tag__article__link",),
        ),
    )
