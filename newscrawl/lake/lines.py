"""A value as one line of JSON: written only when it keeps its schema, read back into the same value.

There are two kinds of line: an article version, and what was learned of an article after its line was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeVar

import msgspec

from newscrawl.items import LINK_SCHEMA, SCHEMA, Article, LateFinding

Line = Article | LateFinding
Read = TypeVar("Read", Article, LateFinding)

_ENCODER: Final = msgspec.json.Encoder()
_ARTICLES: Final = msgspec.json.Decoder(Article)
_LINKS: Final = msgspec.json.Decoder(LateFinding)

# JSON escapes the control characters below U+0020 by itself. These three are legal in JSON, but many a reader ends a line
# there (str.splitlines, JavaScript before ES2019), so they are written as escapes too. In UTF-8 the bytes cannot be part of
# another character, and outside a string JSON has none of them.
_LINE_BREAKS: Final = (
    ("\N{NEXT LINE}".encode(), b"\\u0085"),
    ("\N{LINE SEPARATOR}".encode(), b"\\u2028"),
    ("\N{PARAGRAPH SEPARATOR}".encode(), b"\\u2029"),
)


class LineError(ValueError):
    """A value that breaks its schema, or a line that is none; names the field and the reason. It is never written."""


def encode_line(value: Line) -> bytes:
    """Return the value as one line: UTF-8 JSON with the keys in the schema's order, ended by its only line break.

    The line is read back and compared, so that what does not keep the types (a list for a tuple, NaN, an unknown flag) is
    found here and not by a reader. Raises LineError.
    """
    try:
        line = _ENCODER.encode(value)
    except UnicodeEncodeError:
        raise LineError(f"{_name(value)}: {_find_surrogate(value)} holds half a surrogate pair, not text") from None
    except (TypeError, ValueError) as error:
        raise LineError(f"{_name(value)}: {error}") from error
    line = escape_breaks(line)
    try:
        decoded = (_ARTICLES if isinstance(value, Article) else _LINKS).decode(line)
    except msgspec.DecodeError as error:
        raise LineError(f"{_name(value)}: {error}") from error
    if decoded != value:
        raise LineError(f"{_name(value)}: {_find_difference(value, decoded)} is not the same when read back")
    return line + b"\n"


def escape_breaks(line: bytes) -> bytes:
    """Return a line of JSON with escapes for the characters at which some readers end a line."""
    for character, escape in _LINE_BREAKS:
        if character in line:
            line = line.replace(character, escape)
    return line


def decode_line(line: bytes) -> Article:
    """Return the article of one line (its line break may be missing). Raises LineError for what is no such line."""
    return _decode(line, _ARTICLES, SCHEMA)


def decode_link(line: bytes) -> LateFinding:
    """Return what one line of `links/` says. Raises LineError for what is no such line."""
    return _decode(line, _LINKS, LINK_SCHEMA)


def article_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of an article's line, generated from `newscrawl.items`."""
    return _schema_of(Article, SCHEMA, "newscrawl article line")


def link_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a line of `links/`, likewise."""
    return _schema_of(LateFinding, LINK_SCHEMA, "newscrawl link line")


def _decode(line: bytes, decoder: msgspec.json.Decoder[Read], schema: str) -> Read:
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LineError(f"not a {schema} line: {error}; the line begins {line[:60]!r}") from error


def _schema_of(kind: type[Line], name: str, title: str) -> dict[str, Any]:
    schema = msgspec.json.schema(kind)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": name, "title": title}
    for definition in schema["$defs"].values():
        definition["description"] = " ".join(definition["description"].replace("`", "").split())
    return {**head, **schema}


def _name(value: Line) -> str:
    return f"article {value.id!r} of {value.url!r}" if isinstance(value, Article) else f"link of article {value.id!r}"


def _find_surrogate(value: Line) -> str:
    return next((f"${path}" for path, text in _iter_strings(value) if not _is_encodable(text)), "a key")


def _find_difference(value: Line, decoded: Line) -> str:
    changed = (key for key in value.__dataclass_fields__ if getattr(value, key) != getattr(decoded, key))
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
