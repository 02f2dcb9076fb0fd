"""What is found out about the dates of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from newscrawl.items import DateReading, Flag

Which = Literal["published", "modified", "unknown"]


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """One date that a page states: which it says it is, its words and place, its reading, and why it won or lost."""

    which: Which
    raw: str
    evidence: str
    reading: DateReading | None
    verdict: str


@dataclass(frozen=True, slots=True)
class PageDates:
    """When a page says it was published and changed. `candidates` are all that were weighed, best first."""

    published: DateReading | None
    modified: DateReading | None
    candidates: tuple[DateCandidate, ...] = ()
    flags: tuple[Flag, ...] = ()
