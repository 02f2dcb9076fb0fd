"""The verifier of translations: a fitted model of what two texts have in common, which can answer "no".

Two models of different kinds, whose mean counts: a logistic one, and boosted trees of three questions each that never take
more in common for less (Friedman 2001, "Greedy function approximation"). Alone the first is fooled by texts that are short of
anchors, the second by another report of the same matter. Both are data (`verifier.json`), fitted by `bench/fit_verifier.py` on
labelled pairs; docs/stories.md has their figures.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.stories.encoder import DEFAULT, EncoderError, Vector

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """A logistic model: a weight per feature, once it is less its mean and over its deviation, and a bias."""

    weights: Vector
    means: Vector
    deviations: Vector
    bias: float

    def score(self, features: Vector) -> float:
        """The logarithm of the odds."""
        return float((features - self.means) / self.deviations @ self.weights) + self.bias


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Boosted trees in one table of nodes: at a node, left where `features[node]` is at most `thresholds[node]`.

    A leaf leads to itself. `roots` are the trees' first nodes; `depth` is how many questions the deepest tree asks.
    """

    features: Places
    thresholds: Vector
    left: Places
    right: Places
    values: Vector
    roots: Places
    depth: int
    bias: float

    def score(self, features: Vector) -> float:
        """The logarithm of the odds."""
        nodes = self.roots
        for _ in range(self.depth):
            goes_left = features[self.features[nodes]] <= self.thresholds[nodes]
            nodes = np.where(goes_left, self.left[nodes], self.right[nodes])
        return float(self.values[nodes].sum()) + self.bias


@dataclass(frozen=True, slots=True, eq=False)
class Verifier:
    """The models, the encoder that they are fitted to, and that encoder's mean vector."""

    encoder: str
    mean: Vector
    models: tuple[Linear | Trees, ...]

    def probability(self, features: Sequence[float]) -> float:
        """The probability, 0 to 1, that a pair with these features is a translation."""
        given = np.asarray(features, dtype=np.float32)
        return sum(_logistic(model.score(given)) for model in self.models) / len(self.models)


@cache
def load_verifier(file: str = "", encoder: str = DEFAULT) -> Verifier:
    """Return the verifier of a file, or the one that the package carries. Raises EncoderError where it is not the encoder's."""
    place = Path(file) if file else files("newscrawl.stories").joinpath("verifier.json")
    try:
        verifier = read_verifier(json.loads(place.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderError(f"{place}: is no verifier ({error}); bench/fit_verifier.py writes one") from None
    if verifier.encoder != encoder:
        raise EncoderError(
            f"{place}: is fitted to the encoder {verifier.encoder}, not to {encoder}; fit one with"
            f" `python bench/fit_verifier.py FOLDER… --encoder {encoder} --write FILE` and name it in NEWSCRAWL_VERIFIER"
        )
    return verifier


def read_verifier(stored: dict[str, Any]) -> Verifier:
    """Return the verifier that a file's JSON describes. Raises KeyError, TypeError or ValueError for what describes none."""
    models = (_read_linear(stored["linear"]), _read_trees(stored["trees"]))
    return Verifier(str(stored["encoder"]), np.asarray(stored["mean"], dtype=np.float32), models)


def _read_linear(stored: dict[str, Any]) -> Linear:
    weights, means, deviations = (np.asarray(stored[name], np.float32) for name in ("weights", "means", "deviations"))
    return Linear(weights, means, deviations, float(stored["bias"]))


def _read_trees(stored: dict[str, Any]) -> Trees:
    features, left, right, roots = (np.asarray(stored[name], np.intp) for name in ("features", "left", "right", "roots"))
    thresholds, values = (np.asarray(stored[name], np.float32) for name in ("thresholds", "values"))
    return Trees(features, thresholds, left, right, values, roots, int(stored["depth"]), float(stored["bias"]))


def _logistic(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
