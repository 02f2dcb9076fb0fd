"""A line of JSON as placing takes it: `id` and `text`, and of a lake's other fields those that say more, where present."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec

from newscrawl.items import Credit, Precision
from newscrawl.page import detect_language
from newscrawl.stories.document import Document, is_whole_day

_OWN_ID: Final = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class GivenLine:
    """An article of a line, and the name that its line has for it: the id itself, unless that is no id of ours."""

    name: str
    document: Document


class _Instant(msgspec.Struct, frozen=True):
    utc: str
    precision: Precision = "second"


class _Image(msgspec.Struct, frozen=True):
    url: str


class _Line(msgspec.Struct, frozen=True):
    id: str
    text: str | None
    title: str | None = None
    language: str | None = None
    published: _Instant | None = None
    url: str | None = None
    canonical_url: str | None = None
    credits: tuple[Credit, ...] = ()
    images: tuple[_Image, ...] = ()


_DECODER: Final = msgspec.json.Decoder(_Line)


def read_given_line(line: bytes) -> GivenLine:
    """Return the article of a line; its language is detected where the line has none. Raises ValueError with the reason.

    Any string but the empty one is an id. What is not 16 hex digits, as the ids of a lake are, is known to an index by
    the first 16 of its SHA-256.
    """
    try:
        given = _DECODER.decode(line)
    except RecursionError:
        raise ValueError("is nested too deep; a line is an object with id and text") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 ({error.reason} at byte {error.start}); a line is an object with id and text") from None
    except msgspec.DecodeError as error:
        raise ValueError(f"{error}; a line is an object with id and text") from None
    if not given.id:
        raise ValueError("the id is empty; give every article one of its own")
    text = given.text or ""
    document = Document(
        id=_own_id(given.id),
        text=text,
        title=given.title or "",
        language=given.language.partition("-")[0].lower() if given.language else detect_language(text),
        published=_read_instant(given.published.utc) if given.published else None,
        url=given.url,
        canonical_url=given.canonical_url,
        credits=given.credits,
        images=tuple(image.url for image in given.images),
        whole_day=given.published is not None and is_whole_day(given.published.precision),
    )
    return GivenLine(given.id, document)


def _own_id(name: str) -> str:
    """Return the id by which an index knows an article: the name itself where it is 16 hex digits, else made of its hash."""
    return name if _OWN_ID.fullmatch(name) else hashlib.sha256(name.encode()).hexdigest()[:16]


def _read_instant(utc: str) -> datetime:
    try:
        instant = datetime.fromisoformat(utc)
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"published.utc {utc[:40]!r} is no ISO 8601 time such as 2022-12-11T14:05:00Z") from None
