"""Sitemaps and sitemap indexes (sitemaps.org, protocol 0.9; Google's news extension)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from newscrawl.crawl.doors.answer import DoorError, DoorPage, clean_url
from newscrawl.crawl.doors.markup import Element, child_text, children, local_name, parse_xml
from newscrawl.site import FeedItem, Sitemap


def sitemap_url(home: str, door: Sitemap) -> str:
    """The address of the sitemap, or of its index."""
    return urljoin(home, door.path)


def read_sitemap(body: bytes, url: str, door: Sitemap) -> DoorPage:
    """Read a sitemap (items) or an index (its children to read next, those the door wants). Raises DoorError.

    Written out here and not by `scrapy.utils.sitemap`, which reads nothing of the news extension below `<url>`.
    """
    root = parse_xml(body)
    kind = local_name(root)
    if kind == "sitemapindex":
        found = {
            child: child_text(entry, "lastmod")
            for entry in children(root, "sitemap")
            if (child := clean_url(child_text(entry, "loc"), url)) and door.children in child
        }
        return DoorPage(next=tuple(found), changed={child: lastmod for child, lastmod in found.items() if lastmod})
    if kind != "urlset":
        raise DoorError(f"the answer is no sitemap (<{kind[:40]}>)")
    return DoorPage(tuple(_iter_items(root, url)))


def _iter_items(root: Element, url: str) -> Iterator[FeedItem]:
    for entry in children(root, "url"):
        if (address := clean_url(child_text(entry, "loc"), url)) is None:
            continue
        news = next(iter(children(entry, "news")), None)
        yield FeedItem(
            url=address,
            via="sitemap",
            title=child_text(news, "title") if news is not None else None,
            published=child_text(news, "publication_date") if news is not None else None,
            modified=child_text(entry, "lastmod"),
        )
