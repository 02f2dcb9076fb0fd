"""`scrapy stories`: place existing JSON lines into stories, after the fact and across lakes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from scrapy.commands import ScrapyCommand

from newscrawl.crawl.encoding import SpreadEncoder
from newscrawl.crawl.failure import UserMistake, apply_one_line_usage, check_options, one_line_errors, warn
from newscrawl.crawl.line_files import check_files, iter_lines, progress_bar
from newscrawl.crawl.placing import choose_encoder, make_placer
from newscrawl.crawl.project import check_numbers
from newscrawl.crawl.story_pass import StoryPass
from newscrawl.lake import check_replaceable, encode_line, write_whole
from newscrawl.store import SqliteStoryIndex, forget_waiting, hold_late, iter_waiting, open_story_index

_BATCH: Final = 32
"""Lines of one transaction, times the processes: of a batch each is encoded that nothing before the batch decides."""

_LONGEST: Final = 100_000  # days
_PATIENCE: Final = 60.0  # seconds for which another process may be delivering links


class Command(ScrapyCommand):
    """JSON lines in, one line per article out that tells its story; what is no line is told on standard error and counted."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments, as the help shows them."""
        return "[options] FILE.jsonl..."

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Place existing JSON lines into stories, so that a lake can be deduplicated or two merged"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options of this command beside Scrapy's own."""
        super().add_options(parser)
        apply_one_line_usage(parser)
        parser.add_argument("-O", dest="output", metavar="FILE", default="-", help="write there, whole; - is standard output")
        parser.add_argument("--index", metavar="FILE", help="keep the index there, or go on with it")
        parser.add_argument(
            "--window", metavar="DAYS", type=int, help="days that articles of a story may be apart (default: 45)"
        )
        parser.add_argument("--no-cross", action="store_true", help="find translations by hard evidence only")
        parser.add_argument("--jobs", metavar="N", type=int, help="processes that encode (default: one per core)")
        parser.add_argument("--links", metavar="FILE", help="write there, whole, what was learned late, as newscrawl.link/1")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Place all lines, then answer; the exit status is 1 when one of them was none."""
        with one_line_errors(), ExitStack() as opened:
            paths = [Path(arg) for arg in args]
            _check_usage(args, opts)
            check_files(paths)
            if self.settings is not None:
                check_numbers(self.settings)
            scratch = Path(opened.enter_context(TemporaryDirectory(prefix="newscrawl-")))
            place = Path(opts.index) if opts.index else scratch / "stories.sqlite"
            index = opened.enter_context(open_story_index(place.parent, place.name))
            jobs = opts.jobs or len(os.sched_getaffinity(0))
            encoder = None if opts.no_cross else choose_encoder(self.settings, warn)
            spread = opened.enter_context(SpreadEncoder(encoder, jobs)) if encoder else None
            window = timedelta(days=opts.window) if opts.window else None
            placer = make_placer(self.settings, index, spread, window)
            stories = StoryPass(index, placer, scratch)
            stories.place(iter_lines(paths, "placing"), _BATCH * jobs)
            if not stories.placed and not stories.failed:
                raise UserMistake(f"{args[0]}: holds no line; a line is a JSON object with id and text")
            if opts.index:
                index.sync()
            with progress_bar("writing", stories.placed) as reach:
                _deliver(stories.iter_answers(reach), opts.output)
            if opts.links:
                _deliver_links(index, Path(opts.links))
            if placer.encodings.failed:
                warn(
                    f"{placer.encodings.failed} of {placer.encodings.asked} texts were not encoded: {placer.encodings.example}"
                )
            if stories.failed and stories.placed:
                warn(f"{stories.failed} of {stories.failed + stories.placed} lines could not be read")
            self.exitcode = int(stories.failed > 0)


def _check_usage(args: list[str], opts: argparse.Namespace) -> None:
    check_options(args)
    if not args:
        raise UserMistake("name files of JSON lines; a line is an object with id and text")
    if opts.window is not None and not 1 <= opts.window <= _LONGEST:
        raise UserMistake(f"--window takes a number of days from 1 to {_LONGEST}")
    if opts.jobs is not None and opts.jobs < 1:
        raise UserMistake("--jobs takes a number from 1")
    for output in (opts.output, opts.links):
        if output and output != "-":
            check_replaceable(Path(output))


def _deliver(lines: Iterator[bytes], output: str) -> None:
    if output != "-":
        write_whole(Path(output), lines)
        return
    for line in lines:
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def _deliver_links(index: SqliteStoryIndex, path: Path) -> None:
    """Write what the index learned late and no file has yet; it is forgotten there only when the file is whole."""
    last = 0

    def iter_links() -> Iterator[bytes]:
        nonlocal last
        for last, finding in iter_waiting(index):  # noqa: B007 - read below
            yield encode_line(finding)

    with hold_late(index.path.parent, _PATIENCE) as held:
        if not held:
            raise UserMistake(f"{path}: a crawl is delivering what its index learned late; run again when it has ended")
        if not write_whole(path, iter_links()):
            warn(f"nothing was learned late; {path} is left as it was")
        forget_waiting(index, last)
