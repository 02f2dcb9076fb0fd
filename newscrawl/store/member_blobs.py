"""What a story index keeps of an article in two blobs: its profile (sketch and facts), and what translations are found by."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import msgspec
import numpy as np

from newscrawl.stories.anchors import Anchors
from newscrawl.stories.document import Document
from newscrawl.stories.encoder import Vector
from newscrawl.stories.shingles import Sketch

_STEPS: Final = 127  # of a component of a vector, each way


class Profile(msgspec.Struct, frozen=True, array_like=True):
    """Facts of an article, and its sketch as little-endian words of 32 bits; None where it adds nothing to its story's."""

    language: str
    published: int | None
    publisher: str
    domain: str
    sources: tuple[str, ...]
    url: str | None
    shingles: bytes | None
    limit: int
    whole_day: bool

    @property
    def published_at(self) -> datetime | None:
        """The instant of its publication."""
        return None if self.published is None else datetime.fromtimestamp(self.published, UTC)

    @property
    def sketch(self) -> Sketch | None:
        """Its sketch."""
        return None if self.shingles is None else Sketch(np.frombuffer(self.shingles, dtype="<u4"), self.limit)


class Meaning(msgspec.Struct, frozen=True, array_like=True):
    """Anchors and vector of an article that was compared across languages; the vector in steps of its largest component."""

    numbers: str
    names: str
    paragraphs: tuple[int, ...]
    vector: bytes

    @property
    def anchors(self) -> Anchors:
        """Its anchors."""
        return Anchors(tuple(self.numbers.split()), frozenset(self.names.split()), self.paragraphs)

    def read_vector(self) -> Vector:
        """Its vector, of length 1."""
        steps = np.frombuffer(self.vector, dtype=np.int8).astype(np.float32)
        vector: Vector = steps / max(1.0, float(np.linalg.norm(steps)))
        return vector


_ENCODER: Final = msgspec.msgpack.Encoder()
_PROFILES: Final = msgspec.msgpack.Decoder(Profile)
_MEANINGS: Final = msgspec.msgpack.Decoder(Meaning)


def write_profile(document: Document, sketch: Sketch | None) -> bytes:
    """Return an article's profile."""
    published = None if document.published is None else int(document.published.timestamp())
    return _ENCODER.encode(
        Profile(
            language=document.language,
            published=published,
            publisher=document.publisher,
            domain=document.domain,
            sources=tuple(sorted(document.sources)),
            url=document.url,
            shingles=None if sketch is None else sketch.shingles.astype("<u4").tobytes(),
            limit=0 if sketch is None else sketch.limit,
            whole_day=document.whole_day,
        )
    )


def read_profile(blob: bytes) -> Profile:
    """Return the profile of a blob."""
    return _PROFILES.decode(blob)


def write_meaning(anchors: Anchors, vector: Vector) -> bytes:
    """Return what translations of an article are found by."""
    largest = float(np.abs(vector).max()) or 1.0
    steps = np.rint(vector * (_STEPS / largest)).astype(np.int8)
    numbers, names = " ".join(anchors.numbers), " ".join(sorted(anchors.names))
    return _ENCODER.encode(Meaning(numbers, names, anchors.paragraphs, steps.tobytes()))


def read_meaning(blob: bytes) -> Meaning:
    """Return the meaning of a blob."""
    return _MEANINGS.decode(blob)
