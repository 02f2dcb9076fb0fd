"""What is found out about the dates of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from newscrawl.items import DateReading, Flag

Which = Literal["published", "modified", "unknown"]
Family = Literal["rule", "item", "jsonld", "meta", "time", "line", "url"]


class Source(NamedTuple):
    """One statement of a date. `weight` is how much it counts among others; sources of one `family` count once.

    `line` says that it is text for people, which may hold several dates or none; else it is meant as one date. `label` is
    the line before it where that may be its lead-in ("Published on").
    """

    family: Family
    which: Which
    raw: str
    evidence: str
    weight: int
    line: bool = False
    label: str = ""


class DateCandidate(NamedTuple):
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
