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
from newscrawl.crawl.demo.failure import DemoFailure
from newscrawl.crawl.demo.summary import print_summary
from newscrawl.crawl.demo.told import read_lake
from newscrawl.replica import Replica, ReplicaError

SPIDER: Final = "nouvelles_du_monde"
LEAST_RIGHT: Final = 0.9
"""Share of the planted origins that must be found for the demo to count as a success."""
_TIMEOUT: Final = 120  # seconds for the crawl; it takes about a tenth


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
            crawl(SPIDER, folder=folder, replica=replica.url)
            seconds = perf_counter() - started
            comparison = compare(read_lake(folder / "lake"), replica.truth(site.host))
    except ReplicaError as error:
        raise DemoFailure(str(error)) from error
    print_summary(comparison, folder / "lake", seconds, console)
    check_comparison(comparison)
    return comparison


def crawl(spider: str, *arguments: str, folder: Path, replica: str) -> None:
    """Run the real command in a mapped run; its own account of the run goes to standard error as ever.

    Raises DemoFailure where it cannot be run, or does not end well.
    """
    if not Path("scrapy.cfg").is_file():
        raise DemoFailure("there is no scrapy.cfg here; run `make demo` in the folder of the checkout")
    environment = {
        **os.environ,
        "NEWSCRAWL_REPLICA": replica,
        "NEWSCRAWL_DATA": str(folder / "lake"),
        "NEWSCRAWL_STATE": str(folder / "state"),
    }
    command = [sys.executable, "-m", "scrapy", "crawl", spider, "-s", "DOWNLOAD_DELAY=0", *arguments]
    try:
        done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, timeout=_TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        raise DemoFailure(f"`scrapy crawl {spider}` did not end within {_TIMEOUT} seconds") from None
    if done.returncode:
        raise DemoFailure(f"`scrapy crawl {spider}` ended with status {done.returncode}; it says why above")


def check_comparison(comparison: Comparison) -> None:
    """Raise DemoFailure for an article that is missing, or too many wrong origins."""
    if comparison.missing:
        raise DemoFailure(f"{len(comparison.missing)} articles were not delivered: {', '.join(comparison.missing)}")
    planted = [check for check in comparison.checks if check.planted_origin]
    right = sum(check.origin_is_right for check in planted)
    if right < LEAST_RIGHT * len(planted):
        raise DemoFailure(f"only {right} of the {len(planted)} planted origins were found; the others are marked above")
