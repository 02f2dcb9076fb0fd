"""The reading pool: whatever a page does to its worker, only that page fails, and the others come out in order."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.crawl.warm import PAGE, URL
from newscrawl.crawl.worker import PageFailure
from newscrawl.crawl.workers import ReadingPool
from newscrawl.reading import read_article

FUNCTION = "tests.unruly_reader:read"


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    with ReadingPool(2, timeout=1.0, memory=256 * 1024**2, function=FUNCTION, preload="tests.unruly_reader") as pool:
        yield pool


@pytest.mark.parametrize(
    ("page", "kind", "words"),
    [
        ("hang", "timeout", "longer than 1 seconds"),
        ("spin", "timeout", "longer than 1 seconds"),
        ("die", "crashed", "signal 9"),
        ("leave 3", "crashed", "exit status 3"),
        (f"eat {1024**3}", "memory", "more than 256 MiB"),
        ("refuse not a page", "unreadable", "not a page"),
        ("trip word", "broken", "unruly_reader.py"),
        ("unpicklable", "crashed", "died"),
    ],
)
def test_a_page_that_misbehaves_fails_alone(pool: ReadingPool, page: str, kind: str, words: str) -> None:
    before, bad, after = (pool.submit({"body": body.encode()}) for body in ("before", page, "after"))
    with pytest.raises(PageFailure, match=words) as failure:
        bad.result()
    assert failure.value.kind == kind
    assert (before.result(), after.result()) == ("before", "after")


def test_workers_that_die_at_once_each_tell_how() -> None:
    with ReadingPool(8, function=FUNCTION, preload="tests.unruly_reader") as pool:
        outcomes = pool.map_ordered([{"body": b"die"}] * 200)
        assert {str(outcome) for outcome in outcomes} == {"the reading process died: signal 9"}


def test_order_is_kept_and_failures_stand_in_their_place(pool: ReadingPool) -> None:
    pages = ["a", "die", "b", "refuse x", *(f"page {n}" for n in range(30))]
    jobs: list[dict[str, bytes] | PageFailure] = [{"body": page.encode()} for page in pages]
    jobs.insert(3, PageFailure("missing", "no such file"))
    outcomes = [o.reason if isinstance(o, PageFailure) else o for o in pool.map_ordered(jobs)]
    assert outcomes[:5] == ["a", "the reading process died: signal 9", "b", "no such file", "x"]
    assert outcomes[5:] == pages[4:]


def test_the_list_is_read_no_further_than_the_pool_holds(pool: ReadingPool) -> None:
    taken = 0

    def endless() -> Iterator[dict[str, bytes]]:
        nonlocal taken
        for taken in itertools.count(1):  # noqa: B007 - counted for the test
            yield {"body": b"x"}

    outcomes = pool.map_ordered(endless())
    for given in range(1, 50):
        assert next(outcomes) == "x"
        assert taken < given + pool.capacity


def test_submit_holds_the_caller_back_while_every_worker_is_busy(tmp_path: Path) -> None:
    gate = tmp_path / "open"
    with ReadingPool(1, timeout=60, function=FUNCTION, preload="tests.unruly_reader") as pool:
        first = pool.submit({"body": f"wait {gate}".encode()})
        while not first.running():
            os.sched_yield()
        second = pool.submit({"body": b"second"})
        assert pool._orders.full()
        gate.touch()
        assert second.result(timeout=30) == "second"
        assert first.result() is None


def test_a_worker_is_kept_from_page_to_page_and_replaced_after_a_crash() -> None:
    with ReadingPool(1, function=FUNCTION, preload="tests.unruly_reader") as pool:
        pids = [pool.submit({"body": b"pid"}).result() for _ in range(3)]
        assert len(set(pids)) == 1
        with pytest.raises(PageFailure):
            pool.submit({"body": b"die"}).result()
        assert pool.submit({"body": b"pid"}).result() not in pids


@pytest.mark.parametrize("function", ["no.such.module:read", "tests.unruly_reader:missing"])
def test_a_function_that_cannot_be_loaded_fails_every_page_and_says_so(function: str) -> None:
    with (
        ReadingPool(1, function=function, preload="tests.unruly_reader") as pool,
        pytest.raises(PageFailure, match="cannot load"),
    ):
        pool.submit({"body": b"x"}).result()


def test_a_closed_pool_takes_nothing() -> None:
    pool = ReadingPool(1, function=FUNCTION, preload="tests.unruly_reader")
    pool.close()
    with pytest.raises(RuntimeError, match="closed"):
        pool.submit({"body": b"x"})


def test_workers_are_forked_with_their_knowledge_compiled() -> None:
    article = read_article(PAGE.encode(), URL)
    assert article.text
    assert {(credit.outlet, credit.role) for credit in article.credits} >= {("afp", "agency"), ("afp", "photo")}
    assert article.published
    assert article.published.evidence == "jsonld:datePublished"
    assert article.language == "fr"
