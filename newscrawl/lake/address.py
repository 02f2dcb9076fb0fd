"""From what a user names to a destination or a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from newscrawl.lake.destination import Destination, Folder
from newscrawl.lake.durable import LakeError
from newscrawl.lake.formats import open_unpacked

_LOCAL: Final = "file://"


def open_destination(address: str, gives_up: Callable[[], bool] = lambda: False) -> Destination:
    """The lake at an address: a folder, or what fsspec reaches. Nothing is created or asked yet.

    A store that does not answer is waited for until `gives_up` says so. Raises LakeError for an address that leads nowhere.
    """
    if "://" not in address or address.startswith(_LOCAL):
        return Folder(Path(address.removeprefix(_LOCAL)))
    try:
        from newscrawl.lake.bucket import Bucket  # noqa: PLC0415 - fsspec is an extra
    except ImportError as error:
        raise LakeError(f"{address}: {error}; pip install 'newscrawl[s3]', or name a folder") from error
    return Bucket(address, gives_up)


def check_destination(address: str) -> None:
    """Tell what can be told before any work is done, and without a network. Raises LakeError."""
    destination = open_destination(address)
    if isinstance(destination, Folder):
        destination.check()


def iter_lake_lines(address: str) -> Iterator[bytes]:
    """The lines of one file of a lake, by its whole address, unpacked. Raises LakeError."""
    folder, _, name = address.rpartition("/")
    with open_destination(folder or "/").open(name) as file:
        yield from open_unpacked(file, name)
