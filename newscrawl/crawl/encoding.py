"""Encoding in worker processes: what costs when texts are placed across languages, spread over the cores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from types import TracebackType
from typing import Final, Self

from newscrawl.crawl.workers import ReadingPool
from newscrawl.stories import Encoder, EncoderError, find_encoder
from newscrawl.stories.encoder import Vector

# The first text of a worker loads its model, of which only the user knows the size.
_TIMEOUT: Final = 600.0
_MEMORY: Final = 64 * 1024**3
_WORKER: Final = "newscrawl.crawl.encoding:encode_text"
_PRELOAD: Final = "newscrawl.stories"


class SpreadEncoder:
    """An encoder whose texts are encoded by `jobs` processes, which start when they are needed. A context manager."""

    def __init__(self, encoder: Encoder, jobs: int) -> None:
        self._encoder = encoder
        self._jobs = jobs
        self._pool: ReadingPool[Vector | EncoderError] | None = None

    @property
    def name(self) -> str:
        """The name of the encoder."""
        return self._encoder.name

    def encode(self, text: str) -> Vector:
        """Return the text's vector, encoded by this process."""
        return self._encoder.encode(text)

    def encode_all(self, texts: Sequence[str]) -> Iterable[Vector | Exception]:
        """Return the vectors of many texts, in their order; for a text that it fails for, the error. Raises EncoderError."""
        if self._jobs == 1:
            return self._encoder.encode_all(texts)
        if self._pool is None:
            always = {"encoder": self.name}
            self._pool = ReadingPool(
                self._jobs, timeout=_TIMEOUT, memory=_MEMORY, function=_WORKER, always=always, preload=_PRELOAD
            )
        return map(_checked, self._pool.map_ordered({"text": text} for text in texts))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.__exit__(kind, error, trace)


def encode_text(text: str, *, encoder: str) -> Vector | EncoderError:
    """Encode one text in a worker process; an EncoderError comes back as it is, anything else as a failure of this text."""
    try:
        return _load(encoder).encode(text)
    except EncoderError as error:
        return error


def _checked(outcome: Vector | Exception) -> Vector | Exception:
    if isinstance(outcome, EncoderError):
        raise outcome
    return outcome


@cache
def _load(name: str) -> Encoder:
    encoder = find_encoder(name)
    if encoder is None:
        raise EncoderError(f"{name}: is not installed")
    return encoder
