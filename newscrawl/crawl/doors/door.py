"""The four kinds of doors behind one set of functions."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from newscrawl.crawl.doors.answer import DoorAnswer, DoorError, DoorPage
from newscrawl.crawl.doors.feed import feed_url, read_feed
from newscrawl.crawl.doors.listing import listing_url, read_listing
from newscrawl.crawl.doors.sitemap import read_sitemap, sitemap_url
from newscrawl.crawl.doors.wordpress import read_refusal, read_wordpress, wordpress_url
from newscrawl.site import Door, Feed, Sitemap, WordPressApi

_END_OF_PAGES: Final = frozenset({400, 404, 410})  # what sites answer past the last page


def door_name(door: Door) -> Literal["wordpress", "feed", "sitemap", "listing"]:
    """The door's name in reports and in `crawl.via`."""
    match door:
        case WordPressApi():
            return "wordpress"
        case Feed():
            return "feed"
        case Sitemap():
            return "sitemap"
    return "listing"


def first_url(home: str, door: Door, since: datetime | None) -> str:
    """The address at which a door is asked first; only WordPress can be asked for what changed `since` (aware)."""
    match door:
        case WordPressApi():
            return wordpress_url(home, door, since)
        case Feed():
            return feed_url(home, door)
        case Sitemap():
            return sitemap_url(home, door)
    return listing_url(home, door)


def read_door(answer: DoorAnswer, door: Door, home: str, number: int = 0) -> DoorPage:
    """Read what a door of the edition at `home` answered when page `number` of it was asked for (from 0).

    Raises DoorError, and nothing else, whatever the answer holds.
    """
    try:
        return _read(answer, door, home, number)
    except DoorError:
        raise
    except ValueError as error:  # of lxml: characters that are none, in names and texts
        raise DoorError(f"the answer cannot be read ({' '.join(str(error).split())[:80]})") from None


def _read(answer: DoorAnswer, door: Door, home: str, number: int) -> DoorPage:
    if isinstance(door, WordPressApi):
        return read_wordpress(answer) if answer.status == 200 else read_refusal(answer)
    if answer.status in _END_OF_PAGES and number and not isinstance(door, Sitemap):
        return DoorPage()
    if answer.status == 304:
        raise DoorError("HTTP 304, though nobody asked whether it changed")
    if answer.status != 200:
        raise DoorError(f"HTTP {answer.status}" + (f" at {answer.url}" if number else ""))
    match door:
        case Feed():
            return read_feed(answer, door)
        case Sitemap():
            return read_sitemap(answer, door)
    return read_listing(answer, door, home, number)
