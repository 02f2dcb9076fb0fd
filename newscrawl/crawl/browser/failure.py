"""Why a page that needs a browser was not rendered, in words to count by."""

from __future__ import annotations

from typing import Final

from newscrawl.crawl.worker import PageFailure

NO_BROWSER: Final = "no browser"
CRASHED: Final = "browser crashed"
NOT_READY: Final = "not ready in the browser"
HUNG: Final = "hung in the browser"
NO_HELP: Final = "not rendered"
_RUN_ENDED: Final = "the run ended"


class RenderFailure(PageFailure):
    """A page that needs a browser and was not rendered. Another run may do better with every kind of it."""

    @property
    def says_nothing_of_the_page(self) -> bool:
        """Whether the page was not even tried."""
        return self.kind in {NO_BROWSER, _RUN_ENDED}

    @property
    def is_vain(self) -> bool:
        """Whether the page was drawn and did not become what it should."""
        return self.kind in {NOT_READY, HUNG}

    @classmethod
    def of_ending(cls) -> RenderFailure:
        """One that the end of the run cut short."""
        return cls(_RUN_ENDED, "the run ended before the page was rendered")
