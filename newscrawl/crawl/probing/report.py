"""A reading as a report for a person: what every rule, date and credit found, with evidence and misses."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from newscrawl.crawl.probing.credit_sheets import credit_sheet, rejected_sheet
from newscrawl.crawl.probing.fact_sheets import (
    date_sheet,
    field_sheet,
    identity_sheet,
    page_sheet,
    rule_sheet,
    text_sheet,
    zone_sheet,
)
from newscrawl.crawl.probing.sheet import iter_lines
from newscrawl.crawl.probing.terminal import make_text
from newscrawl.crawl.probing.wording import origin_sentence
from newscrawl.reading import Reading
from newscrawl.site import Site


def print_report(reading: Reading, site: Site | None, console: Console, *, zones: bool = False) -> None:
    """Print the report of one page; `site` is whose rules were used, `zones` adds every block of the page."""
    article = reading.article
    title = make_text(article.title, "bold") if article.title else Text("(without a title)", "dim")
    for text in (title, make_text(origin_sentence(article), "green" if article.origin else "")):
        for line in iter_lines(text, console, console.width):
            console.print(line)
    for sheet in (
        identity_sheet(article),
        field_sheet(reading.page),
        date_sheet(reading.dates),
        credit_sheet(reading),
        rejected_sheet(reading.credits.rejected),
        page_sheet(article),
        rule_sheet(reading.page, site),
        text_sheet(reading),
    ):
        console.print(sheet)
    if zones:
        console.print(zone_sheet(reading.page.blocks))
