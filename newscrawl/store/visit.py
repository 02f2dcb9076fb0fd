"""What is known of an address beyond its lines: when it was read, how it changes, when it is worth reading again."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from newscrawl.site import FeedItem
from newscrawl.store.database import Row, Value


@dataclass(frozen=True, slots=True)
class Visit:
    """One address that a door listed. Instants are aware.

    `id` is the id of the address as listed, `article` that of the line it gave (a page may declare another address).
    `last_seen` is when it was last read, or said to be the same, None before it ever was; `next_visit` from when on it is
    to be asked for again, None where only a door can tell. `item` is what the door said last; `dated` that doors date its
    changes, so that it need not be looked at to know of them. `reads` counts the times it was seen, `changes` those with
    another text than the time before, `streak` the latest ones without; `failures` the latest attempts in a row that
    failed. `gone_at` is when it was found to have vanished.
    """

    id: str
    url: str
    first_seen: datetime
    last_seen: datetime | None = None
    next_visit: datetime | None = None
    article: str | None = None
    canonical: str | None = None
    content_hash: str | None = None
    published: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    item: FeedItem | None = None
    dated: bool = False
    reads: int = 0
    changes: int = 0
    streak: int = 0
    failures: int = 0
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EditHabit:
    """How a site edits: `changes` found in `revisits` of articles known before."""

    revisits: int = 0
    changes: int = 0


_COLUMNS: Final = tuple(field.name for field in fields(Visit))
SELECT_VISIT: Final = f"SELECT {', '.join(_COLUMNS)} FROM visits"  # noqa: S608 - the names of our own fields
UPSERT_VISIT: Final = f"INSERT OR REPLACE INTO visits ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608


def to_text(instant: datetime) -> str:
    """Render an instant so that text order is time order."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def visit_values(visit: Visit) -> tuple[Value, ...]:
    """The visit as a row, in the order of UPSERT_VISIT."""
    return tuple(_to_value(getattr(visit, name)) for name in _COLUMNS)


def read_visit(row: Row) -> Visit:
    """The visit of a row of SELECT_VISIT."""
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    if values["item"] is not None:
        values["item"] = msgspec.json.decode(values["item"], type=FeedItem)
    return msgspec.convert(values, Visit, strict=False)


def _to_value(value: object) -> Value:
    match value:
        case datetime():
            return to_text(value)
        case FeedItem():
            return msgspec.json.encode(value).decode()
        case bool():
            return int(value)
        case None | str() | int():
            return value
    raise TypeError(f"{value!r} has no column")
