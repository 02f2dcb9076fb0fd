"""`scrapy newsite`: a spider, a saved page and an expectation for a site that nobody declared yet."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings

from newscrawl.crawl.errand import Ask, run_errand
from newscrawl.crawl.failure import UserMistake, apply_one_line_usage, check_options, is_address, one_line_errors
from newscrawl.crawl.newsite.declare import Declaration, declare, write_spider
from newscrawl.crawl.newsite.first_case import make_files, read_first
from newscrawl.crawl.newsite.place import Place, check_undeclared, find_place
from newscrawl.crawl.newsite.survey import Survey, survey_site
from newscrawl.crawl.probing.terminal import clean_words


class NewSite(ScrapyCommand):
    """Looks a site over as politely as a crawl, and writes what it found; what a person must decide is marked TODO."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments, as the help shows them."""
        return "NAME URL"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Write a spider, a saved page and an expectation for a new site, from its front page"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options of this command beside Scrapy's own."""
        super().add_options(parser)
        apply_one_line_usage(parser)

    def run(self, args: list[str], _opts: argparse.Namespace) -> None:
        """Look, decide, write, and say what is left to do."""
        settings = self.settings or Settings()
        with one_line_errors():
            check_options(args)
            if len(args) != 2:
                raise UserMistake("name the spider to be and the site's front page: scrapy newsite NAME URL")
            name, url = args
            if not is_address(url):
                raise UserMistake(f"{url}: is no web address; write it whole, with https://")
            place = find_place(name, settings)
            check_undeclared(url, settings)
            found = _survey(name, url, settings)
            check_undeclared(found.site.home, settings)  # which a redirect may have led to
            declared = declare(found, read_first(found.page, found.site))
            text = write_spider(declared)
            place.write(text, make_files(found.page, read_first(found.page, declared.site)))
            sys.stdout.write(_tell(found, declared, place))
            sys.stdout.flush()


def _survey(name: str, url: str, settings: Settings) -> Survey:
    found: list[Survey] = []

    async def look(ask: Ask) -> None:
        found.append(await survey_site(name, url, ask))

    run_errand(look, settings)
    return found[0]


def _tell(found: Survey, declared: Declaration, place: Place) -> str:
    """What was found and written, and what a person does next."""
    site = declared.site
    lines = [
        f"{'site':<10}{site.name}, {', '.join(site.languages) or 'language unknown'}, {declared.made_by or 'maker unknown'}",
        *(f"{'door':<10}{visit.name} lists {len(visit.items)} at {visit.url}" for _, visit in found.doors),
        *(
            f"{'hub':<10}{visit.hub} tells of what is new (WebSub); nothing is subscribed to"
            for _, visit in found.doors
            if visit.hub
        ),
        f"{'article':<10}{found.page.url}",
        f"{'asked':<10}{found.asked} addresses"
        + (f"; robots.txt asks for {found.crawl_delay:g} s between two" if found.crawl_delay else ""),
        f"{'wrote':<10}{_short(place.spider)}, {_short(place.case)}/",
        *(f"{'decide':<10}{key}: {todo}" for key, todo in declared.todos.items()),
        f"{'next':<10}read {_short(place.case)}/expected.json beside the page, and put an answer in place of each TODO",
    ]
    return "".join(f"{line[:10]}{clean_words(line[10:])}\n" for line in lines)


def _short(path: Path) -> Path:
    """The path from here, where it is below."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
