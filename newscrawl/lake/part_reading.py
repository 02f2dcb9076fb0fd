"""One file of lines, read through once: what it holds, and what is wrong with it by itself."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from newscrawl.items import Role
from newscrawl.lake.formats import PACKING_ERRORS, open_unpacked
from newscrawl.lake.lines import LineError

MAX_LINE: Final = 64 * 1024 * 1024
"""Bytes of one line: far beyond any article, so that a file without line breaks does not fill the memory."""

_SHOWN: Final = 5  # bad lines of one file that are told one by one
_BUFFER: Final = 1 << 18


@dataclass(slots=True)
class PartReading:
    """What a file was found to hold, as a manifest says it, and its faults: each a line for a person."""

    bytes: int = 0
    sha256: str = ""
    lines: int = 0
    credits: Counter[Role] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    bad_lines: int = 0

    def apply_bad_line(self, fault: str) -> None:
        """Count a line that is none; the first few are told."""
        self.bad_lines += 1
        if self.bad_lines <= _SHOWN:
            self.faults.append(fault)


def read_part(file: BinaryIO, name: str, take: Callable[[bytes, PartReading], None]) -> PartReading:
    """Read a file to its end, calling `take` with each line and the reading so far, whose `lines` is the line's number.

    `take` raises LineError for what is no such line.
    """
    reading, tap = PartReading(), _Tap(file)
    source = io.BufferedReader(tap, _BUFFER)
    try:
        _read_lines(open_unpacked(source, name), reading, take)
    except PACKING_ERRORS as error:
        reading.faults.append(f"is torn or damaged behind line {reading.lines} ({error})")
    while source.read(_BUFFER):  # what stands behind a stream that is damaged
        pass
    reading.bytes, reading.sha256 = tap.bytes, tap.digest.hexdigest()
    if tap.bytes == 0:
        reading.faults = ["is empty"]
    elif not reading.lines and not reading.faults:
        reading.faults.append("holds no line")
    if reading.bad_lines > _SHOWN:
        reading.faults.append(f"has {reading.bad_lines - _SHOWN} more lines that break the schema")
    return reading


def _read_lines(lines: BinaryIO, reading: PartReading, take: Callable[[bytes, PartReading], None]) -> None:
    while line := lines.readline(MAX_LINE):
        if not line.endswith(b"\n"):
            reading.faults.append(
                f"line {reading.lines + 1} is longer than {MAX_LINE // 1024**2} MiB"
                if len(line) == MAX_LINE
                else f"is torn: line {reading.lines + 1} has no end"
            )
            return
        reading.lines += 1
        try:
            take(line, reading)
        except LineError as error:
            reading.apply_bad_line(f"line {reading.lines} is {error}")


class _Tap(io.RawIOBase):
    """Counts and hashes what is read through it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.bytes = 0
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what BufferedReader hands in
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self.digest.update(data)
        self.bytes += len(data)
        return len(data)
