"""`scrapy extract`: the reading of a crawl without a crawl, over saved pages."""

from __future__ import annotations

import argparse
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from scrapy.commands import ScrapyCommand

from newscrawl.crawl.failure import UserMistake, apply_one_line_usage, check_address, check_options, one_line_errors, warn
from newscrawl.crawl.page_list import SavedPage, count_pages, iter_files, iter_page_list, load_page
from newscrawl.crawl.project import load_sites, make_pool
from newscrawl.crawl.site_of import find_site
from newscrawl.crawl.workers import Job, PageFailure, ReadingPool
from newscrawl.items import Article, CrawlInfo
from newscrawl.lake import LineError, encode_line, write_whole
from newscrawl.site import Site
from newscrawl.store import open_story_index
from newscrawl.stories import StoryIndex, place


class Command(ScrapyCommand):
    """Bytes in, the JSON lines of a crawl out; what cannot be read is told on standard error and counted."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments, as the help shows them."""
        return "[options] PAGE... | --pages LIST.jsonl"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Read saved pages into JSON lines, without a crawl"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options of DESIGN, Commands."""
        super().add_options(parser)
        apply_one_line_usage(parser)
        parser.add_argument(
            "--pages", metavar="LIST.jsonl", help='pages to read, one {"id", "url", "file", "fetched_at"?} per line'
        )
        parser.add_argument("--url", help="address of the PAGE, where the page does not declare it")
        parser.add_argument("-O", dest="output", metavar="FILE", default="-", help="write there, whole; - is standard output")
        parser.add_argument("--jobs", metavar="N", type=int, help="pages read at once (default: one per core)")
        parser.add_argument("--index", metavar="FILE", help="place the articles into the stories of this index")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read all pages; the exit status is 1 when one of them failed."""
        with one_line_errors(), ExitStack() as opened:
            _check_usage(args, opts)
            pages = iter_page_list(Path(opts.pages)) if opts.pages else iter_files(args, opts.url)
            total = count_pages(Path(opts.pages)) if opts.pages else len(args)
            index = (
                opened.enter_context(open_story_index(Path(opts.index).parent, Path(opts.index).name)) if opts.index else None
            )
            pool = make_pool(self.settings, opts.jobs, function="newscrawl.crawl.saved:read_saved_page")
            extraction = Extraction(opened.enter_context(pool), load_sites(self.settings), index)
            lines = _iter_shown(extraction.iter_lines(pages), extraction, total)
            if opts.output == "-":
                for line in lines:
                    sys.stdout.buffer.write(line)
                sys.stdout.buffer.flush()
            else:
                write_whole(Path(opts.output), lines)
            if not extraction.done:
                raise UserMistake(f"{opts.pages}: names no page; --pages takes a file with one JSON object per line")
            self.exitcode = int(extraction.failed > 0)
            if extraction.failed and extraction.done > 1:
                warn(f"{extraction.failed} of {extraction.done} pages could not be read")


class Extraction:
    """One pass over saved pages. `done` and `failed` count the pages so far."""

    def __init__(self, pool: ReadingPool, sites: tuple[Site, ...], index: StoryIndex | None) -> None:
        self.done = self.failed = 0
        self._pool = pool
        self._sites = sites
        self._index = index

    def iter_lines(self, pages: Iterable[SavedPage]) -> Iterator[bytes]:
        """Yield one line per page that can be read, in order; tell each failure on standard error."""
        waiting: deque[SavedPage] = deque()
        for outcome in self._pool.map_ordered(self._iter_jobs(pages, waiting)):
            page = waiting.popleft()
            self.done += 1
            try:
                if isinstance(outcome, PageFailure):
                    raise outcome
                yield encode_line(self._placed(outcome))
            except (PageFailure, LineError) as failure:
                self.failed += 1
                warn(f"{page.name}: {failure}")

    def _iter_jobs(self, pages: Iterable[SavedPage], waiting: deque[SavedPage]) -> Iterator[Job | PageFailure]:
        for page in pages:
            waiting.append(page)
            try:
                yield self._job(page, load_page(page))
            except PageFailure as failure:
                yield failure

    def _job(self, page: SavedPage, body: bytes) -> Job:
        """Where the address is known the page's own site is sent along, else all sites, for the worker to choose from."""
        site = find_site(page.url, self._sites) if page.url else None
        info = CrawlInfo(run=None, spider=None, fetched_at=None, via="file", status=None, rendered=None, page_id=page.id)
        sites = self._sites if page.url is None else (site,) if site else ()
        return {"body": body, "url": page.url, "sites": sites, "fetched_at": page.fetched_at, "crawl": info}

    def _placed(self, article: Article) -> Article:
        return article if self._index is None else replace(article, story=place(article, self._index))


def _check_usage(args: list[str], opts: argparse.Namespace) -> None:
    check_options(args)
    if bool(args) == bool(opts.pages):
        both = ", but not both" if args else ""
        raise UserMistake(f"name saved pages, or a list of them with --pages LIST.jsonl{both}")
    if opts.url and len(args) != 1:
        raise UserMistake("--url is the address of one PAGE; for many use --pages LIST.jsonl")
    if opts.url:
        check_address(opts.url)
    if opts.jobs is not None and opts.jobs < 1:
        raise UserMistake("--jobs takes a number from 1")


def _iter_shown(lines: Iterator[bytes], extraction: Extraction, total: int | None) -> Iterator[bytes]:
    """Pass the lines through, moving a progress bar on standard error where that is a terminal."""
    if not sys.stderr.isatty() or total == 1:
        yield from lines
        return
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=total)
        for line in lines:
            progress.update(task, completed=extraction.done)
            yield line
