"""What a page that stands for its whole site says of it: name, language, feeds, what made it, how it lists articles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from parsel import Selector

from newscrawl.crawl.doors.advertised import find_feeds
from newscrawl.crawl.doors.answer import clean_text, clean_url
from newscrawl.crawl.site_of import find_site
from newscrawl.site import Listing, Site

_THEME: Final = re.compile(r"/wp-content/themes/([\w-]{1,40})/")
_PLAIN_CLASS: Final = re.compile(r"[A-Za-z][\w-]{0,40}\Z")
_TITLE_WORDS: Final = 4  # that a link has which is a title, and no button or section
_LEAST_LINKS: Final = 2


@dataclass(frozen=True, slots=True)
class Front:
    """`feeds` are addresses, those of comments left out; `made_by` is the generator and theme in words."""

    name: str | None = None
    language: str | None = None
    feeds: tuple[str, ...] = ()
    made_by: str | None = None


def read_front(body: bytes, url: str) -> Front:
    """Read a front page; one that is no HTML says nothing."""
    page = _parse(body, url)
    if page is None:
        return Front()
    theme = _THEME.search(" ".join(page.css("link::attr(href), script::attr(src), img::attr(src)").getall()))
    made_by = [clean_text(page.css("meta[name=generator]::attr(content)").get()), f"theme {theme[1]}" if theme else None]
    return Front(
        name=clean_text(page.css("meta[property='og:site_name']::attr(content)").get()),
        language=clean_text(page.css("html::attr(lang)").get()),
        feeds=find_feeds(page, url),
        made_by=", ".join(word for word in made_by if word) or None,
    )


def guess_listing(body: bytes, url: str, site: Site, path: str) -> Listing | None:
    """The selector that most of the page's links with a title's length have in common; None where there are too few."""
    page = _parse(body, url)
    if page is None:
        return None
    found: defaultdict[str, set[str]] = defaultdict(set)
    for link in page.css("a[href]"):
        target = clean_url(link.root.get("href"), url)
        words = "".join(link.css("*::text").getall()).split()
        if target and len(words) >= _TITLE_WORDS and find_site(target, (site,)):
            for selector in _iter_selectors(link):
                found[selector].add(target)
    best = max(found, key=lambda selector: len(found[selector]), default=None)
    if best is None or len(found[best]) < _LEAST_LINKS:
        return None
    return Listing(path, f"{best}::attr(href)")


def _parse(body: bytes, url: str) -> Selector | None:
    try:
        return Selector(body=body, type="html", base_url=url)
    except ValueError:
        return None


def _iter_selectors(link: Selector) -> Iterator[str]:
    """By the heading that a link stands in, its own class, its parent's: what editors style is what they mean."""
    heading = link.xpath("ancestor::*[self::h1 or self::h2 or self::h3 or self::h4][1]")
    if heading:
        yield f"{heading[0].root.tag}{_class_of(heading[0])} a"
    if own := _class_of(link):
        yield f"a{own}"
    parent = link.xpath("parent::*")
    if parent and (own := _class_of(parent[0])):
        yield f"{own} > a"


def _class_of(element: Selector) -> str:
    return next((f".{name}" for name in element.root.get("class", "").split() if _PLAIN_CLASS.match(name)), "")
