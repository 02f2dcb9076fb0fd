"""`scrapy extract`: the reading of a crawl without a crawl, over saved pages."""

from __future__ import annotations

import argparse
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from scrapy.commands import ScrapyCommand

from newscrawl.crawl.boilerplate_file import load_boilerplate
from newscrawl.crawl.failure import UserMistake, apply_one_line_usage, check_address, check_options, one_line_errors, warn
from newscrawl.crawl.page_jobs import NamedJob, iter_file_jobs, iter_warc_jobs
from newscrawl.crawl.page_list import count_pages, iter_files, iter_page_list
from newscrawl.crawl.placing import choose_encoder, make_placer
from newscrawl.crawl.project import load_sites, make_pool
from newscrawl.crawl.worker import Job, PageFailure
from newscrawl.crawl.workers import ReadingPool
from newscrawl.items import Article
from newscrawl.lake import LineError, encode_line, write_whole
from newscrawl.site import Site
from newscrawl.store import open_story_index
from newscrawl.stories import Placer


class Command(ScrapyCommand):
    """Bytes in, the JSON lines of a crawl out; what cannot be read is told on standard error and counted."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments, as the help shows them."""
        return "[options] PAGE... | --pages LIST.jsonl | --warc FILE"

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
        parser.add_argument("--warc", metavar="FILE", help="archive whose HTML answers to read (.warc, .warc.gz)")
        parser.add_argument("--url", help="address of the PAGE, where the page does not declare it")
        parser.add_argument("-O", dest="output", metavar="FILE", default="-", help="write there, whole; - is standard output")
        parser.add_argument("--jobs", metavar="N", type=int, help="pages read at once (default: one per core)")
        parser.add_argument("--boilerplate", metavar="FILE", help="site-wide lines that credit nobody, as a crawl learned them")
        parser.add_argument("--index", metavar="FILE", help="place the articles into the stories of this index")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read all pages; the exit status is 1 when one of them failed."""
        with one_line_errors(), ExitStack() as opened:
            _check_usage(args, opts)
            total = None if opts.warc else count_pages(Path(opts.pages)) if opts.pages else len(args)
            index = (
                opened.enter_context(open_story_index(Path(opts.index).parent, Path(opts.index).name)) if opts.index else None
            )
            always = {"boilerplate": load_boilerplate(opts.boilerplate)}
            pool = make_pool(self.settings, opts.jobs, function="newscrawl.crawl.saved:read_saved_page", always=always)
            placer = make_placer(self.settings, index, choose_encoder(self.settings, warn)) if index else None
            extraction = Extraction(opened.enter_context(pool), placer)
            lines = _iter_shown(extraction.iter_lines(_iter_jobs(args, opts, load_sites(self.settings))), extraction, total)
            if opts.output == "-":
                for line in lines:
                    sys.stdout.buffer.write(line)
                sys.stdout.buffer.flush()
            else:
                write_whole(Path(opts.output), lines)
            if not extraction.done:
                raise UserMistake(_without_pages(opts))
            if placer is not None and placer.encodings.failed:
                told = f"{placer.encodings.failed} of {placer.encodings.asked} texts, as {placer.encodings.example}"
                warn(f"the encoder failed for {told}: translations of them were not looked for")
            self.exitcode = int(extraction.failed > 0)
            if extraction.failed and extraction.done > 1:
                warn(f"{extraction.failed} of {extraction.done} pages could not be read")


class Extraction:
    """One pass over saved pages. `done` and `failed` count the pages so far."""

    def __init__(self, pool: ReadingPool[Article], placer: Placer | None) -> None:
        self.done = self.failed = 0
        self._pool = pool
        self._placer = placer

    def iter_lines(self, jobs: Iterable[NamedJob]) -> Iterator[bytes]:
        """Yield one line per page that can be read, in order; tell each failure on standard error."""
        names: deque[str] = deque()
        for outcome in self._pool.map_ordered(_iter_noted(jobs, names)):
            name = names.popleft()
            self.done += 1
            try:
                if isinstance(outcome, PageFailure):
                    raise outcome
                yield encode_line(self._placed(outcome))
            except (PageFailure, LineError) as failure:
                self.failed += 1
                warn(f"{name}: {failure}")

    def _placed(self, article: Article) -> Article:
        return article if self._placer is None else self._placer.place(article, datetime.now(UTC)).apply(article)


def _iter_noted(jobs: Iterable[NamedJob], names: deque[str]) -> Iterator[Job | PageFailure]:
    """The jobs alone; the name of each is put at the end of `names`."""
    for name, job in jobs:
        names.append(name)
        yield job


def _iter_jobs(args: list[str], opts: argparse.Namespace, sites: tuple[Site, ...]) -> Iterator[NamedJob]:
    """What the command is to read."""
    if opts.warc:
        return iter_warc_jobs(Path(opts.warc), sites)
    return iter_file_jobs(iter_page_list(Path(opts.pages)) if opts.pages else iter_files(args, opts.url), sites)


def _check_usage(args: list[str], opts: argparse.Namespace) -> None:
    check_options(args)
    if (named := sum(map(bool, (args, opts.pages, opts.warc)))) != 1:
        one = ", but only one of these" if named else ""
        raise UserMistake(f"name saved pages, or a list of them with --pages LIST.jsonl, or an archive with --warc FILE{one}")
    if opts.url and len(args) != 1:
        raise UserMistake("--url is the address of one PAGE; for many use --pages LIST.jsonl")
    if opts.url:
        check_address(opts.url)
    if opts.jobs is not None and opts.jobs < 1:
        raise UserMistake("--jobs takes a number from 1")


def _without_pages(opts: argparse.Namespace) -> str:
    if opts.warc:
        return f"{opts.warc}: holds no page; read are answers of status 200 with HTML"
    return f"{opts.pages}: names no page; --pages takes a file with one JSON object per line"


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
