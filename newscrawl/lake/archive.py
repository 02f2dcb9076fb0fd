"""The archive of a run: the answers that gave its lines, as WARC 1.1 (ISO 28500), `warc/site=…/run=RUN[-NNNN].warc.gz`.

One archive goes with each part, has its number, and gets its name before it. Each answer is a `response` record of its own
gzip member: the address, the instant of the fetch, the headers and the decoded body. What the site's door said of the page
stands in the record's `WARC-Newscrawl-Item`, since the line was made of it too.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawl.lake.aside import AsideFile, FileFacts
from newscrawl.site import FeedItem

ITEM_HEADER: Final = "WARC-Newscrawl-Item"
"""The named field that holds the feed item, as JSON in ASCII."""

# The body is kept without its transfer encoding, so these are no longer true.
_UNTRUE: Final = frozenset({"transfer-encoding", "content-length", "connection"})


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of status 200 to be archived. `fetched_at` is aware; `item` is what a door said of the page."""

    url: str
    fetched_at: datetime
    headers: Mapping[str, str]
    body: bytes
    item: FeedItem | None = None


class ArchiveFile:
    """One archive in the making. Its methods raise OSError for what the disk refuses."""

    def __init__(self, path: Path, *, site: str, run: str) -> None:
        self._aside = AsideFile(path)
        self._writer = WARCWriter(self._aside, gzip=True, warc_version="1.1")
        self.records = 0
        about = {"software": "newscrawl", "format": "WARC File Format 1.1", "isPartOf": f"{site} run {run}"}
        self._writer.write_record(self._writer.create_warcinfo_record(path.name.removesuffix(".part"), about))

    def write(self, answer: Answer) -> None:
        """Add an answer."""
        kept = [(name, _fold(value)) for name, value in answer.headers.items() if name.lower() not in _UNTRUE]
        http = StatusAndHeaders("200 OK", [*kept, ("Content-Length", str(len(answer.body)))], protocol="HTTP/1.1")
        about = {"WARC-Date": f"{answer.fetched_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"}
        if answer.item is not None:
            about[ITEM_HEADER] = json.dumps(msgspec.to_builtins(answer.item))
        self._writer.write_record(
            self._writer.create_warc_record(
                answer.url, "response", payload=io.BytesIO(answer.body), http_headers=http, warc_headers_dict=about
            )
        )
        self.records += 1

    def seal(self) -> FileFacts:
        """Flush everything down to the disk and close the file."""
        return self._aside.seal()

    def close(self) -> None:
        """Close the file as it is."""
        self._aside.close()


def find_archive(part: str) -> str:
    """The path of the archive that goes with a part, `dt=…/site=…/run=….jsonl`, below the same lake."""
    _, site, name = part.split("/")
    return f"warc/{site}/{name.partition('.')[0]}.warc.gz"


def read_item(text: str) -> FeedItem:
    """The feed item in a record's ITEM_HEADER. Raises ValueError for what is none."""
    try:
        return msgspec.json.decode(text, type=FeedItem)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise ValueError(f"its {ITEM_HEADER} holds no feed item ({error})") from error


def _fold(value: str) -> str:
    """A header on one line: a break in it would begin another header."""
    return " ".join(value.split())
