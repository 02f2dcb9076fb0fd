"""Which addresses a run asks for: what its site's doors list and is new or due, then what is due though no door lists it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from newscrawl.crawl.discovery import Discovery
from newscrawl.crawl.doors.rest import Rests
from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.report import RunReport
from newscrawl.crawl.revisit import CLOCK_MARGIN
from newscrawl.crawl.visited import Memory, Visited
from newscrawl.crawl.walk import Fetch
from newscrawl.site import FeedItem, Site
from newscrawl.store import Visit

_A_WHILE: Final = timedelta(hours=3)
"""A run that is the first for so long asks every door: one that is started seldom must not find them resting each time."""
_DOUBT: Final = timedelta(days=1)
"""By how much doors may date too early, as where local time is labelled UTC. What was delivered is known: it costs little."""


class Picking:
    """Picks for one run; what it passes over is counted in the report."""

    def __init__(
        self, site: Site, report: RunReport, visited: Visited, *, since: datetime | None, revisits: int, longest_rest: timedelta
    ) -> None:
        """`since` (aware) is the instant that the user asks from; `revisits` how many are asked for that no door lists.

        `longest_rest` is for how long a door may go unasked that brings no news.
        """
        self._site = site
        self._report = report
        self._visited = visited
        self._since = since
        self._revisits = revisits
        self._longest_rest = longest_rest
        self._known: dict[str, Visit] = {}

    async def iter_items(self, fetch: Fetch, memory: Memory) -> AsyncIterator[tuple[FeedItem, Visit | None]]:
        """Yield every item to ask for, once, with what is known of it."""
        discovery = Discovery(
            self._site,
            self._report,
            fetch=fetch,
            pick=self._pick,
            since=self._find_since(memory),
            doubt=_DOUBT if self._since is None else timedelta(0),
            caught_up=memory.caught_up,
            rests=Rests(memory.polls, self._report.started_at, self._find_longest(memory)),
        )
        async for item in discovery.iter_items():
            yield item, self._known.pop(item.url, None)
        if self._since is not None or not (self._report.served or self._report.rests):
            return
        for visit in await self._visited.find_due(self._report.started_at, self._revisits):
            if visit.item is not None and not discovery.was_judged(visit.url):
                self._report.revisits += 1
                yield visit.item, visit

    def _find_longest(self, memory: Memory) -> timedelta:
        """For how long a door may rest for want of news.

        Not at all where the user asks for something, where what it listed may wait to be fetched, or after a time without runs.
        """
        before = memory.last_run
        if self._since is not None or not memory.caught_up or before is None or self._report.started_at - before > _A_WHILE:
            return timedelta(0)
        return self._longest_rest

    def _find_since(self, memory: Memory) -> datetime | None:
        """The instant to ask from. A later one than the last complete run's would leave a gap: such a run is not complete."""
        last = memory.last_complete_run
        if self._since is None:
            return last - CLOCK_MARGIN if last else None
        self._report.limited = last is not None and self._since > last
        return self._since

    async def _pick(self, items: Sequence[FeedItem]) -> list[FeedItem]:
        due = await self._visited.pick_due(items, self._report.started_at)
        self._known.update({item.url: visit for item, visit in due if visit is not None})
        self._report.known += len(items) - len(due)
        self._report.news += sum(visit is None for _, visit in due)
        return [item for item, _ in due]


def read_since(text: str | None) -> datetime | None:
    """An ISO 8601 day or instant, UTC where it has no offset. Raises UserMistake."""
    if text is None:
        return None
    try:
        since = datetime.fromisoformat(text)
    except ValueError:
        raise UserMistake(
            f"-a since={text}: is no ISO 8601 day or time; write since=2022-12-01 or 2022-12-01T06:00:00Z"
        ) from None
    return since if since.tzinfo else since.replace(tzinfo=UTC)
