"""Pages that list articles: the door that every site has. Further ones by link or by the pattern of addresses."""

from __future__ import annotations

from typing import Final
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from newscrawl.crawl.doors.answer import DoorAnswer, DoorError, DoorPage, clean_url, tell_cut
from newscrawl.crawl.doors.decode import read_text
from newscrawl.crawl.doors.json_text import begins_like_json, load_json
from newscrawl.crawl.doors.links import find_link
from newscrawl.page import MAX_BYTES, values_at
from newscrawl.site import FeedItem, Listing

_NUMBER: Final = "{n}"
_MOST: Final = 10_000  # articles of one JSON document
_NEXT: Final = "link[rel~=next]::attr(href), a[rel~=next]::attr(href)"
"""What HTML itself has for the next page of a list."""


def listing_url(home: str, door: Listing) -> str:
    """The address of the first listing page."""
    return _fill(urljoin(home, door.path), door, 0)


def read_listing(answer: DoorAnswer, door: Listing, home: str, number: int = 0) -> DoorPage:
    """Read page `number` of a list (from 0). Raises DoorError where it has no link that the door looks for.

    The layout is then another; but where pages are asked for by their number alone, a further one without links is the end.
    """
    text, cut = read_text(answer)
    if len(text) > MAX_BYTES:
        raise DoorError(f"holds more than {MAX_BYTES // 1024**2} MiB")
    pattern = urljoin(home, door.pages or door.path)
    counted = _NUMBER in pattern
    is_json = bool(door.members) and begins_like_json(text)
    hrefs, turns = _read_members(text, answer.url, door) if is_json else _read_page(text, answer.url, door)
    links = dict.fromkeys(link for href in hrefs if (link := clean_url(href, answer.url)))
    if not links and not (counted and number):
        raise DoorError(f"the answer has nothing at {door.members!r}" if is_json else f"the page has no link {door.links!r}")
    if counted:
        following = [_fill(pattern, door, number + 1)] if links else []
    else:
        own = urlsplit(answer.url).hostname
        following = [turn for href in turns[:1] if (turn := clean_url(href, answer.url)) and urlsplit(turn).hostname == own]
    items = tuple(FeedItem(url=link, via="listing") for link in links)
    broken = tell_cut(items) if cut else None
    return DoorPage(items, tuple(following), hub=find_link(answer, "hub"), broken=broken)


def _fill(pattern: str, door: Listing, number: int) -> str:
    """The address of page `number` (from 0) by its pattern."""
    return pattern.replace(_NUMBER, str(door.start + (number - 1) * door.step))


def _read_page(text: bytes, url: str, door: Listing) -> tuple[list[str], list[str]]:
    """The links to articles and to the next page of an HTML page."""
    try:
        page = Selector(body=text.replace(b"\0", b""), type="html", base_url=url)
        return page.css(door.links).getall(), page.css(door.next_page).getall() or page.css(_NEXT).getall()
    except (SyntaxError, RuntimeError) as error:  # the two kinds of cssselect's SelectorError
        raise DoorError(f"links or next_page of the door is no CSS ({' '.join(str(error).split())[:80]})") from None
    except ValueError as error:
        raise DoorError(f"the page cannot be read ({' '.join(str(error).split())[:80]})") from None


def _read_members(text: bytes, url: str, door: Listing) -> tuple[list[str], list[str]]:
    """The addresses in a JSON document: at its members, or where those are HTML, by the selector in each."""
    found: list[str] = []
    for value in values_at(load_json(text, url, "a list of articles"), door.members, _MOST):
        if isinstance(value, str) and "<" in value:
            found += Selector(text=value.replace("\0", ""), type="html").css(door.links).getall()
        elif isinstance(value, str):
            found.append(value)
    return found, []
