"""The four kinds of doors behind one set of functions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from newscrawl.crawl.doors.answer import DoorPage
from newscrawl.crawl.doors.feed import feed_url, read_feed
from newscrawl.crawl.doors.listing import listing_url, read_listing
from newscrawl.crawl.doors.sitemap import read_sitemap, sitemap_url
from newscrawl.crawl.doors.wordpress import read_wordpress, wordpress_url
from newscrawl.site import Door, Feed, Sitemap, WordPressApi


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


def read_door(body: bytes, url: str, door: Door, headers: Mapping[str, str]) -> DoorPage:
    """Read what a door answered at `url`; `headers` by lower-case name. Raises DoorError."""
    match door:
        case WordPressApi():
            pages = headers.get("x-wp-totalpages", "")
            sane = pages.isascii() and pages.isdigit() and len(pages) < 10
            return read_wordpress(body, url, door, pages=int(pages) if sane else None)
        case Feed():
            return read_feed(body, url, door)
        case Sitemap():
            return read_sitemap(body, url, door)
    return read_listing(body, url, door)
