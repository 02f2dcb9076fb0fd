"""Whole crawls killed at any instant: the runs after them deliver every article exactly once, in whole files.

Each chain is several crawls of one site into one lake, killed one after the other at moments drawn from a seed, and a last
one that is left to end. The moments lie all over a run: from its first file to its last.
"""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from scrapy_run import PROJECT, crawl_environment, read_lake, run_scrapy

from newscrawl.replica import Replica

NAME, HOST = "nouvelles_du_monde", "www.nouvelles-dumonde.com"
QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=4", "-s", "NEWSCRAWL_JOBS=1")
SMALL_PARTS = ("-s", "NEWSCRAWL_PART_LINES=3", "-s", "NEWSCRAWL_READ_TIMEOUT=60")
KILLS = 5  # in one chain
LATEST = 40  # milliseconds after an event


def crawl_until(folder: Path, replica: Replica, event: int, milliseconds: int) -> int:
    """Crawl in a process that dies at a moment; return its exit status."""
    script = [sys.executable, str(Path(__file__).with_name("killed_crawl.py")), str(folder), str(event), str(milliseconds)]
    command = [*script, "crawl", NAME, *QUICK, *SMALL_PARTS]
    environment = crawl_environment(folder, replica.url)
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, check=False, timeout=120).returncode


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory, served: Replica) -> int:
    """How many events a run has that is not killed."""
    folder = tmp_path_factory.mktemp("whole")
    assert crawl_until(folder, served, 0, 0) == 0
    return int((folder / "events").read_text())


def left_running(folder: Path) -> list[str]:
    """The processes that work for this lake still, as Linux tells."""
    mark = f"NEWSCRAWL_STATE={folder}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended meanwhile, or is another user's
            if mark in (process / "environ").read_bytes():
                found.append(process.name)
    return found


def check_chain(folder: Path, replica: Replica, events: int, seed: int) -> Counter[int]:
    """Kill several crawls, let one end, and look at the lake; returns how the crawls ended."""
    moments = random.Random(seed)  # noqa: S311 - a test that can be repeated
    statuses = Counter(
        crawl_until(folder, replica, moments.randint(1, events), moments.randint(0, LATEST)) for _ in range(KILLS)
    )
    deadline = time.monotonic() + 15
    while left_running(folder) and time.monotonic() < deadline:
        time.sleep(0.1)  # workers see by the end of their pipe that their crawl is dead
    assert left_running(folder) == []
    last = run_scrapy("crawl", NAME, *QUICK, *SMALL_PARTS, folder=folder, replica=replica.url)
    assert last.status == 0, last.err
    assert Counter(line["url"] for line in read_lake(folder)) == Counter(replica.truth(HOST).keys())
    for part in (folder / "data").glob("dt=*/site=*/*"):
        for line in part.read_bytes().splitlines(keepends=True) if ".jsonl" in part.name else ():
            assert line.endswith(b"\n")
            json.loads(line)
    assert [path.name for path in (folder / "data" / ".tmp").rglob("*") if path.is_file()] == []
    return statuses


@pytest.mark.parametrize("seed", range(2))
def test_killed_crawls_lose_nothing(tmp_path: Path, served: Replica, events: int, seed: int) -> None:
    assert -signal.SIGKILL in check_chain(tmp_path, served, events, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 142))
def test_two_hundred_killed_crawls_lose_nothing(tmp_path: Path, served: Replica, events: int, seed: int) -> None:
    check_chain(tmp_path, served, events, seed)
