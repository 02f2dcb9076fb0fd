"""`scrapy lake-verify`: a whole lake is whole, and each kind of damage is one line that names the file."""

from __future__ import annotations

import dataclasses
import gzip
import json
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from article_factory import make_article, make_finding
from scrapy_run import run_scrapy

from newscrawl.crawl.delivery import RunEnd
from newscrawl.crawl.writer import RunWriter
from newscrawl.lake import LakeError, Verification, encode_line, open_destination
from newscrawl.lake.formats import Format
from newscrawl.lake.repeats import RepeatFinder
from newscrawl.store import open_story_index

START = datetime(2022, 12, 11, 8, tzinfo=UTC)
FOLDER = "dt=2022-12-11/site=journal"


def write_run(folder: Path, run: str, numbers: range, *, packing: Format = "jsonl") -> None:
    writer = RunWriter(
        folder / "data", folder / "state", site="journal", run=run, started_at=START, max_lines=3, packing=packing
    )
    for number in numbers:
        writer.submit(make_article(number)).result()
    writer.close(RunEnd(complete=True))


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Two runs: `a` of two parts, `b` of one."""
    write_run(tmp_path, "a", range(5))
    write_run(tmp_path, "b", range(3, 7), packing="jsonl.gz")
    return tmp_path / "data"


def problems_of(lake: Path, scratch: Path) -> list[str]:
    scratch.mkdir(exist_ok=True)
    verification = Verification(open_destination(str(lake)), scratch)
    return [f"{problem.name}: {problem.fault}; {problem.remedy}" for problem in verification.iter_problems()]


@pytest.mark.parametrize("packing", ["jsonl", "jsonl.gz", "jsonl.zst"])
def test_what_a_run_writes_is_whole(tmp_path: Path, packing: Format) -> None:
    write_run(tmp_path, "a", range(7), packing=packing)
    assert len(list((tmp_path / "data" / FOLDER).glob(f"*.{packing}"))) == 3
    assert problems_of(tmp_path / "data", tmp_path / "scratch") == []


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def repeat_a_line(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[0]]))


def write_nonsense(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b'{"id": "..\\u001b[31m"}\n')


def repack(path: Path) -> None:
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), mtime=1))


def change_sum(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace('"lines": 5', '"lines": 6'), "utf-8")


DAMAGES: list[tuple[str, Callable[[Path], object], list[str]]] = [
    ("run=a.jsonl", cut, ["is torn: line 3 has no end", "is not what its manifest says: bytes"]),
    ("run=a.jsonl", empty, ["is empty", "is not what its manifest says: bytes 0 instead"]),
    ("run=a.jsonl", repeat_a_line, ["is not what its manifest says", "line 4 has id and version of"]),
    ("run=a.jsonl", write_nonsense, ["line 4 is not a newscrawl.article/1 line", "is not what its manifest says"]),
    ("run=a.jsonl", Path.unlink, ["is missing, though the manifest of its run names it; restore it"]),
    ("run=b.jsonl.gz", cut, ["is torn or damaged behind line", "is not what its manifest says"]),
    ("run=b.jsonl.gz", flip, ["is torn or damaged behind line", "is not what its manifest says: sha256"]),
    ("run=b.jsonl.gz", repack, ["is not what its manifest says"]),
    ("run=b.manifest.json", Path.unlink, ["is in no manifest; the next `scrapy crawl journal`"]),
    ("run=b.manifest.json", cut, ["holds no newscrawl.manifest/1", "is in no manifest"]),
    ("run=b.manifest.json", empty, ["holds no newscrawl.manifest/1", "is in no manifest"]),
    ("run=a.manifest.json", change_sum, ["its sums are not those", "is in no manifest", "is in no manifest"]),
    ("notes.txt", Path.touch, ["is no file of a lake; move it elsewhere"]),
    ("_SUCCESS", Path.touch, []),
]


@pytest.mark.parametrize(("name", "damage", "told"), DAMAGES, ids=[f"{name}-{how.__name__}" for name, how, _ in DAMAGES])
def test_damage_is_named(lake: Path, name: str, damage: Callable[[Path], object], told: list[str]) -> None:
    damage(lake / FOLDER / name)
    found = problems_of(lake, lake.parent / "scratch")
    assert len(found) == len(told), found
    for words in told:
        assert any(words in problem for problem in found), found


LINKS = "links/dt=2022-12-11"


@pytest.fixture
def linked(lake: Path) -> Path:
    """The same lake with two files of links, of three lines and of one."""
    for run, numbers in (("a", range(3)), ("c", range(3, 4))):
        with open_story_index(lake.parent / "state") as index:
            index.note_late([make_finding(number) for number in numbers])
        write_run(lake.parent, f"links-{run}", range(0))
    return lake


def find_again_later(path: Path) -> None:
    """What is known is found again, a day later and in other words."""
    again = dataclasses.replace(make_finding(0), at="2022-12-13T08:00:00Z", similarity=0.97, credits_added=())
    path.write_bytes(path.read_bytes() + encode_line(again))


LINK_DAMAGES: list[tuple[str, Callable[[Path], object], list[str]]] = [
    ("run=links-a.journal.jsonl", cut, ["is torn: line 3 has no end; restore it from a backup"]),
    ("run=links-a.journal.jsonl", empty, ["is empty"]),
    ("run=links-a.journal.jsonl", write_nonsense, ["line 4 is not a newscrawl.link/1 line"]),
    (
        "run=links-a.journal.jsonl",
        repeat_a_line,
        [f"line 4 says what is said in {LINKS}/run=links-a.journal.jsonl line 1; load"],
    ),
    ("run=links-c.journal.jsonl", find_again_later, [f"line 2 says what is said in {LINKS}/run=links-a.journal.jsonl line 1"]),
    ("run=links-a.jsonl", Path.touch, ["is no file of a lake; move it elsewhere"]),
    (".hidden", Path.touch, []),
]


@pytest.mark.parametrize(
    ("name", "damage", "told"), LINK_DAMAGES, ids=[f"{name}-{how.__name__}" for name, how, _ in LINK_DAMAGES]
)
def test_damaged_links_are_named(linked: Path, name: str, damage: Callable[[Path], object], told: list[str]) -> None:
    assert problems_of(linked, linked.parent / "scratch") == []
    damage(linked / LINKS / name)
    found = problems_of(linked, linked.parent / "again")
    assert len(found) == len(told), found
    for words in told:
        assert found[0].startswith(f"{LINKS}/{name}: {words}")


def test_links_are_counted(linked: Path) -> None:
    ended = run_scrapy("lake-verify", linked, folder=linked.parent)
    assert (ended.status, ended.out.decode().endswith(" bytes, 4 links in 2 files; whole\n")) == (0, True)


def test_a_copied_run_stands_twice(lake: Path) -> None:
    other = lake / "dt=2022-12-12" / "site=journal"
    other.mkdir(parents=True)
    for path in (lake / FOLDER).glob("run=b*"):
        (other / path.name).write_bytes(path.read_bytes())
    found = problems_of(lake, lake.parent / "scratch")
    assert found == [
        f"dt=2022-12-12/site=journal/run=b.jsonl.gz: line {number} has id and version of {FOLDER}/run=b.jsonl.gz line {number};"
        " load each id and version once"
        for number in sorted((1, 2), key=lambda line: make_article(line + 4).id)
    ]


def test_the_command_tells_and_ends_by_what_it_found(lake: Path, tmp_path: Path) -> None:
    whole = run_scrapy("lake-verify", lake, folder=tmp_path)
    size = sum(path.stat().st_size for path in (lake / FOLDER).glob("*.jsonl*"))
    assert (whole.status, whole.out.decode()) == (0, f"{lake}: 2 runs, 3 files, 7 lines, {size} bytes; whole\n")
    write_nonsense(lake / FOLDER / "run=a.jsonl")
    broken = run_scrapy("lake-verify", lake, folder=tmp_path)
    told = broken.out.decode().splitlines()
    assert (broken.status, len(told), told[-1].rpartition("; ")[2]) == (1, 3, "2 problems")
    assert "\x1b" not in broken.out.decode()


@pytest.mark.parametrize(
    ("args", "words"), [((), "name one lake"), (("nowhere",), "nowhere: cannot be read: No such file"), (("--x",), "--x")]
)
def test_what_is_no_lake_is_a_mistake(tmp_path: Path, args: tuple[str, ...], words: str) -> None:
    ended = run_scrapy("lake-verify", *args, folder=tmp_path)
    assert (ended.status, ended.out, len(ended.err.splitlines())) == (2, b"", 1)
    assert words in ended.err


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="holds no lake"):
        problems_of(tmp_path, tmp_path / "scratch")


def test_repeats_are_found_over_any_number_of_chunks(tmp_path: Path) -> None:
    finder = RepeatFinder(tmp_path, chunk=7)
    ids = [f"{number:016x}" for number in range(3000)]
    ids.sort(key=lambda one: one[::-1])
    for line, article_id in enumerate([*ids, *ids[:3]]):
        finder.add(article_id, 1, (line // 1000, line % 1000))
    finder.add(ids[0], 2, (4, 0))
    assert sorted(finder.iter_repeats(), key=lambda pair: pair[1]) == [((0, line), (3, line)) for line in range(3)]


def test_memory_does_not_grow_with_the_lake(tmp_path: Path) -> None:
    folder = tmp_path / "data" / FOLDER
    folder.mkdir(parents=True)
    line = json.loads(encode_line(make_article(1)))

    def peak(lines: int) -> int:
        with (folder / "run=a.jsonl").open("w", encoding="utf-8") as file:
            for number in range(lines):
                file.write(json.dumps({**line, "id": f"{number:016x}"}) + "\n")
        tracemalloc.start()
        problems_of(tmp_path / "data", tmp_path / "scratch")
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    peak(10)  # what is loaded once
    assert peak(4000) - peak(1000) < 3000 * 150
