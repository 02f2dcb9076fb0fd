"""Stories in four languages that nobody speaks, and an encoder that knows what they mean: `toy_encoder:encode`."""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

import numpy as np

from newscrawl.stories import Document, Encoder, Verifier, find_encoder, load_verifier
from newscrawl.stories.translation import FEATURES

NAME = "toy_encoder:encode"
LANGUAGES = ("fr", "de", "es", "id")
SIZE = 64
BEGIN = datetime(2022, 12, 1, tzinfo=UTC)


def encode(text: str) -> list[float]:
    """The vector of the number that the title ends with, and a little noise. Raises ValueError for the unspeakable."""
    if "UNSPEAKABLE" in text:
        raise ValueError("no words for it")
    story = re.search(r"\d+", text)
    meaning = np.random.default_rng(int(story[0]) if story else 0).normal(size=SIZE)
    noise = np.random.default_rng(crc32(text.encode())).normal(size=SIZE)
    return [float(one) for one in meaning + 0.1 * noise]


def write_story(number: int, language: str) -> Document:
    """A story in one of the languages: words of its own, the number in its title."""
    words = random.Random(f"{language} {number}")  # noqa: S311 - a story that can be told again
    told = " ".join("".join(words.choices("abcdefghijklmnoprstuv", k=words.randint(3, 9))) for _ in range(80))
    return Document(
        id=f"{crc32(f'{language} {number}'.encode()):016x}",
        title=f"{language.upper()} {number + 1000}",
        text=f"{told}.",
        language=language,
        published=BEGIN + timedelta(minutes=number),
        url=f"https://{language}.example/{number}/",
    )


def write_verifier(path: Path) -> Path:
    """A verifier that goes by the nearness of the vectors alone."""
    nothing, one = [0.0] * len(FEATURES), [1.0] * len(FEATURES)
    linear = {"weights": [40.0, *nothing[1:]], "means": nothing, "deviations": one, "bias": -28.0}
    tree = {"features": [0] * 3, "thresholds": [0.7] * 3, "left": [1, 1, 2], "right": [2, 1, 2], "values": [0.0, -20.0, 20.0]}
    stored = {"encoder": NAME, "mean": [0.0] * SIZE, "linear": linear, "trees": {**tree, "roots": [0], "depth": 1, "bias": 0.0}}
    path.write_text(json.dumps(stored), "utf-8")
    return path


def load_toys(path: Path) -> tuple[Encoder, Verifier]:
    """The encoder and its verifier, which is written to that path."""
    encoder = find_encoder(NAME)
    assert encoder is not None
    return encoder, load_verifier(str(write_verifier(path)), NAME)
