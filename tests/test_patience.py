"""A site that asks to be left alone is: how long, how often, and what a run says that gives up on it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy_run import Ended, read_lake, run_scrapy

from newscrawl.crawl.budget import read_minutes
from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.web.patience import Patience, read_retry_after
from newscrawl.replica import Replica

NOW = datetime(2022, 12, 11, 8, tzinfo=UTC)
NAME, HOST = "nouvelles_du_monde", "www.nouvelles-dumonde.com"
API = "/wp-json/"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), ("0", 0), (" 7 ", 7), ("Sun, 11 Dec 2022 08:02:00 GMT", 120), ("Sun, 11 Dec 2022 07:00:00 GMT", 0),
        ("Sunday, 11-Dec-22 08:02:00 GMT", 120), ("999999999999999999", 999999999999.0), (None, None), ("", None), ("soon", None),
        ("-1", None), ("1.5", None), ("٣", None), ("\x1b[31m", None), ("Sun, 99 Dec 2022 08:02:00 GMT", None),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, NOW) == seconds


def refuse(patience: Patience, *, asked: float | None = None, at: float = 0.0, sent_at: float | None = None) -> float:
    patience.apply(429, asked, sent_at=at if sent_at is None else sent_at, now=at)
    return patience.wait(at)


def test_pauses_double_and_are_bounded() -> None:
    patience = Patience(10, 60, most=9)
    at, pauses = 0.0, []
    for _ in range(6):
        pauses.append(refuse(patience, at=at))
        at += pauses[-1]
    assert pauses == [10, 20, 40, 60, 60, 60]
    assert patience.wait(at + 1) == 0


def test_what_the_site_asks_for_counts_more_than_our_pause() -> None:
    assert refuse(Patience(10, 60, most=9), asked=3) == 3
    assert refuse(Patience(10, 60, most=9), asked=45) == 45


def test_an_answer_between_begins_anew() -> None:
    patience = Patience(10, 60, most=9)
    refuse(patience)
    patience.apply(200, None, sent_at=11, now=12)
    assert refuse(patience, at=20) == 10


def test_requests_under_way_together_are_one_refusal() -> None:
    patience = Patience(10, 60, most=3)
    for _ in range(8):
        assert refuse(patience, at=5, sent_at=1 if patience.refusals else 5) == 10
    assert (patience.refusals, patience.ended) == (1, None)
    patience.apply(200, None, sent_at=1, now=6)  # an answer to one of them proves nothing
    assert patience.refusals == 1


def test_a_site_that_keeps_refusing_is_left_alone() -> None:
    patience = Patience(10, 60, most=3)
    for number in range(3):
        refuse(patience, at=100.0 * number)
    assert patience.ended == "HTTP 429, 3 times in a row"


def test_a_site_that_asks_for_more_than_we_wait_is_left_alone() -> None:
    patience = Patience(10, 60, most=3)
    refuse(patience, asked=3600)
    assert patience.ended == "HTTP 429, and asks for a pause of 3600 s, more than NEWSCRAWL_MAX_WAIT=60"


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "1e9", "x", ""])
def test_minutes_that_are_none_are_a_mistake(text: str) -> None:
    with pytest.raises(UserMistake, match="write max-minutes=25"):
        read_minutes(text)


def crawl(replica: Replica, folder: Path, *args: str) -> Ended:
    # One at a time, as on the live web: without any delay Scrapy sends all at once, whatever its concurrency.
    quick = ("-s", "DOWNLOAD_DELAY=0.01", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "-s", "NEWSCRAWL_READ_TIMEOUT=60")
    return run_scrapy("crawl", NAME, *quick, *args, folder=folder, replica=replica.url)


def test_a_refused_page_is_delivered_after_the_pause(replica: Replica, tmp_path: Path) -> None:
    page = min(replica.truth(HOST)).removeprefix(f"https://{HOST}")
    replica.faults.set(HOST, page, 429, times=2, headers=(("Retry-After", "1"),))
    ended = crawl(replica, tmp_path, "-s", "NEWSCRAWL_BACKOFF=60")
    assert (ended.status, len(read_lake(tmp_path))) == (0, len(replica.truth(HOST)))
    assert [request.status for request in replica.requests if request.path == page] == [429, 429, 200]


def test_a_storm_of_refusals_ends_the_run_and_is_told(replica: Replica, tmp_path: Path) -> None:
    pages = [url.removeprefix(f"https://{HOST}") for url in replica.truth(HOST)]
    for page in pages:
        replica.faults.set(HOST, page, 429)
    ended = crawl(replica, tmp_path, "-s", "NEWSCRAWL_BACKOFF=0.05", "-s", "NEWSCRAWL_MAX_REFUSALS=4")
    assert ended.status == 1
    last = ended.err.splitlines()[-1]
    assert last.startswith(f"newscrawl: {NAME}: the site keeps refusing (HTTP 429, 4 times in a row), so the run ended; ")
    assert "the site refuses" in ended.err
    assert sum(request.status == 429 for request in replica.requests) == 4
    assert "Traceback" not in ended.err


def test_a_run_out_of_minutes_is_not_complete_but_healthy(replica: Replica, tmp_path: Path) -> None:
    slow = ("-s", "DOWNLOAD_DELAY=0.5", "-a", "max-minutes=0.05")
    ended = crawl(replica, tmp_path, *slow)
    assert ended.status == 0, ended.err
    assert "(not complete)" in ended.err
    assert 0 < len(read_lake(tmp_path)) < len(replica.truth(HOST))
    assert crawl(replica, tmp_path).status == 0
    urls = [line["url"] for line in read_lake(tmp_path)]
    assert len(urls) == len(set(urls)) == len(replica.truth(HOST))
