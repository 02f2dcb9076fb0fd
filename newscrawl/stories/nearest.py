"""The nearest vectors of an index: a short signature of each is kept in memory, and only the best of them are looked at.

A signature is the signs of a vector's components; how many two of them differ in estimates the angle between the vectors
(Charikar 2002, "Similarity estimation techniques from rounding algorithms").
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from newscrawl.stories.encoder import Vector

SHORTLIST: Final = 64
"""Articles whose vectors are compared in full."""
_FIRST_ROOM: Final = 1024


class Signatures:
    """Signatures by article number; grows as articles are placed, by this process and by others."""

    def __init__(self) -> None:
        self._bits: NDArray[np.uint64] = np.zeros((0, 0), dtype=np.uint64)
        self._numbers = np.zeros(0, dtype=np.int64)
        self._languages = np.zeros(0, dtype=np.int32)
        self._codes: dict[str, int] = {}
        self._count = 0

    @property
    def last(self) -> int:
        """The number of the latest article held; 0 without any."""
        return int(self._numbers[self._count - 1]) if self._count else 0

    def extend(self, vectors: Iterable[tuple[int, str, Vector]]) -> None:
        """Add articles, in the order of their numbers."""
        for number, language, vector in vectors:
            bits = _signature(vector)
            self._make_room(len(bits))
            self._bits[self._count] = bits
            self._numbers[self._count] = number
            self._languages[self._count] = self._codes.setdefault(language, len(self._codes))
            self._count += 1

    def shortlist(self, vector: Vector, language: str) -> list[int]:
        """Return the numbers of the articles in other languages whose signatures are nearest, at most SHORTLIST."""
        if not self._count:
            return []
        differing = np.bitwise_count(self._bits[: self._count] ^ _signature(vector)).sum(axis=1, dtype=np.int32)
        differing[self._languages[: self._count] == self._codes.get(language, -1)] = np.iinfo(np.int32).max
        size = min(SHORTLIST, self._count)
        best = np.argpartition(differing, size - 1)[:size]
        return [int(self._numbers[one]) for one in best if differing[one] < np.iinfo(np.int32).max]

    def _make_room(self, words: int) -> None:
        if self._count < len(self._bits):
            return
        room = max(_FIRST_ROOM, 2 * self._count)
        grown = np.zeros((room, words), dtype=np.uint64)
        if self._count:
            grown[: self._count] = self._bits[: self._count]
        self._bits = grown
        self._numbers = np.resize(self._numbers, room)
        self._languages = np.resize(self._languages, room)


def _signature(vector: Vector) -> NDArray[np.uint64]:
    """The signs of a vector, packed into words of 64."""
    packed = np.packbits(vector > 0)
    words = np.zeros(-(-len(packed) // 8) * 8, dtype=np.uint8)
    words[: len(packed)] = packed
    return words.view(np.uint64)
