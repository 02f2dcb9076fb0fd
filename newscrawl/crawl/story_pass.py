"""Placing files of lines: all of them first, then an answer for each, by all that is known at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from newscrawl.crawl.failure import warn
from newscrawl.crawl.line_files import NamedLine
from newscrawl.lake import LineError, escape_breaks, told
from newscrawl.store import SqliteStoryIndex, find_standing, note_names
from newscrawl.stories import GivenLine, Placer, read_given_line

_ID: Final = 16  # bytes of an id in the order file


class StoryPass:
    """One pass over lines into an index. `placed` and `failed` count the lines.

    Memory stays flat: of the lines that were placed their ids alone are kept, in their order, in a file below `scratch`.
    """

    def __init__(self, index: SqliteStoryIndex, placer: Placer, scratch: Path) -> None:
        self.placed = self.failed = 0
        self._index = index
        self._placer = placer
        self._order = scratch / "order"
        self._order.touch()

    def place(self, lines: Iterable[NamedLine], batch: int) -> None:
        """Place all lines, `batch` of them in one transaction; tell each that is none on standard error.

        Raises StoreError, EncoderError, and LakeError where the scratch folder is full.
        """
        read = self._iter_given(lines)
        while given := list(islice(read, batch)):
            note_names(self._index, {one.document.id: one.name for one in given if one.document.id != one.name})
            self._placer.place_all([one.document for one in given], datetime.now(UTC))
            with told(self._order), self._order.open("ab") as order:
                order.write(b"".join(one.document.id.encode() for one in given))
            self.placed += len(given)

    def iter_answers(self, reach: Callable[[int], None]) -> Iterator[bytes]:
        """Yield a line for each that was placed, in their order; `reach` is told how many so far. Raises StoreError."""
        answered = 0
        with self._order.open("rb") as order:
            while one := order.read(_ID).decode():
                yield escape_breaks(msgspec.json.encode(find_standing(self._index, one))) + b"\n"
                reach(answered := answered + 1)

    def _iter_given(self, lines: Iterable[NamedLine]) -> Iterator[GivenLine]:
        for name, line in lines:
            try:
                if isinstance(line, LineError):
                    raise line
                yield read_given_line(line)
            except ValueError as error:
                self.failed += 1
                warn(f"{name}: {error}")
