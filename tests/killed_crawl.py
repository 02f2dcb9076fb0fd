"""A crawl that dies at a chosen moment: `python killed_crawl.py FOLDER EVENT MILLISECONDS ARGUMENT…`, for tests.

The arguments are those of `scrapy`. An audit hook counts what the crawl does outside of itself: files of its lake and state
opened, named and removed, connections begun. So many milliseconds after the EVENT-th it is killed with SIGKILL, and with it
nothing else: what becomes of its worker processes is for them to see. Where it ends before, FOLDER/events says how many
there were.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from pathlib import Path

from scrapy.cmdline import execute

_ON_FILES = frozenset({"open", "os.rename", "os.remove", "os.mkdir"})


def die_at(folder: Path, due: int, milliseconds: int) -> None:
    """Arm the hook; `due` 0 never comes."""
    root = str(folder)
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event == "socket.connect" or (event in _ON_FILES and str(arguments[0]).startswith(root)):
            seen += 1
            if seen == due:
                threading.Timer(milliseconds / 1000, os.kill, (os.getpid(), signal.SIGKILL)).start()

    sys.addaudithook(watch)
    atexit.register(lambda: (folder / "events").write_text(str(seen)))


if __name__ == "__main__":
    die_at(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    execute(["scrapy", *sys.argv[4:]])
