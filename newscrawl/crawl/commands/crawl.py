"""`scrapy crawl`: Scrapy's own, with an honest ending."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler

from newscrawl.crawl.failure import EXIT_HELD, UserMistake, apply_one_line_usage, check_options, one_line_errors, warn
from newscrawl.crawl.project import check_numbers, check_spider, load_spiders
from newscrawl.crawl.report import RunReport
from newscrawl.crawl.report_outputs import check_outputs, publish_report
from newscrawl.crawl.report_screen import render_report
from newscrawl.crawl.rights_policy import read_policy
from newscrawl.crawl.spider import NewsSpider
from newscrawl.crawl.web.replica_address import replica_address
from newscrawl.lake import check_destination, check_replaceable, check_writable, iter_lake_lines, read_format, write_whole

_LINES: Final = (".jsonl", ".jl", ".jsonlines", ".ndjson")


class Command(ScrapyCrawl):
    """Every option of Scrapy's command works. A run that did not do its work ends with status 1 and one line saying why.

    So does one that its health rules find ailing, with a line for each reason; one that finds its site held by another run
    ends with status 3.

    `-O FILE.jsonl` writes the lines that the run delivered, whole, and only when there is one; other formats of `-O`, and
    `-o`, are Scrapy's feeds.
    """

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of Scrapy's command."""
        super().add_options(parser)
        apply_one_line_usage(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Take the `-O` files of JSON lines out of Scrapy's hands, which would truncate the last good file."""
        wanted = opts.overwrite_output or []
        self._whole = [Path(name) for name in wanted if _is_lines(name)]
        opts.overwrite_output = [name for name in wanted if not _is_lines(name)] or None
        super().process_options(args, opts)
        with one_line_errors():
            check_options(args)
            if len(args) != 1:
                raise UserMistake("name one spider; `scrapy list` shows those there are")
            self._check_project(args[0])

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run one spider."""
        with one_line_errors():
            crawler = self._create_crawler(args[0])
            if issubclass(crawler.spidercls, NewsSpider):
                self._run_news(crawler, opts)
            else:
                super().run(args, opts)

    def _check_project(self, name: str) -> None:
        """Raise UserMistake for what a person may have got wrong, before Scrapy sets anything up."""
        loader = load_spiders(self.settings)
        if loader is None or self.settings is None:
            raise UserMistake(f"{name}: no project here; run `scrapy crawl` in the folder that holds scrapy.cfg")
        check_spider(name, loader, self.settings)
        try:
            replica_address(self.settings.get("NEWSCRAWL_REPLICA"))
        except ValueError as error:
            raise UserMistake(str(error)) from None
        check_numbers(self.settings)
        check_outputs(self.settings)
        read_format(self.settings["NEWSCRAWL_FORMAT"])
        if (archive := self.settings["NEWSCRAWL_ARCHIVE"]) not in {"", "warc"}:
            raise UserMistake(f"NEWSCRAWL_ARCHIVE={archive}: is no archive; write warc, or leave it out")
        read_policy(self.settings["NEWSCRAWL_RIGHTS"])
        for path in self._whole:
            check_replaceable(path)
        check_destination(self.settings["NEWSCRAWL_DATA"])
        check_writable(Path(self.settings["NEWSCRAWL_STATE"]))

    def _run_news(self, crawler: Crawler, opts: argparse.Namespace) -> None:
        assert self.crawler_process is not None  # noqa: S101 - Scrapy makes it before it calls `run`
        crawler.spidercls(**opts.spargs)  # raises UserMistake for a wrong `-a`, before anything runs
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        spider = crawler.spider
        if not isinstance(spider, NewsSpider) or self.crawler_process.bootstrap_failed:
            self.exitcode = 1
            return
        report = spider.report
        if report.held:
            warn(report.error)
            self.exitcode = EXIT_HELD
            return
        if not report.ended:
            report.apply_end("shutdown")  # it was asked to end while it was being opened, which Scrapy does not wait for
        verdict, now = report.find_verdict(), datetime.now(UTC)
        self.exitcode = int(verdict is not None or bool(report.ailments))
        sys.stderr.write(render_report(report, now))
        publish_report(report, self.exitcode, now, crawler.settings)
        for path in self._whole:
            write_whole(path, _iter_lines(report))
        for ailment in report.ailments:
            warn(f"{report.site}: {ailment.cause}; {ailment.remedy}")
        if verdict:
            warn(verdict)


def _is_lines(name: str) -> bool:
    return name.endswith(_LINES) and ":" not in name


def _iter_lines(report: RunReport) -> Iterator[bytes]:
    """The lines that the run delivered, out of its parts."""
    for part in report.counts.parts if report.counts else ():
        yield from iter_lake_lines(part)
