"""Whose page an address is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from newscrawl.knowledge import outlet_by_host
from newscrawl.page import registrable_domain
from newscrawl.site import FeedItem, Site


def find_site(url: str, sites: Iterable[Site]) -> Site | None:
    """The site whose domain is the address's, or None."""
    try:
        domain = registrable_domain(urlsplit(url).hostname or "")
    except ValueError:
        return None
    return next((site for site in sites if domain and site.domain == domain), None)


def as_found(item: FeedItem) -> FeedItem:
    """An item as a search engine means it: the source that it names is the publisher of the page, and no credit.

    Where an aggregator has the page, the source is whom the aggregator has it from.
    """
    owner = outlet_by_host(urlsplit(item.url).hostname or "")
    return item if owner and owner.kind == "aggregator" else replace(item, source_name=None, source_url=None)


def find_own(items: Iterable[FeedItem], site: Site) -> list[FeedItem]:
    """Those of a door's items that are on the site itself; all of them, as found, where it gathers those of others."""
    if site.gathers:
        return [as_found(item) for item in items]
    return [item for item in items if find_site(item.url, (site,))]


class Whose:
    """Under which declaration a crawl asks for an article and reads it: its own site's.

    For a site that gathers the articles of others it is that of the site where the article stands, if the project has one.
    """

    def __init__(self, own: Site, declared: tuple[Site, ...]) -> None:
        """`declared` are the project's sites; they matter to one that gathers only."""
        self._own = own
        self._sites = declared if own.gathers else (own,)

    def find_site(self, url: str) -> Site | None:
        """The site that lends its rules to the page at an address."""
        return find_site(url, self._sites)

    def job_of(self, url: str) -> dict[str, Site | None]:
        """What a worker, which knows the crawl's own site, has to be told of whose page an address is."""
        return {"site": self.find_site(url)} if self._own.gathers else {}

    def admits(self, url: str) -> bool:
        """Whether a page may be read in this crawl."""
        return self._own.gathers or self.find_site(url) is not None

    def served_url(self, item: FeedItem) -> str:
        """Where the whole of an article is to be had."""
        site = self.find_site(item.url)
        return site.served_url(item.url) if site else item.url

    def own_url(self, item: FeedItem, fetched: str) -> str:
        """The address of an article whose page came from `fetched`."""
        site = self.find_site(item.url)
        return site.own_url(item.url, fetched) if site else fetched
