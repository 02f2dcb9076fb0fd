"""What runs in a worker process: one function, called for one page after another, within a bound of memory."""

from __future__ import annotations

import importlib
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker sends back: what the function returned, or the kind and reason of its failure."""

    result: Any = None
    failure: tuple[str, str] | None = None


def serve(pipe: Connection, function: str, memory: int, always: Mapping[str, Any]) -> None:
    """Answer the jobs that come through the pipe until its other end is closed; the first answer says that all is ready.

    `always` are keyword arguments that every call of the function gets beside those of the job.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the crawl decides when we end
    try:
        call = partial(_find_function(function), **always)
        _bound_memory(memory)
    except Exception as error:  # noqa: BLE001 - the parent reports it with the page
        pipe.send(Answer(failure=("broken", f"cannot load {function}: {_describe(error)}")))
        return
    pipe.send(Answer())
    while True:
        try:
            job = pipe.recv()
        except EOFError:
            return
        pipe.send(_answer(call, job))


def _answer(call: Callable[..., Any], job: dict[str, Any]) -> Answer:
    try:
        return Answer(result=call(**job))
    except MemoryError:
        return Answer(failure=("memory", ""))
    except Exception as error:  # noqa: BLE001 - one page's failure is an answer, not the end of the worker
        return Answer(failure=("unreadable" if isinstance(error, ValueError) else "broken", _describe(error)))


def _describe(error: Exception) -> str:
    """One line: the message of an error about the page (ValueError); else also its type and where it was raised."""
    message = " ".join(str(error).split())[:300]
    if isinstance(error, ValueError) and message:
        return message
    where = traceback.extract_tb(error.__traceback__)[-1:]
    place = f" ({Path(where[0].filename).name}:{where[0].lineno})" if where else ""
    return f"{type(error).__name__}: {message}{place}"


def _find_function(name: str) -> Callable[..., Any]:
    module, _, attribute = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return found


def _bound_memory(memory: int) -> None:
    """Let the process grow by `memory` bytes and no more; what it has mapped by now (libraries) is not the page's."""
    if not sys.platform.startswith("linux"):
        return  # elsewhere the bound is the system's own
    mapped = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + memory, mapped + memory))
