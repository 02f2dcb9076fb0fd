"""Boursorama: a French portal that prints the wires and names them ("information fournie par AFP")."""

from __future__ import annotations

from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import Listing, PageRules, Site


class BoursoramaSpider(NewsSpider):
    """The list of news, page by page."""

    name = "boursorama"
    site = Site(
        id="boursorama",
        name="Boursorama",
        domain="boursorama.com",
        home="https://www.boursorama.com/",
        languages=("fr",),
        country="FR",
        zone="Europe/Paris",
        outlet="boursorama",
        doors=(
            Listing(
                "/bourse/actualites/",
                ".c-list-news__line .c-list-news__title::attr(href)",
                pages="/bourse/actualites/page-{n}",
            ),
        ),
        rules=PageRules(
            text=(".c-news-detail__content",),
            published=(".c-news-detail .c-source__time",),
        ),
    )
