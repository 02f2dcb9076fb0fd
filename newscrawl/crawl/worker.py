"""One reading process and the pipe to it; how long it may take over a page, by its own clock."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any, Final

from newscrawl.crawl.reader import Answer, serve

Job = Mapping[str, Any]
"""The keyword arguments of one call of that function; picklable."""

_PATIENCE: Final = 3.0  # times its seconds that a page may take by the wall clock, where the machine gives it no processor
_START_TIMEOUT: Final = 120.0  # seconds to import the reading rooms, on a busy machine

# A fork server imports the rooms once; its forks are ready in milliseconds, and share what was imported. A plain fork
# would copy the reactor and its threads.
CONTEXT: Final = multiprocessing.get_context("forkserver")
_STARTS_AND_ENDS: Final = threading.Lock()
"""`Process.start` polls every process that has ended, and the fork server tells an exit status once: to that poll or to a
`join` in another thread, which then takes it for 255."""


class PageFailure(Exception):  # noqa: N818 - a page's outcome, raised only where a caller asks for its article
    """Why one page could not be read. `kind` is one of a few words to count by, `reason` a line for a person."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason

    def __reduce__(self) -> tuple[type[PageFailure], tuple[str, str]]:
        return type(self), (self.kind, self.reason)


@dataclass(frozen=True, slots=True)
class Task:
    """What every worker does, and within which seconds and bytes."""

    function: str
    always: Mapping[str, Any]
    timeout: float
    memory: int


class Worker:
    """One worker process and the pipe to it."""

    def __init__(self, task: Task) -> None:
        self._pipe, theirs = CONTEXT.Pipe()
        args = (theirs, task.function, task.memory, dict(task.always))
        self._process: ForkServerProcess = CONTEXT.Process(target=serve, args=args, daemon=True)
        with _STARTS_AND_ENDS:
            self._process.start()
        theirs.close()
        ready = self._receive(self._pipe, _START_TIMEOUT)
        if ready is None or ready.failure is not None:
            self.end()
            raise PageFailure("broken", ready.failure[1] if ready and ready.failure else "the reading process did not start")

    def ask(self, job: Job, timeout: float) -> Answer | None:
        """The worker's answer, or None when it gave none in time. Raises EOFError or OSError when it died.

        Time is that of the processor: on a busy machine a page is not failed for the turns that others had.
        """
        began, spent = time.monotonic(), self._cpu_seconds()
        self._pipe.send(job)
        wait = timeout
        while (answer := self._receive(self._pipe, wait)) is None:
            wait = min(timeout - (self._cpu_seconds() - spent), began + _PATIENCE * timeout - time.monotonic())
            if wait <= 0:
                return None
        return answer

    def _cpu_seconds(self) -> float:
        """The processor time of the process; where the system does not tell, as much as passes by the wall clock."""
        clock = (~(self._process.pid or 0) << 3) | 2  # how Linux names the clock of a process (clock_getcpuclockid(3))
        try:
            return time.clock_gettime(clock)
        except OSError:
            return time.monotonic()

    def end(self) -> str:
        """Kill the process and wait for its end."""
        with _STARTS_AND_ENDS:
            self._process.kill()
            self._process.join()
        self._pipe.close()
        code = self._process.exitcode or 0
        return f"signal {-code}" if code < 0 else f"exit status {code}"

    @staticmethod
    def _receive(pipe: Connection, timeout: float) -> Answer | None:
        if not pipe.poll(timeout):
            return None
        answer: Answer = pipe.recv()
        return answer
