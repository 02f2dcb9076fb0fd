"""What a second run asks for, end to end against the replica: nothing that need not be asked for, and nothing is forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy_run import Ended, edit_ledger, read_lake, run_scrapy, start_scrapy

from newscrawl.crawl.validators import PROOFS
from newscrawl.replica import Replica

NAME = "nouvelles_du_monde"
HOST = "www.nouvelles-dumonde.com"
API, FEED, SITEMAP = "/wp-json/", "/feed/", "/sitemap_index.xml"
BEFORE: dict[str, dict[str, int]] = {
    "wordpress": {},
    "feed": {API: 401},
    "sitemap": {API: 401, FEED: 404},
    "listing": {API: 401, FEED: 404, SITEMAP: 404},
}
"""What has to fail for a door to serve."""


def crawl(replica: Replica, folder: Path, *args: str) -> Ended:
    quick = ("DOWNLOAD_DELAY=0", "CONCURRENT_REQUESTS_PER_DOMAIN=8", "RETRY_TIMES=0", "NEWSCRAWL_READ_TIMEOUT=60")
    options = [word for setting in quick for word in ("-s", setting)]
    return run_scrapy("crawl", NAME, *options, *args, folder=folder, replica=replica.url)


def set_door(replica: Replica, door: str) -> None:
    replica.faults.clear()
    for prefix, status in BEFORE[door].items():
        replica.faults.set(HOST, prefix, status)


def make_due(folder: Path) -> None:
    """Let time pass: every visit is due."""
    edit_ledger(folder, NAME, "UPDATE visits SET next_visit = '2000-01-01T00:00:00.000000+00:00'")


def pages_asked(replica: Replica) -> Counter[tuple[str, int]]:
    """The articles asked for, by path and status."""
    articles = {url.removeprefix(f"https://{HOST}") for url in replica.truth(HOST)}
    return Counter((request.path, request.status) for request in replica.requests if request.path in articles)


@pytest.fixture
def own() -> Iterator[Replica]:
    """A replica that the test may edit."""
    with Replica() as replica:
        yield replica


@pytest.fixture
def seen(own: Replica, tmp_path: Path) -> Replica:
    """A replica whose articles were delivered from its feed, which does not date changes."""
    set_door(own, "feed")
    assert crawl(own, tmp_path).status == 0
    own.requests.clear()
    return own


@pytest.mark.parametrize("door", BEFORE)
def test_a_second_run_asks_no_page_of_an_unchanged_site(own: Replica, tmp_path: Path, door: str) -> None:
    set_door(own, door)
    assert crawl(own, tmp_path).status == 0
    lines = len(read_lake(tmp_path))
    own.requests.clear()
    second = crawl(own, tmp_path)
    assert second.status == 0
    assert "pages read      0 of 0" in second.err
    assert not pages_asked(own)
    assert len(read_lake(tmp_path)) == lines >= len(own.truth(HOST))  # a sitemap lists the front page too


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("door", BEFORE)
def test_a_second_run_over_two_thousand_articles(tmp_path: Path, door: str) -> None:
    with Replica(articles=2000) as replica:
        set_door(replica, door)
        assert crawl(replica, tmp_path).status == 0
        first = len(replica.requests)
        lines = len(read_lake(tmp_path))
        assert lines >= 2000
        replica.requests.clear()
        assert crawl(replica, tmp_path).status == 0
        assert len(read_lake(tmp_path)) == lines
        assert len(replica.requests) <= 0.05 * first


def test_what_is_due_is_asked_for_conditionally_and_304_is_believed_once_proved(seen: Replica, tmp_path: Path) -> None:
    posts = len(seen.truth(HOST))
    make_due(tmp_path)
    ended = crawl(seen, tmp_path)
    assert ended.status == 0
    statuses = Counter[int]()
    for (_, status), times in pages_asked(seen).items():
        statuses[status] += times
    assert (statuses[304], statuses[200]) == (PROOFS, posts)  # all fetched whole, to prove those 304 true too
    assert len(read_lake(tmp_path)) == posts

    make_due(tmp_path)
    seen.requests.clear()
    edited = min(seen.truth(HOST)).rstrip("/").rpartition("/")[2]
    seen.edit(HOST, edited, modified=datetime.now(UTC) + timedelta(minutes=1), append="Le maire l'a confirmé lundi soir.")
    assert crawl(seen, tmp_path).status == 0
    assert pages_asked(seen)[f"/{edited}/", 200] == 1
    assert sum(times for (_, status), times in pages_asked(seen).items() if status == 304) == posts - 1
    (line,) = [line for line in read_lake(tmp_path) if line["version"] == 2]
    assert line["url"].endswith(f"/{edited}/")
    assert line["crawl"]["via"] == "feed"


def test_a_304_that_lies_ends_conditional_requests(seen: Replica, tmp_path: Path) -> None:
    edited = min(seen.truth(HOST)).rstrip("/").rpartition("/")[2]
    seen.edit(HOST, edited, modified=datetime.now(UTC) + timedelta(minutes=1), append="Le maire l'a confirmé lundi soir.")
    seen.faults.set(HOST, f"/{edited}/", 304, times=1)
    make_due(tmp_path)
    ended = crawl(seen, tmp_path)
    assert ended.status == 0
    assert "a 304 lied" in ended.err
    assert [line["version"] for line in read_lake(tmp_path) if line["url"].endswith(f"/{edited}/")] == [1, 2]
    make_due(tmp_path)
    seen.requests.clear()
    assert crawl(seen, tmp_path).status == 0
    assert {status for _, status in pages_asked(seen)} == {200}


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_vanished_is_recorded_and_left_alone(seen: Replica, tmp_path: Path, status: int) -> None:
    gone = min(seen.truth(HOST)).removeprefix(f"https://{HOST}")
    seen.faults.set(HOST, gone, status)
    make_due(tmp_path)
    ended = crawl(seen, tmp_path)
    assert ended.status == 0
    assert pages_asked(seen)[gone, status] == 1
    seen.requests.clear()
    assert crawl(seen, tmp_path).status == 0
    assert not pages_asked(seen)


def test_a_page_that_keeps_failing_is_asked_for_again_though_no_door_lists_it(own: Replica, tmp_path: Path) -> None:
    bad = min(own.truth(HOST)).removeprefix(f"https://{HOST}")
    own.faults.set(HOST, bad, 500)
    for _ in range(5):
        assert crawl(own, tmp_path).status in {0, 1}
    assert pages_asked(own)[bad, 500] == 4  # three times in a row; from then on it rests for an hour and longer
    own.faults.clear()
    make_due(tmp_path)
    assert crawl(own, tmp_path).status == 0
    assert len(read_lake(tmp_path)) == len(own.truth(HOST))


def test_a_second_run_of_a_site_leaves_with_a_status_of_its_own(own: Replica, tmp_path: Path) -> None:
    own.faults.set(HOST, API, "hang")
    with start_scrapy("crawl", NAME, folder=tmp_path, replica=own.url) as running:
        while not any(request.path.startswith(API) for request in own.requests):
            assert running.poll() is None
        ended = crawl(own, tmp_path)
        running.terminate()
        running.communicate(timeout=60)
    assert ended.status == 3
    (line,) = ended.err.splitlines()
    assert line.startswith(f"newscrawl: {tmp_path}/state/{NAME}.lock: another run of this site is under way (run 2")
    assert f"process {running.pid})" in line
