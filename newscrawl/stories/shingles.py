"""Shingles: a text as the sequence of its short phrases, hashed, so that two texts can be compared without keeping either.

Three words in a row make a shingle, or six characters in scripts that write no spaces between words (Broder 1997, "On the
resemblance and containment of documents"). Letter case, punctuation and compatibility forms do not count.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from newscrawl.page import compose

# Han, kana, Thai, Lao, Khmer, Myanmar: written without spaces between words.
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_WORD: Final = re.compile(r"[^\W_]+")
_CHARACTERS: Final = 6
_BITS: Final = 32
_MASK: Final = (1 << _BITS) - 1
_MIX: Final = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)

# A sketch keeps so many shingles at most; of a longer text the ones with the lowest hashes, in the text's order.
MAX_KEPT: Final = 256
# An index finds a text by these: its lowest shingles, and one in eight of a longer one, so that a part of it is found too.
_FEWEST_KEYS: Final = 48
_MOST_KEYS: Final = 128
_KEY_LIMIT: Final = _MASK // 8


@dataclass(frozen=True, slots=True)
class Sketch:
    """The shingles of a text in its own order, those below `limit` only: two sketches are compared below the lower limit."""

    shingles: tuple[int, ...]
    limit: int = _MASK

    def below(self, limit: int) -> tuple[int, ...]:
        """The shingles that a sketch with that limit would hold."""
        return self.shingles if limit >= self.limit else tuple(one for one in self.shingles if one <= limit)


def shingle(text: str) -> tuple[int, ...]:
    """Return a text's shingles as 32-bit hashes, in order, repetitions included; few or none for a short text."""
    words = _WORD.findall(compose(compose(text, "NFKC").casefold(), "NFKC"))
    if len(_UNSPACED.findall(text)) * 5 > len(text):
        run = "".join(words)
        return tuple(_mix(run[i : i + _CHARACTERS]) for i in range(len(run) - _CHARACTERS + 1))
    hashes = [crc32(word.encode("utf-8", "surrogatepass")) for word in words]
    first, second, third = _MIX
    return tuple(
        (((a * first + b * second + c * third) & _MASK) * second >> 7) & _MASK
        for a, b, c in zip(hashes, hashes[1:], hashes[2:], strict=False)
    )


def sample(shingles: Collection[int]) -> frozenset[int]:
    """Return the shingles by which an index finds the text: every text that holds one chooses it alike, by its hash alone."""
    ordered = sorted(set(shingles))
    low = [one for one in ordered[:_MOST_KEYS] if one <= _KEY_LIMIT]
    return frozenset(low if len(low) > _FEWEST_KEYS else ordered[:_FEWEST_KEYS])


def drop_common(shingles: Sequence[int], keys: Container[int], common: Container[int]) -> tuple[int, ...]:
    """Return the shingles without what stands in many stories: boilerplate, which weighs nothing.

    Only of `keys` it is known whether they are `common`; a shingle between two common ones is taken for common too.
    """
    before = _nearest(shingles, keys, common)
    after = _nearest(shingles[::-1], keys, common)[::-1]
    kept = []
    for one, left, right in zip(shingles, before, after, strict=True):
        if not (right if left is None else left if right is None else left and right):
            kept.append(one)
    return tuple(kept)


def sketch(shingles: Sequence[int]) -> Sketch:
    """Return the sketch of a text that has these shingles."""
    if len(shingles) <= MAX_KEPT:
        return Sketch(tuple(shingles))
    limit = sorted(shingles)[MAX_KEPT - 1]
    return Sketch(tuple(one for one in shingles if one <= limit), limit)


def _nearest(shingles: Sequence[int], keys: Container[int], common: Container[int]) -> list[bool | None]:
    """For each shingle whether the nearest key at or before it is common; None before the first."""
    found, last = [], None
    for one in shingles:
        if one in keys:
            last = one in common
        found.append(last)
    return found


def _mix(characters: str) -> int:
    value = crc32(characters.encode("utf-8", "surrogatepass"))
    return ((value * _MIX[0]) & _MASK) ^ (value >> 15)
