"""Finds what stands twice in a lake of any size: sorted chunks on disk, merged at the end."""

from __future__ import annotations

import heapq
import struct
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final

_ENTRY: Final = struct.Struct(">8sQII")  # id, number, number of the file, number of the line
_KEY: Final = 16  # bytes of id and number
_CHUNK: Final = 200_000  # entries, some 15 MB while they are in memory
_FILES: Final = 128  # merged at once; each is an open file
_BLOCK: Final = _ENTRY.size * 4096

Place = tuple[int, int]
"""The number of a file, as the caller counts files, and of a line in it."""


class RepeatFinder:
    """Takes every line of one kind by id and a number of 64 bits (the version, say), then tells those that stand twice.

    At most `chunk` entries are in memory; the others take 24 bytes each in the folder `scratch`, which is made.
    """

    def __init__(self, scratch: Path, chunk: int = _CHUNK) -> None:
        self._scratch = scratch
        self._chunk = chunk
        self._entries: list[bytes] = []
        self._sorted: list[Path] = []
        self._made = 0

    def add(self, article_id: str, number: int, place: Place) -> None:
        """Take one line: its id (16 hex digits) and its number; numbers beyond 64 bits count as one."""
        self._entries.append(_ENTRY.pack(bytes.fromhex(article_id), min(number, 2**64 - 1), *place))
        if len(self._entries) >= self._chunk:
            self._spill()

    def iter_repeats(self) -> Iterator[tuple[Place, Place]]:
        """Every line whose id and number stand in an earlier place, as the place before and its own."""
        self._spill()
        with ExitStack() as opened:
            merged = heapq.merge(*(_iter_entries(opened.enter_context(path.open("rb"))) for path in self._sorted))
            for one, other in pairwise(merged):
                if one[:_KEY] == other[:_KEY]:
                    yield _ENTRY.unpack(one)[2:], _ENTRY.unpack(other)[2:]

    def _spill(self) -> None:
        if self._entries:
            self._entries.sort()
            self._sorted.append(self._write(self._entries))
            self._entries = []
        if len(self._sorted) >= _FILES:
            with ExitStack() as opened:
                whole = self._write(
                    heapq.merge(*(_iter_entries(opened.enter_context(path.open("rb"))) for path in self._sorted))
                )
            for path in self._sorted:
                path.unlink()
            self._sorted = [whole]

    def _write(self, entries: Iterable[bytes]) -> Path:
        self._made += 1
        self._scratch.mkdir(exist_ok=True)
        path = self._scratch / f"{self._made}.sorted"
        with path.open("wb") as file:
            file.writelines(entries)
        return path


def _iter_entries(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        for start in range(0, len(block), _ENTRY.size):
            yield block[start : start + _ENTRY.size]
