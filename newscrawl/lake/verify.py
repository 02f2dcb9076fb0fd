"""Proves a lake whole: manifests against their files, every line against its schema, no article version or finding twice.

Memory is bounded by one line, the names of the files and `newscrawl.lake.repeats`, whatever the size of the lake.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from newscrawl.lake.destination import Destination
from newscrawl.lake.durable import LakeError
from newscrawl.lake.lines import LineError, decode_line, decode_link
from newscrawl.lake.links import LINK_FILE, LINK_FOLDER, finding_number
from newscrawl.lake.manifest import MANIFEST_SUFFIX, ArchiveEntry, Manifest, PartEntry, decode_manifest, sum_credits
from newscrawl.lake.part_reading import PartReading, read_part
from newscrawl.lake.repeats import RepeatFinder

_FOLDER: Final = re.compile(r"dt=\d{4}-\d\d-\d\d/site=([A-Za-z0-9_-]+)")
_PART: Final = re.compile(r"run=([A-Za-z0-9_-]+?)(?:-\d{4,})?\.jsonl(?:\.gz|\.zst)?")
_MAX_MANIFEST: Final = 64 * 1024 * 1024

_RESTORE: Final = "restore it from a backup, or let its pages be fetched again (docs/load-the-lake.md, Mend a lake)"
_NEXT_RUN: Final = "the next `scrapy crawl {site}` with the state of that run writes it; if a run is under way, verify after it"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file, and what to do."""

    name: str
    fault: str
    remedy: str


@dataclass(slots=True)
class LakeCounts:
    """What was looked at: manifests, parts, their lines and bytes, archives, files of links and their lines."""

    manifests: int = 0
    files: int = 0
    lines: int = 0
    bytes: int = 0
    archives: int = 0
    link_files: int = 0
    links: int = 0


class Verification:
    """One pass over a lake; `counts` fill as it goes. `scratch` is a folder for what is sorted on disk."""

    def __init__(self, destination: Destination, scratch: Path) -> None:
        self.counts = LakeCounts()
        self._destination = destination
        self._versions = _Repeats(scratch / "versions", "has id and version of", "load each id and version once")
        self._findings = _Repeats(scratch / "findings", "says what is said in", "load it once")

    def iter_problems(self) -> Iterator[Problem]:
        """Every problem as it is found. Raises LakeError for an address that cannot be read or holds no lake."""
        for folder, names in groupby(self._destination.iter_names(), lambda name: name.rpartition("/")[0]):
            if match := _FOLDER.fullmatch(folder):
                yield from self._check_folder(list(names), match[1])
            elif LINK_FOLDER.fullmatch(folder):
                for name in names:
                    yield from self._check_links(name)
        if not self.counts.files and not self.counts.manifests and not self.counts.link_files:
            raise LakeError(f"{self._destination.address}: holds no lake; name what holds its dt=… folders")
        yield from self._versions.iter_problems()
        yield from self._findings.iter_problems()

    def _check_folder(self, names: list[str], site: str) -> Iterator[Problem]:
        """One site's files of one day."""
        named: dict[str, PartEntry] = {}
        for name in names:
            if name.endswith(MANIFEST_SUFFIX):
                self.counts.manifests += 1
                try:
                    manifest = self._load_manifest(name, site)
                except LineError as error:
                    yield Problem(name, str(error), _RESTORE)
                    continue
                beside = name.rpartition("/")[0]
                named.update({f"{beside}/{entry.name}": entry for entry in manifest.files})
                yield from self._check_archives(manifest.archive)
        parts = {name for name in names if _PART.fullmatch(name.rpartition("/")[2])}
        for name in sorted(named.keys() - parts):
            yield Problem(name, "is missing, though the manifest of its run names it", _RESTORE)
        for name in names:
            if name in parts:
                yield from self._check_part(name, named.get(name), site)
            elif not name.endswith(MANIFEST_SUFFIX):
                yield from _check_stranger(name)

    def _load_manifest(self, name: str, site: str) -> Manifest:
        """Raise LineError for one that is damaged, or of another run than its name says."""
        with self._destination.open(name) as file:
            manifest = decode_manifest(file.read(_MAX_MANIFEST))
        if (manifest.site, f"run={manifest.run}{MANIFEST_SUFFIX}") != (site, name.rpartition("/")[2]):
            raise LineError(f"is the manifest of run {manifest.run!r} of site {manifest.site!r}")
        lines = sum(entry.lines for entry in manifest.files)
        if manifest.lines != lines or manifest.credits != sum_credits(entry.credits for entry in manifest.files):
            raise LineError("its sums are not those of its files")
        return manifest

    def _check_part(self, name: str, entry: PartEntry | None, site: str) -> Iterator[Problem]:
        self._versions.begin(name)

        def take(line: bytes, reading: PartReading) -> None:
            article = decode_line(line)
            reading.credits.update(credit.role for credit in article.credits)
            self._versions.add(article.id, article.version, reading.lines)

        with self._destination.open(name) as file:
            reading = read_part(file, name, take)
        self.counts.files += 1
        self.counts.lines += reading.lines
        self.counts.bytes += reading.bytes
        yield from (Problem(name, fault, _RESTORE) for fault in reading.faults)
        if entry is None:
            yield Problem(name, "is in no manifest", _NEXT_RUN.format(site=site))
            return
        found = (reading.bytes, reading.sha256, reading.lines, dict(reading.credits))
        wanted = (entry.bytes, entry.sha256, entry.lines, entry.credits)
        labels = ("bytes", "sha256", "lines", "credits")
        differ = [
            f"{label} {was} instead of {told}" for label, was, told in zip(labels, found, wanted, strict=True) if was != told
        ]
        if differ:
            yield Problem(name, f"is not what its manifest says: {', '.join(differ)}", _RESTORE)

    def _check_links(self, name: str) -> Iterator[Problem]:
        """A file of links: no manifest names it, so it proves itself as far as it can."""
        if not LINK_FILE.fullmatch(name.rpartition("/")[2]):
            yield from _check_stranger(name)
            return
        self._findings.begin(name)

        def take(line: bytes, reading: PartReading) -> None:
            finding = decode_link(line)
            self._findings.add(finding.id, finding_number(finding), reading.lines)

        with self._destination.open(name) as file:
            reading = read_part(file, name, take)
        self.counts.link_files += 1
        self.counts.links += reading.lines
        yield from (Problem(name, fault, "restore it from a backup") for fault in reading.faults)

    def _check_archives(self, archives: Iterable[ArchiveEntry]) -> Iterator[Problem]:
        for entry in archives:
            self.counts.archives += 1
            size = self._destination.find_size(entry.path)
            if size is None:
                yield Problem(entry.path, "is missing, though the manifest of its run names it", "restore it from a backup")
            elif size != entry.bytes or self._hash(entry.path) != entry.sha256:
                yield Problem(entry.path, "is not what its manifest says", "restore it from a backup")

    def _hash(self, name: str) -> str:
        with self._destination.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


class _Repeats:
    """What stands twice among the lines of one kind, told by the names of its files."""

    def __init__(self, scratch: Path, fault: str, remedy: str) -> None:
        self._finder = RepeatFinder(scratch)
        self._told = fault, remedy
        self._files: list[str] = []

    def begin(self, name: str) -> None:
        """The lines that come next are of this file."""
        self._files.append(name)

    def add(self, article_id: str, number: int, line: int) -> None:
        """Take a line of the file by what must not stand twice."""
        self._finder.add(article_id, number, (len(self._files) - 1, line))

    def iter_problems(self) -> Iterator[Problem]:
        """Every line that stands in an earlier place."""
        fault, remedy = self._told
        for first, second in self._finder.iter_repeats():
            there = f"{self._files[first[0]]} line {first[1]}"
            yield Problem(self._files[second[0]], f"line {second[1]} {fault} {there}", remedy)


def _check_stranger(name: str) -> Iterator[Problem]:
    """A file that no run writes here; what is hidden, or marked as a reader's own, is none of our business."""
    if not name.rpartition("/")[2].startswith((".", "_")):
        yield Problem(name, "is no file of a lake", "move it elsewhere")
