"""Reads hostile pages, each in a fork of this process, and tells as JSON lines what came of each and what it took.

Run as a program: `python bounded_reader.py NAME...`. The page is made in the fork too, before the clock runs.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from time import process_time

from hostile_pages import PAGES

import newscrawl.crawl.warm  # noqa: F401 - tables are built once, before any page
from newscrawl.lake import encode_line
from newscrawl.page import PageError
from newscrawl.reading import read_article

URL = "https://a.example/x/"


def read(name: str) -> dict[str, object]:
    """The outcome of one page and its CPU seconds."""
    body = PAGES[name]()
    started = process_time()
    try:
        encode_line(read_article(body, URL))
        outcome = "read"
    except PageError:
        outcome = "refused"
    except Exception as error:  # noqa: BLE001 - told to the test
        outcome = f"{type(error).__name__}: {error}"[:300]
    return {"name": name, "outcome": outcome, "seconds": round(process_time() - started, 2)}


def read_in_fork(name: str) -> dict[str, object]:
    """The same in a fork that is ended after 10 seconds of CPU; a dead one is an outcome too."""
    into, out = os.pipe()
    fork = os.fork()
    if fork == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
        os.write(out, json.dumps(read(name)).encode())
        os._exit(0)
    os.close(out)
    with os.fdopen(into, "rb") as pipe:
        told = pipe.read()
    _, status, usage = os.wait4(fork, 0)
    died: dict[str, object] = {"name": name, "outcome": f"died with status {status}", "seconds": usage.ru_utime}
    outcome: dict[str, object] = json.loads(told) if told else died
    return {**outcome, "megabytes": usage.ru_maxrss // 1024}


if __name__ == "__main__":
    for language in ("en", "fr"):  # the phrases of a language are compiled with its first page
        read_article(f"<html lang={language}><body><p>{'Words of a language, and of another one. ' * 9}".encode(), URL)
    for page in sys.argv[1:]:
        sys.stdout.write(json.dumps(read_in_fork(page)) + "\n")
        sys.stdout.flush()
