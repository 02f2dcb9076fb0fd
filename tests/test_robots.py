"""robots.txt: what it forbids, what it costs when it cannot be had, and how long a copy of it serves."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from scrapy_run import Ended, read_lake, run_scrapy

from newscrawl.crawl.web.robots_cache import MAX_FILES, RobotsCache, RobotsCopy, read_freshness
from newscrawl.replica import Replica

NOW = datetime(2022, 12, 11, 8, tzinfo=UTC)
NAME, HOST = "nouvelles_du_monde", "www.nouvelles-dumonde.com"


def make_copy(
    root: str = "https://a.example", *, fetched_at: datetime = NOW, fresh: int = 86_400, text: str = ""
) -> RobotsCopy:
    return RobotsCopy(root, fetched_at, fresh, text)


@pytest.mark.parametrize(
    ("age", "fresh", "serves"),
    [
        (timedelta(0), 86_400, (True, True)),
        (timedelta(hours=23, minutes=59), 86_400, (True, True)),
        (timedelta(hours=24), 86_400, (False, False)),
        (timedelta(hours=24), 10**8, (False, False)),  # whatever a host asks for, a day is all
        (timedelta(minutes=11), 600, (False, True)),
        (timedelta(seconds=1), 0, (False, True)),
        (timedelta(seconds=-1), 86_400, (False, False)),  # a clock that was put back
    ],
)
def test_how_long_a_copy_serves(age: timedelta, fresh: int, serves: tuple[bool, bool]) -> None:
    copy = make_copy(fresh=fresh)
    assert (copy.is_fresh(NOW + age), copy.is_usable(NOW + age)) == serves


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", 86_400), ("max-age=600", 600), ("public, Max-Age = 600", 600), ("max-age=31536000", 86_400), ("no-cache", 0),
        ("no-store, max-age=600", 0), ("max-age=-5", 86_400), ("max-age=٣", 86_400), ("max-age=9999999999999999999999", 86_400),
    ],
)  # fmt: skip
def test_cache_control_may_shorten_the_day(header: str, seconds: int) -> None:
    assert read_freshness(header) == seconds


@pytest.mark.parametrize(
    "root",
    [
        "https://a.example", "https://a.example:8443", "http://../../../etc/cron.d/x", "https://a.example/../../x", "https://" + "a" * 5000,
        "https://\x00\x1b[31m\n.example", "https://CON.example", "https://ünï.example", "https://", "https://[::1]", "https://.hidden",
    ],
)  # fmt: skip
def test_no_host_name_leaves_the_folder(tmp_path: Path, root: str) -> None:
    cache = RobotsCache(tmp_path / "robots")
    cache.save(make_copy(root, text="User-agent: *\nDisallow: /x\n"))
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert file.parent == tmp_path / "robots"
    assert file.name.isascii() and file.name.isprintable() and len(file.name) < 100 and not file.name.startswith(".")
    kept = cache.load(root)
    assert kept is not None and kept.text.endswith("Disallow: /x\n")


def test_copies_are_kept_apart_by_host_scheme_port_and_realm(tmp_path: Path) -> None:
    cache = RobotsCache(tmp_path)
    roots = ("https://a.example", "http://a.example", "https://a.example:81", "https://a-example", "https://A.example")
    for number, root in enumerate(roots):
        cache.save(make_copy(root, text=str(number)))
    assert [copy.text for root in roots if (copy := cache.load(root))] == ["0", "1", "2", "3", "4"]
    assert RobotsCache(tmp_path, "127.0.0.1:80").load(roots[0]) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"schema":"newscrawl.robots/2"}', b"\xff" * 100, b"x" * 10_000_000])
def test_a_damaged_copy_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    cache = RobotsCache(tmp_path)
    cache.save(make_copy())
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    assert cache.load("https://a.example") is None


def test_a_copy_of_another_host_under_this_name_is_none(tmp_path: Path) -> None:
    cache = RobotsCache(tmp_path)
    cache.save(make_copy())
    (file,) = tmp_path.iterdir()
    file.write_bytes(msgspec.json.encode(make_copy("https://b.example")))
    assert cache.load("https://a.example") is None


def test_the_folder_is_bounded_and_tidied(tmp_path: Path) -> None:
    cache = RobotsCache(tmp_path)
    for number in range(MAX_FILES):
        (tmp_path / f"{number}.json").touch()
    cache.save(make_copy())
    assert cache.load("https://a.example") is None
    old = (NOW - timedelta(hours=25)).timestamp()
    for path in tmp_path.iterdir():
        os.utime(path, (old, old))
    cache.tidy(NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told_and_no_more(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "robots").write_text("a file stands in the way", "utf-8")
    RobotsCache(tmp_path / "robots").save(make_copy())
    assert "robots.txt cannot be kept for the next run" in caplog.text


def crawl(replica: Replica, folder: Path) -> Ended:
    quick = ("-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_TIMES=0", "-s", "NEWSCRAWL_READ_TIMEOUT=60", "-a", "limit=1")
    return run_scrapy("crawl", NAME, *quick, folder=folder, replica=replica.url)


def age(folder: Path, by: timedelta, *, fresh: int) -> None:
    """Let the one copy be older than it is."""
    (file,) = (folder / "state" / "robots").iterdir()
    copy = msgspec.json.decode(file.read_bytes(), type=RobotsCopy)
    aged = RobotsCopy(copy.root, copy.fetched_at - by, fresh, copy.text)
    file.write_bytes(msgspec.json.encode(aged))


def test_a_copy_serves_the_next_runs_for_a_day_even_when_the_host_cannot_be_asked(replica: Replica, tmp_path: Path) -> None:
    assert crawl(replica, tmp_path).status == 0
    assert [request.path for request in replica.requests].count("/robots.txt") == 1
    replica.requests.clear()
    assert crawl(replica, tmp_path).status == 0
    assert "/robots.txt" not in [request.path for request in replica.requests]

    replica.faults.set(HOST, "/robots.txt", 503)
    age(tmp_path, timedelta(hours=23), fresh=60)
    replica.requests.clear()
    assert crawl(replica, tmp_path).status == 0
    assert replica.requests[0].path == "/robots.txt"

    age(tmp_path, timedelta(hours=1), fresh=60)
    replica.requests.clear()
    ended = crawl(replica, tmp_path)
    assert ended.status == 1
    assert "robots.txt answers 503, which forbids all until it can be read" in ended.err
    assert {request.path for request in replica.requests} == {"/robots.txt"}
    assert len(read_lake(tmp_path)) == 3
