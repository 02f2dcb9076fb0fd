"""The dates of doors, only as far as it takes to tell old from new; the dates of the line are read in `newscrawl.dates`.

A wrong date must never keep an article from being asked for: what is doubtful is taken for new, and dates that prove wrong
are left out of the items.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from newscrawl.site import FeedItem

_UNKNOWN_ZONE: Final = timedelta(hours=12)  # a wall clock without a zone is at most this much behind UTC
_FIRST_NEWS: Final = datetime(1995, 1, 1, tzinfo=UTC)
"""Earlier dates of a door are zeros and slips: there was no news on the web."""
_AHEAD: Final = timedelta(days=3)  # clocks may be wrong, zones mislabelled, and the end of a day is meant by its date
_FEW: Final = 5  # dates that may be the same by chance, or because the site was moved
_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = 10  # characters of a date without a time
_DATES: Final = ("modified", "published")


def latest_instant(text: str | None) -> datetime | None:
    """The latest instant that an ISO 8601 or RFC 5322 date can mean (UTC); None for anything else, and before 1995.

    A day without a time may be its last second, a time without a zone that of the westernmost zone: so that nothing is
    taken for older than it is. Weekdays, which may be wrong, are passed over.
    """
    stated = (text or "").strip()
    if not stated or len(stated) > 60:
        return None
    try:
        instant = datetime.fromisoformat(stated) if stated[:4].isdigit() else parsedate_to_datetime(stated)
        if len(stated) <= _DAY:
            instant += timedelta(days=1, seconds=-1)
        instant = instant.astimezone(UTC) if instant.tzinfo else (instant + _UNKNOWN_ZONE).replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return instant if instant >= _FIRST_NEWS else None


@dataclass(frozen=True, slots=True)
class DatedItems:
    """Items without dates that prove wrong; `wrong` are those dates that all of them shared, `said` tells so in words."""

    items: tuple[FeedItem, ...]
    wrong: frozenset[str] = frozenset()
    said: str | None = None


def drop_wrong_dates(items: Sequence[FeedItem], now: datetime, known: Collection[str] = ()) -> DatedItems:
    """Leave out what proves wrong of the dates in one answer; `known` are those of earlier answers of the door.

    A date that lies over three days after `now` (aware) says nothing. Where all items are dated to the same second, or all to
    the minute at which they were asked for, that is when the answer was written: none of it says anything of an article. The
    API of WordPress gives what its database has, which may be the minute in which somebody changed many.
    """
    kept = tuple(_without_future(item, now + _AHEAD) for item in items)
    wrong: set[str] = set()
    said: list[str] = []
    for name in _DATES:
        stated = [value for item in kept if (value := getattr(item, name))]
        if len(stated) >= _FEW and len(stated) == len(kept) and kept[0].via != "wordpress" and _is_of_answer(stated, now):
            wrong.update(stated)
            said.append(f"{name} dates of all {len(kept)} items are {stated[0]!r} or so: they say nothing and are passed over")
        kept = tuple(_without(item, name) if _says_nothing(getattr(item, name), wrong, known) else item for item in kept)
    return DatedItems(kept, frozenset(wrong), "; ".join(said) or None)


def _says_nothing(stated: str | None, wrong: Collection[str], known: Collection[str]) -> bool:
    return stated is not None and (stated in wrong or stated in known)


def _without_future(item: FeedItem, latest: datetime) -> FeedItem:
    for name in _DATES:
        instant = latest_instant(getattr(item, name))
        item = _without(item, name) if instant is not None and instant > latest else item
    return item


def _without(item: FeedItem, name: str) -> FeedItem:
    return replace(item, modified=None) if name == "modified" else replace(item, published=None)


def _is_of_answer(stated: Sequence[str], now: datetime) -> bool:
    if min(map(len, stated)) <= _DAY:
        return False
    if len(set(stated)) == 1:
        return True
    instants = [instant for text in stated if (instant := latest_instant(text))]
    return len(instants) == len(stated) and now - _MINUTE <= min(instants) and max(instants) <= now + _MINUTE
