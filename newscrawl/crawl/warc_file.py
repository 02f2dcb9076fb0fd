"""Pages out of a WARC file (ISO 28500), record by record, in flat memory. How they are written: `newscrawl.lake.archive`."""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException

from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.page_list import read_instant
from newscrawl.crawl.unpack import unpack
from newscrawl.crawl.worker import PageFailure
from newscrawl.lake import ITEM_HEADER, read_item
from newscrawl.page import MAX_BYTES
from newscrawl.site import FeedItem

_HTML: Final = frozenset({"text/html", "application/xhtml+xml", ""})  # a server that names no type means a page
_JSON: Final = "application/json"
_PLAIN: Final = frozenset({"", "identity", "gzip", "x-gzip"})  # encodings of a body that `unpack` sees through
_GZIP: Final = b"\x1f\x8b\x08"
_MARK: Final = b"WARC/"  # what every record begins with
_RECORD: Final = re.compile(rb"(?<=\n)WARC/[01]\.\d")
_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class WarcPage:
    """One archived answer that is a page: the record's id, the address, the answer's headers and its decoded body.

    `item` is what a door said of the page, in an archive that a crawl of ours wrote.
    """

    id: str
    url: str
    fetched_at: datetime | None
    content_type: str | None
    headers: dict[str, str]
    body: bytes
    item: FeedItem | None = None


Found = Iterator[tuple[str, WarcPage | PageFailure]]
"""Pages and failures, each with the name it goes by in messages."""


def iter_warc(path: Path) -> Found:
    """Yield every HTML page that a WARC file answers with status 200, in order.

    Plain or gzip, by record or as a whole. A record that is broken is a PageFailure in its place, and what follows it is
    read. Raises UserMistake for a file that cannot be opened or is no WARC.
    """
    try:
        with path.open("rb") as file:
            first = file.read(len(_MARK))
            if not first.startswith((_GZIP, _MARK)):
                raise UserMistake(f"{path}: is no WARC file; --warc takes .warc or .warc.gz")
            start: int | None = 0
            while start is not None:
                start = yield from (_iter_member if first.startswith(_GZIP) else _iter_plain)(file, start)
    except OSError as error:
        raise UserMistake(f"{path}: {error.strerror}; --warc takes a WARC file (.warc or .warc.gz)") from None


class _TornError(ValueError):
    """The archive is broken at this place."""


class _Member:
    """One gzip member of a file, as a stream of what it holds; `end` is where it ends, once it has been read through."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        file.seek(start)
        self._file = file
        self._unzip = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self.end: int | None = None

    def read(self, size: int = _CHUNK) -> bytes:
        """At most `size` bytes, none at the end. Raises _TornError."""
        while not self._unzip.eof:
            packed = self._unzip.unconsumed_tail or self._file.read(_CHUNK)
            if not packed:
                raise _TornError("the file ends within this record")
            try:
                data = self._unzip.decompress(packed, size)
            except zlib.error as error:
                raise _TornError(f"its gzip data is broken ({error})") from None
            if data:
                return data
        self.end = self._file.tell() - len(self._unzip.unused_data)
        return b""


def _iter_member(file: BinaryIO, start: int) -> Generator[tuple[str, WarcPage | PageFailure], None, int | None]:
    """The pages of one gzip member, which is mostly one record; returns where the next member begins."""
    member = _Member(file, start)
    yield from _iter_records(ArchiveIterator(member), f"{file.name} at byte {start}")
    try:
        while member.read():  # what an unreadable record has left
            pass
    except _TornError:
        return _find_member(file, start + 1)
    end = member.end or start + 1
    following = _find_member(file, end)
    file.seek(end)
    if following != end and file.read(_CHUNK).strip(b"\0\r\n "):
        yield f"{file.name} at byte {end}", PageFailure("unreadable", "the record is broken; what follows it is read")
    return following


def _iter_plain(file: BinaryIO, start: int) -> Generator[tuple[str, WarcPage | PageFailure], None, int | None]:
    """The pages from a place of an uncompressed file; returns where to go on behind what cannot be read."""
    file.seek(start)
    records = ArchiveIterator(file)
    whole = yield from _iter_records(records, f"{file.name} from byte {start}")
    return None if whole else _find_record(file, max(start, records.offset) + 1)


def _iter_records(records: ArchiveIterator, place: str) -> Generator[tuple[str, WarcPage | PageFailure], None, bool]:
    """The pages of a stream of records, a broken one as the last; returns whether the stream was read to its end."""
    name = place
    try:
        for record in records:
            url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
            name = url or place
            if _is_page(record, url):
                try:
                    yield name, _read_page(record, url)
                except PageFailure as failure:
                    yield name, failure
            name = place
    except (_TornError, ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, AttributeError) as error:
        # AttributeError: what warcio makes of an answer without an address.
        reason = str(error) if isinstance(error, _TornError) else "the record is broken"
        yield name, PageFailure("unreadable", f"{reason}; what follows it is read")
        return False
    return True


def _is_page(record: ArcWarcRecord, url: str) -> bool:
    answer = record.http_headers
    if record.rec_type != "response" or answer is None or not url.startswith(("http://", "https://")):
        return False
    kind = (answer.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    detail = kind == _JSON and record.rec_headers.get_header(ITEM_HEADER) is not None  # a crawl's own: not every API's answer
    return bool(answer.get_statuscode() == "200" and (kind in _HTML or detail))


def _read_page(record: ArcWarcRecord, url: str) -> WarcPage:
    """An answer as a page. Raises PageFailure for one that is not whole, too large, or in an unknown encoding."""
    about, answer = record.rec_headers, record.http_headers
    cut = about.get_header("WARC-Truncated") or ("segmented" if about.get_header("WARC-Segment-Number") else None)
    if cut:
        raise PageFailure("unreadable", f"the archive holds only a part of the page ({cut})")
    try:
        body = unpack(_read_body(record, answer), MAX_BYTES)
        fetched_at = read_instant(about.get_header("WARC-Date"))
        item = read_item(said) if (said := about.get_header(ITEM_HEADER)) else None
    except _TornError:
        raise
    except ValueError as error:
        raise PageFailure("unreadable", str(error)) from None
    headers: dict[str, str] = {}
    for key, value in answer.headers:
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    record_id = (about.get_header("WARC-Record-ID") or "").strip("<> ")
    return WarcPage(record_id, url, fetched_at, answer.get_header("Content-Type"), headers, body, item)


def _read_body(record: ArcWarcRecord, answer: StatusAndHeaders) -> bytes:
    """The body without its transfer encoding, gzip still on it. Raises ValueError for one that cannot be undone or is cut."""
    encoding = (answer.get_header("Content-Encoding") or "").strip().lower()
    if encoding not in _PLAIN and encoding not in BufferedReader.get_supported_decompressors():
        raise ValueError(f"its Content-Encoding {encoding!r} cannot be undone here; for br: pip install brotli")
    stream = record.raw_stream
    if encoding not in _PLAIN:
        stream = record.content_stream()
    elif (answer.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        stream = ChunkedDataReader(stream)
    body: bytes = stream.read(MAX_BYTES + 1)
    missing = getattr(record.raw_stream, "limit", 0)
    if missing > 0 and len(body) <= MAX_BYTES:
        raise ValueError(f"the record is cut short: {missing} bytes are missing")
    if not body.strip():
        raise ValueError("the page is empty")
    return body


def _find_member(file: BinaryIO, at: int) -> int | None:
    """Where the next gzip member that holds a record begins, from a place on; None behind the last."""
    while (at := _find_bytes(file, at, re.compile(re.escape(_GZIP)))) >= 0:
        try:
            if _Member(file, at).read(len(_MARK)).startswith(_MARK[:1]):
                return at
        except _TornError:
            pass
        at += 1
    return None


def _find_record(file: BinaryIO, at: int) -> int | None:
    """Where the next record of an uncompressed file begins, from a place on; None behind the last."""
    found = _find_bytes(file, at, _RECORD)
    return found if found >= 0 else None


def _find_bytes(file: BinaryIO, at: int, wanted: re.Pattern[bytes]) -> int:
    """The place of the first match from `at` on, or -1; chunks overlap, so that a match on a seam is found."""
    overlap = 16
    while True:
        file.seek(at)
        chunk = file.read(_CHUNK)
        if match := wanted.search(chunk):
            return at + match.start()
        if len(chunk) < _CHUNK:
            return -1
        at += len(chunk) - overlap
