"""A file that is written aside: hashed on the way, so that what it must hold is known before anybody reads it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import msgspec

from newscrawl.store import sync_file

ASIDE_SUFFIX: Final = ".part"


class FileFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a whole file is known by: its size in bytes and the SHA-256 of its content (hex)."""

    bytes: int
    sha256: str


class AsideFile:
    """A new file under a temporary name. Its methods raise OSError for what the disk refuses."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._hash = hashlib.sha256()
        self._bytes = 0

    def write(self, data: bytes) -> int:
        """Add bytes; returns how many."""
        size = self._file.write(data)
        self._hash.update(data)
        self._bytes += size
        return size

    def flush(self) -> None:
        """Hand what was written to the system; `seal` hands it to the disk."""
        self._file.flush()

    def seal(self) -> FileFacts:
        """Flush everything down to the disk and close the file."""
        sync_file(self._file)
        self._file.close()
        return FileFacts(self._bytes, self._hash.hexdigest())

    def close(self) -> None:
        """Close the file as it is."""
        self._file.close()


def find_facts(path: Path) -> FileFacts | None:
    """The facts of a file on this disk; None where there is none. Raises OSError for one that cannot be read."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
            return FileFacts(file.tell(), digest.hexdigest())
    except FileNotFoundError:
        return None


def find_aside(spool: Path, name: str) -> Path:
    """Where in a spool a file is written that is to have a name below the lake."""
    return spool / (Path(name).name + ASIDE_SUFFIX)
