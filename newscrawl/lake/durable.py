"""What a destination takes before anything is written there, and its errors, told so that a person can act on them."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newscrawl.store import sync_folder


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
