"""`scrapy newsite`; see `newscrawl.crawl.newsite`."""

from newscrawl.crawl.newsite.command import NewSite


class Command(NewSite):
    """See `NewSite`."""
