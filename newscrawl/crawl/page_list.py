"""Saved pages to read: a list of them (`--pages LIST.jsonl`), or files named one by one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.unpack import unpack
from newscrawl.crawl.worker import PageFailure
from newscrawl.page import MAX_BYTES

_OFFSET_AND_Z: Final = re.compile(r"([+-]\d\d:?\d\d)Z\Z")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """One page on disk. `id` is None for a file named on the command line, `url` where the page itself must tell it."""

    path: Path
    id: str | None = None
    url: str | None = None
    fetched_at: datetime | None = None

    @property
    def name(self) -> str:
        """What the page is called in messages."""
        return self.id if self.id is not None else str(self.path)


def iter_page_list(path: Path) -> Iterator[SavedPage]:
    """Yield the pages of a list, reading it as they are asked for. Raises UserMistake, which names file and line.

    An id stands for one file: it may come twice only with the same one (a page read under two addresses).
    """
    seen: dict[str, Path] = {}
    folder = path.parent.resolve()
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    page = _read_entry(line, folder)
                except ValueError as error:
                    raise UserMistake(f"{path} line {number}: {error}") from None
                if seen.setdefault(page.name, page.path) != page.path:
                    raise UserMistake(f"{path} line {number}: the id {page.name!r} stands twice in the list; ids are unique")
                yield page
    except OSError as error:
        raise UserMistake(f"{path}: {error.strerror}; --pages takes a file with one JSON object per line") from None
    except UnicodeDecodeError:
        raise UserMistake(f"{path}: is not UTF-8 text; --pages takes a file with one JSON object per line") from None


def count_pages(path: Path) -> int | None:
    """How many pages a list names, every line of it checked before one is read; None for a pipe, which gives its lines once.

    Raises UserMistake as `iter_page_list` does.
    """
    return sum(1 for _ in iter_page_list(path)) if path.is_file() else None


def iter_files(paths: Iterable[str], url: str | None) -> Iterator[SavedPage]:
    """Yield files named on the command line."""
    for path in paths:
        yield SavedPage(Path(path), url=url)


def load_page(page: SavedPage) -> bytes:
    """The page's bytes, unpacked. Raises PageFailure."""
    place = f"{page.path}: " if page.id is not None else ""
    try:
        with page.path.open("rb") as file:
            body = unpack(file.read(MAX_BYTES + 1), MAX_BYTES)
    except OSError as error:
        raise PageFailure("missing", f"{place}{error.strerror}; name a file that holds one page") from None
    except ValueError as error:
        raise PageFailure("unreadable", f"{place}{error}; save the page again") from None
    if not body.strip():
        raise PageFailure("unreadable", f"{place}the file is empty; save the page again")
    return body


def _read_entry(line: str, folder: Path) -> SavedPage:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError('not JSON; a line is {"id": …, "url": …, "file": …}') from None
    if not isinstance(entry, dict):
        raise ValueError('no JSON object; a line is {"id": …, "url": …, "file": …}')  # noqa: TRY004 - data, not a program's type
    for key in ("id", "url", "file"):
        if not isinstance(entry.get(key), str) or not entry[key]:
            raise ValueError(f"{key!r} is missing or no text; a line has id, url, file, and fetched_at where it is known")
    return SavedPage(_inside(folder, entry["file"]), entry["id"], entry["url"], read_instant(entry.get("fetched_at")))


def _inside(folder: Path, file: str) -> Path:
    try:
        path = (folder / file).resolve()
    except (OSError, ValueError):
        raise ValueError(f"file {file!r} is no path") from None
    if not path.is_relative_to(folder):
        raise ValueError(f"file {file!r} leaves the folder of the list; put the page below {folder.name}/")
    return path


def read_instant(value: object) -> datetime | None:
    """The instant that `fetched_at` says: ISO 8601, UTC where it has no offset; None for None. Raises ValueError.

    A `Z` behind an offset, which careless writers add, says nothing more and is passed over.
    """
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(_OFFSET_AND_Z.sub(r"\1", value)) if isinstance(value, str) else None
    except ValueError:
        instant = None
    if instant is None:
        raise ValueError(f"fetched_at {value!r} is no ISO 8601 time such as 2022-12-11T14:05:00Z")
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
