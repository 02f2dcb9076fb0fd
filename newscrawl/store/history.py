"""What a ledger remembers of runs and of the doors they asked, for health, trends and polling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RunEntry:
    """A run of the site: `finished_at` is None for one that is under way or was killed, `counts` its account as JSON."""

    run: str
    started_at: datetime
    finished_at: datetime | None
    complete: bool
    counts: str | None


@dataclass(frozen=True, slots=True)
class Poll:
    """One time that a door, or a sitemap of its index, was asked: addresses `listed`, those `new` to us, why it `failed`."""

    door: str
    at: datetime
    listed: int
    new: int
    failed: str | None = None


@dataclass(frozen=True, slots=True)
class RenderHabit:
    """What a browser did for one kind of a site's pages: how many in a row were rendered in `vain`.

    `passed` counts, from 0 again and again, those that were not rendered for that reason.
    """

    kind: str
    vain: int = 0
    passed: int = 0


@dataclass(frozen=True, slots=True)
class Validators:
    """Whether a site's 304 can be believed: how many in a row `proved` true, and when one last `lied`."""

    proved: int = 0
    lied_at: datetime | None = None
