"""A function that a worker process of `test_workers.py` runs in place of `read_article`; it does what the page says."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def read(body: bytes) -> object:
    """Misbehave in the way that the first word names; return the page's text where it is no such word."""
    word, _, rest = body.decode().partition(" ")
    return _WAYS[word](rest) if word in _WAYS else body.decode()


def _hang(_: str) -> None:
    while True:
        time.sleep(60)


def _spin(_: str) -> None:
    while True:
        pass


def _refuse(reason: str) -> None:
    raise ValueError(reason)


def _wait(path: str) -> None:
    while not Path(path).exists():
        time.sleep(0.01)


_WAYS = {
    "hang": _hang,
    "spin": _spin,
    "die": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "leave": lambda status: os._exit(int(status)),
    "eat": lambda size: len(bytearray(int(size))),
    "refuse": _refuse,
    "trip": lambda key: {}[key],
    "wait": _wait,
    "pid": lambda _: os.getpid(),
    "unpicklable": lambda _: lambda: None,
}
