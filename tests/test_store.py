"""The ledger and the state files: real SQLite, real locks, real damage."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from article_factory import make_article

from newscrawl.store import (
    Known,
    Ledger,
    PageEntry,
    Recovery,
    SiteHeld,
    SiteHold,
    StoreError,
    hold_site,
    open_ledger,
    open_story_index,
)
from newscrawl.stories import place

START = datetime(2022, 12, 11, 8, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path, "journal") as opened:
        yield opened


def entry(number: int, version: int = 1) -> PageEntry:
    return PageEntry(f"{number:016x}", version, f"https://journal.example/{number}/", f"sha256:{number:032x}{version:032x}")


def hold(folder: Path, site: str = "journal") -> SiteHold:
    return hold_site(folder, site, run="r1", since=START)


def known(page: PageEntry) -> Known:
    return Known(page.content_hash, page.version)


def test_a_page_is_known_once_it_is_acknowledged(ledger: Ledger) -> None:
    pages = [entry(1), entry(2)]
    ledger.claim("a.jsonl", pages)
    assert [ledger.known(page.id) for page in pages] == [None, None]
    assert ledger.acknowledge("a.jsonl") == 2
    assert [ledger.known(page.id) for page in pages] == [known(page) for page in pages]
    assert ledger.acknowledge("a.jsonl") == 0


def test_the_latest_version_counts(ledger: Ledger) -> None:
    ledger.claim("a.jsonl", [entry(1, 1), entry(1, 2)])
    ledger.acknowledge("a.jsonl")
    ledger.claim("b.jsonl", [entry(1, 10)])
    ledger.acknowledge("b.jsonl")
    assert ledger.known(entry(1).id) == known(entry(1, 10))


@pytest.mark.parametrize(("delivered", "settled", "version"), [(True, Recovery(2, 0), 2), (False, Recovery(0, 2), 1)])
def test_recovery_settles_what_was_claimed(ledger: Ledger, settled: Recovery, version: int, *, delivered: bool) -> None:
    ledger.claim("a.jsonl", [entry(1)])
    ledger.acknowledge("a.jsonl")
    ledger.claim("b.jsonl", [entry(1, 2), entry(2)])
    asked: list[str] = []
    assert ledger.recover(lambda part: asked.append(part) or delivered) == settled
    assert asked == ["b.jsonl"]
    assert ledger.known(entry(1).id) == known(entry(1, version))
    assert (ledger.known(entry(2).id) is not None) == delivered
    assert ledger.recover(lambda _: True) == Recovery(0, 0)


def test_a_claim_is_whole_or_nothing(ledger: Ledger) -> None:
    with pytest.raises(StoreError, match="UNIQUE"):
        ledger.claim("a.jsonl", [entry(1), entry(2), entry(1)])
    assert ledger.acknowledge("a.jsonl") == 0


def test_only_complete_runs_count(ledger: Ledger) -> None:
    assert ledger.last_complete_run() is None
    starts = [START, START + timedelta(hours=1), START + timedelta(hours=2), START + timedelta(hours=3)]
    jakarta = timezone(timedelta(hours=7))
    for run, start in zip("abcd", starts, strict=True):
        ledger.begin_run(run, start.astimezone(jakarta))
    ledger.finish_run("a", starts[1], complete=True)
    ledger.finish_run("b", starts[2], complete=True)
    ledger.finish_run("c", starts[3], complete=False)  # d was killed
    assert ledger.last_complete_run() == starts[1]


def test_a_run_id_is_used_once(ledger: Ledger) -> None:
    ledger.begin_run("a", START)
    with pytest.raises(StoreError, match="give the run another id"):
        ledger.begin_run("a", START)


def test_a_second_reader_sees_what_was_committed(ledger: Ledger, tmp_path: Path) -> None:
    ledger.claim("a.jsonl", [entry(1)])
    ledger.acknowledge("a.jsonl")
    with open_ledger(tmp_path, "journal") as other:
        assert other.known(entry(1).id) == known(entry(1))


def _write_noise(path: Path) -> None:
    path.write_bytes(b"this is no database, but it is long enough to be taken for one" * 99)


def _write_folder(path: Path) -> None:
    path.mkdir()


def _write_newer(path: Path) -> None:
    open_ledger(path.parent, path.stem).close()
    _execute(path, "PRAGMA user_version = 99")


def _write_stranger(path: Path) -> None:
    _execute(path, "CREATE TABLE bookmarks (url TEXT)")


def _write_story_index(path: Path) -> None:
    open_story_index(path.parent, path.name).close()


def _write_torn(path: Path) -> None:
    """Overwrite every page but the first: the file opens, and is found out when it is used."""
    with open_ledger(path.parent, path.stem) as ledger:
        for number in range(200):
            ledger.begin_run(f"run{number}", START)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xde\xad" * ((len(whole) - 4096) // 2))


def use_ledger(folder: Path) -> None:
    with open_ledger(folder, "journal") as ledger:
        ledger.begin_run("run", START)
        ledger.last_complete_run()


def _execute(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


DAMAGES = [
    (_write_noise, "damaged: restore it from a backup, or move it away"),
    (_write_torn, "damaged: restore it from a backup, or move it away"),
    (_write_folder, "writable"),
    (_write_newer, "schema version 99.*upgrade newscrawl"),
    (_write_stranger, "no newscrawl ledger"),
    (_write_story_index, "no newscrawl ledger"),
]


@pytest.mark.parametrize(("damage", "says"), DAMAGES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_state_file_that_cannot_be_used_is_one_line(tmp_path: Path, damage: Callable[[Path], None], says: str) -> None:
    path = tmp_path / "journal.sqlite"
    damage(path)
    with pytest.raises(StoreError, match=says) as caught:
        use_ledger(tmp_path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_stranger_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    _write_stranger(path)
    before = path.read_bytes()
    with pytest.raises(StoreError):
        open_ledger(tmp_path, "journal")
    assert path.read_bytes() == before


def test_a_state_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file stands here")
    for open_it in (lambda: open_ledger(tmp_path / "state", "journal"), lambda: hold(tmp_path / "state")):
        with pytest.raises(StoreError, match=r"state.*make its folder writable"):
            open_it()


@pytest.mark.parametrize("site", ["", ".", "../journal", "a/b", "a\nb", "stories", "journal.sqlite"])
def test_a_site_id_cannot_leave_the_state_folder(tmp_path: Path, site: str) -> None:
    for open_it in (open_ledger, hold):
        with pytest.raises(StoreError, match="cannot name a state file"):
            open_it(tmp_path, site)
    assert list(tmp_path.iterdir()) == []


def test_one_run_holds_a_site(tmp_path: Path) -> None:
    told = rf"under way \(run r1 since 2022-12-11T08:00:00Z, process {os.getpid()}\); wait"
    with hold(tmp_path), pytest.raises(SiteHeld, match=told):
        hold(tmp_path)
    with hold(tmp_path), hold(tmp_path, "other"):
        pass
    with hold(tmp_path):
        pass


@pytest.mark.parametrize("content", ["", "4711\n", "{}", "[]", '{"run": "a"}', "\0"])
def test_a_lock_file_of_another_make_names_no_holder(tmp_path: Path, content: str) -> None:
    with hold(tmp_path):
        (tmp_path / "journal.lock").write_text(content)
        with pytest.raises(SiteHeld, match="under way; wait"):
            hold(tmp_path)


def test_a_killed_run_lets_go_of_its_site(tmp_path: Path) -> None:
    code = "import os, sys; from pathlib import Path; from newscrawl.store import hold_site\n"
    code += "from datetime import UTC, datetime\n"
    code += "held = hold_site(Path(sys.argv[1]), 'journal', run='r', since=datetime.now(UTC)); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    hold(tmp_path).__exit__()


def _place_copies(start: Barrier, folder: str, text: str, numbers: list[int]) -> None:
    start.wait()  # so that all make the file at the same moment
    with open_story_index(Path(folder)) as index:
        for number in numbers:
            place(make_article(number, text), index)


def test_crawls_at_once_agree_on_the_first_of_a_story(tmp_path: Path) -> None:
    text = make_article(1).text
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(4)
    jobs = [(start, str(tmp_path), text, list(range(number, 100, 4))) for number in range(4)]
    processes = [context.Process(target=_place_copies, args=job) for job in jobs]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    with open_story_index(tmp_path) as index:
        links = [index.find_link(make_article(number).id) for number in range(100)]
    assert sorted(link.relation for link in links if link) == ["copy"] * 99 + ["first"]
    assert len({link.id for link in links if link}) == 1


def test_the_story_index_of_a_name(tmp_path: Path) -> None:
    open_story_index(tmp_path, "mine.sqlite").close()
    assert [path.name for path in tmp_path.glob("*.sqlite")] == ["mine.sqlite"]
