"""Discovery: a site's doors tried in order, from one that fails to the next, by itself and not in silence.

Knows nothing of Scrapy: it is given a function that fetches and one that picks what is worth fetching.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from newscrawl.crawl.doors import DoorError, UnreachableError, door_name, latest_instant
from newscrawl.crawl.doors.rest import Rests
from newscrawl.crawl.report import RunReport
from newscrawl.crawl.site_of import find_own
from newscrawl.crawl.traps import SESSION_IDS, plain_address
from newscrawl.crawl.walk import Fetch, Tally, Walk
from newscrawl.page import address
from newscrawl.site import Door, Feed, FeedItem, Listing, Site, Sitemap, WordPressApi

STALE_PAGES: Final = 2
"""Pages of a feed or listing in a row with nothing new, after which the rest is not asked for: one may be all pinned."""

logger = logging.getLogger(__name__)

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
        doubt: timedelta = timedelta(0),
        caught_up: bool = False,
        rests: Rests | None = None,
    ) -> None:
        """`since` (aware): what is older, by the door's own dates, is passed over.

        `doubt`: by how much a door's dates may be too early; what is older by no more than that is not passed over.
        `caught_up`: the last run saw all there was to see, so that behind a few pages of nothing new there is nothing new.
        `rests`: doors that kept failing, which are asked last, and what is left alone because it has no news.
        """
        self._caught_up = caught_up
        self._rests = rests or Rests({}, report.started_at)
        self._site = site
        self._fronts = {address(home) for home in (site.home, *site.editions)}  # which sitemaps list beside their articles
        self._report = report
        self._fetch = fetch
        self._pick = pick
        self._since = since
        self._doubt = doubt
        self._seen: set[str] = set()
        self._judged: set[str] = set()

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
            tally = Tally()
            try:
                async for item in self._walk_editions(door, tally):
                    yield item
                if not tally.listed and not tally.resting and not self._may_be_empty(door):
                    raise DoorError(tally.say_why_nothing(self._site, door))  # noqa: TRY301 - ends the door like any other failure
            except DoorError as error:
                self._report.apply_door(name, str(error))
                logger.warning("%s: the %s door failed: %s", self._site.id, name, error)
                if isinstance(error, UnreachableError):
                    return
                self._report.apply_poll(name, tally.listed, news, str(error))
            else:
                self._report.apply_poll(name, tally.listed, news)
                return

    def was_judged(self, url: str) -> bool:
        """Whether a door of this run listed the address as one that is not old, so that it was picked or passed over."""
        return url in self._judged

    def _may_be_empty(self, door: Door) -> bool:
        """Only when asked for what is new may a door have nothing: a site without a single article is a failure."""
        return self._since is not None and not isinstance(door, Sitemap)

    async def _walk_editions(self, door: Door, tally: Tally) -> AsyncIterator[FeedItem]:
        """Yield what the door lists for each edition. Raises the first DoorError, once every edition was asked."""
        failure: DoorError | None = None
        for home in (self._site.home, *self._site.editions):
            try:
                async for item in self._walk(door, home, tally):
                    yield item
            except DoorError as error:
                failure = failure or error
        if failure:
            raise failure

    async def _walk(self, door: Door, home: str, tally: Tally) -> AsyncIterator[FeedItem]:
        walk = Walk(
            door,
            home,
            site=self._site,
            report=self._report,
            tally=tally,
            fetch=self._fetch,
            rests=self._rests,
            since=self._since,
        )
        stale = 0
        async for step in walk.iter_pages():
            own = [item for item in find_own(step.page.items, self._site) if address(item.url) not in self._fronts]
            tally.listed += len(own)
            tally.foreign += len(step.page.items) - len(own)
            fresh = self._find_fresh(own)
            self._judged.update(item.url for item in fresh)
            news = self._report.news
            due = await self._pick(fresh)
            if step.depth and isinstance(door, Sitemap):
                self._report.apply_poll(step.url, len(own), news, step.page.broken)
            for item in due:
                yield item
            stale = 0 if due else stale + 1
            walk.follow(step, past=self._is_past(door, own, stale))

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

    def _is_old(self, item: FeedItem) -> bool:
        """By the dates of its door. The API of WordPress was asked for what changed, so only another change says otherwise."""
        latest = latest_instant(item.modified or (item.published if item.via != "wordpress" else None))
        return self._since is not None and latest is not None and latest < self._since - self._doubt

    def _is_past(self, door: Door, items: Sequence[FeedItem], stale: int) -> bool:
        """Whether a door that goes back in time came to what is known: by dates, or by `stale` pages in a row.

        Stale is a page on which nothing was to be asked for.
        """
        if isinstance(door, Feed | WordPressApi) and items and all(self._is_old(item) for item in items):
            return True
        return isinstance(door, Feed | Listing) and self._caught_up and stale >= STALE_PAGES
