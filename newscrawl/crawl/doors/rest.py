"""Doors, and sitemaps of an index, that are left alone for a while, by what earlier runs found there. Pure functions.

A door that keeps failing is asked after the others, and only where these fail too. One that is well but has no news is not
asked at all until its time has come: a site that writes once a day need not be looked at every ten minutes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from newscrawl.crawl.doors.instant import latest_instant
from newscrawl.crawl.revisit import CLOCK_MARGIN
from newscrawl.store import Poll

FAILING: Final = "sitemaps that keep failing"
UNCHANGED: Final = "sitemaps that did not change"
QUIET: Final = "sitemaps without news"

_PATIENCE: Final = 3  # failures in a row before a door rests
_MOST: Final = timedelta(days=7)
_EIGHTH: Final = 8  # of the time without news: what has long been quiet can wait, and what then comes is not late by much


@dataclass(frozen=True, slots=True)
class Rests:
    """What a run that begins `now` (aware) leaves alone, by the `polls` of doors and sitemaps, the latest first.

    `longest` is for how long at most for want of news: nothing where what they listed before may still wait to be fetched.
    """

    polls: Mapping[str, Sequence[Poll]]
    now: datetime
    longest: timedelta = timedelta(0)

    def find_failing(self, door: str) -> str | None:
        """The words for a door that keeps failing and rests; None for any other."""
        polls = self.polls.get(door, ())
        until = rest_until(polls)
        return f"rests until {_minute(until)}, unless the others fail: {polls[0].failed}" if self._is_on(until, polls) else None

    def find_quiet(self, door: str) -> str | None:
        """The words for a door that is well and rests for want of news; None for any other."""
        polls = self.polls.get(door, ())
        until = quiet_until(polls, self.longest)
        if not self._is_on(until, polls):
            return None
        return f"rests until {_minute(until)}: it seldom has news; -a since=YYYY-MM-DD asks it at once"

    def find_sitemap(self, url: str, lastmod: str | None) -> str | None:
        """Why a sitemap of an index, which says of it `lastmod`, rests: FAILING, UNCHANGED or QUIET; None for one to ask."""
        polls = self.polls.get(url, ())
        if self._is_on(rest_until(polls), polls):
            return FAILING
        if not polls or polls[0].failed is not None or not self._is_on(polls[0].at + self.longest, polls):
            return None
        changed = latest_instant(lastmod)
        if changed is not None:
            return UNCHANGED if changed < polls[0].at - CLOCK_MARGIN else None
        return QUIET if self._is_on(quiet_until(polls, self.longest), polls) else None

    def _is_on(self, until: datetime | None, polls: Sequence[Poll]) -> bool:
        """Whether a rest lasts. Where a clock was set back, a poll lies in the future and counts for nothing."""
        return until is not None and polls[0].at <= self.now < until


def rest_until(polls: Sequence[Poll]) -> datetime | None:
    """Until when a door rests that keeps failing, given its polls, the latest first; None for one that is well.

    After three failures in a row for an hour, then for twice as long after each further one, at most for a week.
    """
    failures = sum(1 for _ in takewhile(lambda poll: poll.failed is not None, polls))
    if failures < _PATIENCE:
        return None
    hours = 2.0 ** min(failures - _PATIENCE, 10)
    return polls[0].at + min(timedelta(hours=hours), _MOST)


def quiet_until(polls: Sequence[Poll], longest: timedelta) -> datetime | None:
    """Until when a door rests that is well, given its polls, the latest first; None for one that every run asks.

    For an eighth of the time that it has been silent, or that usually lies between two polls with news, whichever is longer;
    never over `longest`. A door whose latest poll was news by half is full of it and does not rest.
    """
    served = [poll for poll in polls if poll.failed is None]
    if len(served) < 2 or polls[0].failed is not None or 2 * served[0].new >= served[0].listed > 0:
        return None
    first, latest = served[-1], served[0]  # what was new to the first poll says nothing of how often there is news
    with_news = [poll for poll in served[:-1] if poll.new]
    usual = (latest.at - first.at) / max(1, len(with_news))
    silence = latest.at - (with_news[0] if with_news else first).at
    return latest.at + min(longest, max(usual, silence) / _EIGHTH)


def _minute(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
