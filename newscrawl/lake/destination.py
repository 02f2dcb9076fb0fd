"""Where a lake lies: a folder of this machine, or a bucket that fsspec reaches; the same few acts on both."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from newscrawl.lake.aside import AsideFile, find_aside
from newscrawl.lake.durable import check_writable, make_folder, told, told_reading
from newscrawl.store import rename_durably, sync_folder


class Destination(Protocol):
    """A lake by its address. Names are paths below it, with `/` on every system. Every method raises LakeError."""

    address: str
    """As a person wrote it, without secrets."""

    def check(self) -> None:
        """Make sure, before any work is done, that files can be delivered here."""
        ...

    def find_spool(self, state: Path) -> Path:
        """The local folder, below `state` if need be, in whose folders files are written before they get their names.

        `site=SITE` is for the parts of a site, `links` for the files of links.
        """
        ...

    def publish(self, sealed: Path, name: str) -> str:
        """Give a sealed file its name, whole or not at all, and return its whole address. Asked again, it does the same."""
        ...

    def find_size(self, name: str) -> int | None:
        """The bytes of a delivered file, which is then sure to keep its name; None where there is none."""
        ...

    def open(self, name: str) -> BufferedReader:
        """Open a delivered file for reading, as it lies there."""
        ...

    def iter_names(self) -> Iterator[str]:
        """Every file below the address by its name, in order."""
        ...

    def name_address(self, name: str) -> str:
        """The whole address of a file: what `open_address` takes."""
        ...


class Folder:
    """A lake on a local disk. Parts are begun in `.tmp/` below it, which readers of a lake pass over (hidden)."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.address = str(root)

    def check(self) -> None:
        """Create the folder, and a file in it that goes again."""
        check_writable(self._root)

    def find_spool(self, state: Path) -> Path:  # noqa: ARG002 - other destinations keep it there
        """On the same disk, so that a rename is all that a delivery takes."""
        return self._root / ".tmp"

    def publish(self, sealed: Path, name: str) -> str:
        """Rename the file; its folder is flushed too."""
        target = self._root / name
        with told(target):
            make_folder(target.parent)
            rename_durably(sealed, target)
        return str(target)

    def find_size(self, name: str) -> int | None:
        """The size; the folder is flushed, since who renamed the file may have died before doing so."""
        target = self._root / name
        with told(target):
            if not target.is_file():
                return None
            sync_folder(target.parent)
            return target.stat().st_size

    def open(self, name: str) -> BufferedReader:
        """The file itself."""
        with told_reading(self._root / name):
            return (self._root / name).open("rb")

    def iter_names(self) -> Iterator[str]:
        """Every file, folder by folder."""
        with told_reading(self._root):
            for folder, folders, files in os.walk(self._root, onerror=_raise):
                folders.sort()
                yield from ((Path(folder) / name).relative_to(self._root).as_posix() for name in sorted(files))

    def name_address(self, name: str) -> str:
        """The path of a file."""
        return str(self._root / name)


def _raise(error: OSError) -> None:
    """A folder that cannot be read is told, not passed over."""
    raise error


def publish_bytes(destination: Destination, spool: Path, name: str, content: bytes) -> None:
    """Deliver a small file as durably as a part. Raises LakeError."""
    aside = find_aside(spool, name)
    with told(aside):
        make_folder(spool)
        file = AsideFile(aside)
        file.write(content)
        file.seal()
    destination.publish(aside, name)
    with told(aside):
        aside.unlink(missing_ok=True)
