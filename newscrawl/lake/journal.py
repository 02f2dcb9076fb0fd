"""What a run has sealed, written down before it is claimed or gets its name: the memory of a run that may die.

One line of JSON per part in `run=RUN.journal`, in the spool of the site. A run that ends well turns its journal into the
manifest; the journals of dead runs are settled by the next run (`newscrawl.lake.leftovers`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from newscrawl.items import SCHEMA
from newscrawl.lake.aside import FileFacts
from newscrawl.lake.durable import told
from newscrawl.lake.manifest import MANIFEST_SUFFIX, ArchiveEntry, Manifest, PartEntry, sum_credits
from newscrawl.store import sync_folder

JOURNAL_SUFFIX: Final = ".journal"


class SealedPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part that is whole on the local disk: of which run, for which folder (`dt=…/site=…`), with which archive."""

    site: str
    run: str
    started_at: str
    folder: str
    file: PartEntry
    archive: ArchiveEntry | None = None

    @property
    def part(self) -> str:
        """The part's path below the lake, as a ledger keeps it."""
        return f"{self.folder}/{self.file.name}"

    @property
    def manifest(self) -> str:
        """Where the manifest of the run is to be, below the lake."""
        return f"{self.folder}/run={self.run}{MANIFEST_SUFFIX}"

    def iter_files(self) -> Iterator[tuple[str, FileFacts]]:
        """The files by their paths below the lake, in the order in which they are published: the part is the last."""
        if self.archive:
            yield self.archive.path, self.archive
        yield self.part, self.file


def find_journal(spool: Path, run: str) -> Path:
    """The journal of a run."""
    return spool / f"run={run}{JOURNAL_SUFFIX}"


def add_to_journal(path: Path, sealed: SealedPart) -> None:
    """Add a part; it is on the disk when this returns. Raises LakeError."""
    with told(path), path.open("ab") as journal:
        journal.write(msgspec.json.encode(sealed) + b"\n")
        journal.flush()
        os.fsync(journal.fileno())
        sync_folder(path.parent)


def read_journal(path: Path) -> list[SealedPart]:
    """The parts in a journal, none where there is no such file. A line cut off by a crash was never claimed and is dropped."""
    entries = []
    with told(path):
        content = path.read_bytes() if path.exists() else b""
    for line in content.splitlines():
        try:
            entries.append(msgspec.json.decode(line, type=SealedPart))
        except (msgspec.DecodeError, UnicodeDecodeError):
            break
    return entries


def make_manifest(parts: Sequence[SealedPart], *, finished_at: str | None, recovered_by: str | None = None) -> Manifest:
    """The manifest of the parts of one run, of which there is at least one."""
    first = parts[0]
    return Manifest(
        line_schema=SCHEMA,
        site=first.site,
        run=first.run,
        started_at=first.started_at,
        finished_at=finished_at,
        recovered_by=recovered_by,
        lines=sum(part.file.lines for part in parts),
        credits=sum_credits(part.file.credits for part in parts),
        files=tuple(part.file for part in parts),
        archive=tuple(part.archive for part in parts if part.archive),
    )
