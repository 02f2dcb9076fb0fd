"""`scrapy newsite`: a spider, a saved page and an expectation for a site that nobody declared yet."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text
from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings

from newscrawl.crawl.errand import Ask, run_errand
from newscrawl.crawl.failure import UserMistake, apply_one_line_usage, check_options, is_address, one_line_errors
from newscrawl.crawl.newsite.declare import Declaration, declare, write_spider
from newscrawl.crawl.newsite.first_case import make_files, read_first
from newscrawl.crawl.newsite.memory import Remembering
from newscrawl.crawl.newsite.place import Place, check_undeclared, find_place
from newscrawl.crawl.newsite.survey import Survey, survey_site
from newscrawl.crawl.probing.terminal import clean_words, cut_words
from newscrawl.crawl.web.plain_log import hide_secrets

_ROWS: Final = 18  # of addresses that a refusal shows: with its own lines, one screen
_WIDEST: Final = 100  # characters of one of them


class NewSite(ScrapyCommand):
    """Looks a site over as politely as a crawl, and writes what it found; what a person must decide is marked TODO."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments, as the help shows them."""
        return "NAME URL"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Write a spider, a saved page and an expectation for a new site, from its front page, a list, feed or sitemap"

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
                raise UserMistake(
                    "name the spider to be, and a page or feed that lists the site's articles: scrapy newsite NAME URL"
                )
            name, url = args
            if not is_address(url):
                raise UserMistake(f"{url}: is no web address; write it whole, with https://")
            place = find_place(name, settings)
            check_undeclared(url, settings)
            found = _survey(name, url, settings)
            check_undeclared(found.site.home, settings)  # which a redirect may have led to
            declared = declare(found, read_first(found.page, found.site))
            text = write_spider(declared)
            served = bool(settings["NEWSCRAWL_REPLICA"])
            place.write(text, make_files(found.page, read_first(found.page, declared.site), served=served))
            sys.stdout.write(_tell(found, declared, place))
            sys.stdout.flush()


def _survey(name: str, url: str, settings: Settings) -> Survey:
    """Look the site over, showing what is asked. Where it is refused, each address is told on standard error with what came."""
    found: list[Survey] = []
    memories: list[Remembering] = []

    async def look(ask: Ask) -> None:
        memories.append(Remembering(ask, show))
        found.append(await survey_site(name, url, memories[0]))

    try:
        with _status_line() as show:
            run_errand(look, settings)
    except UserMistake as mistake:
        if memories and len(memories[0]) > 1:
            sys.stderr.write("".join(iter_rows(memories[0])))
        if not (replica := settings["NEWSCRAWL_REPLICA"]) or not memories:
            raise
        raise UserMistake(f"{mistake}; the replica names all of its pages at {replica.rstrip('/')}/") from None
    return found[0]


@contextmanager
def _status_line() -> Iterator[Callable[[str], None]]:
    """Give a function that shows on a terminal which address is asked for; it does nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    console, numbers = Console(stderr=True), count(1)
    with console.status("looking") as status:
        yield lambda url: status.update(Text(f"asking {next(numbers)}  {cut_words(url, console.width - 16)}"))


def iter_rows(memory: Remembering) -> Iterator[str]:
    """Each address with what came, one screen at most."""
    told = list(memory.iter_told())
    for url, came in told[:_ROWS]:
        yield f"{cut_words(came, _WIDEST):<14} {cut_words(hide_secrets(url), _WIDEST)}\n"
    if rest := Counter(came for _, came in told[_ROWS:]):
        words = ", ".join(f"{number} × {came}" for came, number in rest.items())
        yield f"and {rest.total()} more: {cut_words(words, _WIDEST)}\n"


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
        f"{'next':<10}read {_short(place.case)}/expected.json beside the page, and answer each TODO: docs/add-a-site.md",
    ]
    return "".join(f"{line[:10]}{clean_words(line[10:])}\n" for line in lines)


def _short(path: Path) -> Path:
    """The path from here, where it is below."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
