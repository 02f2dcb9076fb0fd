"""The default encoder with a memory: what it gave for a text is kept in a folder, for the crawls of the same pages that follow.

`tests.remembered_encoder:encode` for a crawl in the project; the folder is that of REMEMBERED_VECTORS.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from newscrawl.stories.encoder import E5, Vector

NAME = "tests.remembered_encoder:encode"
FOLDER = "REMEMBERED_VECTORS"


def encode(text: str) -> Vector:
    """What the default encoder gives for the text."""
    folder = Path(os.environ[FOLDER])
    kept = folder / f"{hashlib.sha256(text.encode()).hexdigest()}.npy"
    if not kept.exists():
        with NamedTemporaryFile(dir=folder, delete=False) as made:  # two crawls may encode the same text at once
            np.save(made, _model().encode(text))
        Path(made.name).rename(kept)
    vector: Vector = np.load(kept)
    return vector


def write_verifier(path: Path) -> Path:
    """The verifier that the package carries, as one that is fitted to this encoder: they give the same."""
    stored = json.loads(files("newscrawl.stories").joinpath("verifier.json").read_text("utf-8"))
    path.write_text(json.dumps({**stored, "encoder": NAME}), "utf-8")
    return path


@cache
def _model() -> E5:
    return E5()
