"""Sitemaps and sitemap indexes (sitemaps.org, protocol 0.9; Google's news extension), as XML, as text, as a feed.

robots.txt is read as an index of the sitemaps that its `Sitemap:` lines name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import urljoin, urlsplit

from protego import Protego

from newscrawl.crawl.doors.answer import DoorAnswer, DoorError, DoorPage, clean_url, tell_cut
from newscrawl.crawl.doors.decode import read_text
from newscrawl.crawl.doors.feed import FEEDS, read_entries
from newscrawl.crawl.doors.markup import Element, Markup, child_text, children, iter_entries, local_name, parse_xml
from newscrawl.site import FeedItem, Sitemap

_MAX_ROBOTS: Final = 512_000
"""Bytes of a robots.txt that are read (RFC 9309, 2.5)."""


def sitemap_url(home: str, door: Sitemap) -> str:
    """The address of the sitemap, or of its index."""
    return urljoin(home, door.path)


def read_sitemap(answer: DoorAnswer, door: Sitemap) -> DoorPage:
    """Read a sitemap (items) or an index (its children to read next, those the door wants). Raises DoorError.

    Written out here and not by `scrapy.utils.sitemap`, which reads nothing of the news extension below `<url>`.
    """
    text, cut = read_text(answer)
    if urlsplit(answer.url).path == "/robots.txt":
        return _read_robots(text, answer.url, door)
    if text.lstrip()[:8].lower().startswith((b"http://", b"https://")):
        lines = text.decode("utf-8", "replace").splitlines()
        lines = lines[:-1] if cut else lines  # the last address may not be whole
        items = tuple(FeedItem(address, "sitemap") for line in lines if (address := clean_url(line, answer.url)))
        return DoorPage(items, broken=tell_cut(items) if cut else None)
    markup = parse_xml(text, answer.url, "a sitemap")
    return _read_markup(markup, answer.url, door, cut=cut or markup.cut)


def _read_robots(text: bytes, url: str, door: Sitemap) -> DoorPage:
    """The sitemaps that the door wants; all where it wants none: they may be indexes of those it does."""
    robots = Protego.parse(text[:_MAX_ROBOTS].decode("utf-8", "replace"))
    named = [(sitemap, None) for sitemap in robots.sitemaps]
    wanted = _read_index(named, url, door)
    return wanted if wanted.next else _read_index(named, url, replace(door, children=""))


def _read_markup(markup: Markup, url: str, door: Sitemap, *, cut: bool) -> DoorPage:
    kind = local_name(markup.root)
    if kind == "sitemapindex":
        entries = iter_entries(markup, "sitemap")
        page = _read_index(((child_text(entry, "loc"), child_text(entry, "lastmod")) for entry in entries), url, door)
        told = f"the index is cut off: only {len(page.next)} of the sitemaps wanted came whole" if cut else None
        return DoorPage(next=page.next, changed=page.changed, passed_over=page.passed_over, broken=told)
    if kind in FEEDS:
        items = read_entries(markup, url, "sitemap").items
    elif kind == "urlset":
        items = tuple(_iter_items(markup, url))
    else:
        raise DoorError(f"the answer is no sitemap (<{kind[:40]}>)")
    return DoorPage(items, broken=tell_cut(items) if cut else None)


def _read_index(named: Iterable[tuple[str | None, str | None]], url: str, door: Sitemap) -> DoorPage:
    """The sitemaps that an index names, each with the date of its last change, as far as the door wants them."""
    found = {child: lastmod for loc, lastmod in named if (child := clean_url(loc, url))}
    wanted = {child: lastmod for child, lastmod in found.items() if door.children in child}
    changed = {child: lastmod for child, lastmod in wanted.items() if lastmod}
    return DoorPage(next=tuple(wanted), changed=changed, passed_over=len(found) - len(wanted))


def _iter_items(markup: Markup, url: str) -> Iterator[FeedItem]:
    for entry in iter_entries(markup, "url"):
        if (address := clean_url(child_text(entry, "loc"), url)) is None:
            continue
        news: Element | None = next(iter(children(entry, "news")), None)
        yield FeedItem(
            url=address,
            via="sitemap",
            title=child_text(news, "title") if news is not None else None,
            published=child_text(news, "publication_date") if news is not None else None,
            modified=child_text(entry, "lastmod"),
        )
