"""What was found of sites, as rows: a table for a person, tab-separated lines for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from newscrawl.crawl.checking.verdict import RuleTally, SiteCheck
from newscrawl.crawl.probing.terminal import clean_words, cut_words

_WIDEST: Final = 200  # characters of a cell on a terminal


class Row(NamedTuple):
    """One line: `kind` is door, page, rule or field; `found` out of `of` (empty for a door); `verdict` in a few words."""

    site: str
    kind: str
    what: str
    found: str
    of: str
    verdict: str


def iter_rows(check: SiteCheck) -> Iterator[Row]:
    """One row per door, declared rule and field of the line, and per article that was not read."""
    for door in check.doors:
        verdict = f"failed: {door.failed}" if door.failed else "answers"
        yield Row(check.site, "door", f"{door.door} {door.url}", str(door.listed), "", verdict)
    for url, reason in check.failed:
        yield Row(check.site, "page", url, "0", "1", f"failed: {reason}")
    for rule in check.rules:
        yield Row(check.site, "rule", f"{rule.field} {rule.css}", str(rule.hits), str(rule.tried), _judge(rule))
    for name, count in check.fields.items():
        yield Row(check.site, "field", name, str(count), str(check.pages), _judge_field(count, check.pages))


def _judge_field(count: int, pages: int) -> str:
    """On how many pages it was found. None is no fault by itself: there are sites whose pages name no author."""
    if not pages:
        return "not tried"
    return "on none" if not count else "on all" if count == pages else "on some"


def _judge(rule: RuleTally) -> str:
    if rule.hits:
        return "hits"
    if not rule.tried:
        return "not tried"
    return "missed" if rule.missed else "nothing to cut"


def print_tables(checks: list[SiteCheck], console: Console) -> None:
    """A table per site; red is what does not serve."""
    for check in checks:
        title = f"{check.site}  {check.pages} pages read"
        table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
        for name in Row._fields[1:]:
            table.add_column(name, justify="right" if name in {"found", "of"} else "left", overflow="fold")
        for row in iter_rows(check):
            style = "red" if row.verdict == "missed" or row.verdict.startswith("failed") else ""
            table.add_row(*(Text(cut_words(cell, _WIDEST), style) for cell in row[1:]))
        console.print(table)


def write_row(row: tuple[str, ...]) -> str:
    """The row as one line of tab-separated cells."""
    return "\t".join(map(clean_words, row)) + "\n"
