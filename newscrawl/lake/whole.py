"""A whole file at a path of the user's choice: the old one stays until the new one is complete."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from newscrawl.lake.durable import LakeError, check_writable, make_folder, told
from newscrawl.store import rename_durably, sync_file


def write_whole(path: Path, lines: Iterable[bytes]) -> int:
    """Write the lines to a file and return how many; the file appears, or is replaced, only when all are on the disk.

    Without a single line nothing is written and an old file stays. When `lines` raises, nothing half-written is left and
    the error goes on. A symbolic link is followed. Raises LakeError.
    """
    target = _find_target(path)
    aside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    with told(path):
        make_folder(target.parent)
        file = aside.open("xb")
    try:
        with file:
            count = _write_lines(file, lines, path)
        if count:
            with told(path):
                rename_durably(aside, target)
    finally:
        aside.unlink(missing_ok=True)
    return count


def check_replaceable(path: Path) -> None:
    """Make sure, before any work is done, that `write_whole` can write a file; creates its folder. Raises LakeError."""
    check_writable(_find_target(path).parent)


def _find_target(path: Path) -> Path:
    """The file that a path names, through links. Raises LakeError where it is something else than a file."""
    with told(path):
        target = path.resolve()
        if target.exists() and not target.is_file():
            raise LakeError(f"{path}: is no regular file, so it cannot be replaced; name a file")
    return target


def _write_lines(file: BinaryIO, lines: Iterable[bytes], path: Path) -> int:
    """Write and flush; only what the file refuses is told as an error of the destination, not what `lines` raises."""
    count = 0
    for line in lines:
        with told(path):
            file.write(line)
        count += 1
    with told(path):
        sync_file(file)
    return count
