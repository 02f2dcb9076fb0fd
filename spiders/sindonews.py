"""Sindonews: an Indonesian origin of machine-translated copies; `?showpage=all` joins the pages of an article."""

from __future__ import annotations

from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import Feed, Listing, PageRules, Site, Sitemap


class SindonewsSpider(NewsSpider):
    """The index of all channels, then feed and news sitemap."""

    name = "sindonews"
    site = Site(
        id="sindonews",
        name="Sindonews",
        domain="sindonews.com",
        home="https://www.sindonews.com/",
        languages=("id",),
        country="ID",
        zone="Asia/Jakarta",
        outlet="sindonews",
        doors=(
            Listing("/indeks/0/0", ".title-article a[href*='/read/']::attr(href)", "li:has(a.active) + li a::attr(href)"),
            Feed("/feed", paged=None),
            Sitemap("/sitemap-news.xml"),
        ),
        served_at=(r"(/read/[^?]+)$", r"\1?showpage=all"),
        rules=PageRules(
            title=("h1.detail-title", ".detail-title h1"),
            text=("#detail-desc", "#content"),  # the second until 2021
            drop=(".editor", ".v-youtube", ".baca-inline"),
            authors=(".detail-nama-redaksi a",),
            published=(".detail-date-artikel",),
        ),
    )
