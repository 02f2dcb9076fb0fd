"""What Scrapy by itself does when things go wrong, and what newscrawl does: both are run, on the same replica with the same fault.

The table in docs/operations.md is this one. Slow, for it proves nothing about our code that other tests do not.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from scrapy_run import run_scrapy

from newscrawl.replica import Replica

NAME, HOST = "nouvelles_du_monde", "www.nouvelles-dumonde.com"
STOCK = Path(__file__).with_name("stock_spider.py")
QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_TIMES=0", "-s", "NEWSCRAWL_JOBS=1")


def empty_pages(replica: Replica) -> None:
    for url in replica.truth(HOST):
        replica.faults.set(HOST, url.partition(HOST)[2], "empty")


def no_fault(_: Replica) -> None:
    """All is well."""


def refuse_all(replica: Replica) -> None:
    for url in replica.truth(HOST):
        replica.faults.set(HOST, url.partition(HOST)[2], 403)


def list_nothing(replica: Replica) -> None:
    replica.faults.set(HOST, "/", "html")  # a page for browsers, whatever is asked


def break_robots(replica: Replica) -> None:
    replica.faults.set(HOST, "/robots.txt", 503)


@dataclass(frozen=True)
class Case:
    """A fault; the options of either crawl that bring it about; the status that either ends with; pages that each fetches."""

    about: str
    fault: Callable[[Replica], None]
    stock: tuple[str, ...]
    ours: tuple[str, ...]
    status: int = 1
    stock_pages: bool = True
    our_pages: bool = False


CASES = (
    Case("nothing is found", list_nothing, ("-a", "paths="), (), stock_pages=False),
    Case("every page is refused", refuse_all, (), (), our_pages=True),
    Case("no page can be read", empty_pages, ("-a", "fails=1"), (), our_pages=True),
    Case(
        "the output cannot be written", no_fault, ("-o", "/proc/nowhere/out.jsonl"), ("-s", "NEWSCRAWL_DATA=/proc/nowhere"), 2
    ),
    Case("robots.txt answers 503", break_robots, (), ()),
)


def run_stock(replica: Replica, folder: Path, *args: str) -> int:
    paths = ",".join(url.partition(HOST)[2] for url in list(replica.truth(HOST))[:6])
    where = ("-a", f"replica={replica.url}", "-a", f"host={HOST}", "-a", f"paths={paths}")
    command = [sys.executable, "-m", "scrapy", "runspider", str(STOCK), *where, *args]
    return subprocess.run(command, cwd=folder, env=dict(os.environ), capture_output=True, check=False, timeout=120).returncode


def pages_asked(replica: Replica) -> bool:
    articles = {url.partition(HOST)[2] for url in replica.truth(HOST)}
    return any(request.path in articles for request in replica.requests)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=[case.about for case in CASES])
def test_the_same_fault(tmp_path: Path, case: Case) -> None:
    with Replica() as replica:
        case.fault(replica)
        assert run_stock(replica, tmp_path, *case.stock) == 0
        assert pages_asked(replica) == case.stock_pages
        replica.requests.clear()
        ours = run_scrapy("crawl", NAME, *QUICK, *case.ours, folder=tmp_path, replica=replica.url)
        assert ours.status == case.status, ours.err
        assert ours.err.splitlines()[-1].startswith("newscrawl: ")
        assert pages_asked(replica) == case.our_pages


@pytest.mark.slow
def test_a_run_without_items_and_the_last_good_file(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with Replica() as replica:
        out.write_text("good\n", "utf-8")
        assert run_stock(replica, tmp_path, "-a", "fails=1", "-O", str(out)) == 0
        assert out.read_bytes() == b""
        out.write_text("good\n", "utf-8")
        refuse_all(replica)
        ours = run_scrapy("crawl", NAME, *QUICK, "-O", out, folder=tmp_path, replica=replica.url)
        assert (ours.status, out.read_text("utf-8")) == (1, "good\n")


@pytest.mark.slow
def test_a_kill_and_the_items_it_had(tmp_path: Path) -> None:
    """A feed of Scrapy's has lost what its buffer held; ours is whole after any kill (tests/test_kills.py)."""
    out = tmp_path / "out.jsonl"
    with Replica() as replica:
        paths = ",".join(url.partition(HOST)[2] for url in replica.truth(HOST))
        where = ("-a", f"replica={replica.url}", "-a", f"host={HOST}", "-a", f"paths={paths}", "-s", "DOWNLOAD_DELAY=0.1")
        command = [sys.executable, "-m", "scrapy", "runspider", str(STOCK), *where, "-o", str(out)]
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as running:
            while sum(request.status == 200 for request in replica.requests) < 12:
                assert running.poll() is None
            running.kill()
    items = [json.loads(line) for line in out.read_bytes().splitlines()] if out.exists() else []
    assert len(items) < 10
