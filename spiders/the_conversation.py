"""The Conversation: an origin that anybody may republish, and whose copies carry its counter pixel."""

from __future__ import annotations

from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import Feed, PageRules, Site, Sitemap


class TheConversationSpider(NewsSpider):
    """An Atom feed and a news sitemap per edition; add editions as you need them."""

    name = "the_conversation"
    site = Site(
        id="the_conversation",
        name="The Conversation",
        domain="theconversation.com",
        home="https://theconversation.com/africa/",
        editions=("https://theconversation.com/uk/", "https://theconversation.com/fr/"),
        languages=("en", "fr"),
        outlet="the_conversation",
        doors=(Feed("articles.atom", paged=None), Sitemap("sitemap_news.xml")),
        rules=PageRules(
            title=("h1.entry-title",),
            text=(".content-body",),
            authors=(".author-name",),
            published=("time[itemprop=datePublished]::attr(datetime)",),
        ),
    )
