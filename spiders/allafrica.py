"""allAfrica: stories of a hundred African papers, each with its publisher; what is known of its markup was not verified."""

from __future__ import annotations

from newscrawl.crawl.spider import NewsSpider
from newscrawl.site import Feed, PageRules, Site


class AllafricaSpider(NewsSpider):
    """The RDF feed of the latest headlines; there is one for each section and country."""

    name = "allafrica"
    site = Site(
        id="allafrica",
        name="allAfrica",
        domain="allafrica.com",
        home="https://allafrica.com/",
        languages=("en", "fr"),
        outlet="allafrica",
        doors=(Feed("/tools/headlines/rdf/latest/headlines.rdf", paged=None),),
        rules=PageRules(text=(".story-body",)),
    )
