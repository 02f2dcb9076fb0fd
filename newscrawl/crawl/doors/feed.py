"""RSS 2.0, RSS 1.0 and Atom feeds.

Read with lxml and not with fastfeedparser, which drops what a credit is read from (`<source>`, every creator but the
first) and rewrites the dates that stand as evidence.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from newscrawl.crawl.doors.answer import DoorError, DoorPage, clean_text, clean_url
from newscrawl.crawl.doors.markup import Element, child_text, children, iter_elements, local_name, parse_xml
from newscrawl.crawl.doors.wrapped import unwrap_link
from newscrawl.site import Feed, FeedItem


def feed_url(home: str, door: Feed) -> str:
    """The address of the feed's first page."""
    return urljoin(home, door.path)


def read_feed(body: bytes, url: str, door: Feed) -> DoorPage:
    """Read one page of a feed. Raises DoorError.

    A feed says nothing of its last page: the next is named as long as a page has items, and a 404 or a page without news
    ends it. Elements are known by their local name: `source` has another namespace in every second feed.
    """
    root = parse_xml(body)
    if local_name(root) not in {"rss", "rdf", "feed"}:
        raise DoorError(f"the answer is no feed (<{local_name(root)[:40]}>)")
    entries = list(iter_elements(root, "item", "entry"))
    items = tuple(item for entry in entries if (item := _item(entry, url, door.source_suffix)))
    return DoorPage(items, (_turn(url, door.paged),) if items and door.paged else ())


def _item(entry: Element, url: str, source_suffix: str) -> FeedItem | None:
    address = clean_url(unwrap_link(_link(entry) or ""), url)
    if address is None:
        return None
    source = next(iter(children(entry, "source")), None)
    named = _source_name(source)
    return FeedItem(
        url=address,
        via="feed",
        title=child_text(entry, "title"),
        published=child_text(entry, "pubdate", "published", "date", "issued"),
        modified=child_text(entry, "updated", "modified"),
        creators=tuple(dict.fromkeys(_iter_creators(entry))),
        source_name=named.removesuffix(source_suffix) if named else None,
        source_url=_source_url(source, url),
    )


def _link(entry: Element) -> str | None:
    """RSS writes the link as text, Atom as `href` of the link whose `rel` is `alternate` or missing."""
    for link in children(entry, "link"):
        if text := clean_text(link.text):
            return text
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            return link.get("href")
    guid = next(iter(children(entry, "guid")), None)
    return clean_text(guid.text) if guid is not None and guid.get("isPermaLink", "true") != "false" else None


def _iter_creators(entry: Element) -> list[str]:
    creators = []
    for element in [*children(entry, "creator"), *children(entry, "author")]:
        name = child_text(element, "name") if len(element) else clean_text(element.text)
        creators += [name] if name else []
    return creators


def _source_name(source: Element | None) -> str | None:
    if source is None:
        return None
    return child_text(source, "title") if len(source) else clean_text(source.text)


def _source_url(source: Element | None, base: str) -> str | None:
    if source is None:
        return None
    return clean_url(source.get("url") or _link(source), base)


def _turn(url: str, parameter: str) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    page = query.get(parameter, "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 10 else 1
    return parts._replace(query=urlencode({**query, parameter: str(number + 1)})).geturl()
