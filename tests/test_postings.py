"""Postings: what is found by a key is what was added, wherever it lies by now, whoever else adds, and whenever one is killed."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.store import SqliteStoryIndex, StoreError, open_story_index, postings
from newscrawl.stories import Posting

Rows = list[tuple[int, int, list[int]]]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "FRESH", 3)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SqliteStoryIndex]:
    with open_story_index(tmp_path) as opened:
        yield opened


def add(index: SqliteStoryIndex, rows: Rows) -> None:
    with index.transaction():
        for number, begins, keys in rows:
            index._postings.add(number, begins, keys)


def expected(rows: Rows, keys: Collection[int]) -> list[Posting]:
    found: dict[tuple[int, int], int] = {}
    for number, begins, own in sorted(rows):
        for key in own:
            found.setdefault((key, begins if key >= 0 else number), number)
    return sorted(
        (Posting(*pair, number) for pair, number in found.items() if pair[0] in keys), key=lambda one: (one.number, one)
    )


def find(index: SqliteStoryIndex, keys: Collection[int]) -> list[Posting]:
    return sorted(index.find_postings(keys), key=lambda one: (one.number, one))


KEYS = st.integers(-4, 12)
ADDED = st.lists(st.tuples(st.integers(1, 5), st.lists(KEYS, max_size=6, unique=True)), max_size=40)


@given(ADDED, st.sets(KEYS), st.sets(st.integers(1, 6)), st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_what_is_found_is_what_was_added(
    added: list[tuple[int, list[int]]], asked: set[int], over: set[int], together: int
) -> None:
    rows = [(number, min(begins, number), keys) for number, (begins, keys) in enumerate(added, 1)]
    with tempfile.TemporaryDirectory() as name, open_story_index(Path(name)) as one, open_story_index(Path(name)) as other:
        for at in range(0, len(rows), together):
            add((one, other)[at // together % 2], rows[at : at + together])
        assert find(one, asked) == find(other, asked) == expected(rows, asked)
        one.write_many("INSERT INTO gone VALUES (?)", [(number,) for number, begins, _ in rows if begins in over])
        one._postings.settle(everything=True)
        left = [row for row in rows if row[1] not in over]
        assert find(one, asked) == find(other, asked) == expected(left, asked)
        assert one.row("SELECT count(*) FROM gone") == (0,)


def test_newer_segments_are_merged_into_few(index: SqliteStoryIndex, tmp_path: Path) -> None:
    for number in range(1, 301):
        add(index, [(number, number, [number * 7 % 97, -number])])
    files = list(tmp_path.glob("stories.sqlite-postings-*"))
    assert len(files) == len(index.rows("SELECT * FROM segments")) < 7
    assert len(index.rows("SELECT * FROM fresh")) < postings.FRESH
    assert [one.number for one in find(index, [-300, -1])] == [1, 300]


def test_what_was_rolled_back_is_not_found(index: SqliteStoryIndex) -> None:
    add(index, [(1, 1, [5])])
    with pytest.raises(StoreError), index.transaction():  # noqa: PT012 - what is rolled back was found before
        index._postings.add(2, 2, [5])
        assert len(find(index, [5])) == 2
        index.write("nonsense")
    assert find(index, [5]) == [Posting(5, 1, 1)]


def test_nobody_waits_for_a_merge(index: SqliteStoryIndex, tmp_path: Path) -> None:
    with postings.try_hold(tmp_path / "stories.sqlite-merging"):
        add(index, [(number, number, [number]) for number in range(1, 9)])
        assert index.row("SELECT count(*) FROM segments") == (0,)
        assert len(find(index, range(9))) == 8
    add(index, [(9, 9, [9])])
    assert index.row("SELECT count(*) FROM segments, fresh") == (0,)
    assert len(find(index, range(10))) == 9


def test_keys_are_merged_in_slices_of_any_size(index: SqliteStoryIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.store.segment._AT_ONCE", 5)
    rows = [(number, number, [number % 3, number % 11, 100 + number]) for number in range(1, 200)]
    for row in rows:
        add(index, [row])
    assert find(index, range(400)) == expected(rows, range(400))


def truncate(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 1)


DAMAGES: list[tuple[Callable[[Path], None], str]] = [
    (Path.unlink, "is missing"),
    (truncate, "is no whole segment"),
    (lambda path: path.write_bytes(b"another file"), "is no whole segment"),
]


@pytest.mark.parametrize(("damage", "words"), DAMAGES)
def test_a_damaged_segment_is_named_with_the_remedy(tmp_path: Path, damage: Callable[[Path], None], words: str) -> None:
    with open_story_index(tmp_path) as index:
        add(index, [(number, number, [number]) for number in range(1, 9)])
    (segment,) = tmp_path.glob("stories.sqlite-postings-*")
    damage(segment)
    with open_story_index(tmp_path) as index, pytest.raises(StoreError) as error:
        index.find_postings([1])
    assert re.search(
        rf"{segment}.*{words}.*restore the index and all its files from a backup, or move them away", str(error.value)
    )


_ADDING = """
import sys
from pathlib import Path
from newscrawl.store import open_story_index, postings
postings.FRESH = 2
with open_story_index(Path(sys.argv[1])) as index:
    number = index.row("SELECT coalesce(max(number), 0) FROM acknowledged")[0]
    while True:
        number += 1
        with index.transaction():
            index._postings.add(number, number, [number % 50, 1000 + number])
            index.write("INSERT INTO acknowledged VALUES (?)", number)
        print(number, flush=True)
"""


def test_a_process_killed_while_it_merges_loses_nothing(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311
    with open_story_index(tmp_path) as index:
        index.write("CREATE TABLE acknowledged (number INTEGER PRIMARY KEY)")
        for _ in range(6):
            process = subprocess.Popen([sys.executable, "-c", _ADDING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
            assert process.stdout is not None
            for _ in range(chance.randint(5, 60)):
                process.stdout.readline()
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            process.stdout.close()
            (last,) = index.row("SELECT max(number) FROM acknowledged") or (0,)
            assert isinstance(last, int)
            rows = [(number, number, [number % 50, 1000 + number]) for number in range(1, last + 1)]
            assert find(index, range(1000 + last + 1)) == expected(rows, range(1000 + last + 1))
        index._postings.settle(everything=True)
        assert len(list(tmp_path.glob("*-postings-*"))) == 1  # what the killed ones left is gone


def test_a_posting_takes_sixteen_bytes(index: SqliteStoryIndex, tmp_path: Path) -> None:
    add(index, [(number, number, list(range(number * 100, number * 100 + 40))) for number in range(1, 501)])
    (segment,) = tmp_path.glob("*-postings-*")
    assert segment.stat().st_size == 24 + 500 * 40 * 16
