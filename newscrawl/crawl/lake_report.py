"""`scrapy lake-verify`: prove a lake whole, or name every file that is not and what to do."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from scrapy.commands import ScrapyCommand

from newscrawl.crawl.failure import UserMistake, apply_one_line_usage, check_options, one_line_errors
from newscrawl.lake import LakeCounts, Problem, Verification, open_destination


class LakeVerify(ScrapyCommand):
    """One line per problem on standard output, then a summary. Exit status 0: whole; 1: problems; 2: cannot be read."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments, as the help shows them."""
        return "[options] PATH"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Prove a lake whole: manifests, checksums, schemas, no article version or link twice"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options of this command beside Scrapy's own."""
        super().add_options(parser)
        apply_one_line_usage(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - Scrapy's signature
        """Read the whole lake."""
        with one_line_errors():
            check_options(args)
            if len(args) != 1:
                raise UserMistake("name one lake: the folder or address that holds its dt=… folders")
            destination = open_destination(args[0])
            problems = 0
            console = Console(stderr=True)
            with TemporaryDirectory(prefix="newscrawl-") as scratch, console.status("reading") as status:
                verification = Verification(destination, Path(scratch))
                for problem in verification.iter_problems():
                    problems += 1
                    sys.stdout.write(_render(problem))
                    status.update(f"reading, {verification.counts.files} files so far")
            sys.stdout.write(f"{destination.address}: {_render_counts(verification.counts)}; {_render_verdict(problems)}\n")
            sys.stdout.flush()
            self.exitcode = int(problems > 0)


def _render(problem: Problem) -> str:
    """One line, whatever the file is called and holds."""
    line = f"{problem.name}: {problem.fault}; {problem.remedy}"
    return "".join(character if character.isprintable() else " " for character in line) + "\n"


def _render_counts(counts: LakeCounts) -> str:
    archives = f", {counts.archives} archives" if counts.archives else ""
    links = f", {counts.links} links in {counts.link_files} files" if counts.link_files else ""
    return f"{counts.manifests} runs, {counts.files} files, {counts.lines} lines, {counts.bytes} bytes{archives}{links}"


def _render_verdict(problems: int) -> str:
    return "whole" if not problems else f"{problems} problem{'s' if problems > 1 else ''}"
