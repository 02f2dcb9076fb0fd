"""From what a user names to a destination or a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from newscrawl.lake.destination import Destination, Folder
from newscrawl.lake.formats import open_unpacked


def open_destination(address: str) -> Destination:
    """The lake at an address. Nothing is created or asked yet. Raises LakeError for an address that leads nowhere."""
    return Folder(Path(address))


def iter_lake_lines(address: str) -> Iterator[bytes]:
    """The lines of one file of a lake, by its whole address, unpacked. Raises LakeError."""
    path = Path(address)
    with Folder(path.parent).open(path.name) as file:
        yield from open_unpacked(file, path.name)
