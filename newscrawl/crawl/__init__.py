"""Scrapy glue, kept thin: spider base, doors, connection, worker processes, pipeline and commands.

Import from the modules: this package re-exports only what is free of Scrapy, since every worker process imports it.
"""

from newscrawl.crawl.worker import PageFailure
from newscrawl.crawl.workers import ReadingPool

__all__ = ["PageFailure", "ReadingPool"]
