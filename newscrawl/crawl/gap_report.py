"""`scrapy credits-gaps`: what the registry lacks, out of lines that a crawl or an extraction gave."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Final

import msgspec
from rich import box
from rich.table import Table
from rich.text import Text
from scrapy.commands import ScrapyCommand

from newscrawl.crawl.failure import UserMistake, apply_one_line_usage, check_options, one_line_errors, warn
from newscrawl.crawl.gap_stubs import write_stub
from newscrawl.crawl.line_files import check_files, iter_lines
from newscrawl.crawl.probing import open_console
from newscrawl.crawl.probing.terminal import cut_words
from newscrawl.credits import GapCounts, GapKind, GapRow
from newscrawl.lake import LineError, decode_line, write_whole

HEADINGS: Final[dict[GapKind, str]] = {
    "outlet": "Outlets that credits name and the registry does not know",
    "address": "Sites that pages name as the place of their text",
    "photo": "Names where photo credits stand",
    "text": "Names where credits of the text stand",
    "author": "Authors that look like outlets",
    "form": "Words around known outlets that no phrase matches",
}
_ROWS: Final = 25  # of one kind on a terminal
_EXAMPLE: Final = 200  # characters


class CreditsGaps(ScrapyCommand):
    """JSON lines in, what to teach the registry out: a table for a person, JSON lines, or entries to complete."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments, as the help shows them."""
        return "[options] LINES.jsonl..."

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "List unknown outlets and unmatched credits in JSON lines, so that the registry grows"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options of this command beside Scrapy's own."""
        super().add_options(parser)
        apply_one_line_usage(parser)
        shape = parser.add_mutually_exclusive_group()
        shape.add_argument("--json", action="store_true", help="JSON lines in place of a table, without its limit of rows")
        shape.add_argument("--toml", action="store_true", help="entries for the knowledge files, to be completed by hand")
        parser.add_argument("--least", metavar="N", type=int, default=2, help="leave out what was met less often (default: 2)")
        parser.add_argument("-O", dest="output", metavar="FILE", default="-", help="write JSON or TOML there, whole")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Count the gaps of all lines; the exit status is 1 when one of them is no article."""
        with one_line_errors():
            _check_usage(args, opts)
            counts = GapCounts()
            failed = 0
            paths = [Path(arg) for arg in args]
            check_files(paths)
            for name, line in iter_lines(paths, "looking"):
                try:
                    if isinstance(line, LineError):
                        raise line
                    counts.apply(decode_line(line))
                except LineError as error:
                    failed += 1
                    warn(f"{name}: {error}")
            if not counts.articles and not failed:
                raise UserMistake(f"{args[0]}: holds no line; name files that a crawl or scrapy extract wrote")
            _deliver(counts, opts)
            self.exitcode = int(failed > 0)


def _check_usage(args: list[str], opts: argparse.Namespace) -> None:
    check_options(args)
    if not args:
        raise UserMistake("name files of JSON lines that a crawl or scrapy extract wrote")
    if opts.least < 1:
        raise UserMistake("--least takes a number from 1")
    if opts.output != "-" and not (opts.json or opts.toml):
        raise UserMistake("-O writes JSON or TOML; add --json or --toml")


def _deliver(counts: GapCounts, opts: argparse.Namespace) -> None:
    rows = counts.rows(opts.least)
    if not (opts.json or opts.toml):
        _print_tables(rows, counts.articles, opts.least)
        return
    written = [msgspec.json.encode(row) + b"\n" if opts.json else write_stub(row).encode() for row in rows]
    if opts.output == "-":
        sys.stdout.buffer.write(b"".join(written))
        sys.stdout.buffer.flush()
    elif not write_whole(Path(opts.output), written):
        warn(f"no gap was met {opts.least} times; {opts.output} is left as it was")


def _print_tables(rows: Iterable[GapRow], articles: int, least: int) -> None:
    console = open_console()
    for kind, group in groupby(rows, lambda row: row.kind):
        found = list(group)
        table = Table(title=HEADINGS[kind], title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("words", max_width=40, overflow="fold")
        table.add_column("lines", justify="right")
        table.add_column("sites", justify="right")
        table.add_column("as in", overflow="fold", ratio=1)
        for row in found[:_ROWS]:
            example = Text(_around(row)).append(f"  {row.example_id}", "dim")
            table.add_row(Text(cut_words(row.words, 80)), str(row.count), str(row.sites), example)
        console.print(table)
        if len(found) > _ROWS:
            console.print(Text(f"and {len(found) - _ROWS} more; --json gives all\n", "dim"))
    told = f"{articles} articles; shown is what was met {least} times or more (--least); --toml gives entries to begin from"
    console.print(Text(told if rows else f"{articles} articles; no gap was met {least} times", "dim"))


def _around(row: GapRow) -> str:
    """The part of the example that the words stand in."""
    at = max(0, row.example.find(row.words)) if row.kind != "form" else 0
    start = max(0, at - _EXAMPLE // 2)
    return ("…" if start else "") + cut_words(row.example[start:], _EXAMPLE)
