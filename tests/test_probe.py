"""`scrapy probe`: every fact of a reading is told, the words of a page command no terminal, mistakes take one line."""

from __future__ import annotations

import dataclasses
import gzip
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from scrapy.cmdline import execute
from scrapy.settings import Settings
from scrapy_run import run_scrapy

from newscrawl.crawl.probing import print_report
from newscrawl.crawl.probing.terminal import clean_words, cut_words
from newscrawl.crawl.probing.wording import EVIDENCE, FLAGS, ZONE_SOURCES, origin_sentence
from newscrawl.items import Evidence as Proof
from newscrawl.items import EvidenceKind, Flag, Origin, ZoneSource
from newscrawl.reading import Reading, explain_article
from newscrawl.replica import Replica
from newscrawl.site import PageRules, Site

URL = "https://www.nouvelles-dumonde.com/le-phare-de-belle-rive-change-de-gardien/"
# Clear the screen by CSI, the same as one C1 byte, set the window's title, ring, reorder the line, break it.
CONTROLS = "\x1b[2J\x9b31m\x1b]0;owned\x07\u202e\u2028"
PAGE = (Path(__file__).parent / "probed" / "page.html").read_text("utf-8").replace("@CONTROLS@", CONTROLS)
SITE = Site(
    id="nouvelles_du_monde", name="Nouvelles Du Monde", domain="nouvelles-dumonde.com", home="https://www.nouvelles-dumonde.com/",
    rules=PageRules(title=("h1.entry-title::text", "h1::text"), text=(".entry-content",), modified=("time.updated::attr(datetime)",)),
)  # fmt: skip
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def reading() -> Reading:
    return explain_article(PAGE.encode(), URL, site=SITE, fetched_at=datetime(2022, 12, 12, tzinfo=UTC))


def report_of(reading: Reading, *, site: Site | None = SITE, zones: bool = False, **look: object) -> str:
    console = Console(file=io.StringIO(), markup=False, highlight=False, emoji=False, **{"width": 100_000, **look})  # type: ignore[arg-type]
    print_report(reading, site, console, zones=zones)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_page_holds_what_the_report_is_about(reading: Reading) -> None:
    assert {(credit.outlet, credit.role) for credit in reading.article.credits} == {
        ("afp", "agency"), ("france24", "reported_by"), ("reuters", "photo"),
    }  # fmt: skip
    assert reading.credits.rejected
    assert reading.article.related
    assert any(UNSAFE.search(block.text) for block in reading.page.blocks)


def test_every_credit_stands_with_its_evidence_in_context(reading: Reading) -> None:
    report = report_of(reading)
    for credit in reading.article.credits:
        assert f"▸{credit.evidence.text}◂" in report
        assert f"kind {credit.evidence.kind}, in {credit.evidence.where}, confidence {credit.confidence:.2f}" in report
        assert re.search(rf"{credit.role} +{credit.name}  \[{credit.outlet}\]", report)
    assert "a déclaré le gardien, ▸" in report
    assert "stated date 2022-12-10, written “samedi (10/12/2022)”" in report
    assert "This text comes from the agency AFP: the dateline reads “BREST (AFP) -”" in report


def test_every_rejection_and_every_date_has_its_reason(reading: Reading) -> None:
    report = report_of(reading)
    for one in reading.credits.rejected:
        assert f"{one.name}  [{one.outlet}]: {one.reason}  ← {one.where}" in report
    for date in reading.dates.candidates:
        line = next(
            line
            for line in report.splitlines()
            if f"{date.which}: {cut_words(f'“{date.raw}”', 120).removesuffix('…')}" in line and f"  {date.verdict}" in line
        )
        assert date.evidence in line
    assert "zone +00:00: written with the time" in report


@pytest.mark.parametrize(
    "fact",
    [
        "id                ", f"address           {URL}\n", "canonical         the address itself\n", "← spider nouvelles_du_monde",
        "language          fr, by its text; declared en-US; they conflict, the text is believed",
        "flag              language_conflict", "read-also", "https://www.nouvelles-dumonde.com/la-digue-de-port-gris/",
        "robots: index, follow, noai; noai", "title             hit 1  ← h1.entry-title::text",
        "not tried, an earlier rule hit  ← h1::text", "modified          did not hit  ← time.updated::attr(datetime)",
        "image             https://www.nouvelles-dumonde.com/wp-content/uploads/phare.png", "4 paragraphs, ",
        "¶ 1               BREST (AFP) - Le gardien", "¶ 4               La nouvelle gardienne",
    ],
)  # fmt: skip
def test_facts(reading: Reading, fact: str) -> None:
    assert fact in report_of(reading)


def test_zones_list_every_block(reading: Reading) -> None:
    report = report_of(reading, zones=True).partition("\nZones\n")[2]
    assert len(report.splitlines()) == len(reading.page.blocks)
    for block in reading.page.blocks:
        assert cut_words(block.text, 320) in report


@pytest.mark.parametrize("look", [{}, {"width": 40}, {"force_terminal": True, "color_system": None}])
def test_no_word_of_the_page_commands_the_terminal(reading: Reading, look: dict[str, object]) -> None:
    report = report_of(reading, zones=True, **look)
    assert not UNSAFE.search(re.sub(r"\x1b\[[0-9;]*m", "", report) if look.get("force_terminal") else report)
    assert "\N{REPLACEMENT CHARACTER}" in report
    assert max(len(line) for line in report.splitlines()) <= int(str(look.get("width", 100_000)))


def test_colour_marks_the_evidence_and_not_the_words_around_it(reading: Reading) -> None:
    report = report_of(reading, force_terminal=True, color_system="standard")
    line = next(line for line in report.splitlines() if "BREST (AFP) -" in line and "the dateline reads: " in line)
    assert "\x1b[1;32m▸BREST (AFP) -◂\x1b[0m Le gardien" in line


def test_a_report_in_a_pipe_is_plain(reading: Reading) -> None:
    assert not [line for line in report_of(reading, zones=True, width=80).splitlines() if line != line.rstrip()]


def test_a_page_without_article_or_site() -> None:
    empty = explain_article(b"<html><body><p>x</p></body></html>", "https://a.example/")
    report = report_of(empty, site=None, zones=True)
    for fact in ("(without a title)", "No article was found", "no spider declares this domain", "no outlet is credited",
                 "the generic reading alone", "too little text to tell (und); none declared"):  # fmt: skip
        assert fact in report


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"role": "agency", "extent": "partial"}, "Part of this text comes from the agency X: the byline reads “X” (confidence 0.90)."),
        ({"role": "translated_from", "confidence": 0.55}, "This text is probably a translation of an article by X: "),
        ({"role": "republished_from", "url": "https://x.example/a"}, "This text was taken over from X (https://x.example/a): "),
        ({"because": (Proof("matched_text", "9f", None),) * 2}, ": the same text stands in an earlier article, and 1 more ("),
    ],
)  # fmt: skip
def test_the_origin_in_one_sentence(reading: Reading, change: dict[str, object], sentence: str) -> None:
    given_origin = {"outlet": "x", "name": "X", "role": "agency", "extent": "full", "url": None, "confidence": 0.9,
                    "because": (Proof("byline", "byline", "X"),)}  # fmt: skip
    origin = Origin(**{**given_origin, **change})  # type: ignore[arg-type]
    assert sentence in origin_sentence(dataclasses.replace(reading.article, origin=origin))


def test_the_closed_lists_are_all_worded() -> None:
    assert (set(EVIDENCE), set(FLAGS), set(ZONE_SOURCES)) == (
        set(get_args(EvidenceKind)), set(get_args(Flag)), set(get_args(ZoneSource)),
    )  # fmt: skip


@given(st.text())
def test_clean_words_are_one_harmless_line(words: str) -> None:
    clean = clean_words(words)
    assert not UNSAFE.search(clean)
    assert clean_words(clean) == clean
    clean.encode()


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The command itself, in this process: it needs no reactor for a file. Returns the exit status."""
    monkeypatch.syspath_prepend(Path(__file__).parents[1])
    monkeypatch.setenv("COLUMNS", "400")
    settings = Settings()
    settings.setmodule("newscrawl.settings", priority="project")

    def run(*args: str) -> int:
        with pytest.raises(SystemExit) as ended:
            execute(["scrapy", "probe", *args], settings)
        return int(ended.value.code or 0)

    return run


@pytest.mark.parametrize("name", ["page.html", "page.html.gz"])
def test_a_saved_page(probe: Callable[..., int], name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = PAGE.encode()
    (tmp_path / name).write_bytes(gzip.compress(body) if name.endswith(".gz") else body)
    assert probe(str(tmp_path / name), "--zones", "--fetched-at", "2022-12-12T08:00:00Z") == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert "comes from the agency AFP" in told.out
    assert f"address           {URL}\n" in told.out
    assert "← spider nouvelles_du_monde" in told.out
    assert not UNSAFE.search(told.out)


def test_the_address_given_wins(probe: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    assert probe(str(tmp_path / "page.html"), "--url", "https://other.example/story-of-a-lighthouse/") == 0
    told = capsys.readouterr().out
    assert "https://other.example/story-of-a-lighthouse/" in told
    assert "leaves the site" in told


NO_ADDRESS = b"<html><body><p>x</p></body></html>"


@pytest.mark.parametrize(
    ("body", "options", "remedy"),
    [
        (None, [], "page.html: No such file or directory; name a file that holds one page"),
        (b"", [], "page.html: the file is empty; save the page again"),
        (b"plain words", [], "page.html: the page is not HTML: it holds no tag"),
        (b"\x1f\x8bbroken", [], "page.html: the gzip archive is broken"),
        (NO_ADDRESS, [], "page.html: the page names no address of its own (canonical, og:url); give it with --url"),
        (NO_ADDRESS, ["--url", "a.example"], "--url a.example: is no web address; write it whole, with https://"),
        (NO_ADDRESS, ["--fetched-at", "noon"], "'noon' is no ISO 8601 time such as 2022-12-11T14:05:00Z"),
        (NO_ADDRESS, ["another.html"], "name one page"),
        (NO_ADDRESS, ["--zone-s"], "there is no option --zone-s"),
    ],
)
def test_mistakes_take_one_line(
    probe: Callable[..., int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    body: bytes | None,
    options: list[str],
    remedy: str,
) -> None:
    path = tmp_path / "page.html"
    if body is not None:
        path.write_bytes(body)
    assert probe(str(path), *options) == 2
    told = capsys.readouterr()
    assert (told.out, len(told.err.splitlines())) == ("", 1)
    assert remedy in told.err


@pytest.mark.parametrize(
    ("path", "status", "fact"),
    [
        ("bali-ferme-une-route-pour-laisser-passer-les-crabes/", 0, "Bali ferme une route"),
        ("no-such-story/", 2, "no-such-story/: the server answers 404; check the address in a browser"),
        ("wp-admin/options.php", 2, "robots.txt forbids /wp-admin/options.php; save the page in a browser"),
        ("feed/", 2, "is no HTML page but application/rss+xml"),
    ],
)
def test_an_address_is_fetched_as_a_crawl_would(path: str, status: int, fact: str, tmp_path: Path) -> None:
    with Replica() as replica:
        address = f"https://{replica.sites[0].host}/{path}"
        done = run_scrapy("probe", address, folder=tmp_path, replica=replica.url, cwd=tmp_path)
        assert (done.status, replica.requests[0].path) == (status, "/robots.txt")
    assert fact in (done.out.decode() if status == 0 else done.err)
    assert len(done.err.splitlines()) == (status > 0)
    assert list(tmp_path.iterdir()) == []


def test_an_article_is_fetched_from_where_its_site_serves_it(tmp_path: Path) -> None:
    url = "https://www.msn.com/en-us/news/world/york-choir-rehearses-in-a-lift/ar-AA15h0Xy"
    with Replica() as replica:
        done = run_scrapy("probe", url, folder=tmp_path, replica=replica.url)
    assert done.status == 0, done.err
    told = "".join(done.out.decode().split())  # whatever the width of lines
    for fact in (url, "York choir rehearses in a lift", "The Independent"):
        assert "".join(fact.split()) in told


@pytest.mark.parametrize(
    ("url", "replica", "remedy"),
    [
        ("http://localhost:9/story/", "", "'localhost' is not a public address"),
        ("https://a.example/", "https://b.example", "is no replica address; write http://127.0.0.1:PORT"),
    ],
)
def test_where_an_address_cannot_be_fetched(url: str, replica: str, remedy: str, tmp_path: Path) -> None:
    done = run_scrapy("probe", url, folder=tmp_path, replica=replica, cwd=tmp_path)
    assert (done.status, done.out) == (2, b"")
    assert remedy in done.err
    assert len(done.err.splitlines()) == 1
