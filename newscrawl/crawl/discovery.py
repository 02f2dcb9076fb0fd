"""Discovery: a site's doors tried in order, from one that fails to the next, by itself and not in silence.

Knows nothing of Scrapy: it is given a function that fetches and one that picks what is worth fetching.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final

from newscrawl.crawl.doors import (
    DoorAnswer,
    DoorError,
    DoorPage,
    UnreachableError,
    door_name,
    first_url,
    latest_instant,
    read_door,
)  # fmt: skip
from newscrawl.crawl.doors.rest import Rests
from newscrawl.crawl.report import RunReport
from newscrawl.crawl.site_of import find_own, find_site
from newscrawl.crawl.traps import (
    DEEP_SITEMAPS,
    ENDLESS_PAGES,
    MAX_DOOR_PAGES,
    MAX_EMPTY_PAGES,
    MAX_SITEMAP_DEPTH,
    SESSION_IDS,
    plain_address,
)  # fmt: skip
from newscrawl.site import Door, Feed, FeedItem, Listing, Site, Sitemap
from newscrawl.store import Poll

STALE_PAGES: Final = 2
"""Pages of a feed or listing in a row with nothing new, after which the rest is not asked for: one may be all pinned."""

MAX_BROKEN: Final = 3
"""Sitemaps of one index that may fail before the others are given up too: each may take its time to."""

_END_OF_PAGES: Final = frozenset({400, 404, 410})  # what WordPress and its themes answer past the last page

logger = logging.getLogger(__name__)


Fetch = Callable[[str], Awaitable[DoorAnswer]]
"""Gets one address; raises DoorError, whose message is the reason."""
Pick = Callable[[Sequence[FeedItem]], Awaitable[list[FeedItem]]]
"""Of the items of one door page those to fetch, in order."""


class Discovery:
    """Walks one site's doors; what became of each is entered in `report`."""

    def __init__(
        self,
        site: Site,
        report: RunReport,
        *,
        fetch: Fetch,
        pick: Pick,
        since: datetime | None = None,
        caught_up: bool = False,
        rests: Rests | None = None,
    ) -> None:
        """`since` (aware): what is older, by the door's own dates, is passed over.

        `caught_up`: the last run saw all there was to see, so that behind a few pages of nothing new there is nothing new.
        `rests`: doors that kept failing, which are asked last, and what is left alone because it has no news.
        """
        self._caught_up = caught_up
        self._rests = rests or Rests({}, report.started_at)
        self._site = site
        self._report = report
        self._fetch = fetch
        self._pick = pick
        self._since = since
        self._seen: set[str] = set()
        self._judged: set[str] = set()
        self._listed = 0  # items of the door at hand
        self._foreign = 0  # items that it listed of other sites
        self._broken: list[DoorError] = []  # why sitemaps of its index failed
        self._resting = 0  # and how many of them rest

    async def iter_items(self) -> AsyncIterator[FeedItem]:
        """Yield every article to fetch, once. Where a door fails half-way the next one goes over the same ground."""
        failing = {door_name(door): words for door in self._site.doors if (words := self._rests.find_failing(door_name(door)))}
        for name, words in failing.items():
            self._report.apply_door(name, words)
        for door in sorted(self._site.doors, key=lambda door: door_name(door) in failing):
            name, news = door_name(door), self._report.news
            if words := self._rests.find_quiet(name):
                self._report.rests[name] = words
                return
            self._listed = self._foreign = self._resting = 0
            self._broken.clear()
            try:
                async for item in self._walk_editions(door):
                    yield item
                if not self._listed and not self._resting and not self._may_be_empty(door):
                    raise DoorError(self._say_why_nothing())  # noqa: TRY301 - ends the door like any other failure
            except DoorError as error:
                self._report.apply_door(name, str(error))
                logger.warning("%s: the %s door failed: %s", self._site.id, name, error)
                if isinstance(error, UnreachableError):
                    return
                self._enter_poll(name, self._listed, news, str(error))
            else:
                self._enter_poll(name, self._listed, news)
                return

    def was_judged(self, url: str) -> bool:
        """Whether a door of this run listed the address as one that is not old, so that it was picked or passed over."""
        return url in self._judged

    def _enter_poll(self, name: str, listed: int, news: int, failed: str | None = None) -> None:
        """Remember how a door or sitemap did, `news` being counted before it; not where the whole host cannot be reached."""
        self._report.polls.append(Poll(name, self._report.started_at, listed, self._report.news - news, failed))

    def _say_why_nothing(self) -> str:
        if self._foreign:
            return (
                f"none of the {self._foreign} addresses it lists is on {self._site.domain}, the domain that the spider declares"
            )
        return "it lists nothing"

    def _may_be_empty(self, door: Door) -> bool:
        """Only when asked for what is new may a door have nothing: a site without a single article is a failure."""
        return self._since is not None and not isinstance(door, Sitemap)

    async def _walk_editions(self, door: Door) -> AsyncIterator[FeedItem]:
        """Yield what the door lists for each edition. Raises the first DoorError, once every edition was asked."""
        failure: DoorError | None = None
        for home in (self._site.home, *self._site.editions):
            try:
                async for item in self._walk(door, home):
                    yield item
            except DoorError as error:
                failure = failure or error
        if failure:
            raise failure

    async def _walk(self, door: Door, home: str) -> AsyncIterator[FeedItem]:
        queue = deque([(first_url(home, door, self._since), 0)])
        asked, shown, empty, stale = {queue[0][0]}, set[str](), 0, 0
        while queue:
            url, depth = queue.popleft()
            page = await self._ask_or_pass(url, door, depth, first=len(asked) == 1)
            if page is None:
                continue
            self._report.apply_door(door_name(door), None)
            own = find_own(page.items, self._site)
            self._listed += len(own)
            self._foreign += len(page.items) - len(own)
            fresh = self._find_fresh(own)
            self._judged.update(item.url for item in fresh)
            news = self._report.news
            due = await self._pick(fresh)
            if depth and isinstance(door, Sitemap):
                self._enter_poll(url, len(own), news)
            for item in due:
                yield item
            stale = 0 if due else stale + 1
            listed = {plain_address(item.url) for item in page.items}
            empty = 0 if listed or isinstance(door, Sitemap) else empty + 1
            following = self._find_next(page, asked, depth if isinstance(door, Sitemap) else 0)
            if (listed and listed <= shown) or empty >= MAX_EMPTY_PAGES:
                if following and not isinstance(door, Feed):  # a feed that does not turn its pages gives the first one again
                    self._report.traps[ENDLESS_PAGES] += 1
                continue
            shown |= listed
            if not self._is_past(door, own, stale):
                asked.update(following)
                queue.extend((url, depth + 1) for url in following if not self._rests_in(page, url))
        if self._broken:
            raise self._broken[0]

    def _rests_in(self, page: DoorPage, url: str) -> bool:
        """Whether a sitemap that `page` names is left alone; it is counted by the reason."""
        if why := self._rests.find_sitemap(url, page.changed.get(url)):
            self._report.resting_sitemaps[why] += 1
            self._resting += 1
        return why is not None

    def _find_fresh(self, own: Sequence[FeedItem]) -> list[FeedItem]:
        """The items that were not listed before, under whatever session id, and are not too old."""
        fresh: dict[str, FeedItem] = {}
        for item in own:
            plain = plain_address(item.url)
            if plain not in self._seen:
                fresh.setdefault(plain, item)
            if fresh.get(plain) is not item and plain != item.url:
                self._report.traps[SESSION_IDS] += 1
        self._seen.update(fresh)
        return [item for item in fresh.values() if not self._is_old(item)]

    def _find_next(self, page: DoorPage, asked: set[str], depth: int) -> list[str]:
        """The pages to ask next: the site's own, none twice, none without end."""
        following = [url for url in dict.fromkeys(page.next) if url not in asked and find_site(url, (self._site,))]
        if following and depth >= MAX_SITEMAP_DEPTH:
            self._report.traps[DEEP_SITEMAPS] += len(following)
            return []
        room = max(0, MAX_DOOR_PAGES - len(asked))
        if len(following) > room:
            self._report.traps[ENDLESS_PAGES] += 1
        return following[:room]

    async def _ask_or_pass(self, url: str, door: Door, depth: int, *, first: bool) -> DoorPage | None:
        """As `_ask`; a single sitemap that fails is left, so that the others are read: its door has failed all the same."""
        try:
            return await self._ask(url, door, first=first)
        except DoorError as error:
            self._broken.append(error)
            if not depth or not isinstance(door, Sitemap) or isinstance(error, UnreachableError):
                raise
            self._enter_poll(url, 0, self._report.news, str(error))
            if len(self._broken) >= MAX_BROKEN:
                raise
            return None

    async def _ask(self, url: str, door: Door, *, first: bool) -> DoorPage | None:
        """One page of a door; None past its end. Raises DoorError."""
        answer = await self._fetch(url)
        if answer.status in _END_OF_PAGES and not first and not isinstance(door, Sitemap):
            return None
        if answer.status != 200:
            raise DoorError(f"HTTP {answer.status}" + ("" if first else f" at {url}"))
        # In a thread: a sitemap of 50,000 addresses takes a while.
        return await asyncio.to_thread(read_door, answer.body, answer.url, door, answer.headers)

    def _is_old(self, item: FeedItem) -> bool:
        latest = latest_instant(item.modified or item.published)
        return self._since is not None and latest is not None and latest < self._since

    def _is_past(self, door: Door, items: Sequence[FeedItem], stale: int) -> bool:
        """Whether a feed or listing, which go back in time, came to what is known: by dates, or by `stale` pages in a row.

        Stale is a page on which nothing was to be asked for.
        """
        if isinstance(door, Feed) and items and all(self._is_old(item) for item in items):
            return True
        return isinstance(door, Feed | Listing) and self._caught_up and stale >= STALE_PAGES
