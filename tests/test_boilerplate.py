"""Site-wide boilerplate: which lines are counted, what is learned of them, and that the next crawl credits nobody by them."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from article_factory import hash_content, make_article
from credit_page import NDM, STRANGER, make_page, read_credits, roles
from hypothesis import given
from hypothesis import strategies as st
from scrapy_run import Ended, read_lake, run_scrapy

from newscrawl.crawl.boilerplate_file import boilerplate_path, load_line_counts, save_line_counts
from newscrawl.crawl.delivery import RunEnd
from newscrawl.crawl.writer import RunWriter
from newscrawl.credits import Boilerplate, LineCounts
from newscrawl.knowledge import outlets_by_name
from newscrawl.page.model import Zone
from newscrawl.replica import Replica
from newscrawl.store import StoreError

HOST = "www.nouvelles-dumonde.com"
NAME = "nouvelles_du_monde"
NOTICE = "Sources : AFP, Reuters et nos correspondants. Les photos portent le nom de leur agence."
LEARNED = "sources : afp, reuters et nos correspondants. les photos portent le nom de leur agence."
QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8", "-s", "NEWSCRAWL_READ_TIMEOUT=60")

# The language of a page, the zone and the text of a block; whether it may stand on every page of a site.
LINES: tuple[tuple[str, Zone, str, bool], ...] = (
    ("fr", "label", NOTICE, True),
    ("en", "body", "This site uses content from AFP and Reuters.", True),
    ("en", "legal", "Copyright © 2016 The Associated Press. All rights reserved. This text may not be rewritten.", True),
    ("fr", "label", "© 2024 AFP. Tous droits de reproduction réservés à nos lecteurs et abonnés.", True),
    ("cs", "legal", "Copyright © ČTK, DPA, Reuters", True),
    ("en", "label", "Source: AFP", False),
    ("en", "label", "Photo: Getty Images/AFP", False),
    ("fr", "caption", "Photo/Illustration/Sindonews", False),
    ("en", "byline", "Reuters", False),
    ("en", "label", "PTI | July 9, 2020 | Updated 08:24 IST", False),
    ("en", "body", "PARIS (AFP) - The bridge opened on Sunday after three years of work, the city said.", False),
    ("en", "label", "This article is republished from The Conversation under a Creative Commons license. Read the original article.", False),
    ("de", "body", "Dies ist eine maschinelle Übersetzung eines Artikels unserer US-Kollegen von Business Insider.", False),
    ("en", "body", "The minister told Reuters that the bridge would stay open. " * 11, False),
)  # fmt: skip


@pytest.mark.parametrize(("language", "zone", "text", "recurs"), LINES)
def test_a_line_recurs_that_says_more_than_a_credit(language: str, zone: Zone, text: str, *, recurs: bool) -> None:
    findings = read_credits(make_page((zone, text.strip()), language=language))
    assert findings.credits
    assert bool(findings.lines) is recurs


def test_years_and_letter_case_tell_no_lines_apart() -> None:
    texts = ("Copyright © 2016 The Associated Press. Rewriting is not allowed.",
             "copyright © 2019 the Associated Press. Rewriting is not allowed.")  # fmt: skip
    first, second = (read_credits(make_page(("legal", text))).lines for text in texts)
    assert first == second == ("copyright © 0000 the associated press. rewriting is not allowed.",)


def test_what_the_publisher_says_of_itself_is_not_counted() -> None:
    page = make_page(
        ("legal", "Copyright © 2016 The Associated Press. Rewriting is not allowed."), url="https://apnews.com/article/bridge-1"
    )
    assert read_credits(page).lines == ()


@pytest.mark.parametrize(("url", "kept"), [(NDM, False), (STRANGER, True)])
def test_boilerplate_credits_nobody_on_its_own_site(url: str, *, kept: bool) -> None:
    boilerplate = Boilerplate("nouvelles-dumonde.com", frozenset({LEARNED}))
    page = make_page(
        ("body", "PARIS (AFP) - Le pont a rouvert dimanche après trois ans de travaux, a dit la ville."),
        ("label", NOTICE),
        language="fr",
        url=url,
    )
    findings = read_credits(page, boilerplate=boilerplate)
    assert roles(findings) == {("afp", "agency"), ("reuters", "agency")} if kept else {("afp", "agency")}
    told = [one for one in findings.rejected if one.reason == "site-wide boilerplate"]
    assert [(one.outlet, one.text) for one in told] == (
        [] if kept else [(o, "Sources : AFP, Reuters") for o in ("afp", "reuters")]
    )
    assert findings.lines == (LEARNED,)  # it is counted on, or it would be forgotten


@pytest.mark.parametrize(
    ("articles", "count", "learned"), [(19, 19, False), (20, 20, True), (25, 20, True), (26, 20, False), (300, 240, True)]
)
def test_boilerplate_stands_on_nearly_every_article_of_enough(articles: int, count: int, *, learned: bool) -> None:
    counts = LineCounts("a.example", articles, Counter({"x": count}))
    assert counts.find_boilerplate() == Boilerplate("a.example", frozenset({"x"} if learned else ()))


def run_of(articles: int, *lines: str) -> LineCounts:
    run = LineCounts("a.example")
    for _ in range(articles):
        run.apply((*lines, *lines))
    return run


def test_a_new_template_outweighs_the_old_one() -> None:
    counts = run_of(4000, "old")
    assert counts.find_boilerplate().lines == {"old"}
    counts = LineCounts("a.example").joined(counts)
    assert counts.articles <= 400
    for _ in range(400):
        counts = counts.joined(run_of(3, "new"))
    assert counts.find_boilerplate().lines == {"new"}
    assert set(counts.lines) == {"new"}


def test_a_line_that_is_rare_is_forgotten() -> None:
    counts = run_of(40, "often").joined(run_of(10, "often"))
    once = run_of(1, "once", "often")
    assert set(counts.joined(once).lines) == {"often", "once"}
    assert set(counts.joined(once).joined(run_of(9, "often")).lines) == {"often"}


RUNS = st.lists(st.lists(st.frozensets(st.sampled_from("abcdef")), max_size=900), max_size=4)


@given(RUNS)
def test_counts_stay_bounded_and_never_pass_the_articles(runs: list[list[frozenset[str]]]) -> None:
    counts = LineCounts("a.example")
    for pages in runs:
        run = LineCounts("a.example")
        for lines in pages:
            run.apply(lines)
        counts = counts.joined(run)
        assert counts.articles <= 400
        assert all(0 <= count <= counts.articles for count in counts.lines.values())


def write_run(folder: Path, run: str, *pages: tuple[int, str]) -> None:
    """A run of the writer over pages of number and text, with one line on every page."""
    start = datetime(2022, 12, 11, 8, tzinfo=UTC)
    writer = RunWriter(folder / "data", folder / "state", site="journal", run=run, started_at=start)
    for number, text in pages:
        article = hash_content(dataclasses.replace(make_article(number), text=text))
        writer.submit(article, ("on every page", f"on page {number}")).result()
    writer.close(RunEnd(complete=True))


def test_the_writer_counts_every_article_once(tmp_path: Path) -> None:
    write_run(tmp_path, "a", *((number, "Le pont rouvre.") for number in (1, 2, 3, 3)))
    write_run(tmp_path, "b", (1, "Le pont rouvre."), (2, "Le pont est fermé."), (4, "Le pont rouvre."))
    counts = load_line_counts(boilerplate_path(tmp_path / "state", "journal"))
    assert counts is not None
    assert (counts.domain, counts.articles, counts.lines["on every page"]) == ("journal.example", 4, 4)
    write_run(tmp_path, "c", (1, "Le pont rouvre."))
    assert load_line_counts(boilerplate_path(tmp_path / "state", "journal")) == counts


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff", b'{"schema": "newscrawl.boilerplate/2", "domain": "a", "articles": 1}']
)
def test_a_damaged_file_is_told_with_the_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "journal.boilerplate.json"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"journal\.boilerplate\.json: holds no newscrawl\.boilerplate/1 .*remove it"):
        load_line_counts(path)


def crawl(replica: Replica, folder: Path, *args: str) -> Ended:
    return run_scrapy("crawl", NAME, *QUICK, *args, folder=folder, replica=replica.url)


def test_the_second_crawl_knows_the_boilerplate_of_the_first(tmp_path: Path) -> None:
    with Replica(articles=40, notices={HOST: NOTICE}) as replica:
        assert crawl(replica, tmp_path, "-a", "limit=25").status == 0
        first = read_lake(tmp_path)
        assert all({"afp", "reuters"} <= {credit["outlet"] for credit in line["credits"]} for line in first)
        learned = json.loads((tmp_path / f"state/{NAME}.boilerplate.json").read_bytes())
        assert learned["lines"] == [{"line": LEARNED, "articles": 25}]

        assert crawl(replica, tmp_path).status == 0
        truth = replica.truth(HOST)
        fresh = [line for line in read_lake(tmp_path) if line["url"] not in {known["url"] for known in first}]
        assert len(fresh) == 15
        for line in fresh:
            planted = {(outlets_by_name(credit.outlet)[0].id, credit.role) for credit in truth[line["url"]].credits}
            assert {(credit["outlet"], credit["role"]) for credit in line["credits"]} == planted
            assert "nos correspondants" in line["text"]  # what is learned is about credits: it makes no new version of a text


def test_extract_and_probe_take_what_a_crawl_learned(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    text = "Le pont a rouvert dimanche après trois ans de travaux, a dit la ville, qui attend dix mille cyclistes. " * 4
    page.write_text(
        f"<html lang=fr><title>Un pont</title><body><article><h1>Un pont</h1><p>{text}</p><p>{NOTICE}</p></article>", "utf-8"
    )
    learned = tmp_path / "learned.json"
    save_line_counts(learned, LineCounts("nouvelles-dumonde.com", 30, Counter({LEARNED: 30})))
    args = (page, "--url", f"https://{HOST}/un-pont/", "-s", "NEWSCRAWL_READ_TIMEOUT=60")
    plain = run_scrapy("extract", *args, folder=tmp_path).lines[0]
    assert {credit["outlet"] for credit in plain["credits"]} == {"afp", "reuters"}
    taught = run_scrapy("extract", *args, "--boilerplate", learned, folder=tmp_path).lines[0]
    assert taught == {**plain, "credits": [], "origin": None}
    report = run_scrapy("probe", *args, "--boilerplate", learned, folder=tmp_path)
    assert b"site-wide boilerplate" in report.out
    missing = run_scrapy("extract", *args, "--boilerplate", tmp_path / "none.json", folder=tmp_path)
    assert (missing.status, missing.out) == (2, b"")
    assert missing.err.startswith(f"newscrawl: {tmp_path}/none.json: there is no such file")
