"""What a run did, in numbers: one value that the ledger keeps, reports carry and health compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import msgspec

from newscrawl.items import Article
from newscrawl.store import RunEntry

FIELDS: Final = (
    "title",
    "text",
    "summary",
    "authors",
    "section",
    "tags",
    "images",
    "published",
    "modified",
    "credits",
    "origin",
)
"""The fields of a line that a site fills or does not; of one that it used to fill, health tells when it no longer does."""

UNSENT: Final = frozenset({"the run ended", "the site refuses"})
"""Reasons (of `newscrawl.crawl.web.failed`) by which pages were left to the next run: they say nothing of the pages."""


@dataclass(frozen=True, slots=True)
class Account:
    """The counts of a run.

    `listed` articles were asked for, `revisits` of them because their time had come; `known` were passed over; `read`,
    answered `same` (304) or counted by reason in `failures`, `unavailable` of those for good. `lines` were delivered,
    `updated` of them further versions; `unchanged` had the known text, `refused` broke the schema. `filled` counts the
    articles read that have a field, `undated` those that state a date which could not be read; `rendered` were read in a
    browser, `shells` would have to be, and their site does not declare it. `doors` maps a door to why
    it failed, None where it served, `rests` one that was left alone to until when; `resting_sitemaps` counts sitemaps left
    alone, by the reason. `ailments` names the rules of health that found something; `error` is what ended the run.
    """

    listed: int = 0
    revisits: int = 0
    known: int = 0
    read: int = 0
    same: int = 0
    unavailable: int = 0
    lines: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    undated: int = 0
    rendered: int = 0
    shells: int = 0
    failures: dict[str, int] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)
    doors: dict[str, str | None] = field(default_factory=dict)
    rests: dict[str, str] = field(default_factory=dict)
    resting_sitemaps: dict[str, int] = field(default_factory=dict)
    ailments: tuple[str, ...] = ()
    error: str | None = None

    @property
    def failed(self) -> int:
        """Pages that another run may still get: not those that vanished, are forbidden, or were not asked for."""
        return sum(count for reason, count in self.failures.items() if reason not in UNSENT) - self.unavailable


@dataclass(frozen=True, slots=True)
class PastRun:
    """An earlier run of the site that came to its end."""

    started_at: datetime
    account: Account


def filled_fields(article: Article) -> list[str]:
    """The names of FIELDS that the article has."""
    return [name for name in FIELDS if getattr(article, name)]


def write_account(account: Account) -> str:
    """The account as JSON."""
    return msgspec.json.encode(account).decode()


def read_account(entry: RunEntry) -> Account | None:
    """The account of a run; None for one without: it was killed, is under way, or is older than accounts are."""
    if entry.counts is None:
        return None
    try:
        return msgspec.json.decode(entry.counts, type=Account)
    except msgspec.DecodeError:
        return None


def has_rested(entry: RunEntry) -> bool:
    """Whether a run asked no door, because they rest: it neither saw all there was to see nor left anything behind."""
    account = read_account(entry)
    return account is not None and bool(account.rests)


def read_past(entries: Sequence[RunEntry]) -> tuple[PastRun, ...]:
    """The runs that have an account, in their order."""
    found = ((entry.started_at, read_account(entry)) for entry in entries)
    return tuple(PastRun(started_at, account) for started_at, account in found if account is not None)
