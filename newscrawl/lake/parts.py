"""Parts: the files of a run in the lake, `data/dt=YYYY-MM-DD/site=<site>/run=<run>[-NNNN].jsonl`.

A part is written aside, in `data/.tmp/`, which readers of a lake pass over (hidden, and not `.jsonl`). It gets its name
when it is whole and flushed, and is never touched again. There is no empty part.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from newscrawl.lake.durable import LakeError, make_folder, rename_durably, sync_file, sync_folder, told

MAX_LINES: Final = 10_000
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")


class PartWriter:
    """Writes the parts of one run, one after the other: `write` lines, `seal`, `publish`.

    Between `seal` and `publish` the caller notes what the part holds, so that after a crash it can ask `is_delivered`.
    Every method raises LakeError. Only one process at a time may write the parts of a site.
    """

    def __init__(self, data: Path, *, site: str, run: str, started_at: datetime, max_lines: int = MAX_LINES) -> None:
        """Prepare to write below `data`; `started_at` (aware) gives the day, in UTC. Nothing is created yet."""
        for name in (site, run):
            if not _NAME.fullmatch(name):
                raise LakeError(f"{name!r} cannot stand in a path of the lake; use letters, digits, - and _ only")
        self._data = data
        self._folder = f"dt={started_at.astimezone(UTC):%Y-%m-%d}/site={site}"
        self._aside = data / ".tmp" / f"site={site}"
        self._run = run
        self._max_lines = max_lines
        self._number = 1
        self._file: BinaryIO | None = None
        self.lines = 0

    @property
    def part(self) -> str:
        """The part at hand by its path below `data`, with `/` on every system: the name that a ledger keeps."""
        suffix = f"-{self._number:04}" if self._number > 1 else ""
        return f"{self._folder}/run={self._run}{suffix}.jsonl"

    @property
    def is_full(self) -> bool:
        """Whether the part at hand has all the lines it may have."""
        return self.lines >= self._max_lines

    def write(self, line: bytes) -> None:
        """Add one line, as `encode_line` gives it, to the part at hand."""
        with told(self._aside_path):
            file = self._file or self._open()
            file.write(line)
        self.lines += 1

    def seal(self) -> str:
        """Flush the part at hand to the disk, still under its temporary name, and return the name it is to have."""
        if self._file is None:
            raise LakeError(f"{self._data / self.part}: nothing was written, and the lake takes no empty file")
        with told(self._aside_path):
            sync_file(self._file)
            self._file.close()
        return self.part

    def publish(self) -> Path:
        """Give the sealed part its name; from here on it is delivered. The next line begins another part."""
        target = self._data / self.part
        with told(target):
            make_folder(target.parent)
            rename_durably(self._aside_path, target)
        self._file, self.lines = None, 0
        self._number += 1
        return target

    def discard(self) -> None:
        """Give up the part at hand: what it holds was not delivered. Never raises."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            with suppress(OSError):
                self._aside_path.unlink(missing_ok=True)
        self._file, self.lines = None, 0

    def is_delivered(self, part: str) -> bool:
        """Tell whether a part has its name, and if so make sure that it keeps it."""
        target = self._data / part
        with told(target):
            if not target.is_file():
                return False
            sync_folder(target.parent)
        return True

    def remove_leftovers(self) -> int:
        """Delete what dead runs of the site left unfinished; return how many files."""
        with told(self._aside):
            leftovers = sorted(self._aside.glob("*.part"))
            for path in leftovers:
                path.unlink()
        return len(leftovers)

    @property
    def _aside_path(self) -> Path:
        return self._aside / (Path(self.part).name + ".part")

    def _open(self) -> BinaryIO:
        target = self._data / self.part
        if target.exists():
            raise LakeError(f"{target}: is delivered already and stays as it is; give the run another id")
        make_folder(self._aside)
        self._file = self._aside_path.open("wb")
        return self._file
