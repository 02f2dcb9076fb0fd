"""`scrapy lake-verify`. Scrapy names a command by its module, hence the hyphen; see `newscrawl.crawl.lake_report`."""

from newscrawl.crawl.lake_report import LakeVerify


class Command(LakeVerify):
    """See `LakeVerify`."""
