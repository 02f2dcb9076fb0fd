"""Files of JSON lines that a user names, plain or packed: their lines one by one, with what each is called in messages."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from newscrawl.crawl.failure import UserMistake
from newscrawl.lake import MAX_LINE, PACKING_ERRORS, LineError, open_unpacked

NamedLine = tuple[str, bytes | LineError]
"""A line and its name, `FILE line N`; or what cannot be read of a file, and the file's name."""


def check_files(paths: Iterable[Path]) -> None:
    """Raise UserMistake for a file that is not there, before any work is done."""
    for path in paths:
        try:
            if path.is_dir():
                raise UserMistake(f"{path}: is a folder; name files of JSON lines")
            path.stat()
        except OSError as error:
            raise UserMistake(f"{path}: {error.strerror}; name a file of JSON lines") from None


def iter_lines(paths: Sequence[Path], doing: str) -> Iterator[NamedLine]:
    """Yield the lines of files, moving a progress bar that says what is done on standard error where that is a terminal.

    Empty lines are passed over. A file that is cut off, damaged or refuses to be read gives a LineError behind its last line.
    """
    regular = {path: path.stat().st_size for path in paths if path.is_file()}
    with progress_bar(doing, sum(regular.values())) as reach:
        done = 0
        for path in paths:
            yield from _iter_file(path, lambda position, before=done: reach(before + position))  # type: ignore[misc]
            done += regular.get(path, 0)


@contextmanager
def progress_bar(doing: str, total: int) -> Iterator[Callable[[int], None]]:
    """Give a function that moves a progress bar to how much of the total is done; it does nothing without a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    columns = (TextColumn(doing), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=total)
        yield lambda done: progress.update(task, completed=done)


def _iter_file(path: Path, reach: Callable[[int], None]) -> Iterator[NamedLine]:
    number = 0
    try:
        with path.open("rb") as file:
            lines = open_unpacked(file, path.name)
            while line := lines.readline(MAX_LINE):
                number += 1
                name = f"{path} line {number}"
                if len(line) == MAX_LINE and not line.endswith(b"\n"):
                    _pass_over(lines)
                    yield name, LineError(f"is longer than {MAX_LINE // 1024**2} MiB")
                elif line.strip():
                    yield name, line
                if file.seekable():
                    reach(file.tell())
    except PACKING_ERRORS as error:
        yield str(path), LineError(f"is cut off or damaged behind line {number} ({error}); fetch the file again")
    except OSError as error:
        yield str(path), LineError(f"cannot be read behind line {number}: {error.strerror or error}")


def _pass_over(lines: BinaryIO) -> None:
    """Read to the end of a line of any length."""
    while (rest := lines.readline(MAX_LINE)) and not rest.endswith(b"\n"):
        pass
