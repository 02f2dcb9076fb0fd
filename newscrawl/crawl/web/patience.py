"""How long to leave a site alone that asks for it: Retry-After, else a pause that doubles; and when to give up on it.

Decides only; `newscrawl.crawl.web.connection` waits. Instants are seconds of a monotonic clock, given as arguments.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

ASKS_TO_WAIT: Final = frozenset({429, 503})
"""Statuses by which a site says that it has enough for now (RFC 6585, 4; RFC 9110, 15.6.4)."""


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a `Retry-After` asks for, as a number or as an HTTP date; None where it says nothing that can be read."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


@dataclass(slots=True)
class Patience:
    """What one site has asked for. All of its requests wait together.

    The pause is what Retry-After says, else `first` seconds, twice as long after every further refusal. `longest` bounds a
    pause: a site that asks for more, or that refuses `most` times without an answer between, is left alone for this run.
    """

    first: float
    longest: float
    most: int
    refusals: int = 0
    ended: str | None = None
    _begun: float = field(default=float("-inf"), init=False)
    _until: float = field(default=float("-inf"), init=False)

    def wait(self, now: float) -> float:
        """Seconds until the site may be asked again; 0 for at once."""
        return max(0.0, self._until - now)

    def apply(self, status: int, asked: float | None, *, sent_at: float, now: float) -> None:
        """Take note of an answer; `asked` is its Retry-After in seconds, `sent_at` when its request went out.

        Requests that were under way together when the site refused count as one refusal.
        """
        if status not in ASKS_TO_WAIT:
            self.refusals = 0 if sent_at >= self._begun else self.refusals
            return
        if sent_at >= self._begun:
            self.refusals += 1
            self._begun = now
        pause = self.first * 2.0 ** min(self.refusals - 1, 30) if asked is None else asked
        if pause > self.longest and asked is not None:
            self.ended = f"HTTP {status}, and asks for a pause of {pause:.0f} s, more than NEWSCRAWL_MAX_WAIT={self.longest:g}"
        elif self.refusals >= self.most:
            self.ended = f"HTTP {status}, {self.refusals} times in a row"
        else:
            self._until = max(self._until, now + min(pause, self.longest))
