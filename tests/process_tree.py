"""Processes below another one, as Linux tells of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def find_descendants(pid: int) -> list[tuple[int, str]]:
    """The id and command line of every living process that descends from one."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError):
            parents[int(path.parent.name)] = int(path.read_text("utf-8").rpartition(")")[2].split()[1])
    found, below = [], {pid}
    while below := {child for child, parent in parents.items() if parent in below}:
        found += sorted(below)
    return [(child, command) for child in found if (command := read_command(child))]


def read_command(pid: int) -> str:
    """Its command line; empty for one that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def read_memory(pid: int) -> float:
    """MiB that are its own, its part of what it shares included; none of one that has ended."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(row.split()[1]) / 1024 for row in rows if row.startswith("Pss:")), 0.0)


def is_alive(pid: int) -> bool:
    """Whether it has not ended."""
    return bool(read_command(pid))


def wait_until(happened: Callable[[], bool], seconds: float) -> bool:
    """Look every twentieth of a second whether something has happened, for so long."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
