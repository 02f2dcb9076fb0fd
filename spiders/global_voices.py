"""Global Voices: volunteers write, translate and republish under CC BY; every language has a host of its own."""

from __future__ import annotations

from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import Feed, PageRules, Site, WordPressApi


class GlobalVoicesSpider(NewsSpider):
    """The API of each host, then its feed. The site asks for ten seconds between requests."""

    name = "global_voices"
    site = Site(
        id="global_voices",
        name="Global Voices",
        domain="globalvoices.org",
        home="https://globalvoices.org/",
        editions=("https://fr.globalvoices.org/", "https://es.globalvoices.org/"),
        languages=("en", "fr", "es"),
        zone="UTC",
        outlet="global_voices",
        doors=(WordPressApi(), Feed()),
        rules=PageRules(
            title=("h1.post-title",),
            text=("#single.entry",),
            authors=(".author.contributor .user-link",),  # not those of `.translator.contributor`
        ),
    )
