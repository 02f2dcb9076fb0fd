"""`scrapy extract --warc`: archives as warcio writes them and as they lie about: torn, packed as a whole, half of them no pages."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from pathlib import Path

import pytest
from scrapy_run import run_scrapy
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.warc_file import WarcPage, iter_warc
from newscrawl.crawl.worker import PageFailure

PAGE = (
    "<html lang=fr><title>Le pont {n}</title><article><h1>Le pont numéro {n} a rouvert</h1><p>PARIS, 11 décembre (AFP) - Le pont {n}"
    " a rouvert dimanche après trois ans de travaux, a dit la ville, qui attend dix mille cyclistes par jour sur sa piste."
)
HTML = ("Content-Type", "text/html; charset=utf-8")


class Archive:
    """A WARC in the making: responses of 200 with HTML unless told otherwise."""

    def __init__(self, *, packed: bool) -> None:
        self.file = io.BytesIO()
        self.writer = WARCWriter(self.file, gzip=packed)
        self.starts: list[int] = []

    def add(self, body: bytes, *headers: tuple[str, str], status: str = "200 OK", kind: str = "response", **about: str) -> None:
        number = len(self.starts) + 1
        self.starts.append(self.file.tell())
        http = StatusAndHeaders(status, list(headers or (HTML,)), protocol="HTTP/1.1") if kind == "response" else None
        record = self.writer.create_warc_record(
            about.pop("url", f"https://a.example/pont/{number}/"), kind, payload=io.BytesIO(body), http_headers=http,
            warc_headers_dict={"WARC-Date": "2022-12-11T15:00:00Z", "WARC-Record-ID": f"<urn:uuid:{number}>", **about},
        )  # fmt: skip
        self.writer.write_record(record)

    def save(self, path: Path) -> Path:
        path.write_bytes(self.file.getvalue())
        return path


def page(number: int) -> bytes:
    return PAGE.format(n=number).encode()


def archive_of(pages: int, *, packed: bool) -> Archive:
    archive = Archive(packed=packed)
    for number in range(1, pages + 1):
        archive.add(page(number))
    return archive


def outcomes(path: Path) -> list[str]:
    """What comes of each page: its record id, or the failure's reason."""
    return [found.id if isinstance(found, WarcPage) else str(found) for _, found in iter_warc(path)]


@pytest.mark.parametrize("packed", [True, False])
def test_only_html_answers_of_status_200_are_pages(tmp_path: Path, *, packed: bool) -> None:
    archive = Archive(packed=packed)
    archive.writer.write_record(archive.writer.create_warcinfo_record("a.warc", {"software": "test"}))
    archive.add(page(1))
    archive.add(page(2), status="404 Not Found")
    archive.add(b"\xff\xd8", ("Content-Type", "image/jpeg"))
    archive.add(b"a", kind="metadata")
    archive.add(b"{}", ("Content-Type", "application/json"))
    archive.add(page(6), ("Content-Type", "application/xhtml+xml"))
    archive.add(page(7), ("Server", "x"))
    archive.add(page(8), url="ftp://a.example/")
    found = list(iter_warc(archive.save(tmp_path / "a.warc")))
    assert [name for name, _ in found] == [f"https://a.example/pont/{n}/" for n in (1, 6, 7)]
    first = found[0][1]
    assert isinstance(first, WarcPage)
    assert (first.body, first.content_type, str(first.fetched_at)) == (page(1), HTML[1], "2022-12-11 15:00:00+00:00")


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(body[i : i + 7]), body[i : i + 7]) for i in range(0, len(body), 7)) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(page(1)), [("Content-Encoding", "gzip")]),
        (page(1), [("Content-Encoding", "gzip")]),
        (zlib.compress(page(1)), [("Content-Encoding", "deflate")]),
        (chunked(page(1)), [("Transfer-Encoding", "chunked")]),
        (chunked(gzip.compress(page(1))), [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]),
    ],
)
def test_encodings_are_undone(tmp_path: Path, body: bytes, headers: list[tuple[str, str]]) -> None:
    archive = Archive(packed=True)
    archive.add(body, HTML, *headers)
    (_, found), = iter_warc(archive.save(tmp_path / "a.warc.gz"))  # fmt: skip
    assert isinstance(found, WarcPage) and found.body == page(1)


@pytest.mark.parametrize(
    ("body", "headers", "about", "words"),
    [
        (b"", [], {}, "the page is empty"),
        (page(1), [("Content-Encoding", "x-secret")], {}, "'x-secret' cannot be undone"),
        (gzip.compress(page(1))[:-30], [("Content-Encoding", "gzip")], {}, "gzip archive is broken"),
        (page(1), [], {"WARC-Truncated": "length"}, "only a part of the page (length)"),
        (page(1), [], {"WARC-Segment-Number": "1"}, "only a part of the page (segmented)"),
        (page(1), [], {"WARC-Date": "yesterday"}, "'yesterday' is no ISO 8601 time"),
        (gzip.compress(bytes(17 * 1024**2)), [("Content-Encoding", "gzip")], {}, "more than 16 MiB"),
    ],
)
def test_a_page_that_is_not_whole_fails_alone(
    tmp_path: Path, *, body: bytes, headers: list[tuple[str, str]], about: dict[str, str], words: str
) -> None:
    archive = Archive(packed=True)
    archive.add(body, HTML, *headers, **about)
    archive.add(page(2))
    first, second = outcomes(archive.save(tmp_path / "a.warc.gz"))
    assert words in first
    assert second == "urn:uuid:2"


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("place", [0, 2, 40, 150])
def test_what_follows_a_broken_record_is_read(tmp_path: Path, *, packed: bool, place: int) -> None:
    archive = archive_of(5, packed=packed)
    data = bytearray(archive.file.getvalue())
    start = archive.starts[2] + place
    data[start : start + 30] = b"\xfe" * 30
    path = tmp_path / "a.warc"
    path.write_bytes(data)
    ids = outcomes(path)
    good = [one for one in ids if one.startswith("urn:")]
    assert good in (["urn:uuid:1", "urn:uuid:2", "urn:uuid:4", "urn:uuid:5"], [f"urn:uuid:{n}" for n in range(1, 6)])
    assert len(good) == 5 or len(ids) == 5 or not packed


@pytest.mark.parametrize("packed", [True, False])
def test_every_cut_keeps_what_is_whole(tmp_path: Path, *, packed: bool) -> None:
    archive = archive_of(3, packed=packed)
    data, path = archive.file.getvalue(), tmp_path / "a.warc"
    for cut in range(archive.starts[2] + 1, len(data) - 4, 29):
        path.write_bytes(data[:cut])
        assert outcomes(path)[:2] == ["urn:uuid:1", "urn:uuid:2"]
        assert len(outcomes(path)) <= 3


def test_an_archive_packed_as_a_whole_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(archive_of(4, packed=False).file.getvalue()))
    assert outcomes(path) == [f"urn:uuid:{n}" for n in range(1, 5)]


def test_the_command(tmp_path: Path) -> None:
    archive = archive_of(2, packed=True)
    archive.add(b"\x00\x01" * 99)
    archive.add(page(4), HTML, ("X-Robots-Tag", "noai"), url="https://www.nouvelles-dumonde.com/pont/")
    path = archive.save(tmp_path / "a.warc.gz")
    ended = run_scrapy("extract", "--warc", path, "-s", "NEWSCRAWL_READ_TIMEOUT=60", folder=tmp_path)
    assert ended.status == 1
    assert [line["crawl"]["page_id"] for line in ended.lines] == ["urn:uuid:1", "urn:uuid:2", "urn:uuid:4"]
    assert ended.lines[0]["crawl"] == {
        "run": None, "spider": None, "fetched_at": "2022-12-11T15:00:00Z", "via": "warc", "status": 200, "rendered": None,
        "page_id": "urn:uuid:1",
    }  # fmt: skip
    assert (ended.lines[2]["site"]["id"], ended.lines[2]["rights"]["noai"]) == ("nouvelles_du_monde", True)
    assert ended.err.splitlines()[0].startswith("newscrawl: https://a.example/pont/3/: the page is not HTML")
    assert ended.err.splitlines()[-1] == "newscrawl: 1 of 4 pages could not be read"
    assert json.dumps(ended.lines[0])


@pytest.mark.parametrize(("body", "words"), [(b"<html>", "is no WARC file"), (None, "No such file"), (b"", "is no WARC file")])
def test_a_file_that_is_no_archive_is_a_mistake(tmp_path: Path, body: bytes | None, words: str) -> None:
    path = tmp_path / "a.warc"
    if body is not None:
        path.write_bytes(body)
    with pytest.raises(UserMistake, match=words):
        list(iter_warc(path))


def test_failures_are_page_failures(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"WARC/1.0\r\nnonsense")
    assert all(isinstance(found, PageFailure) for _, found in iter_warc(path))
