"""Shingles: a text as the sequence of its short phrases, hashed, so that two texts can be compared without keeping either.

Three words in a row make a shingle, or five characters in scripts that write no spaces between words (Broder 1997, "On the
resemblance and containment of documents"). Letter case, punctuation and compatibility forms do not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Shingles = NDArray[np.uint32]

# Han, kana, Thai, Lao, Khmer, Myanmar: written without spaces between words.
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_WORDS: Final = 3
_CHARACTERS: Final = 5
_LIMIT: Final = 0xFFFF_FFFF
_NONE: Final = np.zeros(0, dtype=np.uint32)
# Odd constants of 64 bits (the fractional parts of e, pi and square roots), multiplied with wrap-around.
_FACTORS: Final = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB],
    dtype=np.uint64,
)
_SHIFT: Final = np.uint64(32)

# A sketch keeps so many shingles at most; of a longer text the ones with the lowest hashes, in the text's order.
MAX_KEPT: Final = 256
# An index finds a text by these: its lowest shingles, and one in eight of a longer one, so that a part of it is found too.
_FEWEST_KEYS: Final = 48
_MOST_KEYS: Final = 128
_KEY_LIMIT: Final = _LIMIT // 8


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """The different shingles of a text in its own order, those up to `limit`: two sketches are compared up to the lower one."""

    shingles: Shingles
    limit: int = _LIMIT

    def below(self, limit: int) -> Shingles:
        """The shingles that a sketch with that limit would hold."""
        return self.shingles if limit >= self.limit else self.shingles[self.shingles <= limit]


def shingle(words: Sequence[str]) -> Shingles:
    """Return the different shingles of a text that has these words, in order; few or none for a short text."""
    run = "".join(words)
    if len(_UNSPACED.findall(run)) * 5 > len(run):
        units, length = np.frombuffer(run.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64), _CHARACTERS
    else:
        written = "\0".join(words).encode("utf-8", "surrogatepass").split(b"\0")
        units, length = np.fromiter(map(crc32, written), dtype=np.uint64, count=len(written)), _WORDS
    count = len(units) - length + 1
    if count < 1:
        return _NONE
    mixed = np.zeros(count, dtype=np.uint64)
    for offset in range(length):
        mixed += units[offset : offset + count] * _FACTORS[offset]
    mixed ^= mixed >> _SHIFT
    mixed *= _FACTORS[0]
    found = (mixed >> _SHIFT).astype(np.uint32)
    ordered = np.sort(found)
    if (ordered[1:] != ordered[:-1]).all():  # as in most texts; a sort that keeps places takes several times as long
        return found
    _, first = np.unique(found, return_index=True)
    return found[np.sort(first)]


def sample(shingles: Shingles) -> Shingles:
    """Return the shingles by which an index finds the text: every text that has one chooses it alike, by its hash alone."""
    ordered = np.sort(shingles)
    low = ordered[: np.searchsorted(ordered, _KEY_LIMIT, side="right")][:_MOST_KEYS]
    return low if len(low) > _FEWEST_KEYS else ordered[:_FEWEST_KEYS]


def drop_common(shingles: Shingles, keys: Shingles, common: Shingles) -> Shingles:
    """Return the shingles without what stands in many stories: boilerplate, which weighs nothing.

    Only of `keys` it is known whether they are `common`; a shingle between two common ones is taken for common too.
    """
    if not len(common):
        return shingles
    is_key = is_among(shingles, keys)
    boilerplate = is_among(shingles[is_key], common)
    before = np.cumsum(is_key) - 1  # the place, among the keys, of the last one at or before each shingle
    after = np.minimum(np.where(is_key, before, before + 1), len(boilerplate) - 1)
    kept: Shingles = shingles[~(boilerplate[np.maximum(before, 0)] & boilerplate[after])]
    return kept


def is_among(shingles: Shingles, others: Shingles) -> NDArray[np.bool_]:
    """Return for each shingle whether it is one of the others."""
    if not len(others):
        return np.zeros(len(shingles), dtype=np.bool_)
    ordered = np.sort(others)
    found: NDArray[np.bool_] = ordered[np.minimum(np.searchsorted(ordered, shingles), len(ordered) - 1)] == shingles
    return found


def sketch(shingles: Shingles) -> Sketch:
    """Return the sketch of a text that has these shingles."""
    if len(shingles) <= MAX_KEPT:
        return Sketch(shingles)
    limit = int(np.partition(shingles, MAX_KEPT - 1)[MAX_KEPT - 1])
    return Sketch(shingles[shingles <= limit], limit)
