"""A run that dies at a chosen moment: `python killed_run.py FOLDER RUN MOMENT`, for tests.

The moment is watched for with an audit hook, so that the code under test is the real one, and the death is a SIGKILL.
`before-journal`, `before-rename` and `after-rename` are about the first part, `mid-write` comes when the second part has
lines, `before-manifest` when all parts are delivered, `after-manifest` when only the journal is left to remove;
`before-claim`, `after-claim`, `before-link-rename` and `after-link-rename` are about the first file of links. `event-N` is
the N-th file opened, made, renamed or removed (a folder that is flushed is opened), `none` never.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from article_factory import make_article

from newscrawl.crawl.delivery import RunCounts, RunEnd
from newscrawl.crawl.writer import RunWriter

ARTICLES = 7
MAX_LINES = 3
FILE_EVENTS = ("open", "os.rename", "os.remove", "os.mkdir")


def write_run(folder: Path, run: str) -> RunCounts:
    """Submit all articles in one run and close it."""
    started_at = datetime(2022, 12, 11, 8, tzinfo=UTC)
    writer = RunWriter(
        folder / "data", folder / "state", site="journal", run=run, started_at=started_at, max_lines=MAX_LINES, roll_seconds=600
    )
    for number in range(ARTICLES):
        writer.submit(make_article(number)).result()
    return writer.close(RunEnd(complete=True))


def die_at(moment: str) -> None:
    """Arm the hook."""
    seen = {"events": 0, "renamed": 0, "links": 0}

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event not in FILE_EVENTS:
            return
        seen["events"] += 1
        path = str(arguments[0])
        of_links = "/links/" in path and path.endswith(".part")
        due = {
            "before-journal": event == "open" and path.endswith(".journal"),
            "before-rename": event == "os.rename" and path.endswith(".jsonl.part"),
            "before-claim": event == "open" and path.endswith("stories.lock"),
            "after-claim": event == "open" and of_links,
            "before-link-rename": event == "os.rename" and of_links,
            "after-link-rename": seen["links"] == 1,
            "after-rename": event == "open" and seen["renamed"] == 1,
            "mid-write": event == "open" and path.endswith("-0002.jsonl.part"),
            "before-manifest": event == "open" and path.endswith(".manifest.json.part"),
            "after-manifest": event == "os.remove" and path.endswith(".journal"),
            f"event-{seen['events']}": True,
        }
        if due.get(moment):
            os.kill(os.getpid(), signal.SIGKILL)
        seen["links"] += event == "os.rename" and of_links
        seen["renamed"] += event == "os.rename" and path.endswith(".jsonl.part")

    sys.addaudithook(watch)


if __name__ == "__main__":
    die_at(sys.argv[3])
    write_run(Path(sys.argv[1]), sys.argv[2])
