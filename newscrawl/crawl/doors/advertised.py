"""What an HTML page that came in place of a door says of where the door is."""

from __future__ import annotations

import re
from typing import Final

from parsel import Selector

from newscrawl.crawl.doors.answer import clean_text, clean_url

_FEED_TYPES: Final = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_FEED: Final = ", ".join(f"link[rel~=alternate][type='{kind}']" for kind in _FEED_TYPES)
_COMMENTS: Final = re.compile(r"comment|/replies", re.IGNORECASE)
_LOOKED_AT: Final = 512 * 1024  # bytes: the head stands at the beginning
_LONGEST: Final = 60  # characters of a title in a reason


def find_feeds(page: Selector, url: str) -> tuple[str, ...]:
    """The addresses of the feeds that a page advertises, those of comments left out."""
    links = [(link.root.get("href"), link.root.get("title", "")) for link in page.css(_FEED)]  # `attrib` fails on odd names
    feeds = [feed for href, title in links if (feed := clean_url(href, url)) and not _COMMENTS.search(f"{href} {title}")]
    return tuple(dict.fromkeys(feeds))


def describe_page(text: bytes, url: str, wanted: str) -> str:
    """Why the HTML page at `url` is not `wanted`, with its title, and the feed that it advertises as the remedy."""
    said = f"{url} answers with an HTML page"
    try:
        page = Selector(body=text[:_LOOKED_AT], type="html", base_url=url)
    except ValueError:
        return f"{said}, not {wanted}"
    title = clean_text(page.css("title::text").get())
    said += f" ({title[:_LONGEST]!r}), not {wanted}" if title else f", not {wanted}"
    feeds = [feed for feed in find_feeds(page, url) if feed != url]
    return f"{said}; it names the feed {feeds[0]}: declare that" if feeds else said
