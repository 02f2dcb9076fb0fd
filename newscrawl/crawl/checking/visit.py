"""One look at a site: each of its doors asked once, and a few of the articles that they list. Knows nothing of Scrapy."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, zip_longest
from typing import Final

from newscrawl.crawl.doors import DoorAnswer, DoorError, door_name, first_url, read_door
from newscrawl.crawl.errand import Ask
from newscrawl.crawl.site_of import Whose, find_own
from newscrawl.crawl.traps import plain_address
from newscrawl.page import address
from newscrawl.site import Door, FeedItem, Site, Sitemap

_SITEMAPS: Final = 4  # of one index, of which the first may be empty or another index


@dataclass(frozen=True, slots=True)
class DoorVisit:
    """One door at one edition: the site's own articles that its first page lists, or why it gives none, and its WebSub hub."""

    name: str
    url: str
    items: tuple[FeedItem, ...] = ()
    failed: str | None = None
    hub: str | None = None


@dataclass(frozen=True, slots=True)
class PageVisit:
    """One listed article: whose rules read it, what was answered and when (UTC), or why there is no page."""

    item: FeedItem
    url: str
    site: Site | None = None
    answer: DoorAnswer | None = None
    fetched_at: datetime | None = None
    failed: str | None = None


@dataclass(frozen=True, slots=True)
class SiteVisit:
    """All that was asked of a site."""

    site: Site
    doors: tuple[DoorVisit, ...] = ()
    pages: tuple[PageVisit, ...] = ()


async def visit_site(site: Site, declared: tuple[Site, ...], ask: Ask, pages: int) -> SiteVisit:
    """Ask each door of a site at each edition, then for up to `pages` of its articles.

    `declared` are the project's sites: a site that gathers the articles of others has them read by their rules.
    """
    homes = (site.home, *site.editions)
    doors = tuple([await visit_door(site, door, home, ask) for door in site.doors for home in homes])
    whose = Whose(site, declared)
    fronts = {address(home) for home in homes}
    listed = [[item for item in visit.items if address(item.url) not in fronts] for visit in doors]  # as sitemaps do
    chosen = choose_items(listed, pages)
    return SiteVisit(site, doors, tuple([await visit_page(item, whose, ask) for item in chosen]))


def choose_items(listed: Sequence[Sequence[FeedItem]], count: int) -> list[FeedItem]:
    """The first articles of each list in turn, none twice: so that a door which lists others is looked behind too."""
    chosen: dict[str, FeedItem] = {}
    for item in _interleave(listed):
        if len(chosen) == count:
            break
        chosen.setdefault(plain_address(item.url), item)
    return list(chosen.values())


def _interleave(listed: Sequence[Sequence[FeedItem]]) -> Iterator[FeedItem]:
    return (item for item in chain.from_iterable(zip_longest(*listed)) if item is not None)


async def visit_door(site: Site, door: Door, home: str, ask: Ask) -> DoorVisit:
    """The first page of a door that lists anything: of a sitemap index that is one of its sitemaps."""
    name, url = door_name(door), first_url(home, door, None)
    queue, asked, foreign = deque([url]), 0, 0
    try:
        while queue and asked < _SITEMAPS:
            answer = await ask(queue.popleft())
            page = await asyncio.to_thread(read_door, answer, door, home, asked)
            asked += 1
            if own := find_own(page.items, site):
                return DoorVisit(name, url, tuple(own), hub=page.hub)
            foreign += len(page.items)
            queue.extend(page.next if isinstance(door, Sitemap) or not page.items else ())
    except DoorError as error:
        return DoorVisit(name, url, failed=str(error))
    said = f"none of the {foreign} addresses it lists is on {site.domain}" if foreign else "it lists nothing"
    return DoorVisit(name, url, failed=said)


async def visit_page(item: FeedItem, whose: Whose, ask: Ask) -> PageVisit:
    """Fetch an article from where its site serves the whole of it."""
    try:
        answer = await ask(whose.served_url(item))
    except DoorError as error:
        return PageVisit(item, item.url, failed=str(error))
    if answer.status != 200:
        return PageVisit(item, item.url, failed=f"HTTP {answer.status}")
    if not whose.admits(answer.url):
        return PageVisit(item, item.url, failed=f"leads to another site, {answer.url}")
    url = whose.own_url(item, answer.url)
    return PageVisit(item, url, whose.find_site(answer.url), answer, datetime.now(UTC))
