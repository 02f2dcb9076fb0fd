"""Nouvelles Du Monde: an aggregator on WordPress whose French is machine-translated from Indonesian, Spanish, English ..."""

from __future__ import annotations

from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import WORDPRESS_DOORS, PageRules, Site


class NouvellesDuMondeSpider(NewsSpider):
    """WordPress, with all of its doors."""

    name = "nouvelles_du_monde"
    site = Site(
        id="nouvelles_du_monde",
        name="Nouvelles Du Monde",
        domain="nouvelles-dumonde.com",
        home="https://www.nouvelles-dumonde.com/",
        languages=("fr",),
        doors=WORDPRESS_DOORS,
        rules=PageRules(
            title=("h1.entry-title",),
            text=(".entry-content",),
            published=("time.entry-date.published::attr(datetime)",),
            # Theme GeneratePress prints the date of the last change first.
            modified=("time.updated::attr(datetime)",),
        ),
    )
