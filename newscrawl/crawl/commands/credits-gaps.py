"""`scrapy credits-gaps`. Scrapy names a command by its module, hence the hyphen; see `newscrawl.crawl.gap_report`."""

from newscrawl.crawl.gap_report import CreditsGaps


class Command(CreditsGaps):
    """See `CreditsGaps`."""
