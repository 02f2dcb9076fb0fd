"""Whole crawls killed at any instant: the runs after them deliver every article exactly once, in whole files.

Each chain is several crawls of one site into one lake, killed one after the other at moments drawn from a seed, and a last
one that is left to end. The moments lie all over a run: from its first file to its last. Before the first crawl the story index
knows of copies of the site's articles, published a day later elsewhere: placing each article tells that its copy is one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy_run import PROJECT, crawl_environment, read_lake, run_scrapy

from newscrawl.lake import Verification, decode_link, open_destination
from newscrawl.replica import Replica
from newscrawl.store import open_story_index
from newscrawl.stories import MIN_COMPARED, Document, Placer

NAME, HOST = "nouvelles_du_monde", "www.nouvelles-dumonde.com"
QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=4", "-s", "NEWSCRAWL_JOBS=1")
SMALL_PARTS = ("-s", "NEWSCRAWL_PART_LINES=3", "-s", "NEWSCRAWL_READ_TIMEOUT=60")
LATER = datetime(2022, 12, 20, tzinfo=UTC)
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


def place_copies(folder: Path, replica: Replica) -> set[str]:
    """Place a copy of every article whose text is long enough to be told by, and its own; returns their ids."""
    copies = [
        Document(
            id=hashlib.sha256(url.encode()).hexdigest()[:16],
            text="\n\n".join(truth.text),
            published=LATER,
            url=f"https://copyist.example/{number}/",
        )
        for number, (url, truth) in enumerate(sorted(replica.truth(HOST).items()))
    ]
    texts = Counter(copy.text for copy in copies)
    told = [copy for copy in copies if len(copy.text) > 2 * MIN_COMPARED and texts[copy.text] == 1]
    with open_story_index(folder / "state") as index:
        Placer(index).place_all(told, datetime.now(UTC))
    return {copy.id for copy in told}


def check_links(folder: Path, copies: set[str]) -> None:
    """Every copy has its link once; the whole lake is whole."""
    links = [decode_link(line) for path in (folder / "data").glob("links/dt=*/*.jsonl") for line in path.open("rb")]
    assert Counter(link.id for link in links if link.id in copies) == Counter(copies)
    assert {link.relation for link in links if link.id in copies} == {"copy"}
    with tempfile.TemporaryDirectory() as scratch:
        assert list(Verification(open_destination(str(folder / "data")), Path(scratch)).iter_problems()) == []


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
    copies = place_copies(folder, replica)
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
    check_links(folder, copies)
    assert [path.name for path in (folder / "data" / ".tmp").rglob("*") if path.is_file()] == []
    return statuses


@pytest.mark.parametrize("seed", range(2))
def test_killed_crawls_lose_nothing(tmp_path: Path, served: Replica, events: int, seed: int) -> None:
    assert -signal.SIGKILL in check_chain(tmp_path, served, events, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 142))
def test_two_hundred_killed_crawls_lose_nothing(tmp_path: Path, served: Replica, events: int, seed: int) -> None:
    check_chain(tmp_path, served, events, seed)
