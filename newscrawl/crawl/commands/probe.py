"""`scrapy probe`: show a person what each rule, credit and date found on one page, with evidence and misses."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings

from newscrawl.crawl.boilerplate_file import load_boilerplate
from newscrawl.crawl.failure import (
    UserMistake,
    apply_one_line_usage,
    check_address,
    check_options,
    is_address,
    one_line_errors,
)
from newscrawl.crawl.page_list import SavedPage, load_page, read_instant
from newscrawl.crawl.probing import FetchedPage, draw_picture, fetch_page, open_console, print_report
from newscrawl.crawl.project import load_sites
from newscrawl.crawl.saved import find_own_url
from newscrawl.crawl.site_of import find_site
from newscrawl.crawl.worker import PageFailure
from newscrawl.lake import write_whole
from newscrawl.page import PageError
from newscrawl.reading import explain_article
from newscrawl.site import Site


class Command(ScrapyCommand):
    """One page in, a report for a person out; nothing is written."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments, as the help shows them."""
        return "[options] URL | FILE"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show what is found on one page, with evidence, rejected candidates and misses"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options of this command beside Scrapy's own."""
        super().add_options(parser)
        apply_one_line_usage(parser)
        parser.add_argument("--url", help="address of the FILE, where the page does not declare it")
        parser.add_argument("--zones", action="store_true", help="list every block of the page with its zone")
        parser.add_argument("--html", metavar="OUT", help="write the page as a picture too: its zones and evidence coloured")
        parser.add_argument("--boilerplate", metavar="FILE", help="site-wide lines that credit nobody, as a crawl learned them")
        parser.add_argument(
            "--fetched-at", metavar="TIME", help="ISO 8601 instant that relative dates of a FILE are reckoned from"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read the page and print the report."""
        settings = self.settings or Settings()
        with one_line_errors():
            _check_usage(args, opts)
            boilerplate = load_boilerplate(opts.boilerplate)
            sites = load_sites(settings)
            page = _fetch(args[0], sites, settings) if is_address(args[0]) else _load_file(args[0], opts)
            site = find_site(page.url, sites)
            try:
                reading = explain_article(
                    page.body,
                    page.url,
                    site=site,
                    fetched_at=page.fetched_at,
                    content_type=page.content_type,
                    headers=page.headers,
                    boilerplate=boilerplate,
                )
            except PageError as error:
                raise UserMistake(f"{args[0]}: {error}; probe shows HTML pages, saved or at their address") from None
            print_report(reading, site, open_console(), zones=opts.zones)
            if opts.html:
                write_whole(Path(opts.html), [draw_picture(reading).encode()])


def _fetch(url: str, sites: tuple[Site, ...], settings: Settings) -> FetchedPage:
    """The page from where its site serves the whole of it. Raises UserMistake."""
    site = find_site(url, sites)
    if site is None:
        return fetch_page(url, settings)
    page = fetch_page(site.served_url(url), settings, takes_json=site.detail is not None)
    return replace(page, url=site.own_url(url, page.url))


def _load_file(path: str, opts: argparse.Namespace) -> FetchedPage:
    """A saved page as if it had been fetched. Raises UserMistake."""
    try:
        fetched_at = read_instant(opts.fetched_at)
        body = load_page(SavedPage(Path(path)))
        url = opts.url or find_own_url(body)
    except (PageFailure, ValueError) as error:
        raise UserMistake(f"{path}: {error}") from None
    return FetchedPage(url, body, fetched_at=fetched_at)


def _check_usage(args: list[str], opts: argparse.Namespace) -> None:
    check_options(args)
    if len(args) != 1:
        raise UserMistake("name one page: its address, or the file it was saved in")
    if is_address(args[0]) and (opts.url or opts.fetched_at):
        raise UserMistake("--url and --fetched-at are for a saved page; an address is fetched now")
    if opts.url:
        check_address(opts.url)
