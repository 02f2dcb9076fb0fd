"""`scrapy extract`: lines in order, failures told one by one, mistakes told in one line with nothing half-written."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy_run import run_scrapy

from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.page_list import SavedPage, iter_page_list, load_page
from newscrawl.crawl.worker import PageFailure
from newscrawl.lake import article_schema

PAGE = """<!doctype html><html lang="fr"><head><title>{n}</title>{head}</head><body><article><h1 class="entry-title">Le pont {n}</h1>
<div class="entry-content"><p>PARIS, 11 décembre (AFP) - Le pont numéro {n} a rouvert dimanche après trois ans de travaux, a dit
la ville, qui attend dix mille cyclistes par jour sur sa nouvelle piste.</p><p>Les riverains ont fêté la réouverture avec un
repas partagé ; les commerçants espèrent retrouver leurs clients avant la fin de l’année.</p></div></article></body></html>"""


def page(number: int, head: str = "") -> bytes:
    return PAGE.format(n=number, head=head).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Four pages, one of them missing and one no page, and a list of them."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/1.html").write_bytes(page(1))
    (tmp_path / "pages/2.html.gz").write_bytes(gzip.compress(page(2)))
    (tmp_path / "pages/4.html").write_bytes(b"\x00\x01\x02\x03" * 99)
    entries = [
        {
            "id": "one",
            "url": "https://www.nouvelles-dumonde.com/un/",
            "file": "pages/1.html",
            "fetched_at": "2022-12-11T15:00:00",
        },
        {"id": "gone", "url": "https://b.example/x/", "file": "pages/3.html"},
        {"id": "two", "url": "https://b.example/deux/", "file": "pages/2.html.gz"},
        {"id": "binary", "url": "https://b.example/y/", "file": "pages/4.html"},
    ]
    (tmp_path / "list.jsonl").write_text("".join(json.dumps(entry) + "\n\n" for entry in entries), "utf-8")
    return tmp_path


def test_a_list_gives_a_line_per_readable_page_and_tells_the_others(folder: Path) -> None:
    ended = run_scrapy(
        "extract",
        "--pages",
        folder / "list.jsonl",
        "--index",
        folder / "index.sqlite",
        "-s",
        "NEWSCRAWL_READ_TIMEOUT=60",
        folder=folder,
    )
    assert (ended.status, [line["crawl"]["page_id"] for line in ended.lines]) == (1, ["one", "two"])
    assert (
        ended.err.splitlines()[0]
        == f"newscrawl: gone: {folder}/pages/3.html: No such file or directory; name a file that holds one page"
    )
    assert "newscrawl: binary: " in ended.err
    assert ended.err.splitlines()[-1] == "newscrawl: 2 of 4 pages could not be read"
    first, second = ended.lines
    assert first["site"] == {"id": "nouvelles_du_monde", "name": "Nouvelles Du Monde", "domain": "nouvelles-dumonde.com"}
    assert first["crawl"] == {
        "run": None, "spider": None, "fetched_at": "2022-12-11T15:00:00Z", "via": "file", "status": None, "rendered": None,
        "page_id": "one",
    }  # fmt: skip
    assert second["site"]["id"] is None
    assert second["crawl"]["fetched_at"] is None
    assert [line["story"]["relation"] for line in ended.lines] == ["first", "first"]
    assert list(first) == list(article_schema()["$defs"]["Article"]["properties"])


def test_a_bare_page_goes_by_its_own_address(tmp_path: Path) -> None:
    for name, head in [
        ("a", '<link rel="canonical" href="https://a.example/pont/">'),
        ("b", '<meta property="og:url" content="https://b.example/p">'),
        ("c", ""),
    ]:
        (tmp_path / f"{name}.html").write_bytes(page(1, head))
    out = tmp_path / "out.jsonl"
    files = [tmp_path / "a.html", tmp_path / "b.html", tmp_path / "c.html"]
    ended = run_scrapy("extract", *files, "-O", out, "-s", "NEWSCRAWL_READ_TIMEOUT=60", folder=tmp_path, cwd=tmp_path)
    assert (ended.status, ended.out) == (1, b"")
    assert "c.html: the page names no address of its own" in ended.err
    assert "--url" in ended.err
    assert [json.loads(line)["url"] for line in out.read_bytes().splitlines()] == [
        "https://a.example/pont/",
        "https://b.example/p",
    ]
    assert [path.name for path in tmp_path.glob(".*")] == []


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "name saved pages, or a list"),
        (("x.html", "--pages", "y"), "FILE, but only one of these"),
        (("x.html", "--url", "a.example/x"), "--url a.example/x: is no web address; write it whole"),
        (("x.html", "--url", "http://[a"), "--url http://[a: is no web address"),
        (("x.html", "-O"), "argument -O: expected one argument; --help shows"),
        (("x.html", "-O", "/proc/nowhere/out.jsonl"), "/proc/nowhere: cannot be written"),
        (("x.html", "-O", "."), ".: is no regular file"),
        (("x.html", "-s", "NEWSCRAWL_JOBS=-1"), "NEWSCRAWL_JOBS=-1: is no number from 0"),
        (("x.html", "y.html", "--url", "https://a.example/"), "--url is the address of one PAGE"),
        (("x.html", "--frobnicate"), "no option --frobnicate"),
        (("x.html", "--jobs", "0"), "--jobs takes a number from 1"),
        (("x.html", "--jobs", "two"), "argument --jobs: invalid int value: 'two'; --help shows"),
        (("--pages", "nowhere.jsonl"), "nowhere.jsonl: No such file"),
        (("--pages", "broken.jsonl", "-O", "out.jsonl"), "broken.jsonl line 2: not JSON"),
        (("--pages", "broken.jsonl"), "broken.jsonl line 2: not JSON"),
        (("--pages", "empty.jsonl", "-O", "out.jsonl"), "empty.jsonl: names no page"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, args: tuple[str, ...], words: str) -> None:
    (tmp_path / "x.html").write_bytes(page(1))
    (tmp_path / "broken.jsonl").write_text('{"id": "a", "url": "https://a.example/", "file": "x.html"}\n{\n', "utf-8")
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "out.jsonl").write_text("as it was\n", "utf-8")
    ended = run_scrapy("extract", *args, folder=tmp_path, cwd=tmp_path)
    told = ended.err.splitlines()
    assert (ended.status, ended.out, len(told)) == (2, b"", 1)
    assert told[0].startswith("newscrawl: ")
    assert words in told[0]
    assert (tmp_path / "out.jsonl").read_text("utf-8") == "as it was\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("nonsense", "line 2: not JSON"),
        ("[1]", "line 2: no JSON object"),
        ('{"id": "b", "url": "https://a.example/"}', "'file' is missing"),
        ('{"id": 3, "url": "https://a.example/", "file": "b"}', "'id' is missing or no text"),
        ('{"id": "a", "url": "https://a.example/", "file": "b"}', "line 2: the id 'a' stands twice"),
        ('{"id": "b", "url": "https://a.example/", "file": "../b"}', "leaves the folder of the list"),
        ('{"id": "b", "url": "https://a.example/", "file": "/etc/passwd"}', "leaves the folder of the list"),
        ('{"id": "b", "url": "https://a.example/", "file": "out/b"}', "leaves the folder of the list"),
        ('{"id": "b", "url": "https://a.example/", "file": "b", "fetched_at": "now"}', "fetched_at 'now' is no ISO 8601 time"),
        ("[" * 100_000, "line 2: not JSON"),
        ('{"id": "b", "url": "https://a.example/", "file": "\\u0000"}', "is no path"),
    ],
)
def test_a_broken_line_of_the_list_is_named(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "out").symlink_to("/")
    path = tmp_path / "list.jsonl"
    path.write_text('{"id": "a", "url": "https://a.example/", "file": "a.html"}\n' + line + "\n", "utf-8")
    pages = iter_page_list(path)
    assert next(pages).id == "a"
    with pytest.raises(UserMistake) as mistake:
        next(pages)
    assert str(mistake.value).startswith(f"{path} line 2: ")
    assert words in str(mistake.value)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b" \n", "the file is empty"),
        (b"\x1f\x8bbroken", "gzip archive is broken"),
        (gzip.compress(page(1))[:-20], "gzip archive is broken"),
        (gzip.compress(bytes(17 * 1024**2)), "more than 16 MiB"),
        (b"x" * (17 * 1024**2), "more than 16 MiB"),
    ],
)
def test_a_file_that_is_no_page_is_a_failed_page(tmp_path: Path, body: bytes, words: str) -> None:
    path = tmp_path / "x.html.gz"
    path.write_bytes(body)
    with pytest.raises(PageFailure, match=words):
        load_page(SavedPage(path))


@pytest.mark.parametrize("command", ["extract", "probe"])
def test_a_full_disk_behind_standard_output_is_one_line(tmp_path: Path, command: str) -> None:
    (tmp_path / "x.html").write_bytes(page(1))
    line = [sys.executable, "-m", "scrapy", command, "x.html", "--url", "https://a.example/"]
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(line, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, timeout=100, check=False)
    assert (ended.returncode, ended.stderr.decode()) == (
        2,
        "newscrawl: standard output: cannot be written: No space left on device; free some space and run again\n",
    )
