"""The summary of the demo on a terminal: one line whole, the articles with their origins, counts, and what was missed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Final

from rich import box
from rich.console import Console
from rich.json import JSON
from rich.table import Table
from rich.text import Text

from newscrawl.crawl.demo.compare import Check, Comparison
from newscrawl.crawl.probing import cut_words
from newscrawl.items import DateReading

_TITLE: Final = 44
_EVIDENCE: Final = 60
_TEXT: Final = 160  # characters of the text shown of the one line that is printed


def print_summary(comparison: Comparison, lake: Path, seconds: float, console: Console) -> None:
    """Print everything about a run, the figures last, where a person looks first."""
    _print_line(comparison, console)
    console.print(_article_table(comparison))
    console.print(_count_table(comparison))
    _print_copies(comparison, console)
    _print_misses(comparison, console)
    _print_figures(comparison, lake, seconds, console)


def _print_line(comparison: Comparison, console: Console) -> None:
    """One line as it is delivered: of the articles with an origin the one with most to show."""
    best = max(comparison.checks, key=lambda check: (check.article.origin is not None, len(check.article.credits)))
    value = json.loads(best.line)
    value["text"] = cut_words(value["text"] or "", _TEXT)
    console.print(Text("\nOne line of the output (its text cut short here)", "bold"))
    console.print(JSON(json.dumps(value, ensure_ascii=False), indent=2, ensure_ascii=False))


def _article_table(comparison: Comparison) -> Table:
    table = Table(title="Articles, oldest first", title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    table.add_column("published", no_wrap=True)
    table.add_column("title", ratio=3)
    table.add_column("origin", ratio=2)
    table.add_column("evidence", ratio=4, style="dim")
    for check in comparison.checks:
        article, origin = check.article, check.article.origin
        mark = Text("✓", "green") if check.origin_is_right else Text("✗", "red")
        who = Text(f"{origin.name}\n{origin.role}") if origin else Text("its own", "dim")
        because = "" if origin is None or origin.because[0].text is None else cut_words(origin.because[0].text, _EVIDENCE)
        table.add_row(mark, _published(article.published), Text(cut_words(article.title or "", _TITLE)), who, Text(because))
    return table


def _published(reading: DateReading | None) -> Text:
    if reading is None:
        return Text("unknown", "red")
    return Text(f"{reading.local[:16].replace('T', ' ')}\n{reading.zone} ({reading.zone_source})")


def _count_table(comparison: Comparison) -> Table:
    """How many credits each outlet has, by role; and how often it is the origin."""
    origins = Counter(check.article.origin.name for check in comparison.checks if check.article.origin)
    counts = Counter((credit.name, credit.role) for check in comparison.checks for credit in check.article.credits)
    roles = sorted({role for _, role in counts})
    table = Table(title="Credits by outlet", title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("outlet", "origin of", *roles):
        table.add_column(heading, justify="left" if heading == "outlet" else "right")
    for name in sorted({name for name, _ in counts}, key=lambda name: (-origins[name], name.casefold())):
        figures = [origins[name], *(counts[name, role] for role in roles)]
        table.add_row(Text(name), *(str(figure) if figure else "" for figure in figures))
    return table


def _print_copies(comparison: Comparison, console: Console) -> None:
    copies = [(check, first) for check in comparison.checks if (first := comparison.first_of(check))]
    console.print(Text("Stories told more than once", "bold"))
    for check, first in copies:
        story = check.article.story
        how = f" ({story.relation} by {story.method}, {story.similarity:.2f})" if story and story.similarity is not None else ""
        console.print(Text(f"  {cut_words(check.article.title or '', _TITLE)}\n    repeats “{_title(first)}”{how}"))
    if not copies:
        console.print(Text("  none", "dim"))


def _print_misses(comparison: Comparison, console: Console) -> None:
    """What was planted and not found, and what was found and not planted: nothing is glossed over."""
    for check in comparison.checks:
        missed, extra = check.planted - check.found, check.found - check.planted
        if check.origin_is_right and not missed and not extra:
            continue
        console.print(Text(f"Not as planted: {check.article.url}", "yellow"), soft_wrap=True)
        if not check.origin_is_right:
            found = check.article.origin.name if check.article.origin else "none"
            console.print(Text(f"  origin found: {found}; planted: {check.planted_origin or 'none'}"))
        for heading, credits in (("missed", missed), ("not planted", extra)):
            if credits:
                console.print(Text(f"  {heading}: {', '.join(f'{name} as {role}' for name, role in sorted(credits))}"))


def _print_figures(comparison: Comparison, lake: Path, seconds: float, console: Console) -> None:
    checks = comparison.checks
    stories = {check.article.story.id for check in checks if check.article.story}
    credited = [check for check in checks if check.planted_origin]
    own = [check for check in checks if not check.planted_origin]
    planted = sum(len(check.planted) for check in checks)
    copies = comparison.planted_copies
    console.print(Text(f"\n{len(checks)} articles, {len(stories)} stories, in {seconds:.1f} s", "bold"))
    for label, right, total in (
        ("origins right", sum(check.origin_is_right for check in credited), len(credited)),
        ("own reports left without origin", sum(check.origin_is_right for check in own), len(own)),
        ("credits found", sum(len(check.planted & check.found) for check in checks), planted),
        ("copies joined to their story", sum(comparison.is_joined(copy) for copy in copies), len(copies)),
    ):
        console.print(Text(f"  {label}: {right}/{total}", "green" if right == total else "yellow"))
    extra = sum(len(check.found - check.planted) for check in checks)
    console.print(Text(f"  credits that were not planted: {extra}", "yellow" if extra else "green"))
    for path in sorted(lake.glob("dt=*/site=*/run=*.jsonl")):
        console.print(Text(f"The lines: {path}"), soft_wrap=True)


def _title(check: Check) -> str:
    return cut_words(check.article.title or check.article.url, _TITLE)
