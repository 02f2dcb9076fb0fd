"""What comes of the articles that a run hands to its writer: one by one, by the part, and in all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from newscrawl.items import Article, Role
from newscrawl.store import Known, PageEntry, Recovery


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a submitted article: `article` is the line as written, with version and story; None where unchanged."""

    status: Literal["written", "unchanged"]
    article: Article | None


@dataclass(frozen=True, slots=True)
class RunCounts:
    """What a run delivered: `lines` in `parts`, `updated` of them further versions of known articles, credits by `roles`.

    `parts` are whole addresses, which `iter_lake_lines` reads. `unchanged` were known with this very text; `refused` broke
    the schema. `recovery` is what an earlier run, killed on the way, had left to settle.
    """

    lines: int
    updated: int
    unchanged: int
    refused: int
    parts: tuple[str, ...]
    roles: dict[Role, int]
    recovery: Recovery


@dataclass(slots=True)
class OpenPart:
    """What the part at hand holds, and when it is due (seconds of the monotonic clock)."""

    entries: list[PageEntry] = field(default_factory=list)
    latest: dict[str, Known] = field(default_factory=dict)
    roles: Counter[Role] = field(default_factory=Counter)
    due: float = 0.0

    def apply(self, article: Article) -> None:
        """Count an article that was written."""
        self.entries.append(PageEntry(article.id, article.version, article.url, article.content_hash))
        self.latest[article.id] = Known(article.content_hash, article.version)
        self.roles.update(credit.role for credit in article.credits)
