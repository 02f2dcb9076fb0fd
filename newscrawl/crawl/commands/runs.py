"""`scrapy runs`: how recent runs went, and where a site is heading."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
from rich import box
from rich.table import Table
from rich.text import Text
from scrapy.commands import ScrapyCommand

from newscrawl.crawl.account import Account, read_account
from newscrawl.crawl.failure import UserMistake, apply_one_line_usage, check_options, one_line_errors
from newscrawl.crawl.probing import open_console
from newscrawl.crawl.probing.terminal import cut_words
from newscrawl.store import RunEntry, open_ledger

_BARS: Final = "▁▂▃▄▅▆▇█"
_COLUMNS: Final = ("site", "run", "ended", "took", "asked", "read", "same", "failed", "lines", "updated", "why")


class Command(ScrapyCommand):
    """A table on a terminal, tab-separated lines elsewhere, JSON lines with `--json`; the latest run first."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments, as the help shows them."""
        return "[options] [SITE...]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show recent runs of each site and their trend"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options of this command beside Scrapy's own."""
        super().add_options(parser)
        apply_one_line_usage(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object per run")
        parser.add_argument("--last", metavar="N", type=int, default=20, help="runs of each site (default: 20)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the ledgers of the sites named, or of all, and print their runs."""
        with one_line_errors():
            check_options(args)
            if opts.last < 1:
                raise UserMistake("--last takes a number from 1")
            state = Path(self.settings["NEWSCRAWL_STATE"] if self.settings and "NEWSCRAWL_STATE" in self.settings else "state")
            found = [(site, _load(state, site, opts.last)) for site in _find_sites(state, args)]
            if opts.json:
                for site, runs in found:
                    for run in runs:
                        sys.stdout.buffer.write(msgspec.json.encode(_describe(site, run)) + b"\n")
            elif sys.stdout.isatty():
                for site, runs in found:
                    _print_table(site, runs)
            else:
                rows = [_COLUMNS, *(_row(site, run) for site, runs in found for run in runs)]
                sys.stdout.write("".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows))
            sys.stdout.flush()


def _find_sites(state: Path, names: list[str]) -> list[str]:
    """The sites that have a ledger, or those named. Raises UserMistake."""
    known = sorted(path.stem for path in state.glob("*.sqlite") if path.stem != "stories")
    for name in names:
        if name not in known:
            there = f"there are {', '.join(known)}" if known else "no site was crawled with this state folder (NEWSCRAWL_STATE)"
            raise UserMistake(f"{name}: has no ledger in {state}/; {there}")
    if not known:
        raise UserMistake(f"{state}: holds no ledger; crawl a site first, or name the state folder with NEWSCRAWL_STATE")
    return names or known


def _load(state: Path, site: str, limit: int) -> list[RunEntry]:
    with open_ledger(state, site) as ledger:
        return ledger.recent_runs(limit)


def _describe(site: str, run: RunEntry) -> dict[str, Any]:
    """A run as plain values; `counts` is null for one without an account."""
    account = read_account(run)
    return {
        "site": site,
        "run": run.run,
        "started_at": f"{run.started_at:%Y-%m-%dT%H:%M:%SZ}",
        "finished_at": f"{run.finished_at:%Y-%m-%dT%H:%M:%SZ}" if run.finished_at else None,
        "complete": run.complete,
        "ended": _judge(run, account),
        "counts": msgspec.to_builtins(account) if account else None,
    }


def _judge(run: RunEntry, account: Account | None) -> str:
    """How a run ended, in one word."""
    if run.finished_at is None:
        return "killed?"  # or under way: only its lock knows
    if account is not None and account.error:
        return "failed"
    if account is not None and account.ailments:
        return "ailing"
    if account is not None and account.rests:
        return "rested"
    return "well" if run.complete else "partly"


def _row(site: str, run: RunEntry) -> tuple[str, ...]:
    account = read_account(run)
    took = f"{(run.finished_at - run.started_at).total_seconds():.0f} s" if run.finished_at else ""
    head = (site, run.run, _judge(run, account), took)
    if account is None:
        return (*head, *[""] * (len(_COLUMNS) - len(head)))
    counts = (account.listed, account.read, account.same, sum(account.failures.values()), account.lines, account.updated)
    why = account.error or ", ".join(account.ailments)
    return (*head, *map(str, counts), why)


def _print_table(site: str, runs: list[RunEntry]) -> None:
    title = f"{site}  lines {_trend(runs)}"
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in _COLUMNS[1:]:
        table.add_column(name, justify="left" if name in {"run", "ended", "why"} else "right", overflow="fold")
    for run in runs:
        table.add_row(*(Text(cut_words(cell, 200)) for cell in _row(site, run)[1:]))
    open_console().print(table)


def _trend(runs: list[RunEntry]) -> str:
    """The lines of each run as bars, the earliest first."""
    lines = list(_iter_lines(runs))
    most = max(lines, default=0) or 1
    return "".join(_BARS[round(count / most * (len(_BARS) - 1))] for count in reversed(lines))


def _iter_lines(runs: list[RunEntry]) -> Iterator[int]:
    for run in runs:
        account = read_account(run)
        yield account.lines if account else 0
