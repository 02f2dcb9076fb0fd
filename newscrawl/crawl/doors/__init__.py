"""Doors: the ways in which a site tells what it has published. Each reads bytes and gives items and where to go on.

Nothing here sends a request; `newscrawl.crawl.discovery` does, and goes from a door that fails to the next.
"""

from newscrawl.crawl.doors.answer import DoorAnswer, DoorError, DoorPage, UnreachableError
from newscrawl.crawl.doors.door import door_name, first_url, read_door
from newscrawl.crawl.doors.feed import read_feed
from newscrawl.crawl.doors.instant import drop_wrong_dates, latest_instant
from newscrawl.crawl.doors.listing import read_listing
from newscrawl.crawl.doors.sitemap import read_sitemap
from newscrawl.crawl.doors.wordpress import read_wordpress

__all__ = [
    "DoorAnswer", "DoorError", "DoorPage", "UnreachableError", "door_name", "drop_wrong_dates", "first_url", "latest_instant",
    "read_door", "read_feed", "read_listing", "read_sitemap", "read_wordpress",
]  # fmt: skip
