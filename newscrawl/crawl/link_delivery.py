"""From the story index into the lake: what placing told of earlier articles, as durably as articles.

Findings wait in the index, where they are written together with the placing that told them, whichever run of whichever site
did it. Any run delivers whatever waits: it writes down which file is to hold it (a claim), gives that file its name, and
then forgets it. All this while it holds the delivery of findings, which one process at a time can: a claim that it meets is
therefore of a dead run, and the file is delivered under the name that was claimed, unless it is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from newscrawl.lake import MOST_LINKS, Destination, LinkFiles
from newscrawl.store import SqliteStoryIndex, hold_late

LAST_WAIT: Final = 3.0
"""Seconds for which a run waits at its end while another one delivers: a run that was asked to end has ten in all."""


class LinkDelivery:
    """Delivers findings for one run of one site."""

    def __init__(
        self, destination: Destination, state: Path, index: SqliteStoryIndex, *, site: str, run: str, started_at: datetime
    ) -> None:
        spool = destination.find_spool(state) / "links"
        self._files = LinkFiles(destination, spool, site=site, run=run, started_at=started_at)
        self._state = state
        self._index = index

    def deliver(self, seconds: float = 0.0) -> int:
        """Deliver what waits and return how many lines that were; raises LakeError or StoreError.

        While another run delivers, for longer than `seconds`, what waits is left to a later one.
        """
        if not self._index.has_late():
            return 0
        with hold_late(self._state, seconds) as held:
            return sum(map(self._deliver, self._iter_claims())) if held else 0

    def _iter_claims(self) -> Iterator[str]:
        """The files that dead runs claimed, then those that this run claims, each before it is delivered."""
        yield from self._index.claimed_late()
        while self._index.claim_late(part := self._files.find_free(), MOST_LINKS):
            self._index.sync()  # a claim that a power cut took back would be made, and delivered, once more
            yield part

    def _deliver(self, part: str) -> int:
        findings = self._index.load_late(part)
        published = self._files.publish(part, findings)
        self._index.acknowledge_late(part)
        return len(findings) if published else 0
