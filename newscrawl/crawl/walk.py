"""One door of a site at one edition: its pages asked one after the other, as far as they lead on and are worth it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from newscrawl.crawl.doors import (
    DoorAnswer,
    DoorError,
    DoorPage,
    UnreachableError,
    door_name,
    drop_wrong_dates,
    first_url,
    read_door,
)  # fmt: skip
from newscrawl.crawl.doors.rest import Rests
from newscrawl.crawl.report import RunReport
from newscrawl.crawl.site_of import find_site
from newscrawl.crawl.traps import (
    DEEP_SITEMAPS,
    ENDLESS_PAGES,
    FOREIGN_PAGES,
    MAX_DOOR_PAGES,
    MAX_EMPTY_PAGES,
    MAX_SITEMAP_DEPTH,
    plain_address,
)  # fmt: skip
from newscrawl.site import Door, Feed, Listing, Site, Sitemap

MAX_BROKEN: Final = 3
"""Sitemaps of one index that may fail before the others are given up too: each may take its time to."""

Fetch = Callable[[str], Awaitable[DoorAnswer]]
"""Gets one address; raises DoorError, whose message is the reason."""


@dataclass(slots=True)
class Tally:
    """What a door gave at all of its editions: `listed` items of the site, `foreign` ones of others, sitemaps that rest.

    `broken` is why parts of it failed; `passed_over` counts sitemaps that the declaration does not want.
    """

    listed: int = 0
    foreign: int = 0
    resting: int = 0
    passed_over: int = 0
    broken: list[DoorError] = field(default_factory=list)

    def say_why_nothing(self, site: Site, door: Door) -> str:
        """Why a door that answers has no article to ask for."""
        if self.foreign:
            return f"none of the {self.foreign} addresses it lists is on {site.domain}, the domain that the spider declares"
        if self.passed_over and isinstance(door, Sitemap):
            return f"none of the {self.passed_over} sitemaps of its index has {door.children!r} in its address: mend `children`"
        return "it lists nothing"


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the walk: where it was asked for, how many pages led there, what it says."""

    url: str
    depth: int
    page: DoorPage


class Walk:
    """Goes through the pages of one door. What became of it is entered in `report` and `tally`."""

    def __init__(
        self,
        door: Door,
        home: str,
        *,
        site: Site,
        report: RunReport,
        tally: Tally,
        fetch: Fetch,
        rests: Rests,
        since: datetime | None,
    ) -> None:
        """`home` is the front page of the edition; `since` (aware) is for a door that can be asked for what is newer."""
        self._door = door
        self._home = home
        self._site = site
        self._report = report
        self._tally = tally
        self._fetch = fetch
        self._rests = rests
        self._queue = deque([(first_url(home, door, since), 0)])
        self._asked = {self._queue[0][0]}
        self._wrong: set[str] = set()  # dates that say nothing
        self._shown: set[str] = set()
        self._empty = 0

    async def iter_pages(self) -> AsyncIterator[Step]:
        """Yield page after page, of which `follow` says whether to go on. Raises DoorError, at the end where it can."""
        while self._queue:
            url, depth = self._queue.popleft()
            page = await self._ask_or_pass(url, depth)
            if page is not None:
                self._report.apply_door(door_name(self._door), None)
                yield Step(url, depth, page)
        if self._tally.broken:
            raise self._tally.broken[0]

    def follow(self, step: Step, *, past: bool) -> None:
        """Go on to where a page leads, unless it repeats others, or came `past` what is new."""
        page, is_sitemap = step.page, isinstance(self._door, Sitemap)
        if page.broken:
            self._tally.broken.append(DoorError(page.broken))
        self._tally.passed_over += page.passed_over
        listed = {plain_address(item.url) for item in page.items}
        self._empty = 0 if listed or is_sitemap else self._empty + 1
        following = self._find_next(page, step.depth if is_sitemap else 0)
        if (listed and listed <= self._shown) or self._empty >= MAX_EMPTY_PAGES:
            if following and not _is_guessing(self._door):
                self._report.traps[ENDLESS_PAGES] += 1
            return
        self._shown |= listed
        if not past:
            self._asked.update(following)
            self._queue.extend((url, step.depth + 1) for url in following if not self._rests_in(page, url))

    def _rests_in(self, page: DoorPage, url: str) -> bool:
        """Whether a sitemap that `page` names is left alone; it is counted by the reason."""
        if why := self._rests.find_sitemap(url, page.changed.get(url)):
            self._report.resting_sitemaps[why] += 1
            self._tally.resting += 1
        return why is not None

    def _find_next(self, page: DoorPage, depth: int) -> list[str]:
        """The pages to ask next: the site's own, none twice, none without end."""
        named = [url for url in dict.fromkeys(page.next) if url not in self._asked]
        following = [url for url in named if find_site(url, (self._site,))]
        if len(following) < len(named):
            self._report.traps[FOREIGN_PAGES] += len(named) - len(following)
        if following and depth >= MAX_SITEMAP_DEPTH:
            self._report.traps[DEEP_SITEMAPS] += len(following)
            return []
        room = max(0, MAX_DOOR_PAGES - len(self._asked))
        if len(following) > room:
            self._report.traps[ENDLESS_PAGES] += 1
        return following[:room]

    async def _ask_or_pass(self, url: str, depth: int) -> DoorPage | None:
        """One page; None for a single sitemap that fails: the others are read, and its door has failed all the same."""
        try:
            return await self._ask(url, depth)
        except DoorError as error:
            self._tally.broken.append(error)
            if not depth or not isinstance(self._door, Sitemap) or isinstance(error, UnreachableError):
                raise
            self._report.apply_poll(url, 0, self._report.news, str(error))
            if len(self._tally.broken) >= MAX_BROKEN:
                raise
            return None

    async def _ask(self, url: str, depth: int) -> DoorPage:
        answer = await self._fetch(url)
        # In a thread: a sitemap of 50,000 addresses takes a while.
        page = await asyncio.to_thread(read_door, answer, self._door, self._home, depth)
        dated = await asyncio.to_thread(drop_wrong_dates, page.items, self._report.started_at, self._wrong)
        self._wrong |= dated.wrong
        if dated.said:
            self._report.remarks.setdefault(f"{door_name(self._door)} dates", dated.said)
        if page.hub:
            self._report.remarks["WebSub hub"] = f"{page.hub} (noted; nothing is subscribed to)"
        return replace(page, items=dated.items)


def _is_guessing(door: Door) -> bool:
    """Whether the next page is asked for without knowing of one; where the pages end, such a site gives the first one again."""
    return isinstance(door, Feed) or (isinstance(door, Listing) and "{n}" in door.pages + door.path)
