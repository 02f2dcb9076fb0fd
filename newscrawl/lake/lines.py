"""One article version as one line of JSON: written only when it keeps the schema, read back into the same value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from newscrawl.items import SCHEMA, Article

_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(Article)

# JSON escapes the control characters below U+0020 by itself. These three are legal in JSON, but many a reader ends a line
# there (str.splitlines, JavaScript before ES2019), so they are written as escapes too. In UTF-8 the bytes cannot be part of
# another character, and outside a string JSON has none of them.
_LINE_BREAKS: Final = (
    ("\N{NEXT LINE}".encode(), b"\\u0085"),
    ("\N{LINE SEPARATOR}".encode(), b"\\u2028"),
    ("\N{PARAGRAPH SEPARATOR}".encode(), b"\\u2029"),
)


class LineError(ValueError):
    """An article that breaks the schema, or a line that is none; names the field and the reason. It is never written."""


def encode_line(article: Article) -> bytes:
    """Return the article as one line: UTF-8 JSON with the keys in the schema's order, ended by its only line break.

    The line is read back and compared, so that what does not keep the types (a list for a tuple, NaN, an unknown flag) is
    found here and not by a reader. Raises LineError.
    """
    try:
        line = _ENCODER.encode(article)
    except UnicodeEncodeError:
        raise LineError(f"{_name(article)}: {_find_surrogate(article)} holds half a surrogate pair, not text") from None
    except (TypeError, ValueError) as error:
        raise LineError(f"{_name(article)}: {error}") from error
    line = escape_breaks(line)
    try:
        decoded = _DECODER.decode(line)
    except msgspec.DecodeError as error:
        raise LineError(f"{_name(article)}: {error}") from error
    if decoded != article:
        raise LineError(f"{_name(article)}: {_find_difference(article, decoded)} is not the same when read back")
    return line + b"\n"


def escape_breaks(line: bytes) -> bytes:
    """Return a line of JSON with escapes for the characters at which some readers end a line."""
    for character, escape in _LINE_BREAKS:
        if character in line:
            line = line.replace(character, escape)
    return line


def decode_line(line: bytes) -> Article:
    """Return the article of one line (its line break may be missing). Raises LineError for what is no such line."""
    try:
        return _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LineError(f"not a {SCHEMA} line: {error}; the line begins {line[:60]!r}") from error


def article_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a line, generated from `newscrawl.items`."""
    schema = msgspec.json.schema(Article)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, "title": "newscrawl article line"}
    for definition in schema["$defs"].values():
        definition["description"] = " ".join(definition["description"].replace("`", "").split())
    return {**head, **schema}


def _name(article: Article) -> str:
    return f"article {article.id!r} of {article.url!r}"


def _find_surrogate(article: Article) -> str:
    return next((f"${path}" for path, value in _iter_strings(article) if not _is_encodable(value)), "a key")


def _find_difference(article: Article, decoded: Article) -> str:
    changed = (key for key in article.__dataclass_fields__ if getattr(article, key) != getattr(decoded, key))
    return f"$.{next(changed, '?')}"


def _is_encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _iter_strings(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every string inside a value of `newscrawl.items` with its JSON path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple | list):
        for position, entry in enumerate(value):
            yield from _iter_strings(entry, f"{path}[{position}]")
    else:
        for key in getattr(value, "__dataclass_fields__", ()):
            yield from _iter_strings(getattr(value, key), f"{path}.{key}")
