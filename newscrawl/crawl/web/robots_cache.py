"""robots.txt kept for a day across runs (RFC 9309, 2.4): `state/robots/`, one small file per host, replaced whole.

A cron job that runs every ten minutes then asks for robots.txt once a day, and a host whose robots.txt is out of order for
an hour is still crawled by the rules that it gave.
"""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

import msgspec
from scrapy.http import Response
from scrapy.settings import BaseSettings

from newscrawl.crawl.web.replica_address import replica_address
from newscrawl.lake import LakeError, write_whole

MAX_AGE: Final = timedelta(hours=24)
"""How long a copy may serve at all (RFC 9309, 2.4)."""
MAX_FILES: Final = 1_000
"""Hosts that are remembered; those beyond are asked in every run."""
MAX_ROBOTS: Final = 512 * 1024
"""Bytes of robots.txt that count (RFC 9309, 2.5, asks for at least 500 KiB)."""

_SCHEMA: Final = "newscrawl.robots/1"
_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9-]+")
_MAX_AGE_HEADER: Final = re.compile(r"max-age\s*=\s*\"?([0-9]{1,9})")

logger = logging.getLogger(__name__)


class RobotsCopy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="schema", tag=_SCHEMA):
    """What a host said in its robots.txt at `fetched_at`; `text` is empty where it has none.

    `fresh` is for how many seconds it may be used unasked.
    """

    root: str
    fetched_at: datetime
    fresh: int
    text: str

    @classmethod
    def of_answer(cls, root: str, response: Response, body: bytes, at: datetime) -> Self:
        """What a host answered `at` an aware instant: so much of its body as counts, for as long as its headers let it."""
        stated = (response.headers.get("Cache-Control") or b"").decode("latin-1")
        return cls(root, at, read_freshness(stated), body.decode("utf-8-sig", "replace"))

    def is_fresh(self, now: datetime) -> bool:
        """Whether the copy serves without asking."""
        return timedelta() <= now - self.fetched_at < min(timedelta(seconds=self.fresh), MAX_AGE)

    def is_usable(self, now: datetime) -> bool:
        """Whether the copy may still serve where the host cannot be asked. One from the future is none."""
        return timedelta() <= now - self.fetched_at < MAX_AGE


def read_freshness(cache_control: str) -> int:
    """Seconds that `Cache-Control` lets a copy serve unasked, a day at most and where it says nothing."""
    day = int(MAX_AGE.total_seconds())
    words = cache_control.lower()
    if "no-store" in words or "no-cache" in words:
        return 0
    stated = _MAX_AGE_HEADER.search(words)
    return min(day, int(stated[1])) if stated else day


@dataclass(frozen=True, slots=True)
class RobotsCache:
    """The copies in one folder. `realm` keeps those of a replica apart from those of the live web."""

    folder: Path
    realm: str = ""

    @classmethod
    def of_settings(cls, settings: BaseSettings, name: str) -> Self | None:
        """The cache of that name in NEWSCRAWL_STATE, tidied; None where that is empty."""
        state = settings.get("NEWSCRAWL_STATE")
        if not state:
            return None
        cache = cls(Path(state) / name, replica_address(settings.get("NEWSCRAWL_REPLICA")) or "")
        cache.tidy(datetime.now(UTC))
        return cache

    def load(self, root: str) -> RobotsCopy | None:
        """The copy of a host, however old; None without one. What cannot be read is as good as none."""
        path = self._path(root)
        try:
            if path.stat().st_size > 8 * MAX_ROBOTS:
                return None
            found = msgspec.json.decode(path.read_bytes(), type=RobotsCopy)
        except (OSError, ValueError, msgspec.MsgspecError):
            return None
        return found if found.root == root and found.fetched_at.tzinfo is not None else None

    def save(self, copy: RobotsCopy) -> None:
        """Keep a copy; where that is not possible, say so and go on: the rules are known for this run."""
        path = self._path(copy.root)
        try:
            if not path.exists() and sum(1 for _ in self.folder.glob("*.json")) >= MAX_FILES:
                return
            write_whole(path, [msgspec.json.encode(copy) + b"\n"])
        except (OSError, LakeError) as error:
            logger.warning("robots.txt cannot be kept for the next run: %s", error)

    def tidy(self, now: datetime) -> None:
        """Remove the copies that may not serve any more."""
        oldest = (now - MAX_AGE).timestamp()
        for path in self.folder.glob("*.json"):
            try:
                if path.stat().st_mtime < oldest:
                    path.unlink()
            except OSError:  # another run was faster, or it is not ours to remove
                continue

    def _path(self, root: str) -> Path:
        """A name that a person can read and that no host can choose: letters of the host, then a digest of all."""
        words = _NOT_IN_NAMES.sub("-", root.lower().partition("://")[2]).strip("-")[:60]
        digest = hashlib.sha256(f"{self.realm} {root}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return self.folder / f"{words or 'host'}.{digest}.json"
