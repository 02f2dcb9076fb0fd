"""Manners that no setting, spider or option can switch off in an unmapped run: at most one request per second and site."""

from __future__ import annotations

import logging
from typing import Final

from scrapy.settings import BaseSettings

from newscrawl.crawl.web.replica_address import replica_address

MIN_DELAY: Final = 1.0
"""Seconds between two requests to one site."""

logger = logging.getLogger(__name__)


class Manners:
    """A Scrapy add-on: it has the last word on delay and concurrency before a crawl's settings are frozen."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Raise every delay below `MIN_DELAY`, and forbid parallel requests to a site, unless the run is mapped."""
        if replica_address(settings.get("NEWSCRAWL_REPLICA")):
            return
        if not settings.get("NEWSCRAWL_CONTACT"):
            logger.warning("the user agent names no contact; set NEWSCRAWL_CONTACT to your mail address or web page")
        if settings.getfloat("DOWNLOAD_DELAY") < MIN_DELAY:
            logger.warning(
                "DOWNLOAD_DELAY=%s was raised to %s second; only a run against a replica (NEWSCRAWL_REPLICA) may lift it",
                settings.get("DOWNLOAD_DELAY"),
                MIN_DELAY,
            )
        delay = max(settings.getfloat("DOWNLOAD_DELAY"), MIN_DELAY)
        # The highest priority there is on a command line, so that a spider's deprecated attributes do not win either.
        settings.set("DOWNLOAD_DELAY", delay, priority="cmdline")
        settings.set("DOWNLOAD_DELAY_JITTER", 0, priority="cmdline")
        settings.set("CONCURRENT_REQUESTS_PER_DOMAIN", 1, priority="cmdline")
        slots = {
            name: {**slot, "concurrency": 1, "jitter": 0, "delay": max(float(slot.get("delay", delay)), MIN_DELAY)}
            for name, slot in settings.getdict("DOWNLOAD_SLOTS").items()
        }
        settings.set("DOWNLOAD_SLOTS", slots, priority="cmdline")
