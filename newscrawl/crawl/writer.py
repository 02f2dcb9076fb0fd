"""The one writer of a run: a thread that turns each article read into a line of the lake and an entry of the ledger.

What touches a disk, SQLite or another process's lock happens here and not on the reactor. Knows nothing of Scrapy.

The order makes a delivery whole (DESIGN, what must always hold): lines go into a part that has no name yet; when it is full
or old enough it is flushed and noted in the run's journal, the ledger claims its lines, it gets its name, the ledger marks
them done; the run's manifest comes last. A run that was killed anywhere between is settled by the next one, before it writes
anything.
"""

from __future__ import annotations

import dataclasses
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Unpack

from newscrawl.crawl.boilerplate_file import LearnedLines
from newscrawl.crawl.delivery import Delivery, OpenPart, RunCounts, RunEnd, Totals
from newscrawl.crawl.revisit import Seen
from newscrawl.crawl.visit_log import Outcome, VisitLog
from newscrawl.items import Article
from newscrawl.lake import LakeError, Leftovers, LineError, PartRules, PartWriter, encode_line, open_destination
from newscrawl.store import StoreError, hold_site, open_ledger, open_story_index
from newscrawl.stories import place

# Articles that may wait for the thread. More than Scrapy ever has in hand at once, so that `submit` does not stop the reactor.
QUEUE_SIZE: Final = 1024
ROLL_SECONDS: Final = 900.0
HISTORY: Final = 2000  # earlier runs that health looks back on: half-hourly ones of six weeks

_Job = tuple[Article, tuple[str, ...], Seen | None, "Future[Delivery]"] | tuple[Seen, Outcome]


class RunWriter:
    """Writes one run of one site. `submit` articles, then `close`; no other run may write the site meanwhile."""

    def __init__(
        self,
        data: Path | str,
        state: Path,
        *,
        site: str,
        run: str,
        started_at: datetime,
        roll_seconds: float = ROLL_SECONDS,
        gives_up: Callable[[], bool] = lambda: False,
        **rules: Unpack[PartRules],
    ) -> None:
        """Open everything, settle what a killed run left, begin the run. Raises LakeError or StoreError.

        A part is delivered when it is full by its `rules`, after `roll_seconds` seconds, and at the end. A store that does not
        answer is waited for until `gives_up`, asked now and then, says that the run has no more time.
        """
        destination = open_destination(str(data), gives_up)
        spool = destination.find_spool(state, site)
        self._parts = PartWriter(destination, spool, site=site, run=run, started_at=started_at, **rules)
        destination.check()
        with ExitStack() as opened:
            opened.enter_context(hold_site(state, site, run=run, since=started_at))
            self._ledger = opened.enter_context(open_ledger(state, site))
            self._stories = opened.enter_context(open_story_index(state))
            leftovers = Leftovers(destination, spool)
            recovery = self._ledger.recover(leftovers.deliver)
            leftovers.write_manifests(recovered_by=run)
            leftovers.remove()
            self.history = self._ledger.recent_runs(HISTORY)
            self._visits = VisitLog(self._ledger)
            self._ledger.begin_run(run, started_at)
            self._opened = opened.pop_all()
        self._run = run
        self._learned = LearnedLines(state, site)
        self._roll_seconds = roll_seconds
        self._part = OpenPart()
        self._totals = Totals(recovery)
        self._broken: Exception | None = None
        self._jobs: queue.Queue[_Job | None] = queue.Queue(QUEUE_SIZE)
        self._thread = threading.Thread(target=self._serve, name=f"writer of {site}", daemon=True)
        self._thread.start()

    def submit(self, article: Article, credit_lines: tuple[str, ...] = (), seen: Seen | None = None) -> Future[Delivery]:
        """Hand over an article, its lines that name outlets and the fetch that gave it; the future tells what became.

        A `written` line is in the part at hand: durable only when that is delivered, at the latest in `close`. LineError in
        the future is this article's alone; any other error has ended the writer, and every later future has it too.
        Blocks while QUEUE_SIZE articles wait.
        """
        if not self._thread.is_alive():
            raise RuntimeError(f"run {self._run}: nothing can be submitted after close")
        future: Future[Delivery] = Future()
        self._jobs.put((article, credit_lines, seen, future))
        return future

    def note(self, seen: Seen, outcome: Outcome) -> None:
        """Enter a visit that gave no article. Blocks as `submit` does."""
        if self._thread.is_alive():
            self._jobs.put((seen, outcome))

    def close(self, end: RunEnd) -> RunCounts:
        """Deliver the last part, end the run and return its counts. Raises what ended the writer, if anything did.

        `end` is what the ledger is to keep of it. Only the first call counts.
        """
        if self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join()
            with self._opened:
                self._enter(end)
        if self._broken is not None:
            raise self._broken
        return self._totals.count()

    def _enter(self, end: RunEnd) -> None:
        """Enter the end of the run, of one that could not deliver too; what ended the writer is told before what ends this."""
        try:
            if self._broken is None:
                self._learned.save()
            end = dataclasses.replace(end, complete=end.complete and self._broken is None)
            end.enter(self._ledger, self._run, datetime.now(UTC), self._totals.count())
        except (LakeError, StoreError) as error:
            self._broken = self._broken or error

    def _serve(self) -> None:
        """Do the jobs in their order until the one that is None; deliver a part whenever it is due."""
        while True:
            try:
                job = self._jobs.get(timeout=self._seconds_left())
            except queue.Empty:
                self._roll()
                continue
            if job is None:
                self._roll()
                self._finish()
                return
            if len(job) == 2:
                self._note(*job)
            elif job[-1].set_running_or_notify_cancel():
                self._answer(*job)
            if self._parts.is_full or self._seconds_left() == 0 or (self._visits.is_full and not self._part.entries):
                self._roll()

    def _seconds_left(self) -> float | None:
        """Return how long the part at hand may still wait; None without one."""
        return max(0.0, self._part.due - time.monotonic()) if self._part.entries else None

    def _note(self, seen: Seen, outcome: Outcome) -> None:
        try:
            self._visits.note(seen, outcome)
        except Exception as error:  # noqa: BLE001  as in _answer; close raises it
            self._break(error)

    def _answer(self, article: Article, credit_lines: tuple[str, ...], seen: Seen | None, future: Future[Delivery]) -> None:
        if self._broken is not None:
            future.set_exception(self._broken)
            return
        try:
            delivery = self._write(article, seen)
        except LineError as error:
            self._totals.refused += 1
            future.set_exception(error)
        except Exception as error:  # noqa: BLE001  whatever it is must reach the submitter: nobody watches a thread
            self._break(error)
            future.set_exception(error)
        else:
            if delivery.article is not None:
                self._learned.apply(delivery.article, credit_lines)
            future.set_result(delivery)

    def _write(self, article: Article, seen: Seen | None) -> Delivery:
        """Write an article that is new or was changed into the part at hand."""
        known = self._part.latest.get(article.id) or self._ledger.known(article.id)
        if known is not None and known.content_hash == article.content_hash:
            self._totals.unchanged += 1
            if seen is not None:
                self._visits.note_unchanged(seen, article)
            return Delivery("unchanged", None)
        version = known.version + 1 if known else 1
        placed = dataclasses.replace(article, version=version, story=place(article, self._stories))
        self._parts.write(encode_line(placed), seen.answer if seen else None)
        if not self._part.entries:
            self._part.due = time.monotonic() + self._roll_seconds
        self._part.apply(placed, self._visits.read(seen, placed) if seen else None)
        return Delivery("written", placed)

    def _roll(self) -> None:
        """Deliver the part at hand, if there is one, and enter the visits that gave no line."""
        if self._broken is not None:
            return
        try:
            if self._part.entries:
                self._deliver()
            self._visits.flush()
        except Exception as error:  # noqa: BLE001  as in _answer; close raises it
            self._break(error)

    def _deliver(self) -> None:
        self._stories.sync()
        part = self._parts.seal(self._part.roles)
        self._ledger.claim(part, self._part.entries)
        address = self._parts.publish()
        self._ledger.acknowledge(part)
        self._parts.release()
        self._totals.apply(self._part, address)
        self._part = OpenPart()

    def _finish(self) -> None:
        """Write the manifest of a run whose every part was delivered; that of any other is left to the next run."""
        if self._broken is None:
            try:
                self._parts.finish(datetime.now(UTC), self._learned.load_earlier())
            except Exception as error:  # noqa: BLE001  as in _answer; close raises it
                self._break(error)

    def _break(self, error: Exception) -> None:
        """End all writing: what the part at hand holds was not delivered and the next run delivers it."""
        self._broken = self._broken or error
        self._parts.discard()
        self._part = OpenPart()
