"""The manifest of a run: which files it delivered and what each must hold. It proves the run; it does not publish it.

`dt=…/site=…/run=RUN.manifest.json`, written when everything that it names has its name, and never touched again. A run that
delivered no line has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, Final, Literal

import msgspec

from newscrawl.items import Role
from newscrawl.lake.aside import FileFacts
from newscrawl.lake.lines import LineError

MANIFEST_SCHEMA: Final = "newscrawl.manifest/1"
MANIFEST_SUFFIX: Final = ".manifest.json"

_Count = Annotated[int, msgspec.Meta(ge=0)]


class PartEntry(FileFacts, frozen=True, forbid_unknown_fields=True):
    """A part by its file name, which stands beside the manifest: its lines, and its credits by role."""

    name: str
    lines: _Count
    credits: dict[Role, _Count]


class ArchiveEntry(FileFacts, frozen=True, forbid_unknown_fields=True):
    """An archive of the run by its path below the lake, with the number of its answers."""

    path: str
    records: _Count


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="schema", tag=MANIFEST_SCHEMA):
    """What one run of one site delivered.

    `started_at` and `finished_at` are UTC (RFC 3339). `finished_at` is null and `recovered_by` names the later run that wrote
    the manifest, where the run itself did not come to its end. `lines` and `credits` (by role) are those of all `files`.
    """

    line_schema: Literal["newscrawl.article/1"]
    site: str
    run: str
    started_at: str
    finished_at: str | None
    recovered_by: str | None
    lines: _Count
    credits: dict[Role, _Count]
    files: tuple[PartEntry, ...]
    archive: tuple[ArchiveEntry, ...]


def sum_credits(counts: Iterable[Mapping[Role, int]]) -> dict[Role, int]:
    """Credits by role, in the order of their names."""
    total: Counter[Role] = Counter()
    for each in counts:
        total.update(each)
    return dict(sorted(total.items()))


def encode_manifest(manifest: Manifest) -> bytes:
    """The manifest as its file holds it."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def decode_manifest(content: bytes) -> Manifest:
    """Read a manifest. Raises LineError for what is none."""
    try:
        return msgspec.json.decode(content, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LineError(f"holds no {MANIFEST_SCHEMA} ({error})") from error
