"""One run per site at a time: a lock file that the system lets go of when its process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
import re
from pathlib import Path
from typing import Final, Self

from newscrawl.store.database import StoreError

_SITE: Final = re.compile(r"[A-Za-z0-9_-]+")


class SiteHold:
    """A held `state/<site>.lock`. A context manager; the lock also ends with the process."""

    def __init__(self, path: Path) -> None:
        """Take the lock. Raises StoreError where another process has it or the file cannot be made."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}; make its folder writable, or name another state folder") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise StoreError(
                f"{path}: another run of this site is under way{_find_holder(path)}; wait until it has ended, or end it"
            ) from error
        os.ftruncate(self._file, 0)
        os.write(self._file, f"{os.getpid()}\n".encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)


def _find_holder(path: Path) -> str:
    """Who holds the lock, as its file tells: a process writes its id there once it has the lock."""
    try:
        holder = path.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
    return f" (process {holder})" if holder.isdigit() else ""


def hold_site(folder: Path, site: str) -> SiteHold:
    """Hold a site in the state folder: nobody else writes its ledger or tidies its unfinished parts. Raises StoreError."""
    return SiteHold(site_path(folder, site, ".lock"))


def site_path(folder: Path, site: str, suffix: str) -> Path:
    """Return a site's own state file. Raises StoreError for a site id that cannot name one."""
    if not _SITE.fullmatch(site) or site == "stories":
        raise StoreError(f"site id {site!r} cannot name a state file; use letters, digits, - and _, and not `stories`")
    return folder / f"{site}{suffix}"
