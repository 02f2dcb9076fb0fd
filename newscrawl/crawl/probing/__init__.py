"""What `scrapy probe` shows a person of one page: everything that was found, where, and what was turned down and why."""

from newscrawl.crawl.probing.fetch import FetchedPage, fetch_page
from newscrawl.crawl.probing.picture import draw_picture
from newscrawl.crawl.probing.report import print_report
from newscrawl.crawl.probing.terminal import cut_words, open_console

__all__ = ["FetchedPage", "cut_words", "draw_picture", "fetch_page", "open_console", "print_report"]
