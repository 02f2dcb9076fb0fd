"""The sitemaps of Yoast SEO: an index, the posts a thousand to a file, the categories."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from math import ceil
from re import compile as regex
from typing import Final

from newscrawl.replica.answer import XML, Answer, answer, redirect
from newscrawl.replica.model import Entry
from newscrawl.replica.shelf import Shelf
from newscrawl.replica.themes.graph import stamp

ENTRIES_PER_FILE: Final = 1000
_POSTS: Final = regex(r"/post-sitemap(\d{0,5})\.xml")
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OPENING: Final = '<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet type="text/xsl" href="//{host}/main-sitemap.xsl"?>\n'


def answer_sitemap(shelf: Shelf, path: str) -> Answer | None:
    """The answer to an address that ends in `.xml`, or None where the site has no such file."""
    if path == "/sitemap_index.xml":
        return _index(shelf)
    if path in {"/sitemap.xml", "/wp-sitemap.xml"}:
        return redirect(f"{shelf.site.home}sitemap_index.xml")
    if path == "/category-sitemap.xml":
        home = shelf.site.home
        return _urls(shelf, [(f"{home}category/{category.slug}/", shelf.changed) for category in shelf.site.categories])
    found = _POSTS.fullmatch(path)
    if found is None or found[1] == "1":
        return None
    entries = _oldest_first(shelf)
    start = (int(found[1] or 1) - 1) * ENTRIES_PER_FILE
    if not 0 <= start < len(entries):
        return None
    urls = [(shelf.site.address(entry), entry.modified) for entry in entries[start : start + ENTRIES_PER_FILE]]
    return _urls(shelf, [(shelf.site.home, shelf.changed), *urls] if start == 0 else urls)


def _oldest_first(shelf: Shelf) -> list[Entry]:
    """Yoast numbers its files so that old ones do not change: the oldest posts stand in the first."""
    return sorted(shelf.newest, key=lambda entry: (entry.modified, entry.id))


def _index(shelf: Shelf) -> Answer:
    home, entries = shelf.site.home, _oldest_first(shelf)
    files = []
    for number in range(1, ceil(len(entries) / ENTRIES_PER_FILE) + 1):
        last = entries[: number * ENTRIES_PER_FILE][-1]
        files.append((f"{home}post-sitemap{number if number > 1 else ''}.xml", last.modified))
    files.append((f"{home}category-sitemap.xml", shelf.changed))
    body = "".join(_line("sitemap", address, modified) for address, modified in files)
    opening = _OPENING.format(host=shelf.site.host)
    return answer(f'{opening}<sitemapindex xmlns="{_NAMESPACE}">\n{body}</sitemapindex>\n', XML, modified=shelf.changed)


def _urls(shelf: Shelf, urls: Iterable[tuple[str, datetime]]) -> Answer:
    body = "".join(_line("url", address, modified) for address, modified in urls)
    image = "http://www.google.com/schemas/sitemap-image/1.1"
    opening = _OPENING.format(host=shelf.site.host)
    whole = f'{opening}<urlset xmlns:image="{image}" xmlns="{_NAMESPACE}">\n{body}</urlset>\n'
    return answer(whole, XML, modified=shelf.changed)


def _line(element: str, address: str, modified: datetime) -> str:
    return f"\t<{element}>\n\t\t<loc>{address}</loc>\n\t\t<lastmod>{stamp(modified)}</lastmod>\n\t</{element}>\n"
