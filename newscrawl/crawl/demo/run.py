"""The demo from the first request to the last line of its summary."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Final

from rich.console import Console

from newscrawl.crawl.demo.compare import Comparison, compare
from newscrawl.crawl.demo.summary import print_summary
from newscrawl.items import Article
from newscrawl.lake import LineError, decode_line
from newscrawl.replica import Replica, ReplicaError

SPIDER: Final = "nouvelles_du_monde"
LEAST_RIGHT: Final = 0.9
"""Share of the planted origins that must be found for the demo to count as a success."""
_TIMEOUT: Final = 120  # seconds for the crawl; it takes about a tenth


class DemoFailure(Exception):  # noqa: N818 - what failed, told to a person
    """What did not work, in one line."""


def run_demo(folder: Path, console: Console) -> Comparison:
    """Crawl the replica's first site into `folder`, print the summary, and return how it compares with what was planted.

    The folder's `lake` and `state` are deleted first, so that it is always a first run. Works where scrapy.cfg lies. Raises
    DemoFailure where the crawl, a line or more than a tenth of the origins is wrong.
    """
    for name in ("lake", "state"):
        shutil.rmtree(folder / name, ignore_errors=True)
    try:
        with Replica() as replica:
            site = replica.sites[0]
            console.print(f"Crawling {site.name} ({len(replica.truth(site.host))} articles) on a replica at {replica.url} …")
            started = perf_counter()
            _crawl(folder, replica.url)
            seconds = perf_counter() - started
            comparison = compare(read_lake(folder / "lake"), replica.truth(site.host))
    except ReplicaError as error:
        raise DemoFailure(str(error)) from error
    print_summary(comparison, folder / "lake", seconds, console)
    check_comparison(comparison)
    return comparison


def _crawl(folder: Path, replica: str) -> None:
    """Run the real command in a mapped run; its own account of the run goes to standard error as ever."""
    if not Path("scrapy.cfg").is_file():
        raise DemoFailure("there is no scrapy.cfg here; run `make demo` in the folder of the checkout")
    environment = {
        **os.environ,
        "NEWSCRAWL_REPLICA": replica,
        "NEWSCRAWL_DATA": str(folder / "lake"),
        "NEWSCRAWL_STATE": str(folder / "state"),
    }
    command = [sys.executable, "-m", "scrapy", "crawl", SPIDER, "-s", "DOWNLOAD_DELAY=0"]
    try:
        done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, timeout=_TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        raise DemoFailure(f"`scrapy crawl {SPIDER}` did not end within {_TIMEOUT} seconds") from None
    if done.returncode:
        raise DemoFailure(f"`scrapy crawl {SPIDER}` ended with status {done.returncode}; it says why above")


def read_lake(lake: Path) -> list[tuple[Article, bytes]]:
    """Every line in the lake, as value and as bytes. Raises DemoFailure where there is none, or a line is none."""
    read: list[tuple[Article, bytes]] = []
    for path in sorted(lake.glob("dt=*/site=*/run=*.jsonl")):
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            try:
                read.append((decode_line(line), line))
            except LineError as error:
                raise DemoFailure(f"{path} line {number}: {error}") from error
    if not read:
        raise DemoFailure(f"the crawl ended well, but there is no line in {lake}")
    return read


def check_comparison(comparison: Comparison) -> None:
    """Raise DemoFailure for an article that is missing, or too many wrong origins."""
    if comparison.missing:
        raise DemoFailure(f"{len(comparison.missing)} articles were not delivered: {', '.join(comparison.missing)}")
    planted = [check for check in comparison.checks if check.truth.origin]
    right = sum(check.origin_is_right for check in planted)
    if right < LEAST_RIGHT * len(planted):
        raise DemoFailure(f"only {right} of the {len(planted)} planted origins were found; the others are marked above")
