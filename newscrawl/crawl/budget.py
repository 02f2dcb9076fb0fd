"""What a run may cost: `-a limit=` articles, `-a max-minutes=` minutes; one that ends by it has done what was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from newscrawl.crawl.failure import UserMistake


def read_limit(text: str | None) -> int | None:
    """A number from 1. Raises UserMistake."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:18]) > 0):
        raise UserMistake(f"-a limit={text}: is no number of articles; write limit=100")
    return int(text[:18])


def read_minutes(text: str | None) -> float | None:
    """Minutes, more than 0 and at most a week. Raises UserMistake."""
    if text is None:
        return None
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= 7 * 24 * 60:
        raise UserMistake(f"-a max-minutes={text}: is no number of minutes up to a week; write max-minutes=25")
    return minutes


class Deadline:
    """Calls a function when the minutes are over, unless it is lifted before. Needs a running asyncio loop."""

    def __init__(self, minutes: float | None, call: Callable[[], object]) -> None:
        """`minutes` None: never."""
        self._timer = None if minutes is None else asyncio.get_running_loop().call_later(minutes * 60, call)

    def lift(self) -> None:
        """Let the function not be called any more."""
        if self._timer is not None:
            self._timer.cancel()
