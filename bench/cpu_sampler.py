"""Where CPU time goes: the program is looked at every other millisecond of CPU that it spends, which slows nothing down.

What C code spends counts for the Python function that called it; a statement of SQL for the function that asked it.
"""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Final, Self

import newscrawl

_SECONDS: Final = 0.002
_PACKAGE: Final = str(Path(newscrawl.__file__).parent)
_SQL: Final = str(Path(_PACKAGE) / "store" / "database.py")


class CpuSampler:
    """Samples while it is entered; `seen` counts samples by the innermost function of newscrawl at work."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def __enter__(self) -> Self:
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, _SECONDS, _SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)

    def shares(self) -> list[tuple[str, float]]:
        """Function and share of all samples, the largest first."""
        total = self.seen.total() or 1
        return [(name, count / total) for name, count in self.seen.most_common()]

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        while frame is not None and not frame.f_code.co_filename.startswith(_PACKAGE):
            frame = frame.f_back
        kind = ""
        while frame is not None and (frame.f_code.co_filename == _SQL or not frame.f_code.co_filename.startswith(_PACKAGE)):
            frame, kind = frame.f_back, " (SQL)"
        if frame is None:
            self.seen["elsewhere"] += 1
            return
        self.seen[f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_qualname}{kind}"] += 1
