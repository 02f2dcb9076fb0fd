"""What a crawl does when the ground gives way: a full disk, a destination that refuses, a network that drops, an impatient user.

Each ends with status 1 and one line that a person can act on, and the run after it delivers exactly what is missing.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import pytest
from scrapy_run import PROJECT, Ended, crawl_environment, read_lake, run_scrapy, start_scrapy

from newscrawl.replica import Replica

NAME, HOST = "nouvelles_du_monde", "www.nouvelles-dumonde.com"
QUICK = (
    "-s", "DOWNLOAD_DELAY=0", "-s", "NEWSCRAWL_JOBS=1", "-s", "NEWSCRAWL_PART_LINES=3", "-s", "RETRY_TIMES=0",
    "-s", "NEWSCRAWL_BACKOFF=0.1",
)  # fmt: skip


def crawl(folder: Path, replica: Replica) -> Ended:
    return run_scrapy("crawl", NAME, *QUICK, "-s", "NEWSCRAWL_READ_TIMEOUT=60", folder=folder, replica=replica.url)


def check_whole(folder: Path, replica: Replica) -> None:
    """One more run, unhindered: every article is there once, and nothing half-written."""
    ended = crawl(folder, replica)
    assert ended.status == 0, ended.err
    assert Counter(line["url"] for line in read_lake(folder)) == Counter(replica.truth(HOST).keys())
    assert [path.name for path in (folder / "data" / ".tmp").rglob("*") if path.is_file()] == []


def check_told(status: int, err: str, words: str) -> None:
    last = err.splitlines()[-1]
    assert status == 1, err
    assert last.startswith("newscrawl: ")
    assert words in last
    assert "Traceback" not in err, err


def can_mount() -> bool:
    """Whether a file system of its own can be had, in a namespace that ends with the process."""
    tried = subprocess.run(["unshare", "-m", "-r", "true"], capture_output=True, check=False) if which("unshare") else None
    return tried is not None and tried.returncode == 0


# A file system of a size is filled by a crawl, is given room, and another crawl finds its way; the lake is copied out of it.
ON_A_SMALL_DISK = """
mount -t tmpfs -o size=$SIZE tmpfs "$FOLDER" && mkdir "$FOLDER/data" "$FOLDER/state" || exit 99
"$@"; status=$?
mount -o remount,size=100m "$FOLDER" && "$@" || exit 98
cp -a "$FOLDER/data" "$OUT/"; exit $status
"""


@pytest.mark.skipif(not can_mount(), reason="no namespace to mount a small disk in; the test with limited file sizes stands in")
@pytest.mark.parametrize(
    "size", [pytest.param("120k", marks=pytest.mark.slow), "300k", pytest.param("500k", marks=pytest.mark.slow)]
)
def test_a_full_disk(replica: Replica, tmp_path: Path, size: str) -> None:
    disk, out = tmp_path / "disk", tmp_path / "out"
    disk.mkdir()
    out.mkdir()
    places = {"SIZE": size, "FOLDER": str(disk), "OUT": str(out)}
    command = ["unshare", "-m", "-r", "sh", "-c", ON_A_SMALL_DISK, "sh", sys.executable, "-m", "scrapy", "crawl", NAME, *QUICK]
    environment = {**crawl_environment(disk, replica.url), **places}
    ended = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, check=False, timeout=120)
    told = ended.stderr.decode()
    assert ended.returncode in {1, 2}, told  # of the first crawl
    assert "Traceback" not in told, told
    assert any(line.startswith("newscrawl: ") and "free some space" in line for line in told.splitlines()), told
    assert Counter(line["url"] for line in read_lake(out)) == Counter(replica.truth(HOST).keys())


@pytest.mark.parametrize("size", [20_000, pytest.param(60_000, marks=pytest.mark.slow)])
def test_files_that_may_not_grow(replica: Replica, tmp_path: Path, size: int) -> None:
    script = [sys.executable, str(Path(__file__).with_name("limited_crawl.py")), str(size), "crawl", NAME, *QUICK]
    environment = crawl_environment(tmp_path, replica.url)
    ended = subprocess.run(script, cwd=PROJECT, env=environment, capture_output=True, check=False, timeout=120)
    check_told(ended.returncode, ended.stderr.decode(), "")
    check_whole(tmp_path, replica)


def test_a_destination_that_refuses(replica: Replica, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    in_the_way = tmp_path / "data" / f"dt={datetime.now(UTC):%Y-%m-%d}"
    in_the_way.write_text("no folder")
    ended = crawl(tmp_path, replica)
    check_told(ended.status, ended.err, "cannot be written")
    assert len(read_lake(tmp_path)) == 0
    in_the_way.unlink()
    check_whole(tmp_path, replica)


def begin(folder: Path, replica: Replica, *, pages: int) -> subprocess.Popen[bytes]:
    """A crawl that has fetched some pages and is not at its end."""
    slow = ("-s", "DOWNLOAD_DELAY=0.3", "-s", "NEWSCRAWL_JOBS=1", "-s", "NEWSCRAWL_PART_LINES=3", "-s", "RETRY_TIMES=0")
    running = start_scrapy("crawl", NAME, *slow, "-s", "NEWSCRAWL_READ_TIMEOUT=60", folder=folder, replica=replica.url)
    while len(replica.requests) < 2 + pages:
        assert running.poll() is None
        time.sleep(0.02)
    return running


def test_a_network_that_drops(tmp_path: Path) -> None:
    with Replica() as first:
        running = begin(tmp_path, first, pages=6)
    with running:
        _, err = running.communicate(timeout=120)
    assert "not complete" in err.decode()
    assert b"Traceback" not in err, err.decode()
    assert 0 < len(read_lake(tmp_path)) < 31
    with Replica() as second:  # at another port: ids and addresses are the live site's
        check_whole(tmp_path, second)


def test_pages_that_are_cut_off_come_with_the_next_run(tmp_path: Path) -> None:
    with Replica() as own:
        struck = list(own.truth(HOST))[::3]
        for url, fault in zip(struck, ["drop", "truncate", 503, 429] * len(struck), strict=False):
            own.faults.set(HOST, url.removeprefix(f"https://{HOST}"), fault)  # type: ignore[arg-type]
        ended = crawl(tmp_path, own)
        assert "not complete" in ended.err
        assert {line["url"] for line in read_lake(tmp_path)}.isdisjoint(struck)
        own.faults.clear()
        check_whole(tmp_path, own)


SIGNALS: dict[str, Callable[[subprocess.Popen[bytes]], None]] = {
    "terminate": lambda running: running.send_signal(signal.SIGTERM),
    "interrupt": lambda running: running.send_signal(signal.SIGINT),
}


@pytest.mark.parametrize(
    "asked",
    [SIGNALS["terminate"], pytest.param(SIGNALS["interrupt"], marks=pytest.mark.slow)],
    ids=list(SIGNALS),
)
def test_asked_to_end_it_ends_in_ten_seconds_with_all_it_read(tmp_path: Path, asked: Callable[..., None]) -> None:
    with Replica() as own:
        with begin(tmp_path, own, pages=5) as running:
            began = time.monotonic()
            asked(running)
            _, err = running.communicate(timeout=60)
            took = time.monotonic() - began
        check_told(running.returncode, err.decode(), "the run ended early (shutdown)")
        assert took < 10
        assert len(read_lake(tmp_path)) >= 3
        check_whole(tmp_path, own)


def test_asked_to_end_while_a_host_does_not_answer_it_ends_in_ten_seconds(tmp_path: Path) -> None:
    with Replica() as own:
        own.faults.set(HOST, "/robots.txt", "hang")
        with start_scrapy("crawl", NAME, *QUICK, folder=tmp_path, replica=own.url) as running:
            while not own.requests:
                assert running.poll() is None
                time.sleep(0.02)
            began = time.monotonic()
            SIGNALS["interrupt"](running)
            _, err = running.communicate(timeout=60)
            took = time.monotonic() - began
    check_told(running.returncode, err.decode(), "the run ended early (shutdown)")
    assert took < 10
