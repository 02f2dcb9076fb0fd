"""`scrapy check-sites`: which doors and rules that the spiders declare still serve."""

from __future__ import annotations

import argparse
import asyncio
import sys
from itertools import count
from typing import Final

import msgspec
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings, Settings

from newscrawl.crawl.checking.screen import Row, iter_rows, print_tables, write_row
from newscrawl.crawl.checking.verdict import SiteCheck, judge_visit
from newscrawl.crawl.checking.visit import SiteVisit, visit_site
from newscrawl.crawl.errand import Ask, run_errand
from newscrawl.crawl.failure import UserMistake, apply_one_line_usage, check_options, one_line_errors, warn
from newscrawl.crawl.line_files import progress_bar
from newscrawl.crawl.probing import open_console
from newscrawl.crawl.project import check_spider, load_sites, load_spiders
from newscrawl.site import Site

_MOST: Final = 20  # articles of a site: a look, no crawl


class CheckSites(ScrapyCommand):
    """A table per site on a terminal, tab-separated lines elsewhere, JSON lines with `--json`; nothing is written.

    The exit status is 1 where a door does not answer or a rule hit on no page, each told in a line of standard error.
    """

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments, as the help shows them."""
        return "[options] [NAME...]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Tell which doors and rules that spiders declare still serve"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options of this command beside Scrapy's own."""
        super().add_options(parser)
        apply_one_line_usage(parser)
        parser.add_argument("--pages", metavar="N", type=int, default=3, help="articles of each site to read (default: 3)")
        parser.add_argument("--json", action="store_true", help="one JSON object per site")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Ask the sites named, or all at once, each at its own pace; then judge and print."""
        settings = self.settings or Settings()
        with one_line_errors():
            check_options(args)
            if not 1 <= opts.pages <= _MOST:
                raise UserMistake(f"--pages takes a number from 1 to {_MOST}")
            sites = _find_sites(args, settings)
            checks = [judge_visit(visit) for visit in _visit(sites, settings, opts.pages)]
            _deliver(checks, as_json=opts.json)
            for check in checks:
                for trouble in check.troubles:
                    warn(f"{check.site}: {trouble.thing}: {trouble.said}; {trouble.remedy}")
            self.exitcode = int(any(check.troubles for check in checks))


def _find_sites(names: list[str], settings: BaseSettings) -> list[Site]:
    """The declarations of the spiders named, or of all. Raises UserMistake."""
    loader = load_spiders(settings)
    if loader is None:
        raise UserMistake("no project here; run `scrapy check-sites` in the folder that holds scrapy.cfg")
    declared = {site.id: site for site in load_sites(settings)}
    for name in names:
        check_spider(name, loader, settings)
        if name not in declared:
            raise UserMistake(f"{name}: declares no site of its own; look at one of its pages with scrapy probe URL")
    return [declared[name] for name in dict.fromkeys(names)] if names else list(declared.values())


def _visit(sites: list[Site], settings: Settings, pages: int) -> list[SiteVisit]:
    declared = load_sites(settings)
    visits: list[SiteVisit] = []

    async def look(ask: Ask) -> None:
        done = count(1)

        async def visit(site: Site) -> SiteVisit:
            visited = await visit_site(site, declared, ask, pages)
            reach(next(done))
            return visited

        visits.extend(await asyncio.gather(*map(visit, sites)))

    with progress_bar("asking", len(sites)) as reach:
        run_errand(look, settings)
    return visits


def _deliver(checks: list[SiteCheck], *, as_json: bool) -> None:
    if as_json:
        for check in checks:
            sys.stdout.buffer.write(msgspec.json.encode(check) + b"\n")
    elif sys.stdout.isatty():
        print_tables(checks, open_console())
    else:
        rows = (Row._fields, *(row for check in checks for row in iter_rows(check)))
        sys.stdout.write("".join(map(write_row, rows)))
    sys.stdout.flush()
