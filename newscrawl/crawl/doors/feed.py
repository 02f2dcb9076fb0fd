"""RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, paged and archived feeds (RFC 5005).

Read with lxml and not with fastfeedparser, which drops what a credit is read from (`<source>`, every creator but the
first) and rewrites the dates that stand as evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Literal
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from newscrawl.crawl.doors.answer import MAX_URL, DoorAnswer, DoorError, DoorPage, clean_text, clean_url, tell_cut
from newscrawl.crawl.doors.decode import read_text
from newscrawl.crawl.doors.json_feed import read_json_feed
from newscrawl.crawl.doors.json_text import begins_like_json
from newscrawl.crawl.doors.links import find_link
from newscrawl.crawl.doors.markup import (
    Element,
    Markup,
    attribute,
    child_text,
    children,
    iter_entries,
    local_name,
    parse_xml,
)  # fmt: skip
from newscrawl.crawl.doors.wrapped import unwrap_link
from newscrawl.site import Feed, FeedItem

FEEDS: Final = frozenset({"rss", "rdf", "feed"})
"""The names of their root elements, in lower case."""
_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_HTML: Final = ("", "text/html", "application/xhtml+xml")  # types of a link that lead to a page


def feed_url(home: str, door: Feed) -> str:
    """The address of the feed's first page."""
    return urljoin(home, door.path)


def read_feed(answer: DoorAnswer, door: Feed) -> DoorPage:
    """Read one page of a feed. Raises DoorError.

    A feed that does not name its next page says nothing of the last either: the next is asked for as long as a page has
    items, and a 404 or a page without news ends it.
    """
    text, cut = read_text(answer)
    if begins_like_json(text):
        page, whole = read_json_feed(text, answer.url), True  # which names its next page if it has one
    else:
        markup = parse_xml(text, answer.url, "a feed")
        if local_name(markup.root) not in FEEDS:
            raise DoorError(f"the answer is no feed (<{local_name(markup.root)[:40]}>)")
        page, whole = read_entries(markup, answer.url, "feed", door.source_suffix), is_complete(markup)
    if cut and not page.broken:
        page = replace(page, broken=tell_cut(page.items))
    turns = door.paged and page.items and not page.next and not whole
    following = (_turn(answer.url, door.paged),) if turns and door.paged else page.next
    return replace(page, next=following, hub=page.hub or find_link(answer, "hub"))


def read_entries(markup: Markup, url: str, via: Literal["feed", "sitemap"], source_suffix: str = "") -> DoorPage:
    """What the entries of an RSS or Atom document say, and where it goes on.

    Elements are known by their local name: `source` has another namespace in every second feed.
    """
    heads = [markup.root, *children(markup.root, "channel")]
    found = (_item(entry, url, via, source_suffix) for entry in iter_entries(markup, "item", "entry"))
    items = tuple(item for item in found if item)
    following = _feed_link(heads, url, "next") or _feed_link(heads, url, "prev-archive")
    return DoorPage(
        items,
        (following,) if following else (),
        hub=_feed_link(heads, url, "hub"),
        broken=tell_cut(items) if markup.cut else None,
    )


def is_complete(markup: Markup) -> bool:
    """Whether a feed says that it has all there is (`fh:complete`, RFC 5005)."""
    return any(children(head, "complete") for head in (markup.root, *children(markup.root, "channel")))


def _feed_link(heads: list[Element], url: str, rel: str) -> str | None:
    """The address of the feed's own link of that kind."""
    for head in heads:
        for link in children(head, "link"):
            if rel in (attribute(link, "rel") or "").lower().split():
                return clean_url(attribute(link, "href"), _base_of(link, url))
    return None


def _item(entry: Element, url: str, via: Literal["feed", "sitemap"], source_suffix: str) -> FeedItem | None:
    base = _base_of(entry, url)
    address = next(filter(None, (clean_url(unwrap_link(link), base) for link in _iter_links(entry))), None)
    if address is None:
        return None
    source = next(iter(children(entry, "source")), None)
    named = _source_name(source)
    return FeedItem(
        url=address,
        via=via,
        title=child_text(entry, "title"),
        published=child_text(entry, "pubdate", "published", "date", "issued", "created"),
        modified=child_text(entry, "updated", "modified"),
        creators=tuple(dict.fromkeys(_iter_creators(entry))),
        source_name=named.removesuffix(source_suffix) if named else None,
        source_url=_source_url(source, base),
    )


def _iter_links(entry: Element) -> Iterator[str]:
    """Yield what may be the address of the entry's page, from the surest place on.

    RSS writes it as text, Atom as `href` of the link whose `rel` is `alternate` or missing. FeedBurner leads its own links
    past a counter and keeps the real one beside them. An identifier counts only where it is a whole address.
    """
    guid = next(iter(children(entry, "guid")), None)
    is_link = guid is not None and (attribute(guid, "ispermalink") or "true").strip().lower() != "false"
    stated = (
        child_text(entry, "origlink"),
        *map(_stated, children(entry, "link") or _find_astray(entry)),
        _as_address(guid.text) if guid is not None and is_link else None,
        _as_address(child_text(entry, "id")),
        attribute(entry, "about"),
    )
    yield from filter(None, stated)


def _find_astray(entry: Element) -> list[Element]:
    """Links that an element which nobody closed swallowed; those of the entry's source are not its own."""
    found = [element for element in entry.iterdescendants() if local_name(element) == "link"]
    return [link for link in found if not any(local_name(above) == "source" for above in link.iterancestors())]


def _stated(link: Element) -> str | None:
    """What a link leads to; a void one is followed by its address where HTML's rules wrote the feed."""
    if text := "".join(str(part) for part in link.itertext()).strip():
        return "".join(text.split()) if "\n" in text else text
    if href := attribute(link, "href"):
        kind = (attribute(link, "type") or "").partition(";")[0].strip().lower()
        return href if (attribute(link, "rel") or "alternate").lower() == "alternate" and kind in _HTML else None
    return _as_address(link.tail)


def _as_address(text: str | None) -> str | None:
    """A text that is a whole address of the web; None for any other."""
    stripped = (text or "").strip()
    return stripped if stripped[:8].lower().startswith(("http://", "https://")) else None


def _iter_creators(entry: Element) -> Iterator[str]:
    for element in [*children(entry, "creator"), *children(entry, "author")]:
        if name := (child_text(element, "name") if len(element) else clean_text(element.text)):
            yield name


def _source_name(source: Element | None) -> str | None:
    if source is None:
        return None
    return child_text(source, "title") if len(source) else clean_text(source.text)


def _source_url(source: Element | None, base: str) -> str | None:
    if source is None:
        return None
    return clean_url(attribute(source, "url") or next(filter(None, map(_stated, children(source, "link"))), None), base)


def _base_of(element: Element, url: str) -> str:
    """The address that relative ones in the element are joined to, by `xml:base` (XML Base, 4)."""
    stated = [node.get(_BASE) for node in (element, *element.iterancestors())]
    for base in reversed(stated):
        if base and len(base) <= MAX_URL:
            url = clean_url(base, url) or url
    return url


def _turn(url: str, parameter: str) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    page = query.get(parameter, "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 10 else 1
    return parts._replace(query=urlencode({**query, parameter: str(number + 1)})).geturl()
