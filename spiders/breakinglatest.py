"""Breaking Latest News: machine translations on WordPress (theme Soledad); slugs end with the name of the source."""

from __future__ import annotations

from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import WORDPRESS_DOORS, PageRules, Site


class BreakinglatestSpider(NewsSpider):
    """WordPress, with all of its doors."""

    name = "breakinglatest"
    site = Site(
        id="breakinglatest",
        name="Breaking Latest News",
        domain="breakinglatest.news",
        home="https://www.breakinglatest.news/",
        languages=("en",),
        outlet="breakinglatest",
        doors=WORDPRESS_DOORS,
        rules=PageRules(
            title=("h1.single-post-title",),
            text=(".inner-post-entry",),
            published=("time.entry-date.published::attr(datetime)",),
        ),
    )
