"""Postings: which articles are found by a key. The newest are rows of the index, the others lie in segments beside it.

The rows say what there is: a segment counts once its serial number stands in the table, in the same commit that takes its
rows away, and a file that no row names is what a killed process left. So several crawls may look up, add and merge at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from newscrawl.store.database import Database, StoreError, blob, whole
from newscrawl.store.hold import try_hold
from newscrawl.store.segment import Columns, Segment, SegmentError, merge, sort
from newscrawl.stories import Posting

FRESH: Final = 2048
"""Additions that stay rows, and in the memory of every process, before they are made a segment."""

_RATIO: Final = 3  # a segment is merged with the newer ones once it is no larger than so many times all of them
_ROWS: Final = "SELECT entry, number, begins, keys FROM fresh"
_TRIES: Final = 5  # to open the segments, while other processes put new ones in their place


class Postings:
    """The postings of an open index. Every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: object = None  # SQLite's word for the state of the file when it was looked at
        self._segments: dict[int, Segment] = {}  # by serial number, the oldest first
        self._fresh: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._last = self._count = 0  # the last of the rows that are in memory, and how many those are

    def find(self, keys: Collection[int]) -> list[Posting]:
        """Return the postings of those keys, the earliest article first; of a story's articles with a key the first one."""
        self.refresh()
        found: dict[tuple[int, int], int] = {}
        wanted = np.array(sorted(keys), dtype=np.int64)
        for segment in self._segments.values():
            for key, begins, number in segment.find(wanted):
                found.setdefault((key, begins), number)
        for key in self._fresh.keys() & keys:
            for begins, number in self._fresh[key]:
                found.setdefault((key, begins), number)
        return sorted((Posting(*pair, number) for pair, number in found.items()), key=lambda one: one.number)

    def add(self, number: int, begins: int, keys: Sequence[int]) -> None:
        """Let an article be found by keys; what is below 0, an address or an image, is its own and not its story's."""
        self.refresh()
        columns = np.array(keys, dtype="<i8")
        statement = "INSERT INTO fresh (number, begins, keys) VALUES (?, ?, ?) RETURNING entry"
        ((entry,),) = self._database.rows(statement, number, begins, columns.tobytes())
        self._last, self._count = whole(entry), self._count + 1
        self._remember(number, begins, keys)

    def refresh(self) -> None:
        """Take note of what other processes did since."""
        (seen,) = self._database.row("PRAGMA data_version") or (None,)
        if seen == self._seen:
            return
        self._open_segments()
        for entry, number, begins, keys in self._database.rows(f"{_ROWS} WHERE entry > ? ORDER BY entry", self._last):
            self._last, self._count = whole(entry), self._count + 1
            self._remember(whole(number), whole(begins), _keys(keys).tolist())
        self._seen = seen

    def forget(self) -> None:
        """Look everything up anew: what was added was rolled back."""
        self._seen = None
        self._segments.clear()
        self._forget_rows()

    def settle(self, *, everything: bool = False) -> None:
        """Make rows a segment where there are many, or `everything` one but for the postings of articles that are gone.

        To be called outside a transaction. One process does it at a time, and nobody waits for it.
        """
        if everything or self._count >= FRESH:
            with try_hold(self._beside("merging")) as held:
                if held:
                    self._tidy()
                    self._merge(everything=everything)

    def _forget_rows(self) -> None:
        self._fresh.clear()
        self._last = self._count = 0

    def _remember(self, number: int, begins: int, keys: Sequence[int]) -> None:
        of_story, of_article = (begins, number), (number, number)
        for key in keys:
            self._fresh[key].append(of_story if key >= 0 else of_article)

    def _open_segments(self) -> None:
        """Open the segments that there are; where they are others than before, rows were taken away too."""
        for _ in range(_TRIES):
            serials = [whole(serial) for (serial,) in self._database.rows("SELECT serial FROM segments ORDER BY serial")]
            if serials == [*self._segments]:
                return
            try:
                self._segments = {one: self._segments.get(one) or Segment(self._path(one)) for one in serials}
            except FileNotFoundError as error:  # merged in the meantime, or lost
                missing = error.filename
                continue
            except (OSError, SegmentError) as error:
                raise StoreError(f"{error}; restore the index and all its files from a backup, or move them away") from error
            self._forget_rows()
            return
        raise StoreError(f"{missing}: is missing; restore the index and all its files from a backup, or move them away")

    def _merge(self, *, everything: bool) -> None:
        """Put one new segment in the place of all rows and of the segments that are not much larger."""
        self.refresh()
        rows = self._database.rows(f"{_ROWS} ORDER BY entry")
        gone = np.array([number for (number,) in self._database.rows("SELECT number FROM gone")], dtype=np.uint32)
        fresh = _columns([(whole(number), whole(begins), _keys(keys)) for _, number, begins, keys in rows])
        chosen = self._choose(len(fresh.keys), everything=everything or len(gone) > 0)
        serial = max(self._segments, default=0) + 1
        with self._database.told():
            merge([*(self._segments[one].columns for one in chosen), fresh], gone, self._path(serial))
        with Database.transaction(self._database):  # the plain one, which settles nothing behind it
            self._database.write_many("DELETE FROM segments WHERE serial = ?", [(one,) for one in chosen])
            self._database.write("INSERT INTO segments VALUES (?)", serial)
            self._database.write("DELETE FROM fresh WHERE entry <= ?", rows[-1][0] if rows else 0)
            self._database.write_many("DELETE FROM gone WHERE number = ?", [(one,) for one in gone.tolist()])
        self._database.sync()
        self.forget()
        self.refresh()
        for one in chosen:
            self._path(one).unlink(missing_ok=True)

    def _choose(self, newer: int, *, everything: bool) -> list[int]:
        """The serial numbers of the segments to merge, the newest ones: not much larger than all that came after them."""
        chosen: list[int] = []
        for serial, segment in reversed(self._segments.items()):
            if len(segment) > _RATIO * newer and not everything:
                break
            newer += len(segment)
            chosen.insert(0, serial)
        return chosen

    def _tidy(self) -> None:
        """Remove what killed processes left; by who holds the lock, so that nobody is at work on a segment."""
        self.refresh()
        known = {self._path(serial).name for serial in self._segments}
        for path in self._database.path.parent.iterdir():
            if path.name.startswith(self._beside("postings-").name) and path.name not in known:
                path.unlink(missing_ok=True)

    def _path(self, serial: int) -> Path:
        return self._beside(f"postings-{serial:06d}")

    def _beside(self, name: str) -> Path:
        """A file that belongs to the index, named as SQLite names its own."""
        return self._database.path.with_name(f"{self._database.path.name}-{name}")


def _columns(rows: Sequence[tuple[int, int, NDArray[np.int64]]]) -> Columns:
    """The postings of rows, sorted."""
    if not rows:
        return Columns(np.zeros(0, np.int64), np.zeros(0, np.uint32), np.zeros(0, np.uint32))
    keys = np.concatenate([one for _, _, one in rows])
    counts = [len(one) for _, _, one in rows]
    numbers, begins = (np.repeat(np.array([row[place] for row in rows], dtype=np.uint32), counts) for place in (0, 1))
    return sort(Columns(keys, np.where(keys >= 0, begins, numbers), numbers))


def _keys(value: object) -> NDArray[np.int64]:
    return np.frombuffer(blob(value), dtype="<i8")
