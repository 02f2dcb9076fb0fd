"""Parts and whole files: a reader of the lake sees whole files or none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from newscrawl.lake import LakeError, PartWriter, check_writable, iter_lake_lines, open_destination, write_whole
from newscrawl.lake.formats import Format

START = datetime(2022, 12, 11, 1, tzinfo=timezone(timedelta(hours=7)))  # still the 10th in UTC
FOLDER = "dt=2022-12-10/site=journal"


RUN = "20221210T180000Z-0a1b2c"


def make_parts(
    data: Path, run: str = RUN, max_lines: int = 2, *, packing: Format = "jsonl", max_bytes: int = 1000
) -> PartWriter:
    destination = open_destination(str(data))
    spool = destination.find_spool(data) / "site=journal"
    return PartWriter(
        destination, spool, site="journal", run=run, started_at=START, packing=packing, max_lines=max_lines, max_bytes=max_bytes
    )  # fmt: skip


def deliver(parts: PartWriter) -> str:
    parts.seal()
    address = parts.publish()
    parts.release()
    return address


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and ".tmp" not in path.parts)


def files_aside(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / ".tmp" / "site=journal").glob("*"))


def test_a_part_appears_whole_and_only_when_published(tmp_path: Path) -> None:
    parts = make_parts(tmp_path)
    parts.write(b"1\n")
    assert files_below(tmp_path) == []
    part = parts.seal()
    assert part == f"{FOLDER}/run={RUN}.jsonl"
    assert files_below(tmp_path) == []
    assert parts.publish() == str(tmp_path / part)
    parts.release()
    assert files_below(tmp_path) == [part]
    assert (tmp_path / part).read_bytes() == b"1\n"


@pytest.mark.parametrize("packing", ["jsonl", "jsonl.gz", "jsonl.zst"])
def test_parts_are_numbered_and_know_when_they_are_full(tmp_path: Path, packing: Format) -> None:
    parts = make_parts(tmp_path, "run", packing=packing)
    for number in range(5):
        parts.write(b"%d\n" % number)
        if parts.is_full:
            deliver(parts)
    deliver(parts)
    contents = {name: b"".join(iter_lake_lines(str(tmp_path / name))) for name in files_below(tmp_path)}
    assert contents == {
        f"{FOLDER}/run=run.{packing}": b"0\n1\n",
        f"{FOLDER}/run=run-0002.{packing}": b"2\n3\n",
        f"{FOLDER}/run=run-0003.{packing}": b"4\n",
    }


def test_a_part_is_full_by_bytes_too(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, max_lines=100, max_bytes=10)
    parts.write(b"12345678\n")
    assert not parts.is_full
    parts.write(b"\n")
    assert parts.is_full


def test_there_is_no_empty_part(tmp_path: Path) -> None:
    with pytest.raises(LakeError, match="no empty file"):
        make_parts(tmp_path).seal()
    with pytest.raises(LakeError, match="not sealed"):
        make_parts(tmp_path).publish()
    assert files_below(tmp_path) == []


def test_a_discarded_part_leaves_nothing(tmp_path: Path) -> None:
    parts = make_parts(tmp_path)
    parts.discard()
    parts.write(b"1\n")
    parts.discard()
    assert files_below(tmp_path) == files_aside(tmp_path) == []
    parts.write(b"2\n")
    assert Path(deliver(parts)).read_bytes() == b"2\n"


def test_what_is_delivered_is_never_written_again(tmp_path: Path) -> None:
    first = make_parts(tmp_path, "same")
    first.write(b"1\n")
    deliver(first)
    with pytest.raises(LakeError, match="delivered already"):
        make_parts(tmp_path, "same").write(b"2\n")
    assert (tmp_path / FOLDER / "run=same.jsonl").read_bytes() == b"1\n"


@pytest.mark.parametrize("name", ["", "..", "a/b", "../../etc", "a\nb", "a b", "a=b", "."])
def test_no_name_leaves_the_lake(tmp_path: Path, name: str) -> None:
    for site, run in ((name, "run"), ("site", name)):
        with pytest.raises(LakeError, match="cannot stand in a path"):
            PartWriter(open_destination(str(tmp_path)), tmp_path, site=site, run=run, started_at=START)


@pytest.mark.parametrize("below", ["", "data", "data/deeper"])
def test_a_destination_that_cannot_be_written_is_one_line(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("a file stands here")
    folder = tmp_path / "file" / below
    for attempt in (
        lambda: check_writable(folder),
        lambda: make_parts(folder).write(b"1\n"),
        lambda: write_whole(folder / "out.jsonl", [b"1\n"]),
    ):
        with pytest.raises(LakeError, match=r"file.*make it writable, or name another") as caught:
            attempt()
        assert "\n" not in str(caught.value)
    assert (tmp_path / "file").read_text() == "a file stands here"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    aside = tmp_path / ".tmp" / "site=journal"
    aside.mkdir(parents=True)
    (aside / "run=run.jsonl.part").symlink_to("/dev/full")
    parts = make_parts(tmp_path, "run")
    parts.write(b"1\n")
    with pytest.raises(LakeError, match="No space left on device; free some space"):
        parts.seal()
    parts.discard()
    assert files_below(tmp_path) == files_aside(tmp_path) == []


def test_a_writable_folder_is_left_empty(tmp_path: Path) -> None:
    check_writable(tmp_path / "new" / "data")
    assert files_below(tmp_path) == []


def test_a_whole_file_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.jsonl"
    assert write_whole(path, [b"old\n"]) == 1
    assert write_whole(path, iter([b"1\n", b"2\n"])) == 2
    assert path.read_bytes() == b"1\n2\n"
    assert files_below(tmp_path) == ["new/out.jsonl"]


def test_a_whole_file_is_readable_as_the_user_asked(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.with_suffix(".other").touch()
    write_whole(path, [b"1\n"])
    assert path.stat().st_mode == path.with_suffix(".other").stat().st_mode


def test_nothing_to_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    assert write_whole(path, []) == 0
    assert files_below(tmp_path) == []
    path.write_bytes(b"old\n")
    assert write_whole(path, []) == 0
    assert path.read_bytes() == b"old\n"


def broken_lines(error: BaseException) -> Iterator[bytes]:
    yield b"new\n"
    raise error


@pytest.mark.parametrize("error", [ValueError("a broken page"), OSError("a page that cannot be read"), KeyboardInterrupt()])
def test_an_error_on_the_way_leaves_the_old_file(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"old\n")
    with pytest.raises(type(error)) as caught:
        write_whole(path, broken_lines(error))
    assert caught.value is error
    assert path.read_bytes() == b"old\n"
    assert files_below(tmp_path) == ["out.jsonl"]


def test_a_symbolic_link_is_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    real.write_bytes(b"old\n")
    link.symlink_to(real)
    write_whole(link, [b"new\n"])
    assert link.is_symlink()
    assert real.read_bytes() == b"new\n"


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(LakeError, match="no regular file"):
            write_whole(path, [b"1\n"])
    assert (tmp_path / "pipe").is_fifo()
