"""Pages that list articles: the door that every site has."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from parsel import Selector

from newscrawl.crawl.doors.answer import DoorError, DoorPage, clean_url
from newscrawl.site import FeedItem, Listing


def listing_url(home: str, door: Listing) -> str:
    """The address of the first listing page."""
    return urljoin(home, door.path)


def read_listing(body: bytes, url: str, door: Listing) -> DoorPage:
    """Read one listing page. Raises DoorError where it has no link that the door looks for: the layout is another."""
    try:
        page = Selector(body=body, type="html", base_url=url)
        hrefs, turns = page.css(door.links).getall(), page.css(door.next_page).getall()
    except ValueError as error:
        raise DoorError(f"the page cannot be read ({' '.join(str(error).split())[:80]})") from None
    links = dict.fromkeys(link for href in hrefs if (link := clean_url(href, url)))
    if not links:
        raise DoorError(f"the page has no link {door.links!r}")
    own = urlsplit(url).hostname
    following = (clean_url(href, url) for href in turns[:1])
    return DoorPage(
        tuple(FeedItem(url=link, via="listing") for link in links),
        tuple(turn for turn in following if turn and urlsplit(turn).hostname == own),
    )
