"""A run into a bucket that dies when its first part is uploaded and the ledger is to hear of it: `killed_upload.py LAKE STATE`."""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from article_factory import make_article

from newscrawl.crawl.writer import RunWriter
from newscrawl.store import Ledger


def die(_ledger: Ledger, _part: str) -> int:
    """In place of `Ledger.acknowledge`."""
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


if __name__ == "__main__":
    Ledger.acknowledge = die  # type: ignore[method-assign]
    writer = RunWriter(
        sys.argv[1],
        Path(sys.argv[2]),
        site="journal",
        run="killed",
        started_at=datetime(2022, 12, 11, 8, tzinfo=UTC),
        max_lines=3,
    )
    for number in range(5):
        writer.submit(make_article(number)).result()
