"""How well two texts in different languages run in parallel: their numbers in order, their paragraphs by length."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

# Gale and Church (1993): the lengths of a passage and its translation differ with a variance of 6.8 per character. Paragraphs
# that were left out, added or merged cost as much as a rather bad match; the worst match costs six.
_VARIANCE: Final = 6.8
_WORST: Final = 6.0
_DROPPED: Final = 4.0
_ADDED: Final = 2.0
_MERGED: Final = 1.0


def common_order(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many entries two sequences have in the same order (the length of their longest common subsequence)."""
    before = [0] * (len(other) + 1)
    for mine in one:
        row = [0]
        for position, theirs in enumerate(other):
            row.append(before[position] + 1 if mine == theirs else max(before[position + 1], row[position]))
        before = row
    return before[-1]


def paragraph_cost(one: Sequence[int], other: Sequence[int]) -> float:
    """Return what it costs to align two texts' paragraph lengths, per paragraph of the shorter; the longer may go on.

    0 for the same lengths, 2 and more for texts that have nothing to do with each other. 3 where a text has no paragraph.
    """
    short, long = sorted((one, other), key=lambda lengths: (len(lengths), *lengths))
    if not short:
        return 3.0
    rows = [[math.inf] * (len(long) + 1) for _ in range(len(short) + 1)]
    rows[0] = [_ADDED * position for position in range(len(long) + 1)]
    for i in range(1, len(short) + 1):
        for j in range(len(long) + 1):
            rows[i][j] = _cheapest(rows, (i, j), short, long)
    return min(rows[-1][len(short) // 2 :]) / len(short)


def _cheapest(rows: list[list[float]], at: tuple[int, int], short: Sequence[int], long: Sequence[int]) -> float:
    i, j = at
    costs = [rows[i - 1][j] + _DROPPED]
    if j:
        costs += [rows[i - 1][j - 1] + _mismatch(short[i - 1], long[j - 1]), rows[i][j - 1] + _ADDED]
    if j and i > 1:
        costs.append(rows[i - 2][j - 1] + _mismatch(short[i - 2] + short[i - 1], long[j - 1]) + _MERGED)
    if j > 1:
        costs.append(rows[i - 1][j - 2] + _mismatch(short[i - 1], long[j - 2] + long[j - 1]) + _MERGED)
    return min(costs)


def _mismatch(one: int, other: int) -> float:
    deviation = (one - other) / math.sqrt(_VARIANCE * (one + other) / 2 + 1)
    return min(_WORST, deviation * deviation / 8)
