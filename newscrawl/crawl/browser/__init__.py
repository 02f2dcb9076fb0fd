"""Pages that their scripts draw, rendered in a real browser that has no network of its own.

Playwright is imported only where a site declares that it needs it.
"""

from newscrawl.crawl.browser.failure import NO_BROWSER, RenderFailure
from newscrawl.crawl.browser.kept_answers import WebAnswer

__all__ = ["NO_BROWSER", "RenderFailure", "WebAnswer"]
