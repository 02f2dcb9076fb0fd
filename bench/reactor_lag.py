"""How long the reactor of a crawl was kept waiting: a Scrapy extension, `-s EXTENSIONS='{"reactor_lag.ReactorLag": 0}'`.

A clock is asked to tick every ten milliseconds; by how much a tick is late is how long something else held the reactor.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from twisted.internet.task import LoopingCall

TICK = 0.01


class ReactorLag:
    """Writes `{"ticks", "p99_ms", "max_ms"}` to the file that REACTOR_LAG_FILE names when the crawl ends."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._late: list[float] = []
        self._clock = LoopingCall(self._tick)
        self._last = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        made = cls(Path(crawler.settings["REACTOR_LAG_FILE"]))
        crawler.signals.connect(made.begin, signals.spider_opened)
        crawler.signals.connect(made.end, signals.spider_closed)
        return made

    def begin(self) -> None:
        """Let the clock tick."""
        self._last = time.perf_counter()
        self._clock.start(TICK, now=False)

    def end(self) -> None:
        """Stop it and write what was seen."""
        self._clock.stop()
        late = sorted(self._late) or [0.0]
        figures = {"ticks": len(late), "p99_ms": late[int(len(late) * 0.99)] * 1000, "max_ms": late[-1] * 1000}
        self._file.write_text(json.dumps(figures))

    def _tick(self) -> None:
        now = time.perf_counter()
        self._late.append(max(0.0, now - self._last - TICK))
        self._last = now
