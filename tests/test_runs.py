"""`scrapy runs`, and the honest ending of real runs: health against the site's own history, reports where they belong."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy_run import Ended, run_scrapy

from newscrawl.crawl.account import Account, write_account
from newscrawl.replica import Replica
from newscrawl.store import open_ledger

NAME = "nouvelles_du_monde"
HOST = "www.nouvelles-dumonde.com"


def crawl(replica: Replica, folder: Path, *args: str) -> Ended:
    quick = ("DOWNLOAD_DELAY=0", "CONCURRENT_REQUESTS_PER_DOMAIN=8", "RETRY_TIMES=0", "NEWSCRAWL_READ_TIMEOUT=60")
    options = [word for setting in quick for word in ("-s", setting)]
    return run_scrapy("crawl", NAME, *options, *args, folder=folder, replica=replica.url)


@pytest.fixture
def own() -> Iterator[Replica]:
    """A replica that the test may edit."""
    with Replica() as replica:
        yield replica


def test_a_layout_that_changed_ends_with_status_1(own: Replica, tmp_path: Path) -> None:
    assert crawl(own, tmp_path).status == 0
    for url in sorted(own.truth(HOST))[:12]:
        slug = url.rstrip("/").rpartition("/")[2]
        own.edit(HOST, slug, modified=datetime.now(UTC) + timedelta(minutes=1), content="")
    ended = crawl(own, tmp_path)
    assert ended.status == 1
    assert "`scrapy probe URL` shows what is found" in ended.err.splitlines()[-1]
    assert "  ailing field:text" in ended.err
    reports = sorted((tmp_path / "state" / "reports" / f"site={NAME}").glob("run=*.json"))
    first, second = (json.loads(path.read_text("utf-8")) for path in reports)
    assert (first["status"], first["ailments"], first["lines"]) == (0, [], len(own.truth(HOST)))
    assert second["status"] == 1
    assert "field:text" in {ailment["rule"] for ailment in second["ailments"]}

    shown = run_scrapy("runs", NAME, folder=tmp_path)
    head, *rows = [line.split("\t") for line in shown.out.decode().splitlines()]
    assert shown.status == 0
    assert head[:3] == ["site", "run", "ended"]
    assert [row[2] for row in rows] == ["ailing", "well"]
    runs = run_scrapy("runs", "--json", "--last", "1", folder=tmp_path).lines
    assert [(run["site"], run["ended"]) for run in runs] == [(NAME, "ailing")]
    assert "field:text" in runs[0]["counts"]["ailments"]


def test_a_long_silence_ends_with_status_1(own: Replica, tmp_path: Path) -> None:
    assert crawl(own, tmp_path).status == 0
    with open_ledger(tmp_path / "state", NAME) as ledger:
        ledger.write("DELETE FROM runs")
        for number in range(10):
            began = datetime.now(UTC) - timedelta(days=5, hours=number)
            ledger.begin_run(f"r{number}", began)
            account = write_account(Account(listed=3, read=3, lines=3))
            ledger.finish_run(f"r{number}", began, complete=True, counts=account)
    ended = crawl(own, tmp_path)
    assert ended.status == 1
    assert ended.err.splitlines()[-1].startswith(f"newscrawl: {NAME}: nothing new for 5.0 days, where it used to be 0.0 days")


def test_every_ending_has_its_word(tmp_path: Path) -> None:
    endings = {
        "well": Account(),
        "failed": Account(error="no door"),
        "ailing": Account(ailments=("silence",)),
        "partly": Account(),
    }
    start = datetime(2022, 12, 11, 8, tzinfo=UTC)
    with open_ledger(tmp_path / "state", "journal") as ledger:
        for number, (word, account) in enumerate(endings.items()):
            ledger.begin_run(word, start + timedelta(hours=number))
            ledger.finish_run(word, start + timedelta(hours=number + 1), complete=word == "well", counts=write_account(account))
        ledger.begin_run("killed?", start + timedelta(days=1))
    rows = [line.split("\t") for line in run_scrapy("runs", folder=tmp_path).out.decode().splitlines()[1:]]
    assert [row[1] for row in rows] == [row[2] for row in rows] == ["killed?", *reversed(endings)]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "holds no ledger; crawl a site first"),
        (("journal",), "journal: has no ledger in"),
        (("--last", "0"), "--last takes a number from 1"),
        (("--lines",), "--lines"),
    ],
)
def test_a_mistake_of_runs_is_one_line(tmp_path: Path, args: tuple[str, ...], words: str) -> None:
    ended = run_scrapy("runs", *args, folder=tmp_path)
    assert (ended.status, ended.out, len(ended.err.splitlines())) == (2, b"", 1)
    assert words in ended.err


def test_a_ledger_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    connection = sqlite3.connect(tmp_path / "state" / "journal.sqlite")
    connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    ended = run_scrapy("runs", folder=tmp_path)
    assert ended.status == 2
    assert "no newscrawl ledger" in ended.err
