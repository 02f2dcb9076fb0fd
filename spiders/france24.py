"""France 24: feeds and robots.txt are open to everybody, other pages may answer 403; so the feeds of four languages first."""

from __future__ import annotations

from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import Feed, Listing, PageRules, Site


class France24Spider(NewsSpider):
    """The feeds, then the front pages."""

    name = "france24"
    site = Site(
        id="france24",
        name="France 24",
        domain="france24.com",
        home="https://www.france24.com/fr/",
        editions=("https://www.france24.com/en/", "https://www.france24.com/es/", "https://www.france24.com/ar/"),
        languages=("fr", "en", "es", "ar"),
        country="FR",
        zone="Europe/Paris",
        outlet="france24",
        doors=(
            Feed("rss", paged=None),
            Listing("", ".m-item-list-article .article__title a::attr(href)", "a[rel=next]::attr(href)"),
        ),
        rules=PageRules(
            title=("h1.t-content__title",),
            text=(".t-content__chapo, .t-content__body",),
            drop=(".m-interstitial", ".o-self-promo", ".m-em-image", ".t-copyright", ".m-block-ad"),
            authors=(".m-from-author__name",),
            section=(".t-content__section",),
            tags=(".m-tags-list a",),
            # The attribute is UTC, the text beside it Paris; the second date is that of the last change.
            published=(".m-pub-dates__date:nth-child(1) time::attr(datetime)",),
            modified=(".m-pub-dates__date:nth-child(2) time::attr(datetime)",),
        ),
    )
