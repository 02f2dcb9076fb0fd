"""What a run did, and whether it may end well: counted while it runs, told on one screen, turned into an exit status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from newscrawl.crawl.account import Account, PastRun, filled_fields
from newscrawl.crawl.delivery import RunCounts
from newscrawl.crawl.health import Ailment, find_ailments
from newscrawl.crawl.web.plain_log import clean_line
from newscrawl.items import Article
from newscrawl.store import Poll

_COUNTED: Final = ("listed", "revisits", "known", "read", "same", "unavailable", "undated", "rendered", "shells")
_ENDED_EARLY: Final = frozenset({"shutdown", "start_error", "cancelled"})  # Scrapy's words: a signal, an error, a stop


@dataclass(slots=True)
class RunReport:
    """The account of one run of one site.

    `doors` maps each door that was tried to None where it served, else to the reason of its failure; `rests` the one that was
    left alone, for want of news, to until when; `remarks` what was noticed of a door that serves (dates that say nothing, a
    WebSub hub), by what it is about; `resting_sitemaps` counts sitemaps of an index left alone, by the reason.
    `listed` counts the articles asked for, `news` those among them that were not known, `revisits` those that no door lists,
    `known` those that were passed over; `read` the pages read, `same` those answered with a 304; `failures` counts pages by
    reason, with the first of each in `examples`, and `unavailable` those among them that no later run would get either (gone,
    forbidden, no page). `filled` counts fields of the articles read, `undated` articles that state a date which could not be
    read; `rendered` pages read in a browser, `shells` those that would have to be, as `shell`, of a site that does not declare
    it; `reserved` pages read whose rights are reserved, by what says so, to which `policy` was applied; `traps` what
    discovery did not follow, by kind (`newscrawl.crawl.traps`). `limited` says that the user asked for less than all, `held`
    that another run has the site, `ended` that the crawl came to an end. `error` is what ended it. `past` are the runs before
    it, `polls` what it found of each door and sitemap.
    """

    site: str
    home: str
    run: str
    started_at: datetime
    doors: dict[str, str | None] = field(default_factory=dict)
    rests: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    resting_sitemaps: Counter[str] = field(default_factory=Counter)
    listed: int = 0
    news: int = 0
    known: int = 0
    read: int = 0
    unavailable: int = 0
    same: int = 0
    revisits: int = 0
    undated: int = 0
    rendered: int = 0
    shells: int = 0
    shell: str = ""
    held: bool = False
    ended: bool = False
    reserved: Counter[str] = field(default_factory=Counter)
    traps: Counter[str] = field(default_factory=Counter)
    policy: str = "record"
    limited: bool = False
    discovered: bool = False
    failures: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    filled: Counter[str] = field(default_factory=Counter)
    counts: RunCounts | None = None
    error: str | None = None
    past: Sequence[PastRun] = ()
    polls: list[Poll] = field(default_factory=list)
    ailments: tuple[Ailment, ...] = ()

    def apply_door(self, name: str, failure: str | None) -> None:
        """Enter what became of a door."""
        self.doors[name] = failure if failure is None else clean_line(failure)

    def apply_poll(self, name: str, listed: int, news: int, failed: str | None = None) -> None:
        """Enter how a door or sitemap did, `news` being what was counted before it."""
        self.polls.append(Poll(name, self.started_at, listed, self.news - news, failed))

    def apply_failure(self, reason: str, example: str, *, final: bool = False) -> None:
        """Count a page that was not read; `example` is its address and what is known beyond the reason."""
        self.failures[reason] += 1
        self.unavailable += final
        self.examples.setdefault(reason, clean_line(example))

    def apply_article(self, article: Article, *, states_date: bool) -> None:
        """Count a page that was read; `states_date`: it, or its door, says when it was published."""
        self.read += 1
        self.filled.update(filled_fields(article))
        self.undated += states_date and article.published is None

    def apply_shell(self, url: str) -> None:
        """Count a page that its scripts draw, of a site that declares no rendering."""
        self.shells += 1
        self.shell = self.shell or clean_line(url)

    @property
    def failed_doors(self) -> bool:
        """Whether a door was tried and failed."""
        return any(failure is not None for failure in self.doors.values())

    def apply_end(self, reason: str) -> None:
        """Say how the crawl ended, by Scrapy's word for it, where that was not by coming to its end."""
        self.ended = True
        lost = self.listed - self.read - self.same - self.failures.total()
        if reason in _ENDED_EARLY:
            self.error = self.error or f"{self.site}: the run ended early ({reason}); the next one goes on where it stopped"
        elif reason == "finished" and lost:
            self.error = f"{self.site}: {lost} of {self.listed} pages were lost to an error of the program; see the log above"

    @property
    def served(self) -> bool:
        """Whether a door served to its end."""
        return any(failure is None for failure in self.doors.values())

    @property
    def is_complete(self) -> bool:
        """Whether the run saw all there was to see, so that the next may ask for what is newer than this one's start."""
        settled = self.read + self.same + self.unavailable == self.listed
        return self.error is None and self.discovered and self.served and settled and not self.limited

    def find_verdict(self) -> str | None:
        """Why the run did not do its work: one line with the remedy; None for a run that did, were it with nothing new."""
        if self.error:
            return self.error
        if not self.served and not self.rests and not self.read and not (self.limited and not self.failed_doors):
            tried = "; ".join(f"{door}: {failure}" for door, failure in self.doors.items()) or "none is declared"
            return (
                f"{self.site}: no door of {self.home} could be used ({tried}); "
                "see whether a browser gets there: if it does mend the spider, else run again later"
            )
        if self.failures and not self.read and not self.same and self.failures.total() > self.revisits:
            reason, count = self.failures.most_common(1)[0]
            return f"{self.site}: all {self.listed} pages failed, {count} of them with {reason!r}, as {self.examples[reason]}"
        if self.counts and self.counts.refused:
            return f"{self.site}: {self.counts.refused} articles break the schema and were not written; see the log above"
        if self.counts and 0 < self.counts.encodings.asked == self.counts.encodings.failed:
            return (
                f"{self.site}: the encoder failed for every text ({clean_line(self.counts.encodings.example)}): translations"
                " were not looked for; mend it, or set NEWSCRAWL_ENCODER= to go without"
            )
        return None

    def settle(self, counts: RunCounts, now: datetime) -> Account:
        """Enter what was delivered, judge the run by those before it, and return its account."""
        self.counts = counts
        account = self.account()
        self.ailments = find_ailments(account, now, self.past)
        return self.account()

    def account(self) -> Account:
        """The run in numbers."""
        counts = self.counts
        return Account(
            **{name: getattr(self, name) for name in _COUNTED},
            **{name: getattr(counts, name) if counts else 0 for name in ("lines", "updated", "unchanged", "refused")},
            failures=dict(self.failures.most_common()),
            filled=dict(sorted(self.filled.items())),
            doors=dict(self.doors),
            rests=dict(self.rests),
            resting_sitemaps=dict(self.resting_sitemaps),
            ailments=tuple(ailment.rule for ailment in self.ailments),
            error=self.find_verdict() or (None if self.discovered or self.limited else "ended early"),
        )


def make_run_id(now: datetime, salt: bytes) -> str:
    """`YYYYMMDDTHHMMSSZ-xxxxxx`: the run's start (UTC) and three random bytes."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{salt[:3].hex()}"
