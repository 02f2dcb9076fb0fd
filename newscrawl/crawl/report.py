"""What a run did, and whether it may end well: counted while it runs, told on one screen, turned into an exit status."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.crawl.delivery import RunCounts
from newscrawl.crawl.web.plain_log import clean_line


@dataclass(slots=True)
class RunReport:
    """The account of one run of one site.

    `doors` maps each door that was tried to None where it served, else to the reason of its failure. `listed` counts the
    articles asked for, `known` those that a door said are unchanged, `read` the pages read; `failures` counts pages by
    reason, with the first of each in `examples`, and `unavailable` those among them that no later run would get either
    (gone, forbidden, no page). `reserved` counts pages read whose rights are reserved, by what says so, to which `policy` was
    applied; `traps` what discovery did not follow, by kind (`newscrawl.crawl.traps`).
    `limited` says that the user asked for less than all. `error` is what ended the run.
    """

    site: str
    home: str
    run: str
    started_at: datetime
    doors: dict[str, str | None] = field(default_factory=dict)
    listed: int = 0
    known: int = 0
    read: int = 0
    unavailable: int = 0
    same: int = 0
    revisits: int = 0
    held: bool = False
    reserved: Counter[str] = field(default_factory=Counter)
    traps: Counter[str] = field(default_factory=Counter)
    policy: str = "record"
    limited: bool = False
    discovered: bool = False
    failures: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    counts: RunCounts | None = None
    error: str | None = None

    def apply_door(self, name: str, failure: str | None) -> None:
        """Enter what became of a door."""
        self.doors[name] = failure if failure is None else clean_line(failure)

    def apply_failure(self, reason: str, example: str, *, final: bool = False) -> None:
        """Count a page that was not read; `example` is its address and what is known beyond the reason."""
        self.failures[reason] += 1
        self.unavailable += final
        self.examples.setdefault(reason, clean_line(example))

    @property
    def failed_doors(self) -> bool:
        """Whether a door was tried and failed."""
        return any(failure is not None for failure in self.doors.values())

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
        if not self.served and not self.read and not (self.limited and not self.failed_doors):
            tried = "; ".join(f"{door}: {failure}" for door, failure in self.doors.items()) or "none is declared"
            return (
                f"{self.site}: no door of {self.home} could be used ({tried}); "
                "see whether a browser gets there: if it does mend the spider, else run again later"
            )
        if self.failures and not self.read:
            reason, count = self.failures.most_common(1)[0]
            return f"{self.site}: all {self.listed} pages failed, {count} of them with {reason!r}, as {self.examples[reason]}"
        if self.counts and self.counts.refused:
            return f"{self.site}: {self.counts.refused} articles break the schema and were not written; see the log above"
        return None

    def render(self, now: datetime) -> str:
        """The run on one screen."""
        seconds = (now - self.started_at).total_seconds()
        rows = [(door, "used" if failure is None else f"failed: {failure}") for door, failure in self.doors.items()]
        rows.append(
            ("pages read", f"{self.read} of {self.listed}" + (f", {self.known} more known unchanged" if self.known else ""))
        )
        rows += self._render_counts(self.counts) if self.counts else []
        rows += [("not followed", f"{count} ({kind})") for kind, count in sorted(self.traps.items())]
        if self.reserved:
            told = {"record": "recorded", "skip": "not written", "metadata": "written without text, summary and images"}
            by = ", ".join(f"{reason} {count}" for reason, count in sorted(self.reserved.items()))
            rows.append(("rights reserved", f"{self.reserved.total()} ({by}): {told.get(self.policy, self.policy)}"))
        rows += [(f"failed {count}", f"{reason}, as {self.examples[reason]}") for reason, count in self.failures.most_common(8)]
        head = f"{self.site}  run {self.run}  {seconds:.0f} s" + ("" if self.is_complete else "  (not complete)")
        return "\n".join([head, *(f"  {name:<15} {value}" for name, value in rows)]) + "\n"

    @staticmethod
    def _render_counts(counts: RunCounts) -> list[tuple[str, str]]:
        updates = f", {counts.updated} of them updates" if counts.updated else ""
        rows = [("lines written", f"{counts.lines}{updates}"), ("unchanged", str(counts.unchanged))]
        if counts.roles:
            rows.append(("credits", ", ".join(f"{role} {count}" for role, count in counts.roles.items())))
        rows += [("written to", _short(part)) for part in counts.parts[:5]]
        if len(counts.parts) > 5:
            rows.append(("", f"and {len(counts.parts) - 5} more files"))
        return rows


def make_run_id(now: datetime, salt: bytes) -> str:
    """`YYYYMMDDTHHMMSSZ-xxxxxx`: the run's start (UTC) and three random bytes."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{salt[:3].hex()}"


def _short(address: str) -> str:
    """The address of a file as a person standing here would write it."""
    return address.removeprefix(f"{Path.cwd()}/")
