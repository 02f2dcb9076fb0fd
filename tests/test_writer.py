"""The writer of a run: nothing lost, nothing twice, whatever happens on the way."""

from __future__ import annotations

import dataclasses
import hashlib
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from article_factory import hash_content, make_article
from killed_run import ARTICLES, MAX_LINES, write_run

from newscrawl.crawl.delivery import RunEnd
from newscrawl.crawl.writer import RunWriter
from newscrawl.items import Article
from newscrawl.lake import LakeError, LineError, decode_line, iter_lake_lines
from newscrawl.lake.manifest import decode_manifest
from newscrawl.store import Recovery, StoreError, open_ledger

START = datetime(2022, 12, 11, 8, tzinfo=UTC)
Open = Callable[..., RunWriter]


@pytest.fixture
def open_writer(tmp_path: Path) -> Iterator[Open]:
    """Open writers in the test's folder; what the test leaves open is closed."""
    opened: list[RunWriter] = []

    def open_one(run: str, **options: float) -> RunWriter:
        writer = RunWriter(tmp_path / "data", tmp_path / "state", site="journal", run=run, started_at=START, **options)
        opened.append(writer)
        return writer

    yield open_one
    for writer in opened:
        try:
            writer.close(RunEnd(complete=False))
        except (LakeError, StoreError):
            continue


def read_lake(data: Path) -> list[Article]:
    """Every line of every part; fails on a torn or empty file."""
    articles = []
    for part in sorted(data.rglob("*.jsonl")):
        content = part.read_bytes()
        assert content.endswith(b"\n"), part
        articles += [decode_line(line) for line in content.splitlines()]
    return articles


def rewritten(article: Article, text: str) -> Article:
    return hash_content(dataclasses.replace(article, text=text))


def test_a_run_delivers_each_article_once(open_writer: Open, tmp_path: Path) -> None:
    writer = open_writer("a", max_lines=2)
    articles = [make_article(number) for number in range(5)]
    deliveries = [writer.submit(article).result() for article in articles]
    counts = writer.close(RunEnd(complete=True))
    assert [delivery.status for delivery in deliveries] == ["written"] * 5
    written = [decode_line(line) for part in counts.parts for line in iter_lake_lines(part)]
    assert [delivery.article for delivery in deliveries] == written
    assert (counts.lines, counts.updated, counts.unchanged, counts.refused) == (5, 0, 0, 0)
    assert counts.roles == {"agency": 5}
    assert [len(list(iter_lake_lines(part))) for part in counts.parts] == [2, 2, 1]
    assert sorted(counts.parts) == sorted(map(str, (tmp_path / "data").rglob("*.jsonl")))


def test_the_second_run_delivers_what_changed(open_writer: Open, tmp_path: Path) -> None:
    articles = [make_article(number) for number in range(3)]
    first = open_writer("a")
    links = [first.submit(article).result().article.story for article in articles]
    first.close(RunEnd(complete=True))
    second = open_writer("b")
    changed = rewritten(articles[1], "Le pont reste fermé. " * 20)
    statuses = [second.submit(article).result().status for article in (articles[0], changed, articles[2])]
    counts = second.close(RunEnd(complete=True))
    assert statuses == ["unchanged", "written", "unchanged"]
    assert (counts.lines, counts.updated, counts.unchanged) == (1, 1, 2)
    lines = [line for line in read_lake(tmp_path / "data") if line.id == changed.id]
    assert [(line.version, line.text, line.story) for line in lines] == [
        (1, articles[1].text, links[1]),
        (2, changed.text, links[1]),
    ]


def test_a_page_submitted_twice_is_delivered_once(open_writer: Open, tmp_path: Path) -> None:
    writer = open_writer("a", max_lines=2)
    article = make_article(1)
    statuses = [writer.submit(page).result().status for page in (article, article, make_article(2), article)]
    assert statuses == ["written", "unchanged", "written", "unchanged"]
    writer.close(RunEnd(complete=True))
    assert len(read_lake(tmp_path / "data")) == 2


def test_a_page_that_changes_within_a_part_gets_its_versions(open_writer: Open, tmp_path: Path) -> None:
    writer = open_writer("a")
    article = make_article(1)
    for page in (article, rewritten(article, "Autre."), article):
        writer.submit(page)
    counts = writer.close(RunEnd(complete=True))
    assert [line.version for line in read_lake(tmp_path / "data")] == [1, 2, 3]
    assert (counts.lines, counts.updated) == (3, 2)


def test_a_run_without_lines_writes_no_file(open_writer: Open, tmp_path: Path) -> None:
    counts = open_writer("a").close(RunEnd(complete=True))
    assert (counts.lines, counts.parts) == (0, ())
    assert [path for path in (tmp_path / "data").rglob("*") if path.is_file()] == []


def test_a_part_does_not_wait_for_ever(open_writer: Open, tmp_path: Path) -> None:
    writer = open_writer("a", roll_seconds=0.05)
    writer.submit(make_article(1)).result()
    deadline = time.monotonic() + 20
    while not read_lake(tmp_path / "data"):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_line_that_breaks_the_schema_is_refused_alone(open_writer: Open, tmp_path: Path) -> None:
    writer = open_writer("a")
    bad = writer.submit(dataclasses.replace(make_article(1), title="\ud800"))
    good = writer.submit(make_article(2))
    with pytest.raises(LineError, match=r"\$\.title"):
        bad.result()
    assert good.result().status == "written"
    counts = writer.close(RunEnd(complete=True))
    assert (counts.lines, counts.refused) == (1, 1)
    assert [line.id for line in read_lake(tmp_path / "data")] == [make_article(2).id]


def test_only_a_complete_run_moves_the_mark(open_writer: Open, tmp_path: Path) -> None:
    for run, complete in (("a", True), ("b", False)):
        open_writer(run).close(RunEnd(complete=complete))
        with open_ledger(tmp_path / "state", "journal") as ledger:
            assert ledger.last_complete_run() == START


def test_nothing_is_submitted_after_close(open_writer: Open) -> None:
    writer = open_writer("a")
    assert writer.close(RunEnd(complete=True)) == writer.close(RunEnd(complete=True))
    with pytest.raises(RuntimeError, match="after close"):
        writer.submit(make_article(1))


def test_two_runs_of_a_site_do_not_meet(open_writer: Open) -> None:
    first = open_writer("a")
    with pytest.raises(StoreError, match="another run of this site is under way"):
        open_writer("b")
    first.close(RunEnd(complete=True))
    open_writer("b")


def test_an_unwritable_destination_is_told_before_any_work(open_writer: Open, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file stands here")
    with pytest.raises(LakeError, match=r"data.*make it writable"):
        open_writer("a")
    assert not (tmp_path / "state").exists()


def test_a_failing_disk_reaches_every_submitter_and_loses_nothing(open_writer: Open, tmp_path: Path) -> None:
    writer = open_writer("a", max_lines=2)
    aside = tmp_path / "data" / ".tmp"
    aside.write_text("a file stands where parts are begun")
    futures = [writer.submit(make_article(number)) for number in range(3)]
    for future in futures:
        with pytest.raises(LakeError, match="cannot be written"):
            future.result()
    with pytest.raises(LakeError, match="cannot be written"):
        writer.close(RunEnd(complete=True))
    with open_ledger(tmp_path / "state", "journal") as ledger:
        assert ledger.last_complete_run() is None
    aside.unlink()
    assert write_run(tmp_path, "b").lines == ARTICLES


def test_a_failing_ledger_delivers_nothing(open_writer: Open, tmp_path: Path) -> None:
    writer = open_writer("a")
    writer.submit(make_article(1)).result()
    connection = sqlite3.connect(tmp_path / "state" / "journal.sqlite")
    connection.execute("DROP TABLE pages")
    connection.close()
    with pytest.raises(StoreError, match="no such table"):
        writer.close(RunEnd(complete=True))
    assert list((tmp_path / "data").glob("dt=*")) == []


def die(folder: Path, moment: str, run: str = "killed") -> int:
    """Run in a process of its own that dies at a moment; return its exit status."""
    script = Path(__file__).with_name("killed_run.py")
    return subprocess.run([sys.executable, str(script), str(folder), run, moment], check=False).returncode


def check_delivered_once(folder: Path) -> None:
    lines = read_lake(folder / "data")
    assert Counter(line.id for line in lines) == Counter(make_article(number).id for number in range(ARTICLES))
    assert {line.version for line in lines} == {1}
    assert {line.story.relation for line in lines if line.story} == {"first"}
    assert list((folder / "data" / ".tmp").rglob("run=*")) == []
    manifests = [decode_manifest(path.read_bytes()) for path in (folder / "data").rglob("*.manifest.json")]
    named = {(entry.name, entry.lines, entry.bytes, entry.sha256) for manifest in manifests for entry in manifest.files}
    assert named == {facts_of(path) for path in (folder / "data").rglob("*.jsonl")}
    assert all(manifest.credits == {"agency": manifest.lines} for manifest in manifests)


def facts_of(path: Path) -> tuple[str, int, int, str]:
    content = path.read_bytes()
    return path.name, content.count(b"\n"), len(content), hashlib.sha256(content).hexdigest()


# Where the run dies, what the lake holds then, and what the next run finds to settle.
DEATHS = [
    ("before-journal", 0, Recovery(confirmed=0, dropped=0)),
    ("before-rename", 0, Recovery(confirmed=MAX_LINES, dropped=0)),
    ("after-rename", MAX_LINES, Recovery(confirmed=MAX_LINES, dropped=0)),
    ("mid-write", MAX_LINES, Recovery(confirmed=0, dropped=0)),
    ("before-manifest", ARTICLES, Recovery(confirmed=0, dropped=0)),
    ("after-manifest", ARTICLES, Recovery(confirmed=0, dropped=0)),
]


@pytest.mark.parametrize(("moment", "delivered", "recovery"), DEATHS, ids=[moment for moment, *_ in DEATHS])
def test_after_a_kill_the_next_run_delivers_what_is_missing(
    tmp_path: Path, moment: str, delivered: int, recovery: Recovery
) -> None:
    assert die(tmp_path, moment) == -signal.SIGKILL
    assert len(read_lake(tmp_path / "data")) == delivered
    counts = write_run(tmp_path, "next")
    assert counts.recovery == recovery
    known = max(delivered, recovery.confirmed)
    assert (counts.lines, counts.unchanged) == (ARTICLES - known, known)
    check_delivered_once(tmp_path)


@pytest.mark.slow
def test_a_kill_at_any_file_event_loses_nothing(tmp_path: Path) -> None:
    for number in range(1, 1000):
        folder = tmp_path / str(number)
        status = die(folder, f"event-{number}")
        write_run(folder, "next")
        check_delivered_once(folder)
        if status == 0:
            return
    pytest.fail("the run never came to its end")


@pytest.mark.slow
def test_runs_killed_one_after_the_other_come_to_an_end(tmp_path: Path) -> None:
    statuses = [die(tmp_path, "after-rename", f"run{number}") for number in range(1 + ARTICLES // MAX_LINES)]
    assert set(statuses) == {-signal.SIGKILL}
    assert write_run(tmp_path, "last").unchanged == ARTICLES
    check_delivered_once(tmp_path)
