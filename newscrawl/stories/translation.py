"""Whether an article is a translation of another: a calibrated verifier that can answer "no".

A logistic model over what two texts have in common whatever their languages: the nearness of their vectors, how far that
stands out from the next nearest, the order of numbers, names, paragraphs, lengths, time. Its weights and the encoder's
mean are data (`verifier.json`), fitted by `bench/fit_verifier.py` on labelled pairs; docs/stories.md has its figures.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np

from newscrawl.stories.alignment import common_order, paragraph_cost
from newscrawl.stories.anchors import Anchors
from newscrawl.stories.document import Document
from newscrawl.stories.encoder import DEFAULT, Encoder, EncoderError, Vector

LIKELY: Final = 0.7
"""The probability from which two articles are taken for translations of one text: nearly all that reach it are."""
CERTAIN: Final = 0.95
"""That from which two stories, each with articles of its own, are taken for one."""
NEAREST: Final = 8
"""Articles in other languages that a text is compared with."""
FEWEST_LETTERS: Final = 200
"""Letters of the shortest text that is compared; ideographs count double."""

_ENCODED: Final = 400  # characters: title and lead, which the shortest copies have too
_IDEOGRAPHS: Final = 200  # of a script whose characters say more
_BEYOND: Final = 0x2E80  # the first code point of these scripts
_ASIDE: Final = 2  # of the nearest texts, which may be translations both; those after them are what chance gives
_SECONDS_A_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Verifier:
    """The fitted model: the encoder it is for, that encoder's mean vector, a weight, mean and deviation per feature."""

    encoder: str
    mean: Vector
    weights: Vector
    bias: float
    means: Vector
    deviations: Vector

    def probability(self, features: Sequence[float]) -> float:
        """The probability, 0 to 1, that a pair with these features is a translation."""
        scaled = (np.asarray(features, dtype=np.float32) - self.means) / self.deviations
        return 1.0 / (1.0 + math.exp(-float(np.clip(scaled @ self.weights + self.bias, -30, 30))))


@cache
def load_verifier(file: str = "", encoder: str = DEFAULT) -> Verifier:
    """Return the verifier of a file, or the one that the package carries. Raises EncoderError where it is not the encoder's."""
    place = Path(file) if file else files("newscrawl.stories").joinpath("verifier.json")
    try:
        stored = json.loads(place.read_text("utf-8"))
        arrays = {name: np.asarray(stored[name], dtype=np.float32) for name in ("mean", "weights", "means", "deviations")}
        verifier = Verifier(encoder=str(stored["encoder"]), bias=float(stored["bias"]), **arrays)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderError(f"{place}: is no verifier ({error}); bench/fit_verifier.py writes one") from None
    if verifier.encoder != encoder:
        raise EncoderError(
            f"{place}: is fitted to the encoder {verifier.encoder}, not to {encoder}; fit one with"
            f" `python bench/fit_verifier.py FOLDER… --encoder {encoder} --write FILE` and name it in NEWSCRAWL_VERIFIER"
        )
    return verifier


def encode_all(documents: Sequence[Document], encoder: Encoder, mean: Vector) -> list[Vector]:
    """Return the vectors of articles' titles and leads, less the encoder's mean, of length 1.

    Raises EncoderError where the mean is that of another encoder.
    """
    vectors = []
    for vector in encoder.encode_all([head_of(document) for document in documents]):
        if vector.shape != mean.shape:
            raise EncoderError(
                f"{encoder.name}: gave a vector of {vector.size} numbers, its verifier is fitted to {mean.size};"
                " fit one anew with bench/fit_verifier.py, and name it in NEWSCRAWL_VERIFIER"
            )
        length = float(np.linalg.norm(vector - mean))
        vectors.append((vector - mean) / length if length else vector - mean)
    return vectors


def head_of(document: Document) -> str:
    """Return what is encoded of an article: its title and lead."""
    head = " ".join(f"{document.title}. {document.text[:_ENCODED]}".split())[:_ENCODED]
    dense = sum(ord(c) >= _BEYOND for c in head)
    return head[:_IDEOGRAPHS] if dense * 2 > len(head) else head


def is_comparable(document: Document) -> bool:
    """Whether an article can be compared across languages: its language is known and it is long enough to be told apart."""
    text = document.text[: FEWEST_LETTERS * 2]
    return document.language != "und" and len(text) + sum(ord(c) >= _BEYOND for c in text) >= FEWEST_LETTERS


def margin(cosines: Sequence[float], cosine: float) -> float:
    """How far a cosine stands out from the next nearest ones, `cosines` being those of the NEAREST, the nearest first."""
    rest = cosines[_ASIDE:NEAREST]
    return cosine - (sum(rest) / len(rest) if rest else 0.0)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two articles to be compared: its anchors and when it was published."""

    anchors: Anchors
    published: datetime | None


def pair_features(new: Side, old: Side, cosine: float, stands_out: float) -> list[float]:
    """Return what a pair has in common, in the order of the verifier's weights."""
    mine, theirs = new.anchors, old.anchors
    fewest = min(len(mine.numbers), len(theirs.numbers))
    ordered = common_order(mine.numbers, theirs.numbers)
    kinds = min(len(set(mine.numbers)), len(set(theirs.numbers)))
    names = len(mine.names & theirs.names)
    cost = paragraph_cost(mine.paragraphs, theirs.paragraphs)
    lengths = max(1, sum(mine.paragraphs)), max(1, sum(theirs.paragraphs))
    counts = len(mine.paragraphs), len(theirs.paragraphs)
    apart = abs(math.log(lengths[0] / lengths[1]))
    return [
        cosine,
        stands_out,
        ordered / fewest if fewest else 0.5,
        math.log1p(ordered),
        float(fewest == 0),
        len(set(mine.numbers) & set(theirs.numbers)) / kinds if kinds else 0.0,
        math.log1p(names),
        names / max(1, min(len(mine.names), len(theirs.names))),
        cost,
        cost - 3.0 if min(counts) >= 3 else 0.0,
        apart,
        float(apart < 0.25),
        abs(counts[0] - counts[1]) / max(1, *counts),
        math.log(min(lengths)),
        math.log1p(_days_apart(new.published, old.published)),
    ]


def _days_apart(one: datetime | None, other: datetime | None) -> float:
    """Days between two instants; one where an instant is not known."""
    return 1.0 if one is None or other is None else abs((one - other).total_seconds()) / _SECONDS_A_DAY
