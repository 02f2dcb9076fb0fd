"""`NEWSCRAWL_ARCHIVE=warc`: the answers that gave a run's lines, and from them the lines again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from article_factory import make_article
from scrapy_run import read_lake, run_scrapy
from warcio.archiveiterator import ArchiveIterator

from newscrawl.crawl.delivery import RunEnd
from newscrawl.crawl.revisit import Seen
from newscrawl.crawl.warc_file import WarcPage, iter_warc
from newscrawl.crawl.writer import RunWriter
from newscrawl.items import TEXT_ORIGIN_ROLES
from newscrawl.lake import Answer, LakeError, Verification, open_destination
from newscrawl.replica import Replica
from newscrawl.site import FeedItem

NAME, HOST = "nouvelles_du_monde", "www.nouvelles-dumonde.com"
AT = datetime(2022, 12, 11, 8, 30, 5, tzinfo=UTC)
NOT_READ = {"version", "story", "crawl"}
QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "NEWSCRAWL_ARCHIVE=warc", "-s", "NEWSCRAWL_READ_TIMEOUT=60")


def archives(folder: Path) -> list[Path]:
    return sorted((folder / "data" / "warc").rglob("*.warc.gz"), key=lambda path: (len(path.name), path.name))


def compared(line: dict[str, Any]) -> dict[str, Any]:
    """What every reading of a page gives again: all but how it was crawled and what the story index knew."""
    stated = [credit for credit in line["credits"] if credit["evidence"]["kind"] != "matched_text"]
    origin = line["origin"] if any(credit["role"] in TEXT_ORIGIN_ROLES for credit in stated) else None
    return {**{key: value for key, value in line.items() if key not in NOT_READ}, "credits": stated, "origin": origin}


@pytest.mark.parametrize("door", ["wordpress", "feed"])
def test_an_archive_gives_the_lines_of_its_run_again(replica: Replica, tmp_path: Path, door: str) -> None:
    if door == "feed":
        replica.faults.set(HOST, "/wp-json/", 404)
    crawled = run_scrapy("crawl", NAME, *QUICK, "-s", "NEWSCRAWL_PART_LINES=10", folder=tmp_path, replica=replica.url)
    assert crawled.status == 0, crawled.err
    lines = {line["url"]: line for line in read_lake(tmp_path)}
    assert {line["crawl"]["via"] for line in lines.values()} == {door}
    parts = {path.name for path in (tmp_path / "data").glob("dt=*/site=*/*.jsonl")}
    assert {path.name for path in archives(tmp_path)} == {name.replace(".jsonl", ".warc.gz") for name in parts}
    again = [line for path in archives(tmp_path) for line in run_scrapy("extract", "--warc", path, folder=tmp_path).lines]
    assert [compared(line) for line in again] == [compared(lines[line["url"]]) for line in again]
    assert len(again) == len(lines) == len(replica.truth(HOST))
    proved = run_scrapy("lake-verify", tmp_path / "data", folder=tmp_path)
    told = proved.out.decode()
    assert (proved.status, f", {len(parts)} archives" in told, "; whole" in told) == (0, True, True)


def write_run(folder: Path, run: str, *pages: bytes) -> None:
    writer = RunWriter(folder / "data", folder / "state", site="journal", run=run, started_at=AT, max_lines=2, archive=True)
    for number, body in enumerate(pages):
        article = make_article(number)
        item = FeedItem(article.url, "feed", title="Le pont – 橋 \U0001f309", source_name="L'Écho\r\nX: y")
        headers = {"content-type": "text/html; charset=utf-8", "transfer-encoding": "chunked", "x-robots-tag": "a\r\nWARC/1.0"}
        writer.submit(article, (), Seen(item, AT, answer=Answer(article.url, AT, headers, body, item))).result()
    writer.close(RunEnd(complete=True))


def test_what_a_server_sends_comes_back_as_it_was(tmp_path: Path) -> None:
    bodies = (b"<html>\r\n\r\nWARC/1.0\r\n\xff\x00", "<html>été".encode(), b"<html>" + bytes(range(256)) * 400)
    write_run(tmp_path, "a", *bodies)
    pages = [page for path in archives(tmp_path) for _, page in iter_warc(path)]
    assert len(archives(tmp_path)) == 2
    for number, (page, body) in enumerate(zip(pages, bodies, strict=True)):
        assert isinstance(page, WarcPage)
        assert (page.url, page.body, page.fetched_at) == (make_article(number).url, body, AT)
        assert page.item == FeedItem(page.url, "feed", title="Le pont – 橋 \U0001f309", source_name="L'Écho\r\nX: y")
        assert {name.lower() for name in page.headers} == {"content-type", "content-length", "x-robots-tag"}
    with archives(tmp_path)[0].open("rb") as file:
        assert [record.rec_type for record in ArchiveIterator(file)] == ["warcinfo", "response", "response"]


def test_unchanged_articles_are_not_archived_again(tmp_path: Path) -> None:
    for run in ("a", "b"):
        write_run(tmp_path, run, b"<html>")
    assert [path.name for path in archives(tmp_path)] == ["run=a.warc.gz"]


@pytest.mark.parametrize("blocked", ["warc", "dt=2022-12-11"])
def test_an_archive_comes_with_its_part(tmp_path: Path, blocked: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / blocked).write_text("no folder")
    with pytest.raises(LakeError, match=f"{blocked}.*: cannot be written"):
        write_run(tmp_path, "a", b"<html>")
    (tmp_path / "data" / blocked).unlink()
    write_run(tmp_path, "b", b"<html>")
    (tmp_path / "scratch").mkdir()
    verification = Verification(open_destination(str(tmp_path / "data")), tmp_path / "scratch")
    assert list(verification.iter_problems()) == []
    assert (verification.counts.lines, verification.counts.archives) == (1, 1)
    assert [path.name for path in archives(tmp_path)] == ["run=a.warc.gz"]


def test_what_the_run_knew_of_its_site_is_kept_beside(tmp_path: Path) -> None:
    write_run(tmp_path, "a", b"<html>")
    learned = (tmp_path / "state" / "journal.boilerplate.json").read_bytes()
    write_run(tmp_path, "b", b"<html>", b"<html>")
    kept = sorted((tmp_path / "data" / "warc").rglob("*.boilerplate.json"))
    assert [(path.name, path.read_bytes()) for path in kept] == [("run=b.boilerplate.json", learned)]


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    write_run(tmp_path, "a", b"<html>", b"<html>", b"<html>")
    first, second = archives(tmp_path)
    first.write_bytes(first.read_bytes()[:-1])
    second.unlink()
    (tmp_path / "scratch").mkdir()
    problems = Verification(open_destination(str(tmp_path / "data")), tmp_path / "scratch").iter_problems()
    assert sorted((problem.name, problem.fault) for problem in problems) == [
        ("warc/site=journal/run=a-0002.warc.gz", "is missing, though the manifest of its run names it"),
        ("warc/site=journal/run=a.warc.gz", "is not what its manifest says"),
    ]


def test_an_unknown_archive_is_a_mistake(replica: Replica, tmp_path: Path) -> None:
    ended = run_scrapy("crawl", NAME, "-s", "NEWSCRAWL_ARCHIVE=zip", folder=tmp_path, replica=replica.url)
    assert (ended.status, ended.err) == (2, "newscrawl: NEWSCRAWL_ARCHIVE=zip: is no archive; write warc, or leave it out\n")
