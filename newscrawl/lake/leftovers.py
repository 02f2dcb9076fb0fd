"""What dead runs of a site left: parts sealed but not acknowledged, journals without a manifest, unfinished files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from newscrawl.lake.aside import ASIDE_SUFFIX, FileFacts, find_aside, find_facts
from newscrawl.lake.destination import Destination, publish_bytes
from newscrawl.lake.durable import told
from newscrawl.lake.journal import JOURNAL_SUFFIX, make_manifest, read_journal
from newscrawl.lake.manifest import encode_manifest


class Leftovers:
    """Settles them: `deliver` what a ledger says was claimed, then `write_manifests`, then `remove` the rest.

    Only for the process that holds the site, and before it writes anything. Every method raises LakeError.
    """

    def __init__(self, destination: Destination, spool: Path) -> None:
        self._destination = destination
        self._spool = spool
        with told(self._spool):
            journals = sorted(self._spool.glob(f"*{JOURNAL_SUFFIX}"))
        self._runs = [entries for path in journals if (entries := read_journal(path))]
        self._parts = {entry.part: entry for entries in self._runs for entry in entries}

    def deliver(self, part: str) -> bool:
        """Tell whether a claimed part is delivered; one that is not, but lies sealed in the spool, is delivered now."""
        sealed = self._parts.get(part)
        if sealed is None:
            return self._destination.find_size(part) is not None
        missing = [(name, facts) for name, facts in sealed.iter_files() if not self._is_whole(name, facts)]
        asides = {name: find_aside(self._spool, name) for name, _ in missing}
        if not all(_is_intact(asides[name], facts) for name, facts in missing):
            return False
        for name, aside in asides.items():
            self._destination.publish(aside, name)
        return True

    def write_manifests(self, recovered_by: str) -> int:
        """Write the manifests that dead runs did not come to write, of what they delivered; return how many."""
        written = 0
        for entries in self._runs:
            delivered = [entry for entry in entries if self._destination.find_size(entry.part) == entry.file.bytes]
            if delivered and self._destination.find_size(entries[0].manifest) is None:
                manifest = make_manifest(delivered, finished_at=None, recovered_by=recovered_by)
                publish_bytes(self._destination, self._spool, entries[0].manifest, encode_manifest(manifest))
                written += 1
        return written

    def remove(self) -> int:
        """Delete the journals, and what was begun but never claimed; return how many files."""
        with told(self._spool):
            leftovers = [path for suffix in (ASIDE_SUFFIX, JOURNAL_SUFFIX) for path in sorted(self._spool.glob(f"*{suffix}"))]
            for path in leftovers:
                path.unlink()
        return len(leftovers)

    def _is_whole(self, name: str, facts: FileFacts) -> bool:
        """Whether the destination holds a file as it must be: by its size, and then by its content."""
        if self._destination.find_size(name) != facts.bytes:
            return False
        with self._destination.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == facts.sha256


def _is_intact(aside: Path, facts: FileFacts) -> bool:
    """Whether a sealed file in the spool still is what it was."""
    with told(aside):
        found = find_facts(aside)
    return found is not None and (found.bytes, found.sha256) == (facts.bytes, facts.sha256)
