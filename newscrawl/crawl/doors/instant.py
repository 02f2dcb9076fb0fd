"""The dates of doors, only as far as it takes to tell old from new; the dates of the line are read in `newscrawl.dates`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

_UNKNOWN_ZONE: Final = timedelta(hours=12)  # a wall clock without a zone is at most this much behind UTC


def latest_instant(text: str | None) -> datetime | None:
    """The latest instant that an ISO 8601 or RFC 5322 date can mean (UTC); None for anything else.

    A day without a time may be its last second, a time without a zone that of the westernmost zone: so that nothing is
    taken for older than it is.
    """
    if not text or len(text) > 60:
        return None
    try:
        instant = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
        if len(text) <= 10:
            instant += timedelta(days=1, seconds=-1)
        return instant.astimezone(UTC) if instant.tzinfo else (instant + _UNKNOWN_ZONE).replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
