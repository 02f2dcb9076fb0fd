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
    """What a browser did for one kind of a site's pages.

    `shells`: how many in a row had nothing as they were fetched and had it when rendered, none of them with more than so many
    `paragraphs` (as fetched); `vain`: how many in a row were rendered in vain. `passed` counts, from 0 again and again, the
    pages that were not tried the other way for one of these reasons.
    """

    kind: str
    shells: int = 0
    paragraphs: int = 0
    vain: int = 0
    passed: int = 0


@dataclass(frozen=True, slots=True)
class Validators:
    """Whether a site's 304 can be believed: how many in a row `proved` true, and when one last `lied`."""

    proved: int = 0
    lied_at: datetime | None = None
