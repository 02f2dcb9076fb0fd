"""One run per site, one delivery of links: lock files that the system lets go of when a process ends, however it ends."""

from __future__ import annotations

import fcntl
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from newscrawl.store.database import StoreError

_RETRY_SECONDS: Final = 0.05
_SITE: Final = re.compile(r"[A-Za-z0-9_-]+")


class SiteHeld(StoreError):  # noqa: N818 - it is no fault, and says so
    """Another run has the site; the message says which, since when, and in which process."""


class SiteHold:
    """A held `state/<site>.lock`. A context manager; the lock also ends with the process."""

    def __init__(self, path: Path, *, run: str, since: datetime) -> None:
        """Take the lock for `run`, which began `since` (aware).

        Raises SiteHeld where another process has it, StoreError where the file cannot be made.
        """
        self._file = _open_lock(path)
        if not _try_lock(self._file):
            os.close(self._file)
            raise SiteHeld(
                f"{path}: another run of this site is under way{_find_holder(path)}; wait until it has ended, or end it"
            )
        os.ftruncate(self._file, 0)
        holder = {"process": os.getpid(), "since": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "run": run}
        os.write(self._file, (json.dumps(holder) + "\n").encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)


def _open_lock(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; make its folder writable, or name another state folder") from error


def _try_lock(file: int) -> bool:
    """Lock an open file; False where somebody else has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _find_holder(path: Path) -> str:
    """Who holds the lock, as its file tells: a process writes itself there once it has the lock; nothing before that."""
    try:
        holder = json.loads(path.read_bytes())
        return f" (run {holder['run']} since {holder['since']}, process {int(holder['process'])})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def hold_site(folder: Path, site: str, *, run: str, since: datetime) -> SiteHold:
    """Hold a site in the state folder: nobody else writes its ledger or tidies its unfinished parts. Raises StoreError."""
    return SiteHold(site_path(folder, site, ".lock"), run=run, since=since)


@contextmanager
def hold_late(folder: Path, seconds: float) -> Iterator[bool]:
    """Hold the delivery of late findings, of all sites, for a block; yields whether it is held after so many seconds of trying.

    Raises StoreError where the lock file cannot be made.
    """
    file = _open_lock(folder / "stories.lock")
    try:
        until = time.monotonic() + seconds
        while not (held := _try_lock(file)) and time.monotonic() < until:
            time.sleep(_RETRY_SECONDS)
        yield held
    finally:
        os.close(file)


@contextmanager
def try_hold(path: Path) -> Iterator[bool]:
    """Hold a lock file for a block, if nobody else does; yields whether it is held. Raises StoreError."""
    file = _open_lock(path)
    try:
        yield _try_lock(file)
    finally:
        os.close(file)


def site_path(folder: Path, site: str, suffix: str) -> Path:
    """Return a site's own state file. Raises StoreError for a site id that cannot name one."""
    if not _SITE.fullmatch(site) or site == "stories":
        raise StoreError(f"site id {site!r} cannot name a state file; use letters, digits, - and _, and not `stories`")
    return folder / f"{site}{suffix}"
