"""Files of links, `links/dt=YYYY-MM-DD/run=<run>.<site>[-NNNN].jsonl`: what was learned of articles after their lines.

A file holds what a run found waiting when it delivered; it is whole when it has its name, never empty, never touched again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from newscrawl.items import LateFinding
from newscrawl.lake.aside import find_aside
from newscrawl.lake.destination import Destination, publish_bytes
from newscrawl.lake.durable import told
from newscrawl.lake.lines import encode_line

MOST_LINKS: Final = 10_000
"""Lines of one file."""
LINK_FOLDER: Final = re.compile(r"links/dt=\d{4}-\d\d-\d\d")
LINK_FILE: Final = re.compile(r"run=[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.jsonl")


def finding_number(finding: LateFinding) -> int:
    """Return 64 bits by which a finding of an article is told from others of it, whenever it was made."""
    said = (finding.story, finding.same_as, finding.relation, finding.of, finding.method)
    return int.from_bytes(hashlib.sha256(repr(said).encode()).digest()[:8])


class LinkFiles:
    """The files of links of one run of one site. Every method raises LakeError.

    They are written aside in the folder `spool`, which one process at a time may use.
    """

    def __init__(self, destination: Destination, spool: Path, *, site: str, run: str, started_at: datetime) -> None:
        """Touch nothing yet. `started_at` (aware) gives the day, in UTC."""
        self._destination = destination
        self._spool = spool
        # With the site, since runs of two sites, begun at once on two machines, might have one id.
        self._stem = f"links/dt={started_at.astimezone(UTC):%Y-%m-%d}/run={run}.{site}"
        self._made = 0

    def find_free(self) -> str:
        """The next name below the lake, with `/` on every system, that no file has."""
        while True:
            suffix = f"-{self._made + 1:04}" if self._made else ""
            if self._destination.find_size(name := f"{self._stem}{suffix}.jsonl") is None:
                return name
            self._made += 1

    def publish(self, name: str, findings: Iterable[LateFinding]) -> bool:
        """Deliver findings, at least one, under a name; False where a file that has it shows that they were delivered."""
        if self._destination.find_size(name) is not None:
            with told(aside := find_aside(self._spool, name)):  # of a run that died between the two
                aside.unlink(missing_ok=True)
            return False
        publish_bytes(self._destination, self._spool, name, b"".join(map(encode_line, findings)))
        return True
