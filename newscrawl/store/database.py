"""SQLite, opened one way: write-ahead log, a schema version that only grows, errors that name the file and the remedy."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Self

from newscrawl.store.mounts import find_network

BUSY_SECONDS: Final = 30.0

Value = str | bytes | int | float | None
Row = tuple[Value, ...]


class StoreError(Exception):
    """A state file that cannot be used: one line that names the file, the reason and the remedy."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of state file.

    `application_id` marks its files (SQLite's own header field), so that no other database is taken for one. `migrations`
    are lists of statements; a file's schema version is how many of them it went through. `synchronous` FULL makes every
    commit survive a power cut, NORMAL only a killed process. `loss` tells what a user loses with the file. `cache` is how many
    megabytes of it a process may keep in memory.
    """

    name: str
    application_id: int
    migrations: tuple[tuple[str, ...], ...]
    synchronous: Literal["FULL", "NORMAL"]
    loss: str
    cache: int = 2


class Database:
    """An open state file. Threads may hand it on, but only one at a time may use it. A context manager that closes."""

    def __init__(self, path: Path, kind: Kind) -> None:
        """Open or create the file and bring its schema up to date. Raises StoreError."""
        self.path = path
        self._kind = kind
        with self.told():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._check_disk()
            self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            with self.told(), _alone_in(path.parent):
                self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what was committed stays."""
        self._connection.close()

    def rows(self, statement: str, *values: Value) -> list[Row]:
        """Run one statement and return its rows. Raises StoreError."""
        with self.told():
            return self._connection.execute(statement, values).fetchall()

    def row(self, statement: str, *values: Value) -> Row | None:
        """Run one statement and return its first row, or None."""
        return next(iter(self.rows(statement, *values)), None)

    def write(self, statement: str, *values: Value) -> int:
        """Run one statement and return how many rows it changed. Raises StoreError."""
        with self.told():
            return self._connection.execute(statement, values).rowcount

    def write_many(self, statement: str, rows: Iterable[Row]) -> None:
        """Run one statement for each row of values. Raises StoreError."""
        with self.told():
            self._connection.executemany(statement, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the file's only write lock; commit at the end, or roll back when the block raises."""
        self.rows("BEGIN IMMEDIATE")
        try:
            yield
            self.rows("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self.rows("ROLLBACK")
            raise

    def sync(self) -> None:
        """Make every commit so far survive a power cut.

        Flushes the write-ahead log; what has left it for the main file was flushed by SQLite before.
        """
        with self.told():
            log = os.open(f"{self.path}-wal", os.O_RDONLY)
            try:
                os.fsync(log)
            finally:
                os.close(log)

    def _prepare(self) -> None:
        self._check_kind()
        self.rows("PRAGMA journal_mode = WAL")
        self.rows(f"PRAGMA synchronous = {self._kind.synchronous}")
        self.rows(f"PRAGMA cache_size = {-1024 * self._kind.cache}")
        # Pages that are written again and again go from the log into the file once in a while, not at every commit.
        self.rows(f"PRAGMA wal_autocheckpoint = {max(1000, 128 * self._kind.cache)}")
        if self._version() < len(self._kind.migrations):
            with self.transaction():
                for statements in self._kind.migrations[self._version() :]:
                    for statement in statements:
                        self.rows(statement)
                self.rows(f"PRAGMA user_version = {len(self._kind.migrations)}")
                self.rows(f"PRAGMA application_id = {self._kind.application_id}")

    def _check_disk(self) -> None:
        """Refuse a file on a network, where two processes may both believe that they hold its lock."""
        if found := find_network(self.path.parent):
            raise StoreError(
                f"{self.path}: lies on a network file system ({found}), where SQLite's locks do not hold;"
                " set NEWSCRAWL_STATE to a folder on a local disk"
            )

    def _check_kind(self) -> None:
        """Refuse a file of another program, of another kind, or of a newer newscrawl."""
        (tables,) = self.row("SELECT count(*) FROM sqlite_master") or (0,)
        (marked,) = self.row("PRAGMA application_id") or (0,)
        if marked != self._kind.application_id and (marked or tables):
            raise StoreError(f"{self.path}: is a database, but no newscrawl {self._kind.name}; name another file")
        if (version := self._version()) > (known := len(self._kind.migrations)):
            raise StoreError(
                f"{self.path}: this {self._kind.name} has schema version {version}, this newscrawl knows up to {known};"
                " upgrade newscrawl, or use another state folder"
            )

    def _version(self) -> int:
        (version,) = self.row("PRAGMA user_version") or (0,)
        return int(version or 0)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn an error of SQLite or of the system into one that a person can act on."""
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: {error}; {self._remedy(error)}") from error
        except OSError as error:
            raise StoreError(f"{self.path}: {error.strerror or error}; make its folder writable, or name another") from error

    def _remedy(self, error: sqlite3.Error) -> str:
        code = getattr(error, "sqlite_errorname", "").removeprefix("SQLITE_").partition("_")[0]
        if code in {"BUSY", "LOCKED"}:
            return f"another process kept it locked for {BUSY_SECONDS:.0f} s: wait for that process or end it"
        if code in {"NOTADB", "CORRUPT"}:
            return f"the file is damaged: restore it from a backup, or move it away ({self._kind.loss})"
        if code == "CONSTRAINT":
            return "it is written there already: give the run another id"
        if code == "FULL":
            return "the disk is full: free some space and run again"
        return "its folder must be on a local disk and writable, and the file too"


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep other processes from opening state files in a folder: SQLite does not wait when two make one file at once."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def whole(value: object) -> int:
    """A value of a row that the schema says is a whole number."""
    assert isinstance(value, int)  # noqa: S101 - what the schema says
    return value


def blob(value: object) -> bytes:
    """A value of a row that the schema says is bytes."""
    assert isinstance(value, bytes)  # noqa: S101 - what the schema says
    return value
