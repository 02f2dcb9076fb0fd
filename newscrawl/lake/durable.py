"""What durable takes on a POSIX file system: flush the file, rename it, flush the folder that got the new name."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class LakeError(Exception):
    """A destination that cannot be written: one line that names the path, the reason and the remedy."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn a system error about a destination into a LakeError that a person can act on."""
    try:
        yield
    except OSError as error:
        remedy = (
            "free some space and run again"
            if error.errno in {errno.ENOSPC, errno.EDQUOT}
            else "make it writable, or name another"
        )
        raise LakeError(f"{error.filename or path}: cannot be written: {error.strerror or error}; {remedy}") from error


@contextmanager
def told_reading(path: Path) -> Iterator[None]:
    """Turn a system error about what is to be read into a LakeError that a person can act on."""
    try:
        yield
    except OSError as error:
        raise LakeError(
            f"{error.filename or path}: cannot be read: {error.strerror or error}; make it readable, or name another"
        ) from error


def check_writable(folder: Path) -> None:
    """Make sure, before any work is done, that files can be made in a folder; creates it. Raises LakeError."""
    with told(folder):
        make_folder(folder)
        probe = folder / f".newscrawl-{os.getpid()}.tmp"
        probe.touch()
        probe.unlink()


def make_folder(folder: Path) -> None:
    """Create a folder and its parents so that they survive a power cut."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in missing:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush a folder: names given or taken in it are durable after."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(file: BinaryIO) -> None:
    """Flush what was written to a file down to the disk."""
    file.flush()
    os.fsync(file.fileno())


def rename_durably(source: Path, target: Path) -> None:
    """Give a flushed file its name, whole or not at all."""
    source.replace(target)
    sync_folder(target.parent)
