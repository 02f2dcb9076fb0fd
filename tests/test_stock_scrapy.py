"""What Scrapy by itself does when things go wrong, and what newscrawl does: both are run, on the same replica with the same fault.

The table in docs/operations.md is this one. Slow, for it proves nothing about our code that other tests do not.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from hostile_server import HostileServer, Reply, article_html
from scrapy_run import find_listening, read_lake, run_scrapy, start_scrapy

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


def drop_robots(replica: Replica) -> None:
    replica.faults.set(HOST, "/robots.txt", "drop")


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
    Case("robots.txt drops the connection", drop_robots, (), ()),
)


def stock_command(replica: Replica | HostileServer, host: str, paths: Iterable[str], *args: str) -> list[str]:
    where = ("-a", f"replica={replica.url}", "-a", f"host={host}", "-a", f"paths={','.join(paths)}")
    return [sys.executable, "-m", "scrapy", "runspider", str(STOCK), *where, *args]


def paths_of(replica: Replica) -> list[str]:
    return [url.partition(HOST)[2] for url in replica.truth(HOST)]


def run_stock(replica: Replica, folder: Path, *args: str) -> int:
    command = stock_command(replica, HOST, paths_of(replica)[:6], *args)
    return subprocess.run(command, cwd=folder, env=dict(os.environ), capture_output=True, check=False, timeout=120).returncode


def wait_for_pages(running: subprocess.Popen[bytes], replica: Replica, count: int) -> None:
    while sum(request.path in paths_of(replica) for request in replica.requests) < count:
        assert running.poll() is None
        time.sleep(0.02)


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
def test_a_host_that_cannot_be_reached(tmp_path: Path) -> None:
    with Replica() as replica:
        pass  # it has a port at which nobody answers any more
    assert run_stock(replica, tmp_path, "-s", "ROBOTSTXT_OBEY=False") == 0
    ours = run_scrapy("crawl", NAME, *QUICK, folder=tmp_path, replica=replica.url, cold=True)
    assert ours.status == 1
    assert "cannot connect" in ours.err or "no door of" in ours.err


@pytest.mark.slow
def test_a_bucket_without_its_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("boto3", "botocore", "s3fs"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('not installed')\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Replica() as replica:
        assert run_stock(replica, tmp_path, "-o", "s3://bucket/out.jsonl") == 0
        replica.requests.clear()
        places = ("-s", "NEWSCRAWL_DATA=s3://bucket/news")
        ours = run_scrapy("crawl", NAME, *QUICK, *places, folder=tmp_path, replica=replica.url, cold=True)
        assert (ours.status, replica.requests) == (2, [])
        assert "pip install 'newscrawl[s3]'" in ours.err


@pytest.mark.slow
def test_a_crawl_delay(tmp_path: Path) -> None:
    paths = ("/a1/", "/a2/", "/a3/")
    asked: list[float] = []

    async def serve(writer: asyncio.StreamWriter, target: str) -> None:
        asked.append(time.monotonic())
        writer.write(Reply(article_html(target)).encode())

    with HostileServer() as server:
        server.add("slow.example", "/robots.txt", Reply(b"User-agent: *\nCrawl-delay: 2\n", "text/plain"))
        for path in paths:
            server.add("slow.example", path, serve, listed="slow.example")
        stock = stock_command(server, "slow.example", paths, "-s", "DOWNLOAD_DELAY=0.1")
        assert subprocess.run(stock, cwd=tmp_path, capture_output=True, check=False, timeout=60).returncode == 0
        assert len(asked) == 3
        assert asked[-1] - asked[0] < 2
        asked.clear()
        project = server.project(tmp_path, "slow")
        ours = run_scrapy("crawl", "slow", "-s", "DOWNLOAD_DELAY=0.1", folder=tmp_path, replica=server.url, cwd=project)
    assert ours.status == 0, ours.err
    assert min(later - earlier for earlier, later in pairwise(asked)) > 1.8


@pytest.mark.slow
def test_what_listens_while_a_crawl_runs(tmp_path: Path) -> None:
    """Telnet and RemoteControl both execute Python; of ours nothing listens (tests/test_plain_log.py)."""
    with Replica() as replica:
        command = stock_command(replica, HOST, paths_of(replica), "-s", "DOWNLOAD_DELAY=0.5")
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as running:
            wait_for_pages(running, replica, 2)
            listening = find_listening(running.pid)
            running.kill()
    assert len(listening) >= 2


@pytest.mark.slow
def test_a_kill_and_the_pages_that_waited(tmp_path: Path) -> None:
    """With a JOBDIR, Scrapy knows after a kill which requests it had seen, and no longer which it had still to send."""
    with Replica(articles=400) as replica:
        job = ("-a", "follows=1", "-s", "DOWNLOAD_DELAY=0", "-s", f"JOBDIR={tmp_path}/job")
        where = stock_command(replica, HOST, paths_of(replica), *job)
        with subprocess.Popen(where, cwd=tmp_path, stderr=subprocess.DEVNULL) as running:
            wait_for_pages(running, replica, 6)
            running.kill()
        assert subprocess.run(where, cwd=tmp_path, capture_output=True, check=False, timeout=120).returncode == 0
        assert len({request.path for request in replica.requests} & set(paths_of(replica))) < len(paths_of(replica))
        replica.requests.clear()
        args = ("crawl", NAME, "-s", "DOWNLOAD_DELAY=0", "-s", "NEWSCRAWL_JOBS=1")
        with start_scrapy(*args, folder=tmp_path, replica=replica.url) as ours:
            wait_for_pages(ours, replica, 6)
            ours.kill()
        assert run_scrapy(*args, folder=tmp_path, replica=replica.url).status == 0
        assert Counter(line["url"] for line in read_lake(tmp_path)) == Counter(replica.truth(HOST).keys())


@pytest.mark.slow
def test_a_kill_and_the_items_it_had(tmp_path: Path) -> None:
    """A feed of Scrapy's has lost what its buffer held; ours is whole after any kill (tests/test_kills.py)."""
    out = tmp_path / "out.jsonl"
    with Replica() as replica:
        command = stock_command(replica, HOST, paths_of(replica), "-s", "DOWNLOAD_DELAY=0.1", "-o", str(out))
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as running:
            wait_for_pages(running, replica, 12)
            running.kill()
    items = [json.loads(line) for line in out.read_bytes().splitlines()] if out.exists() else []
    assert len(items) < 10
