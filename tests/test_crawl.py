"""`scrapy crawl` end to end against the replica: what is delivered, by which door, and how a run ends."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from scrapy_run import Ended, read_lake, run_scrapy, start_scrapy

from newscrawl.lake import article_schema
from newscrawl.replica import Replica

NAME = "nouvelles_du_monde"
HOST = "www.nouvelles-dumonde.com"
API, FEED, SITEMAP = "/wp-json/", "/feed/", "/sitemap_index.xml"


def crawl(replica: Replica, folder: Path, *args: str | Path) -> Ended:
    quick = (
        "-s",
        "DOWNLOAD_DELAY=0",
        "-s",
        "CONCURRENT_REQUESTS_PER_DOMAIN=8",
        "-s",
        "RETRY_TIMES=0",
        "-s",
        "NEWSCRAWL_READ_TIMEOUT=60",
    )
    return run_scrapy("crawl", NAME, *quick, *args, folder=folder, replica=replica.url)


@pytest.fixture
def own() -> Iterator[Replica]:
    """A replica that the test may edit."""
    with Replica() as replica:
        yield replica


def test_a_site_is_delivered_once_and_then_only_what_changed(own: Replica, tmp_path: Path) -> None:
    posts = {url for url, _ in own.truth(HOST).items()}
    out = tmp_path / "out.jsonl"
    first = crawl(own, tmp_path, "-O", out, "-o", tmp_path / "feed.json")
    assert (first.status, first.out) == (0, b"")
    assert "Traceback" not in first.err
    lines = read_lake(tmp_path)
    assert {line["url"] for line in lines} == posts
    assert len(lines) == len(posts)
    for line in lines:
        jsonschema.validate(line, article_schema())
    assert {(line["crawl"]["via"], line["version"], line["site"]["id"]) for line in lines} == {("wordpress", 1, NAME)}
    assert out.read_bytes() == b"".join(path.read_bytes() for path in sorted((tmp_path / "data").glob("dt=*/*/*.jsonl")))
    asked = [request.path for request in own.requests if not request.path.startswith((API, "/robots.txt", "/.well-known/"))]
    assert len(asked) == len(set(asked)) == len(posts)
    assert {request.host for request in own.requests} == {HOST}

    own.requests.clear()
    second = crawl(own, tmp_path, "-O", out)
    assert second.status == 0
    assert "pages read      0 of 0" in second.err
    assert len(own.requests) == 1  # one question to the API; robots.txt is kept for a day
    assert out.read_bytes().count(b"\n") == len(posts)

    slug = min(posts).rstrip("/").rpartition("/")[2]
    own.edit(
        HOST, slug, modified=datetime.now(UTC) + timedelta(minutes=1), append="Le maire a confirmé la nouvelle lundi soir."
    )
    third = crawl(own, tmp_path, "-O", out)
    assert third.status == 0
    (line,) = [line for line in read_lake(tmp_path) if line["version"] == 2]
    assert (line["url"], line["text"].endswith("lundi soir.")) == (min(posts), True)
    assert out.read_bytes().count(b"\n") == 1


@pytest.mark.parametrize(
    ("door", "faults", "told"),
    [
        ("feed", {API: 401}, ["the wordpress door failed: HTTP 401"]),
        (
            "sitemap",
            {API: "invalid_json", FEED: "html"},
            ["wordpress door failed: the answer is cut off or broken", "HTML page ('One moment…'), not a feed"],
        ),
        (
            "listing",
            {API: 404, FEED: 500, SITEMAP: "empty"},
            ["HTTP 404", "HTTP 500", "sitemap door failed: the answer is empty"],
        ),
    ],
)
def test_doors_are_tried_in_order(
    replica: Replica, tmp_path: Path, door: str, *, faults: dict[str, int | str], told: list[str]
) -> None:
    for prefix, fault in faults.items():
        replica.faults.set(HOST, prefix, fault)  # type: ignore[arg-type]
    ended = crawl(replica, tmp_path, "-a", "limit=2")
    assert ended.status == 0
    for words in told:
        assert sum(words in line for line in ended.err.splitlines() if "WARNING" in line) == 1
    assert {line["crawl"]["via"] for line in read_lake(tmp_path)} == {door}
    assert len(read_lake(tmp_path)) == 2
    assert f"  {door:<15} used" in ended.err.splitlines()


def test_since_asks_only_for_what_is_newer(replica: Replica, tmp_path: Path) -> None:
    ended = crawl(replica, tmp_path, "-a", "since=2022-12-09")
    assert ended.status == 0
    assert any("modified_after=2022-12-09T00:00:00Z" in request.path for request in replica.requests)
    lines = read_lake(tmp_path)
    assert 0 < len(lines) < len(replica.truth(HOST))
    assert all((line["modified"] or line["published"])["utc"] >= "2022-12-09" for line in lines)


def test_a_page_that_fails_is_counted_and_asked_for_again(own: Replica, tmp_path: Path) -> None:
    bad = min(own.truth(HOST)).rstrip("/").rpartition("/")[2]
    own.faults.set(HOST, f"/{bad}/", 500)
    first = crawl(own, tmp_path)
    assert first.status == 0
    assert f"HTTP 500, as https://{HOST}/{bad}/" in first.err
    assert "(not complete)" in first.err
    own.faults.clear()
    own.requests.clear()
    second = crawl(own, tmp_path)
    assert second.status == 0
    assert [request.path for request in own.requests[1:]] == [f"/{bad}/"]
    assert len(read_lake(tmp_path)) == len(own.truth(HOST))


@pytest.mark.parametrize(
    ("prefix", "fault", "words"),
    [
        ("/", 503, "robots.txt answers 503, which forbids all"),
        ("/", "drop", "robots.txt"),
        ("/robots.txt", 503, "robots.txt answers 503, which forbids all"),
    ],
)
def test_a_site_that_cannot_be_crawled_ends_with_one_line(
    replica: Replica, tmp_path: Path, *, prefix: str, fault: int | str, words: str
) -> None:
    replica.faults.set(HOST, prefix, fault)  # type: ignore[arg-type]
    out = tmp_path / "out.jsonl"
    out.write_text("as it was\n", "utf-8")
    ended = crawl(replica, tmp_path, "-O", out)
    assert ended.status == 1
    last = ended.err.splitlines()[-1]
    assert last.startswith(f"newscrawl: {NAME}: no door of https://{HOST}/ could be used")
    assert words in last
    assert "Traceback" not in ended.err
    assert out.read_text("utf-8") == "as it was\n"
    assert {request.path for request in replica.requests} == {"/robots.txt"}


def test_when_every_page_fails_the_run_failed(replica: Replica, tmp_path: Path) -> None:
    for url in replica.truth(HOST):
        replica.faults.set(HOST, url.removeprefix(f"https://{HOST}"), 403)
    ended = crawl(replica, tmp_path)
    assert ended.status == 1
    assert "pages failed" in ended.err.splitlines()[-1]
    assert "HTTP 403" in ended.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("nouvelle_du_monde",), "nouvelle_du_monde: there is no such spider in spiders; did you mean nouvelles_du_monde?"),
        ((NAME, "-a", "since=yesterday"), "-a since=yesterday: is no ISO 8601 day or time"),
        ((NAME, "-a", "limit=0"), "-a limit=0: is no number of articles"),
        ((NAME, "-a", "colour=red"), "-a colour: nouvelles_du_monde has no such argument"),
        ((NAME, "-s", "NEWSCRAWL_REPLICA=http://example.org:80"), "is no replica address; write http://127.0.0.1:PORT"),
        ((NAME, "-s", "NEWSCRAWL_REPLICA=garbage"), "is no replica address"),
        ((NAME, "-s", "NEWSCRAWL_DATA=/proc/nowhere"), "/proc/nowhere: cannot be written"),
        ((NAME, "-s", "NEWSCRAWL_STATE=/proc/nowhere"), "/proc/nowhere: cannot be written"),
        ((NAME, "-O", "/proc/nowhere/out.jsonl"), "/proc/nowhere: cannot be written"),
        ((NAME, "-O", "."), "Unrecognized output format"),
        ((NAME, "-O", "folder.jsonl"), "folder.jsonl: is no regular file"),
        ((NAME, "-s", "NEWSCRAWL_JOBS=-1"), "NEWSCRAWL_JOBS=-1: is no number from 0"),
        ((NAME, "-s", "NEWSCRAWL_PART_LINES=many"), "NEWSCRAWL_PART_LINES=many: is no number from 1"),
        ((NAME, "-s", "DOWNLOAD_DELAY=1s"), "DOWNLOAD_DELAY=1s: is no number from 0"),
        ((NAME, "--limit=3"), "there is no option --limit=3"),
        ((NAME, NAME), "name one spider"),
        ((), "name one spider"),
    ],
)
def test_a_mistake_is_one_line(replica: Replica, tmp_path: Path, args: tuple[str, ...], words: str) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    args = tuple(str(tmp_path / arg) if arg == "folder.jsonl" else arg for arg in args)
    ended = run_scrapy("crawl", *args, folder=tmp_path, replica=replica.url)
    told = ended.err.splitlines()
    assert (ended.status, ended.out, len(told)) == (2, b"", 1)
    assert told[0].startswith("newscrawl: ")
    assert words in told[0]
    assert not list(tmp_path.rglob("*.sqlite"))
    assert replica.requests == []


def test_outside_of_a_project_crawl_says_where_to_go(tmp_path: Path) -> None:
    ended = run_scrapy("crawl", NAME, folder=tmp_path, cwd=tmp_path)
    assert (ended.status, ended.err) == (
        2,
        f"newscrawl: {NAME}: no project here; run `scrapy crawl` in the folder that holds scrapy.cfg\n",
    )


def test_an_interrupted_run_says_so_and_the_next_one_goes_on(own: Replica, tmp_path: Path) -> None:
    posts = len(own.truth(HOST))
    slow = ("-s", "DOWNLOAD_DELAY=0.4", "-s", "NEWSCRAWL_READ_TIMEOUT=60")
    with start_scrapy("crawl", NAME, *slow, folder=tmp_path, replica=own.url) as running:
        while len(own.requests) < 5:
            assert running.poll() is None
            time.sleep(0.02)
        running.send_signal(signal.SIGTERM)
        _, err = running.communicate(timeout=120)
    assert running.returncode == 1
    assert err.splitlines()[-1].startswith(f"newscrawl: {NAME}: the run ended early (shutdown)".encode())
    assert b"Traceback" not in err, err.decode()
    delivered = len(read_lake(tmp_path))
    assert 0 < delivered < posts
    own.requests.clear()
    assert crawl(own, tmp_path).status == 0
    assert len(own.requests) == 1 + posts - delivered
    urls = [line["url"] for line in read_lake(tmp_path)]
    assert len(urls) == len(set(urls)) == posts
