"""MSN: its pages are shells for scripts, so the article's JSON is read, which names the provider and the original."""

from __future__ import annotations

from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import JsonDetail, Listing, Site


class MsnSpider(NewsSpider):
    """A topic page, as far as it lists articles without scripts."""

    name = "msn"
    site = Site(
        id="msn",
        name="MSN",
        domain="msn.com",
        home="https://www.msn.com/",
        languages=("en",),
        outlet="msn",
        doors=(Listing("/en-us/news/world", "a[href*='/ar-']::attr(href)", "a[rel=next]::attr(href)"),),
        served_at=(
            r"^https://www\.msn\.com/([a-z]{2}-[a-z]{2})/.*/ar-(\w+)$",
            r"https://assets.msn.com/content/view/v2/Detail/\1/\2",
        ),
        detail=JsonDetail(),
    )
