"""What two articles in different languages have in common, in numbers: the features that the verifier looks at."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from newscrawl.stories.alignment import common_order, paragraph_cost
from newscrawl.stories.anchors import Anchors
from newscrawl.stories.document import Document
from newscrawl.stories.encoder import Encoder, Vector

LIKELY: Final = 0.7
"""The probability from which two articles are taken for translations of one text: nearly all that reach it are."""
CERTAIN: Final = 0.95
"""That from which two stories, each with articles of its own, are taken for one."""
NEAREST: Final = 8
"""Articles in other languages that a text is compared with."""
FEWEST_LETTERS: Final = 200
"""Letters of the shortest text that is compared; ideographs count double."""

# Each feature with the sign of what it says: 1, more of it never makes a translation less likely; -1, never more; 0, either.
FEATURES: Final = {
    "cosine": 1, "margin": 1, "standing": 1, "order_share": 1, "order": 1, "order_weight": 1, "no_numbers": 0,
    "number_share": 1, "names": 1, "name_share": 1, "name_weight": 1, "paragraph_cost": -1, "paragraph_fit": -1,
    "lengths_apart": -1, "counts_apart": -1, "length": 0, "days_apart": -1,
}  # fmt: skip

_ENCODED: Final = 400  # characters: title and lead, which the shortest copies have too
_IDEOGRAPHS: Final = 200  # of a script whose characters say more
_BEYOND: Final = 0x2E80  # the first code point of these scripts
_ASIDE: Final = 2  # of the nearest texts, which may be translations both; those after them are what chance gives
_FEWEST_BY_CHANCE: Final = 10
_USUAL: Final = 0.08  # deviation of the cosines of texts that have nothing to do with each other
_LEAST: Final = 0.04
_WORST: Final = 3.0  # cost of paragraphs; no worse is told apart
_SECONDS_A_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Side:
    """One of two articles to be compared: its anchors and when it was published."""

    anchors: Anchors
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Nearness:
    """The cosine of two texts' vectors, by how much it is above the next nearest texts', and by how many deviations."""

    cosine: float
    margin: float
    standing: float


def encode_all(documents: Sequence[Document], encoder: Encoder, mean: Vector) -> Iterator[Vector | Exception]:
    """Yield the vectors of articles' titles and leads, less the encoder's mean, of length 1; an error for one that fails.

    Raises EncoderError.
    """
    for vector in encoder.encode_all([head_of(document) for document in documents]):
        if isinstance(vector, Exception):
            yield vector
        elif vector.shape != mean.shape:
            yield ValueError(f"{encoder.name} gave {vector.size} numbers, its verifier is fitted to {mean.size}")
        else:
            length = float(np.linalg.norm(vector - mean))
            yield (vector - mean) / length if length else vector - mean


def head_of(document: Document) -> str:
    """Return what is encoded of an article: its title and lead."""
    head = " ".join(f"{document.title}. {document.text[:_ENCODED]}".split())[:_ENCODED]
    dense = sum(ord(c) >= _BEYOND for c in head)
    return head[:_IDEOGRAPHS] if dense * 2 > len(head) else head


def is_comparable(document: Document) -> bool:
    """Whether an article can be compared across languages: its language is known and it is long enough to be told apart."""
    text = document.text[: FEWEST_LETTERS * 2]
    return document.language != "und" and len(text) + sum(ord(c) >= _BEYOND for c in text) >= FEWEST_LETTERS


def nearness(cosine: float, ranked: Sequence[float]) -> Nearness:
    """Return how near a text is, where `ranked` are the cosines of the nearest texts in other languages, the nearest first."""
    rest = ranked[_ASIDE:NEAREST]
    chance = ranked[_ASIDE:]
    mean, deviation = 0.0, _USUAL
    if len(chance) > _FEWEST_BY_CHANCE:
        mean, deviation = float(np.mean(chance)), max(_LEAST, float(np.std(chance)))
    return Nearness(cosine, cosine - (sum(rest) / len(rest) if rest else 0.0), (cosine - mean) / deviation)


def pair_features(new: Side, old: Side, near: Nearness) -> list[float]:
    """Return what a pair has in common, in the order of FEATURES."""
    return [near.cosine, near.margin, near.standing, *_numbers(new, old), *_names(new, old), *_lengths(new, old)]


def _numbers(new: Side, old: Side) -> list[float]:
    """How many numbers stand in the same order, as a share, as a count and as both; whether there are none; those in common."""
    mine, theirs = new.anchors.numbers, old.anchors.numbers
    fewest = min(len(mine), len(theirs))
    if not fewest:
        return [0.5, 0.0, 0.0, 1.0, 0.5]
    ordered = common_order(mine, theirs)
    count = math.log1p(ordered)
    kinds = set(mine), set(theirs)
    return [ordered / fewest, count, ordered / fewest * count, 0.0, len(kinds[0] & kinds[1]) / min(map(len, kinds))]


def _names(new: Side, old: Side) -> list[float]:
    """How many names they have in common: as a count, a share, and both."""
    mine, theirs = new.anchors.names, old.anchors.names
    count = math.log1p(len(mine & theirs))
    share = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
    return [count, share, share * count]


def _lengths(new: Side, old: Side) -> list[float]:
    """What their paragraphs cost to align, alone and where there are three or more; lengths, counts and days apart."""
    mine, theirs = new.anchors.paragraphs, old.anchors.paragraphs
    cost = min(_WORST, paragraph_cost(mine, theirs))
    fit = cost - _WORST if min(len(mine), len(theirs)) >= 3 else 0.0
    lengths = max(1, sum(mine)), max(1, sum(theirs))
    counts = len(mine), len(theirs)
    apart = abs(math.log(lengths[0] / lengths[1]))
    days = math.log1p(_days_apart(new.published, old.published))
    return [cost, fit, apart, abs(counts[0] - counts[1]) / max(1, *counts), math.log(min(lengths)), days]


def _days_apart(one: datetime | None, other: datetime | None) -> float:
    """Days between two instants; one where an instant is not known."""
    return 1.0 if one is None or other is None else abs((one - other).total_seconds()) / _SECONDS_A_DAY
