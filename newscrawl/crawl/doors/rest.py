"""Doors that keep failing rest: they are asked after the others, and only where these fail too. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from newscrawl.store import Poll

_PATIENCE: Final = 3  # failures in a row before a door rests
_MOST: Final = timedelta(days=7)


def rest_until(polls: Sequence[Poll]) -> datetime | None:
    """Until when a door rests, given its polls, the latest first; None for one that is well.

    After three failures in a row for an hour, then for twice as long after each further one, at most for a week.
    """
    failures = sum(1 for _ in takewhile(lambda poll: poll.failed is not None, polls))
    if failures < _PATIENCE:
        return None
    hours = 2.0 ** min(failures - _PATIENCE, 10)
    return polls[0].at + min(timedelta(hours=hours), _MOST)


def find_resting(polls: Mapping[str, Sequence[Poll]], now: datetime) -> dict[str, str]:
    """The doors that rest `now` (aware), each with the words for the report."""
    found = {}
    for door, known in polls.items():
        until = rest_until(known)
        if until is not None and until > now:
            found[door] = f"rests until {until:%Y-%m-%d %H:%M} UTC, unless the others fail: {known[0].failed}"
    return found
