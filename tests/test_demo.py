"""`make demo` from end to end, and that it does not call a failure a success."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from article_factory import CREDIT, make_article
from rich.console import Console

from newscrawl.crawl.demo.compare import Comparison, compare
from newscrawl.crawl.demo.failure import DemoFailure
from newscrawl.crawl.demo.run import check_comparison
from newscrawl.crawl.demo.summary import print_summary
from newscrawl.crawl.demo.told import read_lake
from newscrawl.items import Article, Origin, StoryLink
from newscrawl.lake import decode_line, encode_line
from newscrawl.replica import ExpectedCredit, Truth

ROOT = Path(__file__).parents[1]
AFP = ExpectedCredit("AFP", "agency", "LYON (AFP) –")


def run_it(folder: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "newscrawl.crawl.demo", str(folder)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=110, check=False)


def test_the_demo_works_and_always_shows_a_first_run(tmp_path: Path) -> None:
    stale = tmp_path / "lake" / "dt=2022-01-01" / "site=old" / "run=old.jsonl"
    stale.parent.mkdir(parents=True)
    stale.write_text("no line\n")
    (tmp_path / "notes.txt").write_text("a person's")
    done = run_it(tmp_path, ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    (part,) = (tmp_path / "lake").glob("dt=*/site=*/run=*.jsonl")
    articles = [decode_line(line) for line in part.read_bytes().splitlines()]
    assert len(articles) >= 24
    assert (
        f"{len(articles)} articles, {len({article.story.id for article in articles if article.story})} stories" in done.stdout
    )
    assert str(part) in done.stdout.replace("\n", "")
    right, planted = map(int, re.findall(r"origins right: (\d+)/(\d+)", done.stdout)[0])
    assert planted * 0.9 <= right <= planted
    assert "Traceback" not in done.stderr
    assert not stale.exists()
    assert (tmp_path / "notes.txt").exists()


def test_without_a_checkout_it_says_where_to_go(tmp_path: Path) -> None:
    done = run_it(tmp_path, tmp_path)
    assert (done.returncode, done.stderr.splitlines()) == (
        1, ["newscrawl: the demo failed: there is no scrapy.cfg here; run `make demo` in the folder of the checkout"],
    )  # fmt: skip


def comparison_of(*pairs: tuple[Article, Truth], missing: tuple[str, ...] = ()) -> Comparison:
    truths = {article.url: truth for article, truth in pairs} | dict.fromkeys(missing, Truth())
    return compare([(article, encode_line(article)) for article, _ in pairs], truths)


def shown(comparison: Comparison) -> str:
    console = Console(file=io.StringIO(), width=200, markup=False, highlight=False)
    print_summary(comparison, Path("lake"), 1.0, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_what_was_found_as_planted() -> None:
    right = comparison_of((make_article(1), Truth((AFP,), "AFP")), (make_article(2, credits=(), origin=None), Truth()))
    check_comparison(right)
    report = shown(right)
    for fact in (
        "origins right: 1/1",
        "own reports left without origin: 1/1",
        "credits found: 1/1",
        "not planted: 0",
        "LYON (AFP) –",
    ):
        assert fact in report
    assert "Not as planted" not in report


@pytest.mark.parametrize(
    ("found", "truth", "facts"),
    [
        ("AFP", Truth((ExpectedCredit("Reuters", "agency", "x"),), "Reuters"),
         ["origin found: AFP; planted: Reuters", "missed: reuters as agency", "not planted: afp as agency", "origins right: 0/1"]),
        (None, Truth((AFP,), "AFP"), ["origin found: none; planted: AFP", "missed: afp as agency", "credits found: 0/1"]),
        ("A Name That No Registry Has", Truth((ExpectedCredit("Another Such Name", "agency", "x"),), "Another Such Name"),
         ["origins right: 0/1"]),
    ],
)  # fmt: skip
def test_what_was_missed_is_named_and_fails_the_demo(found: str | None, truth: Truth, facts: list[str]) -> None:
    origin = None if found is None else Origin(None, found, "agency", "full", None, 0.9, (CREDIT.evidence,))
    wrong = comparison_of((make_article(1, origin=origin, credits=(CREDIT,) if origin else ()), truth))
    report = shown(wrong)
    assert [fact for fact in facts if fact not in report] == []
    with pytest.raises(DemoFailure, match="only 0 of the 1 planted origins"):
        check_comparison(wrong)


def test_an_article_that_was_not_delivered_fails_the_demo() -> None:
    with pytest.raises(DemoFailure, match=r"1 articles were not delivered: https://gone\.example/"):
        check_comparison(comparison_of((make_article(1), Truth((AFP,), "AFP")), missing=("https://gone.example/",)))


def test_copies_are_counted_by_their_story() -> None:
    first = make_article(1)
    link = StoryLink(first.id, "first", None, None, None)
    joined = make_article(2, story=StoryLink(first.id, "copy", first.id, 0.98, "shingles"))
    alone = make_article(3, story=StoryLink("0" * 16, "first", None, None, None))
    repeats = Truth((AFP,), "AFP", same_story=first.url, relation="copy")
    comparison = comparison_of(
        (make_article(1, story=link), Truth((AFP,), "AFP")), (joined, repeats), (alone, repeats)
    )  # fmt: skip
    report = shown(comparison)
    assert "copies joined to their story: 1/2" in report
    assert "repeats “Le pont numéro 1 rouvre” (copy by shingles, 0.98)" in report


@pytest.mark.parametrize(
    ("content", "told"), [(None, "there is no line in"), (b'{"schema": 1}\n', "run=x.jsonl line 1: not a")]
)
def test_an_empty_lake_or_a_broken_line_fails_the_demo(content: bytes | None, told: str, tmp_path: Path) -> None:
    part = tmp_path / "dt=2022-12-11" / "site=journal" / "run=x.jsonl"
    part.parent.mkdir(parents=True)
    if content:
        part.write_bytes(content)
    with pytest.raises(DemoFailure, match=re.escape(told)):
        read_lake(tmp_path)
