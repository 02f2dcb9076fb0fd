"""Reading pages in worker processes: a page that hangs, crashes or eats memory costs its worker, and only that page fails.

One thread per worker process hands it a page and waits for the answer as long as a page may take. A `ProcessPoolExecutor`
gives no such bound: one lost worker breaks the whole pool, and a hanging one is never replaced.
"""

from __future__ import annotations

import os
import queue
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing import forkserver
from types import MappingProxyType, TracebackType
from typing import Any, Final, Generic, Self, TypeVar

from newscrawl.crawl.worker import CONTEXT, Job, PageFailure, Task, Worker

Read = TypeVar("Read")
"""What the function of a pool makes of a page."""

DEFAULT_TIMEOUT: Final = 10.0
DEFAULT_MEMORY: Final = 1024**3
DEFAULT_PRELOAD: Final = "newscrawl.crawl.warm"
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Order(Generic[Read]):
    job: Job
    future: Future[Read]


class ReadingPool(Generic[Read]):
    """`jobs` worker processes that run `function` (a dotted name, `module:attribute`) on one page each at a time.

    `always` are arguments that are the same for every page: a worker gets them once, when it starts.
    `timeout` is the seconds and `memory` the bytes that one page may take; `preload` names the module that workers are
    forked with. At most `capacity` pages are in the pool; `submit` blocks while it is full, so a caller cannot run ahead of
    the workers. Workers start as they are needed.
    """

    def __init__(
        self,
        jobs: int | None = None,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        memory: int = DEFAULT_MEMORY,
        function: str,
        always: Mapping[str, Any] = _NOTHING,
        preload: str = DEFAULT_PRELOAD,
    ) -> None:
        CONTEXT.set_forkserver_preload(["__main__", preload])  # heeded until the first worker of this program starts
        forkserver.ensure_running()  # it loads meanwhile, so that the first page need not wait for it
        self._jobs = jobs or len(os.sched_getaffinity(0))
        self._task = Task(function, always, timeout, memory)
        self._orders: queue.Queue[_Order[Read] | None] = queue.Queue(maxsize=self._jobs)
        self._hands = [_Hand(self._orders, self._task) for _ in range(self._jobs)]
        self._closed = False

    @property
    def capacity(self) -> int:
        """Pages that the pool holds, waiting and in work."""
        return self._jobs * 2

    def submit(self, job: Job) -> Future[Read]:
        """Hand in one page; blocks while the pool is full. The future gives what was read, or raises PageFailure."""
        if self._closed:
            raise RuntimeError("the reading pool is closed")
        order: _Order[Read] = _Order(job, Future())
        self._orders.put(order)
        return order.future

    def map_ordered(self, jobs: Iterable[Job | PageFailure]) -> Iterator[Read | PageFailure]:
        """Yield one outcome per job, in order; `jobs` is read only `capacity` ahead, so memory stays flat.

        A PageFailure among the jobs (a page that could not even be opened) is passed through in its place.
        """
        pending: deque[Future[Read] | PageFailure] = deque()
        for job in jobs:
            pending.append(job if isinstance(job, PageFailure) else self.submit(job))
            if len(pending) >= self.capacity:
                yield self._outcome(pending.popleft())
        while pending:
            yield self._outcome(pending.popleft())

    @staticmethod
    def _outcome(pending: Future[Read] | PageFailure) -> Read | PageFailure:
        if isinstance(pending, PageFailure):
            return pending
        try:
            return pending.result()
        except PageFailure as failure:
            return failure

    def close(self) -> None:
        """Finish what was handed in, then end the workers."""
        self._closed = True
        for _ in self._hands:
            self._orders.put(None)
        for hand in self._hands:
            hand.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self._drain()
        self.close()

    def _drain(self) -> None:
        """Forget the pages that no worker has begun: nobody waits for them any more."""
        try:
            while order := self._orders.get_nowait():
                order.future.cancel()
        except queue.Empty:
            return


class _Hand(threading.Thread, Generic[Read]):
    """The thread of one worker: takes orders, holds the worker to its limits, replaces it."""

    def __init__(self, orders: queue.Queue[_Order[Read] | None], task: Task) -> None:
        super().__init__(name="newscrawl-reading", daemon=True)
        self._orders = orders
        self._task = task
        self._worker: Worker | None = None
        self.start()

    def run(self) -> None:
        """Serve orders until the None that ends them."""
        while (order := self._orders.get()) is not None:
            if not order.future.set_running_or_notify_cancel():
                continue
            try:
                order.future.set_result(self._read(order.job))
            except PageFailure as failure:
                order.future.set_exception(failure)
            except Exception as error:  # noqa: BLE001 - whatever goes wrong with one page, the thread serves the next
                self._dismiss()
                order.future.set_exception(PageFailure("broken", f"{type(error).__name__}: {error}"))
        self._dismiss()

    def _read(self, job: Job) -> Read:
        if self._worker is None:
            self._worker = Worker(self._task)
        try:
            answer = self._worker.ask(job, self._task.timeout)
        except (EOFError, OSError):
            raise PageFailure("crashed", f"the reading process died: {self._dismiss()}") from None
        if answer is None:
            self._dismiss()
            raise PageFailure("timeout", f"reading took longer than {self._task.timeout:g} seconds")
        if answer.failure is None:
            result: Read = answer.result
            return result
        if answer.failure[0] == "memory":
            self._dismiss()
            raise PageFailure("memory", f"reading took more than {self._task.memory // 1024**2} MiB of memory")
        raise PageFailure(*answer.failure)

    def _dismiss(self) -> str:
        """Kill the worker; the next page gets a new one. Returns how it ended."""
        worker, self._worker = self._worker, None
        return worker.end() if worker else "it never started"
