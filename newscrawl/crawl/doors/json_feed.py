"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

from collections.abc import Iterator

from newscrawl.crawl.doors.answer import DoorError, DoorPage, clean_text, clean_url
from newscrawl.crawl.doors.json_text import load_json
from newscrawl.page import values_at
from newscrawl.site import FeedItem


def read_json_feed(text: bytes, url: str) -> DoorPage:
    """Read one page of a feed; `next_url` leads to the next. Raises DoorError."""
    feed = load_json(text, url, "a feed")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(feed, dict) or not isinstance(items, list):
        raise DoorError("the answer is JSON, but no JSON Feed: it has no list of items")
    following = clean_url(_text(feed.get("next_url")), url)
    hubs = (clean_url(_text(hub), url) for hub in values_at(feed, "hubs.url"))
    found = (_item(entry, url) for entry in items)
    return DoorPage(
        tuple(item for item in found if item), (following,) if following else (), hub=next(filter(None, hubs), None)
    )


def _item(entry: object, url: str) -> FeedItem | None:
    if not isinstance(entry, dict):
        return None
    identifier = _text(entry.get("id")) or ""
    stated = _text(entry.get("url")) or (identifier if identifier.startswith(("http://", "https://")) else None)
    if (address := clean_url(stated or _text(entry.get("external_url")), url)) is None:
        return None
    return FeedItem(
        url=address,
        via="feed",
        title=clean_text(entry.get("title")),
        published=clean_text(entry.get("date_published")),
        modified=clean_text(entry.get("date_modified")),
        creators=tuple(dict.fromkeys(_iter_creators(entry))),
    )


def _iter_creators(entry: dict[str, object]) -> Iterator[str]:
    """Version 1.0 has one `author`, 1.1 a list of `authors`."""
    for name in [*values_at(entry, "authors.name"), *values_at(entry, "author.name")]:
        if told := clean_text(name):
            yield told


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
