"""What passes between a run and its writer: what comes of articles, one by one, by the part and in all; how a run ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from newscrawl.crawl.account import Account, write_account
from newscrawl.items import Article, Role
from newscrawl.store import Known, Ledger, PageEntry, Poll, Recovery, RenderHabit, Validators, Visit
from newscrawl.stories import Encodings


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a submitted article: `article` is the line as written, with version and story; None where unchanged."""

    status: Literal["written", "unchanged"]
    article: Article | None


@dataclass(frozen=True, slots=True)
class RunCounts:
    """What a run delivered: `lines` in `parts`, `updated` of them further versions of known articles, credits by `roles`.

    `parts` are whole addresses, which `iter_lake_lines` reads. `unchanged` were known with this very text; `refused` broke
    the schema. `recovery` is what an earlier run, killed on the way, had left to settle. `links` lines tell something of
    earlier articles; `encodings` says how often the encoder of texts failed.
    """

    lines: int
    updated: int
    unchanged: int
    refused: int
    parts: tuple[str, ...]
    roles: dict[Role, int]
    recovery: Recovery
    links: int
    encodings: Encodings


@dataclass(frozen=True, slots=True)
class RunEnd:
    """What a run leaves in the ledger beside lines and visits.

    `complete` says that it saw all there was to see (see `Ledger.last_complete_run`); `account` tells what it did,
    given what was delivered and when it ended; `polls` are of the doors it asked, `validators` what it found of the site's 304,
    `renderings` what rendering did for its pages.
    """

    complete: bool
    polls: Sequence[Poll] = ()
    validators: Validators | None = None
    renderings: Sequence[RenderHabit] = ()
    account: Callable[[RunCounts, datetime], Account] | None = None

    def enter(self, ledger: Ledger, run: str, finished_at: datetime, counts: RunCounts) -> None:
        """Write it into the ledger. Raises StoreError."""
        ledger.save_polls(self.polls)
        if self.validators is not None:
            ledger.save_validators(self.validators)
        ledger.save_renderings(self.renderings)
        account = write_account(self.account(counts, finished_at)) if self.account else None
        ledger.finish_run(run, finished_at, complete=self.complete, counts=account)


@dataclass(slots=True)
class OpenPart:
    """What the part at hand holds, and when it is due (seconds of the monotonic clock)."""

    entries: list[PageEntry] = field(default_factory=list)
    latest: dict[str, Known] = field(default_factory=dict)
    roles: Counter[Role] = field(default_factory=Counter)
    due: float = 0.0

    def apply(self, article: Article, visit: Visit | None) -> None:
        """Count an article that was written, and the visit that gave it."""
        self.entries.append(PageEntry(article.id, article.version, article.url, article.content_hash, visit))
        self.latest[article.id] = Known(article.content_hash, article.version)
        self.roles.update(credit.role for credit in article.credits)


@dataclass(slots=True)
class Totals:
    """What a run delivered so far; see RunCounts."""

    recovery: Recovery
    encodings: Encodings
    unchanged: int = 0
    refused: int = 0
    links: int = 0
    _lines: int = 0
    _updated: int = 0
    _parts: list[str] = field(default_factory=list)
    _roles: Counter[Role] = field(default_factory=Counter)

    def apply(self, part: OpenPart, address: str) -> None:
        """Count a part that was delivered."""
        self._parts.append(address)
        self._lines += len(part.entries)
        self._updated += sum(entry.version > 1 for entry in part.entries)
        self._roles += part.roles

    def count(self) -> RunCounts:
        """The counts as they stand."""
        return RunCounts(
            self._lines, self._updated, self.unchanged, self.refused,
            parts=tuple(self._parts), roles=dict(sorted(self._roles.items())), recovery=self.recovery,
            links=self.links, encodings=self.encodings,
        )  # fmt: skip
