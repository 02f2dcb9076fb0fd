"""A segment: postings in one file, sorted by key, that never changes; it is looked up where it lies, and read by no copy of it.

An index of a million articles has forty million postings. A tree of rows would have to change some forty pages, all over the
file, for each new article; sorted files, the newer ones merged into fewer larger ones now and then, are written in one go
(O'Neil et al. 1996, "The log-structured merge-tree"; Lucene's segments).

The file: eight bytes that say what it is, the number of postings and the room for them (both int64), then so many keys
(int64), first articles of stories and articles (both uint32), all little-endian.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from newscrawl.store.flush import rename_durably, sync_file

_MAGIC: Final = b"ncposts1"
_HEAD: Final = 24  # bytes
_KEY, _NUMBER = np.dtype("<i8"), np.dtype("<u4")
_POSTING: Final = _KEY.itemsize + 2 * _NUMBER.itemsize
_AT_ONCE: Final = 1 << 19  # postings that a merge holds of each segment


class SegmentError(ValueError):
    """A file that is no whole segment."""


class Columns(NamedTuple):
    """Postings: their keys, the articles that their stories begin with, and the articles that brought them."""

    keys: NDArray[np.int64]
    begins: NDArray[np.uint32]
    numbers: NDArray[np.uint32]

    def take(self, chosen: slice | NDArray[np.intp] | NDArray[np.bool_]) -> Columns:
        """Some of the postings."""
        return Columns(self.keys[chosen], self.begins[chosen], self.numbers[chosen])


class Segment:
    """An open segment; `columns` lie in the file. Raises OSError, and SegmentError where the file is damaged."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            head = file.read(_HEAD)
            count, room = np.frombuffer(head[8:].ljust(16, b"\0"), dtype=_KEY).tolist()
            if head[:8] != _MAGIC or not 0 <= count <= room or size != _HEAD + room * _POSTING:
                raise SegmentError(f"{path}: is no whole segment of {size} bytes")
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.columns = Columns(*(np.frombuffer(mapped, kind, count, at) for kind, at in _places(room)))

    def __len__(self) -> int:
        return len(self.columns.keys)

    def find(self, wanted: NDArray[np.int64]) -> Iterator[tuple[int, int, int]]:
        """Return key, first article of the story and article of the postings of these keys, which are in order."""
        keys = self.columns.keys
        if not len(keys):
            return iter(())
        starts = np.searchsorted(keys, wanted)
        there = keys[np.minimum(starts, len(keys) - 1)] == wanted
        counts = np.searchsorted(keys, wanted[there], side="right") - starts[there]
        before = np.cumsum(counts) - counts  # postings of the keys before each
        places = np.repeat(starts[there] - before, counts) + np.arange(int(counts.sum()))
        return zip(*(column.tolist() for column in self.columns.take(places)), strict=True)


def merge(parts: Sequence[Columns], gone: NDArray[np.uint32], target: Path) -> None:
    """Write the postings of sorted parts, the oldest first, to a new segment, but for those of articles that are gone.

    The file is whole and flushed when it gets its name, and that is flushed too. Memory stays flat. Raises OSError.
    """
    room = sum(len(part.keys) for part in parts)
    aside = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        with aside.open("wb") as file:
            file.truncate(_HEAD + room * _POSTING)
            _write(file, _iter_merged(parts, gone), room)
            sync_file(file)
        rename_durably(aside, target)
    finally:
        aside.unlink(missing_ok=True)


def sort(columns: Columns) -> Columns:
    """Return postings in the order of a segment: by key, those of one key as they came."""
    return columns.take(np.argsort(columns.keys, kind="stable"))


def _places(room: int) -> tuple[tuple[np.dtype, int], ...]:
    """Kind and place of each column of a file."""
    begins = _HEAD + room * _KEY.itemsize
    return (_KEY, _HEAD), (_NUMBER, begins), (_NUMBER, begins + room * _NUMBER.itemsize)


def _write(file: BinaryIO, slices: Iterator[Columns], room: int) -> None:
    """Write slices behind one another, then the head."""
    count = 0
    for one in slices:
        columns: tuple[NDArray[np.integer[Any]], ...] = one
        for column, (kind, at) in zip(columns, _places(room), strict=True):
            file.seek(at + count * kind.itemsize)
            file.write(np.asarray(column, dtype=kind).tobytes())
        count += len(one.keys)
    file.seek(0)
    file.write(_MAGIC + np.array([count, room], dtype=_KEY).tobytes())


def _iter_merged(parts: Sequence[Columns], gone: NDArray[np.uint32]) -> Iterator[Columns]:
    """Yield the postings of all parts in order, a slice of the keys at a time, none twice."""
    fences = np.unique(np.concatenate([part.keys[_AT_ONCE::_AT_ONCE] for part in parts]))
    ends = [[*np.searchsorted(part.keys, fences).tolist(), len(part.keys)] for part in parts]
    starts = [0] * len(parts)
    for place in range(len(fences) + 1):
        taken = [part.take(slice(start, end[place])) for part, start, end in zip(parts, starts, ends, strict=True)]
        starts = [end[place] for end in ends]
        joined = sort(Columns(*(np.concatenate(column) for column in zip(*taken, strict=True))))
        again = (np.diff(joined.keys, prepend=0) == 0) & (np.diff(joined.begins, prepend=0) == 0)
        yield joined.take(~(again | np.isin(joined.numbers, gone)))
