"""Runs `scrapy` as a user does: a process of its own, in the project, with its own lake and state."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scrapy_nursery import Nursery

PROJECT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: bytes
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@cache
def find_nursery() -> Nursery:
    """The one of this test process."""
    return Nursery()


def run_scrapy(*args: str | Path, folder: Path, replica: str = "", cwd: Path = PROJECT, cold: bool = False) -> Ended:
    """Run a command to its end, with its lake and state below `folder`, mapped where `replica` is given.

    `cold`: from the start of the interpreter, as a user does; else forked from a process that has imported all that it needs.
    """
    if not cold:
        status, out, errors = find_nursery().run([*map(str, args)], cwd, crawl_environment(folder, replica), 300)
        return Ended(status, out, errors.decode())
    with start_scrapy(*args, folder=folder, replica=replica, cwd=cwd) as running:
        out, err = running.communicate(timeout=300)
    return Ended(running.returncode, out, err.decode())


def start_scrapy(*args: str | Path, folder: Path, replica: str = "", cwd: Path = PROJECT) -> subprocess.Popen[bytes]:
    """Start the same and let it run."""
    command = [sys.executable, "-m", "scrapy", *map(str, args)]
    env = crawl_environment(folder, replica)
    return subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def crawl_environment(folder: Path, replica: str) -> dict[str, str]:
    """The environment of a command with its lake and state below `folder`, mapped where `replica` is given.

    Without an encoder, which takes a second for half a dozen articles: a test that wants one says so.
    """
    places = {"NEWSCRAWL_DATA": str(folder / "data"), "NEWSCRAWL_STATE": str(folder / "state"), "NEWSCRAWL_REPLICA": replica}
    env = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")} | places
    return {**env, "NEWSCRAWL_CONTACT": "crawl@newsroom.example", "NEWSCRAWL_ENCODER": ""}


def make_quick_project(folder: Path) -> None:
    """Make a project of the same spiders that waits neither between requests nor after a refusal: it crawls nobody but the replica."""
    shutil.copytree(PROJECT / "spiders", folder / "spiders", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = without_delay\n", "utf-8")
    (folder / "without_delay.py").write_text(
        "from newscrawl.settings import *\nDOWNLOAD_DELAY = 0\nNEWSCRAWL_BACKOFF = 0.1\n", "utf-8"
    )


def read_lake(folder: Path) -> list[dict[str, Any]]:
    """All lines of a lake, by file name."""
    parts = sorted((folder / "data").glob("dt=*/site=*/run=*.jsonl"))
    return [json.loads(line) for part in parts for line in part.read_bytes().splitlines()]


def find_listening(pid: int) -> list[str]:
    """The addresses at which a process listens, as Linux writes them."""
    own = {link.readlink().name for link in Path(f"/proc/{pid}/fd").iterdir()}
    tables = (Path(f"/proc/{pid}/net/{table}").read_text("ascii") for table in ("tcp", "tcp6"))
    rows = [row.split() for table in tables for row in table.splitlines()[1:]]
    return [row[1] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in own]


def edit_ledger(folder: Path, site: str, statement: str) -> None:
    """Change what a site's ledger remembers, to let time pass for it say."""
    connection = sqlite3.connect(folder / "state" / f"{site}.sqlite")
    connection.execute(statement)
    connection.commit()
    connection.close()
