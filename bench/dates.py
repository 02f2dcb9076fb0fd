"""Time that dates take: strings beside dateparser, pages beside htmldate. The same inputs in turn, the least of the rounds.

    python bench/dates.py                         the table of date strings, and the replica's pages
    python bench/dates.py --pages LIST.jsonl ...  saved pages instead, in the format of `scrapy extract --pages`

See bench/README.md for what is measured.
"""

# ruff: noqa: PLC0415 - the peers are looked for only once it is known that they are installed

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import process_time
from typing import Any, Final

from contenders import decode
from reading import Page, iter_replica_pages, iter_saved_pages, name_version
from rich.console import Console
from rich.table import Table

from newscrawl.crawl.failure import one_line_errors, warn
from newscrawl.dates import ZoneHint, find_dates, parse_date
from newscrawl.page import PageError, read_page

PACKAGES = ("dateparser", "htmldate")
STRINGS: Final = Path(__file__).parents[1] / "tests" / "tables" / "dates.jsonl"
# Bytes enough that the allocator puts in order what the reading before gave back, a tree of thousands of nodes. Else whoever
# comes next and asks for so many pays for it.
_BLOCK: Final = 4096
Case = dict[str, Any]
Spent = dict[str, float]


def parse_ours(case: Case) -> str | None:
    """The day that we read."""
    zone = ZoneHint(case["zone"], "site") if "zone" in case else None
    found = parse_date(case["text"], language=case.get("language"), zone=zone, order=case.get("order"), now=_now(case))
    return found.local if found else None


def parse_dateparser(case: Case) -> str | None:
    """The day that dateparser reads, told the language, the order and the moment."""
    import dateparser

    hints: dict[str, Any] = {"PREFER_DATES_FROM": "past", "RETURN_AS_TIMEZONE_AWARE": False}
    if "order" in case:
        hints["DATE_ORDER"] = case["order"].upper()
    now = _now(case)
    if now is not None:
        hints["RELATIVE_BASE"] = now.replace(tzinfo=None)
    language = case.get("language", "en").partition("-")[0]
    try:
        found = dateparser.parse(case["text"], languages=[language], settings=hints)
    except ValueError:  # a language that it does not know
        found = dateparser.parse(case["text"], settings=hints)
    return found.isoformat() if found else None


def _now(case: Case) -> datetime | None:
    return datetime.fromisoformat(case["now"]) if "now" in case else None


def measure_strings(cases: list[Case], rounds: int) -> Table:
    """Strings per second of each, and how many of the table's days each reads."""
    table = _table(f"{len(cases)} date strings of tests/tables/dates.jsonl", "", "strings/s", "× as fast", "day right")
    spent: Spent = {}
    for name, parse in (("newscrawl", parse_ours), ("dateparser, hinted", parse_dateparser)):
        right = sum((parse(case) or "")[:10] == (case["local"] or "")[:10] for case in cases)  # and its tables are there
        least = 0.0
        for case in cases:
            least += min(_time(parse, case) for _ in range(rounds))
        spent[name] = least
        speed = spent["dateparser, hinted"] / spent["newscrawl"] if len(spent) > 1 else 1.0
        table.add_row(name, f"{len(cases) / least:,.0f}", f"{1 / speed:.4f}", f"{right / len(cases):.1%}")
    return table


def measure_pages(pages: list[Page], rounds: int) -> Table:
    """Milliseconds per page. From a parsed tree: what dates cost once the page was read for everything else."""
    spent: Spent = dict.fromkeys(("ours, bytes", "ours, read", "theirs, bytes", "theirs, tree"), 0.0)
    for url, body in pages:
        least = dict.fromkeys(spent, float("inf"))
        for _ in range(rounds):
            for name, took in _time_page(url, body).items():
                least[name] = min(least[name], took)
        for name, took in least.items():
            spent[name] += took * 1000 / len(pages)
    table = _table(f"{len(pages)} pages, CPU ms each", "", "from bytes", "from what was parsed")
    table.add_row("newscrawl", f"{spent['ours, bytes']:.2f}", f"{spent['ours, read']:.2f}")
    table.add_row("htmldate, extensive", f"{spent['theirs, bytes']:.2f}", f"{spent['theirs, tree']:.2f}")
    ratios = (spent["ours, bytes"] / spent["theirs, bytes"], spent["ours, read"] / spent["theirs, tree"])
    table.add_row("ours / theirs", *(f"{ratio:.2f}" for ratio in ratios))
    return table


def _time_page(url: str, body: bytes) -> Spent:
    from htmldate import find_date
    from lxml import html

    started = process_time()
    page = read_page(body, url)
    bytearray(_BLOCK)
    read = process_time()
    find_dates(page, site=None, fetched_at=None, item=None)
    ours = process_time()
    text = decode(body)
    find_date(text, url=url, extensive_search=True)
    theirs = process_time()
    tree = html.fromstring(body)
    bytearray(_BLOCK)
    parsed = process_time()
    find_date(tree, url=url, extensive_search=True)
    return {
        "ours, bytes": ours - started,
        "ours, read": ours - read,
        "theirs, bytes": theirs - ours,
        "theirs, tree": process_time() - parsed,
    }


def _time(parse: Callable[[Case], str | None], case: Case) -> float:
    started = process_time()
    parse(case)
    return process_time() - started


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, justify="right" if heading else "left", no_wrap=not heading)
    return table


def main() -> int:
    """Measure and print; the exit status is 2 where there is nothing to read."""
    parser = argparse.ArgumentParser(description="CPU time of dates: strings beside dateparser, pages beside htmldate.")
    parser.add_argument(
        "--pages", nargs="+", type=Path, metavar="LIST.jsonl", help="lists of saved pages (default: the replica)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="times each is done by each; the least counts (default: 3)")
    options = parser.parse_args()
    rounds = max(1, options.rounds)
    list(map(name_version, PACKAGES))  # before any work
    warnings.simplefilter("ignore")  # the contenders' own
    with one_line_errors():
        cases = [json.loads(line) for line in STRINGS.read_text("utf-8").splitlines()]
        Console().print(measure_strings(cases, rounds))
        pages = list(iter_saved_pages(options.pages) if options.pages else iter_replica_pages(None))
        pages = [page for page in pages if _is_readable(page)]
        if not pages:
            warn("there is no page to read; give lists that hold one, or none for the replica's")
            return 2
        Console().print(measure_pages(pages, rounds))
    return 0


def _is_readable(page: Page) -> bool:
    try:
        return bool(read_page(page[1], page[0]).blocks)
    except PageError:
        return False


if __name__ == "__main__":
    sys.exit(main())
