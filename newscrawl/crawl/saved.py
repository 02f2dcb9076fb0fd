"""Reading a saved page that may not know its address: what `scrapy extract` runs in its worker processes."""

from __future__ import annotations

from typing import Any

from newscrawl.crawl.site_of import find_site
from newscrawl.items import Article
from newscrawl.page import Page, read_page
from newscrawl.reading import read_article
from newscrawl.site import Site

_NOWHERE = "http://page.invalid/"


def read_saved_page(
    body: bytes,
    url: str | None,
    *,
    sites: tuple[Site, ...] = (),
    **known: Any,  # noqa: ANN401 - the other arguments of read_article
) -> Article:
    """Read a page at `url`, or at the address that it declares itself; the site of that domain lends its rules.

    `known` are the other arguments of `newscrawl.reading.read_article`. Raises ValueError where the page declares no
    address, and PageError as that does.
    """
    own = url or find_own_url(body)
    return read_article(body, own, site=find_site(own, sites), **known)


def find_own_url(body: bytes) -> str:
    """The address that a saved page declares itself. Raises ValueError where there is none, PageError for no page."""
    own = find_declared_url(read_page(body, _NOWHERE))
    if own is None:
        raise ValueError("the page names no address of its own (canonical, og:url); give it with --url")
    return own


def find_declared_url(page: Page) -> str | None:
    """The http(s) address that a page declares: its canonical link, else og:url; None for a relative one."""
    declared = [page.canonical_url, *(meta.content for meta in page.metas if meta.name == "og:url")]
    return next(
        (url for url in declared if url and url.startswith(("http://", "https://")) and not url.startswith(_NOWHERE)), None
    )
