"""Parts: the files of a run in the lake, `dt=YYYY-MM-DD/site=<site>/run=<run>[-NNNN].jsonl[.gz|.zst]`.

A part is written aside, in the spool of its site. It gets its name when it is whole and flushed, and is never touched again.
There is no empty part.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, TypedDict, Unpack

from newscrawl.items import Role
from newscrawl.lake.archive import Answer, ArchiveFile, find_archive
from newscrawl.lake.aside import AsideFile, find_aside
from newscrawl.lake.destination import Destination, publish_bytes
from newscrawl.lake.durable import LakeError, make_folder, told
from newscrawl.lake.formats import Format, open_packer
from newscrawl.lake.journal import SealedPart, add_to_journal, find_journal, make_manifest
from newscrawl.lake.manifest import ArchiveEntry, PartEntry, encode_manifest

MAX_LINES: Final = 10_000
MAX_BYTES: Final = 128 * 1024 * 1024
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")


class PartRules(TypedDict, total=False):
    """How parts are written: as what format, and full with how many lines, or bytes of lines before packing.

    `archive` keeps the answers that gave the lines, see `newscrawl.lake.archive`.
    """

    packing: Format
    max_lines: int
    max_bytes: int
    archive: bool


class PartWriter:
    """Writes the parts of one run, one after the other: `write` lines, `seal`, `publish`, `release`; at the end `finish`.

    Between `seal` and `publish` the caller notes what the part holds; after a crash `Leftovers` tells whether it was
    delivered. Every method raises LakeError. Only one process at a time may write the parts of a site.
    """

    def __init__(
        self,
        destination: Destination,
        spool: Path,
        *,
        site: str,
        run: str,
        started_at: datetime,
        **rules: Unpack[PartRules],
    ) -> None:
        """Prepare to write, aside in the folder `spool`; nothing is created yet. `started_at` (aware) gives the day, in UTC.

        Raises LakeError for a site or run that cannot stand in a path.
        """
        for name in (site, run):
            if not _NAME.fullmatch(name):
                raise LakeError(f"{name!r} cannot stand in a path of the lake; use letters, digits, - and _ only")
        self._destination = destination
        self._spool = spool
        self._site, self._run = site, run
        self._started_at = started_at.astimezone(UTC)
        self._packing: Format = rules.get("packing", "jsonl")
        self._limits = rules.get("max_lines", MAX_LINES), rules.get("max_bytes", MAX_BYTES)
        self._sealed: list[SealedPart] = []
        self._pending: SealedPart | None = None  # sealed and not yet released
        self._keeps_answers = rules.get("archive", False)
        self._archive: ArchiveFile | None = None
        self._aside: AsideFile | None = None
        self._packer: BinaryIO | None = None
        self.lines = 0
        self._bytes = 0
        self._open_path = self._aside_path  # of the part that is open, worked out once for all of its lines

    @property
    def part(self) -> str:
        """The part at hand by its path below the lake, with `/` on every system: the name that a ledger keeps."""
        number = len(self._sealed) + 1
        suffix = f"-{number:04}" if number > 1 else ""
        return f"{self._folder}/run={self._run}{suffix}.{self._packing}"

    @property
    def is_full(self) -> bool:
        """Whether the part at hand has all that it may have."""
        return self.lines >= self._limits[0] or self._bytes >= self._limits[1]

    def write(self, line: bytes, answer: Answer | None = None) -> None:
        """Add one line, as `encode_line` gives it, to the part at hand, and the answer that gave it to its archive."""
        packer = self._packer or self._open()
        with told(self._open_path):
            packer.write(line)
        if answer is not None and self._keeps_answers:
            with told(self._archive_path):
                archive = self._archive or self._open_archive()
                archive.write(answer)
        self.lines += 1
        self._bytes += len(line)

    def seal(self, credits: Mapping[Role, int] | None = None) -> str:
        """Flush the part at hand to the disk, still under its temporary name, and return the name it is to have.

        `credits` are its credits by role, for the manifest. What it must hold is in the run's journal when this returns.
        """
        if self._aside is None or self._packer is None:
            raise LakeError(
                f"{self._destination.name_address(self.part)}: nothing was written, and the lake takes no empty file"
            )
        with told(self._aside_path):
            if self._packing != "jsonl":
                self._packer.close()
            facts = self._aside.seal()
        entry = PartEntry(facts.bytes, facts.sha256, Path(self.part).name, self.lines, dict(sorted((credits or {}).items())))
        sealed = SealedPart(self._site, self._run, _to_text(self._started_at), self._folder, entry, self._seal_archive())
        add_to_journal(find_journal(self._spool, self._run), sealed)
        self._pending = sealed
        return sealed.part

    def publish(self) -> str:
        """Give the sealed part its name, its archive first; from here on it is delivered. Returns its whole address."""
        if self._pending is None:
            raise LakeError(f"{self._destination.name_address(self.part)}: is not sealed")
        if self._pending.archive:
            self._destination.publish(self._archive_path, self._pending.archive.path)
        return self._destination.publish(self._aside_path, self.part)

    def release(self) -> None:
        """Let go of the published part, once it is noted as delivered. The next line begins another part."""
        if self._pending is not None:
            for path in (self._aside_path, self._archive_path):
                with told(path):
                    path.unlink(missing_ok=True)
            self._sealed.append(self._pending)
        self._forget()

    def discard(self) -> None:
        """Give up the part at hand, which was not delivered. A sealed one stays aside for the next run. Never raises."""
        if self._pending is None:
            for file, path in ((self._aside, self._aside_path), (self._archive, self._archive_path)):
                with suppress(OSError):
                    if file is not None:
                        file.close()
                with suppress(OSError):
                    path.unlink(missing_ok=True)
        self._forget()

    def finish(self, finished_at: datetime, boilerplate: bytes | None = None) -> None:
        """Write the run's manifest; `finished_at` is aware. A run without a part has none.

        `boilerplate` is what the run knew of its site's lines: kept beside its archives, since the lines depend on it too.
        """
        if not self._sealed:
            return
        if boilerplate is not None and (archive := self._sealed[0].archive):
            name = f"{archive.path.rpartition('/')[0]}/run={self._run}.boilerplate.json"
            publish_bytes(self._destination, self._spool, name, boilerplate)
        manifest = make_manifest(self._sealed, finished_at=_to_text(finished_at.astimezone(UTC)))
        publish_bytes(self._destination, self._spool, self._sealed[0].manifest, encode_manifest(manifest))
        journal = find_journal(self._spool, self._run)
        with told(journal):
            journal.unlink()

    @property
    def _folder(self) -> str:
        return f"dt={self._started_at:%Y-%m-%d}/site={self._site}"

    @property
    def _aside_path(self) -> Path:
        return find_aside(self._spool, self.part)

    @property
    def _archive_path(self) -> Path:
        return find_aside(self._spool, find_archive(self.part))

    def _open_archive(self) -> ArchiveFile:
        self._archive = ArchiveFile(self._archive_path, site=self._site, run=self._run)
        return self._archive

    def _seal_archive(self) -> ArchiveEntry | None:
        if self._archive is None:
            return None
        with told(self._archive_path):
            facts = self._archive.seal()
        return ArchiveEntry(facts.bytes, facts.sha256, find_archive(self.part), self._archive.records)

    def _open(self) -> BinaryIO:
        if self._destination.find_size(self.part) is not None:
            target = self._destination.name_address(self.part)
            raise LakeError(f"{target}: is delivered already and stays as it is; give the run another id")
        self._open_path = self._aside_path
        with told(self._open_path):
            make_folder(self._spool)
            self._aside = AsideFile(self._open_path)
            self._packer = open_packer(self._aside, self._packing)
        return self._packer

    def _forget(self) -> None:
        self._aside = self._packer = self._archive = self._pending = None
        self.lines = self._bytes = 0


def _to_text(instant: datetime) -> str:
    """RFC 3339, to the second."""
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
