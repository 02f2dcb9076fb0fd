"""`scrapy check-sites`. Scrapy names a command by its module, hence the hyphen; see `newscrawl.crawl.checking`."""

from newscrawl.crawl.checking.command import CheckSites


class Command(CheckSites):
    """See `CheckSites`."""
