"""Big News Network: other outlets' texts, with a canonical link to each original."""

from __future__ import annotations

from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import Feed, PageRules, Site


class BigNewsNetworkSpider(NewsSpider):
    """The feed of world news; a section's feed goes by the hash in its address."""

    name = "big_news_network"
    site = Site(
        id="big_news_network",
        name="Big News Network",
        domain="bignewsnetwork.com",
        home="https://www.bignewsnetwork.com/",
        languages=("en",),
        outlet="big_news_network",
        doors=(Feed("https://feeds.bignewsnetwork.com/category/c08dd24cec417021", paged=None),),
        rules=PageRules(
            title=(".banner-section h2",),
            text=(".banner-text",),
            published=(".banner-section > p::text",),
        ),
    )
