"""Visits: what the ledger keeps of them, a ledger of the first version, when an address is due again."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from article_factory import make_article

from newscrawl.crawl.revisit import (
    LEAST_INTERVAL,
    MOST_INTERVAL,
    Seen,
    after_failure,
    after_reading,
    after_same,
    find_interval,
    is_due,
)
from newscrawl.crawl.validators import PROOFS, REST, SAMPLE, after_check, find_conditions, must_check
from newscrawl.items import Article
from newscrawl.site import FeedItem
from newscrawl.store import EditHabit, Known, Ledger, PageEntry, Poll, RunEntry, Validators, Visit, open_ledger

NOW = datetime(2022, 12, 11, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ITEM = FeedItem("https://journal.example/article-1/", "feed", title="Le pont", creators=("Jeanne Exemple",))
SEEN = Seen(ITEM, NOW, etag='"a1"', last_modified="Sun, 11 Dec 2022 07:05:00 GMT")
HABIT = EditHabit()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path, "journal") as opened:
        yield opened


def read(**changes: object) -> Visit:
    visit = after_reading(None, SEEN, make_article(1), HABIT)
    return dataclasses.replace(visit, **changes)  # type: ignore[arg-type]


def claimed(visit: Visit, version: int = 1) -> PageEntry:
    return PageEntry(visit.article or visit.id, version, visit.url, visit.content_hash or "", visit)


def test_a_visit_comes_back_as_it_was(ledger: Ledger) -> None:
    full = read(gone_at=NOW, failures=2, changes=3, streak=4, dated=True, canonical="https://other.example/1/")
    bare = Visit("0" * 16, "https://journal.example/2/", NOW)
    ledger.save_visits([full, bare])
    assert (ledger.find_visit(full.id), ledger.find_visit(bare.id), ledger.find_visit("f" * 16)) == (full, bare, None)


def test_the_visit_of_a_line_is_entered_when_the_line_is_acknowledged(ledger: Ledger) -> None:
    visit = read()
    ledger.claim("a.jsonl", [claimed(visit)])
    assert ledger.find_visit(visit.id) is None
    ledger.acknowledge("a.jsonl")
    assert ledger.find_visit(visit.id) == visit


@pytest.mark.parametrize("delivered", [True, False])
def test_recovery_keeps_the_visits_of_what_was_delivered(ledger: Ledger, *, delivered: bool) -> None:
    visits = [read(), read(streak=0, changes=1)]
    ledger.claim("a.jsonl", [claimed(visit, version) for version, visit in enumerate(visits, 1)])
    ledger.recover(lambda _: delivered)
    assert ledger.find_visit(visits[0].id) == (visits[1] if delivered else None)


def test_due_are_those_that_no_door_announces(ledger: Ledger) -> None:
    changes: dict[str, dict[str, object]] = {
        "due": {},
        "longest": {"next_visit": NOW - DAY},
        "failed": {"dated": True, "failures": 1},
        "dated": {"dated": True},
        "gone": {"gone_at": NOW},
        "later": {"next_visit": NOW + HOUR},
        "never": {"next_visit": None},
        "unknown": {"item": None},
    }
    ledger.save_visits(read(**{"id": name, "next_visit": NOW} | change) for name, change in changes.items())
    assert [visit.id for visit in ledger.due_visits(NOW, 9)][:1] == ["longest"]
    assert {visit.id for visit in ledger.due_visits(NOW, 9)} == {"due", "longest", "failed"}
    assert len(ledger.due_visits(NOW, 2)) == 2


def test_the_habit_of_a_site_is_what_revisits_found(ledger: Ledger) -> None:
    assert ledger.edit_habit() == EditHabit(0, 0)
    ledger.save_visits([read(id="a", reads=5, changes=2), read(id="b"), read(id="c", reads=9, changes=9, dated=True)])
    assert ledger.edit_habit() == EditHabit(4, 2)


def test_the_latest_polls_of_a_door_are_kept(ledger: Ledger) -> None:
    polls = [Poll("feed", NOW + number * HOUR, 10, number % 3, None if number else "HTTP 500") for number in range(60)]
    other = Poll("sitemap", NOW, 5, 5, "HTTP 404")
    ledger.save_polls([*polls, other])
    assert ledger.load_polls() == {"feed": tuple(polls[:9:-1]), "sitemap": (other,)}


def test_runs_and_validators_are_remembered(ledger: Ledger) -> None:
    ledger.begin_run("a", NOW)
    ledger.begin_run("b", NOW + HOUR)
    ledger.finish_run("a", NOW + HOUR, complete=True, counts='{"lines": 1}')
    assert ledger.recent_runs(9) == [
        RunEntry("b", NOW + HOUR, None, complete=False, counts=None),
        RunEntry("a", NOW, NOW + HOUR, complete=True, counts='{"lines": 1}'),
    ]
    assert ledger.load_validators() == Validators()
    for validators in (Validators(3), Validators(0, NOW)):
        ledger.save_validators(validators)
        assert ledger.load_validators() == validators


def test_a_ledger_of_the_first_version_keeps_its_rows(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "journal.sqlite")
    connection.executescript(Path(__file__).with_name("ledger_version_1.sql").read_text("utf-8"))
    connection.close()
    first, second = NOW - DAY, NOW
    with open_ledger(tmp_path, "journal") as ledger:
        assert ledger.known("000000000000000a") == Known("sha256:a2", 2)
        assert ledger.known("000000000000000c") is None
        assert ledger.last_complete_run() == second
        assert [run.counts for run in ledger.recent_runs(9)] == [None] * 3
        found = {number: ledger.find_visit(f"{number:016x}") for number in range(10, 14)}
        assert found[12] is None
        seen = {number: (visit.first_seen, visit.last_seen, visit.reads) for number, visit in found.items() if visit}
        assert seen == {
            10: (first, second, 2),
            11: (first, first, 1),
            13: (datetime(1970, 1, 1, tzinfo=UTC), None, 1),
        }
        assert ledger.recover(lambda _: True).confirmed == 1
        assert ledger.known("000000000000000c") == Known("sha256:c1", 1)
    with open_ledger(tmp_path, "journal") as ledger:  # a second time there is nothing left to do
        assert ledger.find_visit("000000000000000a") == found[10]


OFTEN, SELDOM = EditHabit(revisits=200, changes=80), EditHabit(revisits=200, changes=0)
INTERVALS = [
    # age, visits without a change, habit, hours that it is left alone
    (timedelta(0), 0, HABIT, 1),
    (timedelta(minutes=-5), 0, HABIT, 1),
    (12 * HOUR, 0, HABIT, 3),
    (12 * HOUR, 1, HABIT, 4.5),
    (12 * HOUR, 0, OFTEN, 1.5),
    (12 * HOUR, 0, SELDOM, 12 / 4 * 4),
    (10 * DAY, 0, HABIT, 60),
    (400 * DAY, 0, OFTEN, 24 * 50),
    (400 * DAY, 0, HABIT, 24 * 60),
    (4000 * DAY, 99, SELDOM, 24 * 60),
]


@pytest.mark.parametrize(("age", "streak", "habit", "hours"), INTERVALS)
def test_the_old_and_unchanged_are_left_alone_longer(age: timedelta, streak: int, habit: EditHabit, hours: float) -> None:
    assert find_interval(age, streak, habit) / HOUR == pytest.approx(hours)


def test_intervals_grow_with_every_visit_that_finds_nothing_and_stay_within_bounds() -> None:
    visit, article, waits = read(), make_article(1), []
    for _ in range(30):
        assert visit.next_visit is not None and visit.last_seen is not None
        waits.append(visit.next_visit - visit.last_seen)
        visit = after_reading(visit, Seen(ITEM, visit.next_visit), article, HABIT)
    assert waits == sorted(waits)
    assert (min(waits), max(waits)) == (LEAST_INTERVAL, MOST_INTERVAL)


def with_modified(instant: datetime) -> FeedItem:
    return dataclasses.replace(ITEM, modified=instant.isoformat())


DUE = [
    (None, ITEM, True),
    (read(next_visit=NOW), ITEM, True),
    (read(next_visit=NOW + HOUR), ITEM, False),
    (read(next_visit=None), ITEM, True),  # of a ledger of the first version
    (read(next_visit=NOW + DAY), with_modified(NOW + HOUR), True),
    (read(next_visit=NOW - DAY), with_modified(NOW - DAY), False),  # the door knows better
    (read(last_seen=None, next_visit=None), with_modified(NOW - DAY), True),
    (read(failures=1, next_visit=NOW), with_modified(NOW - DAY), True),
    (read(failures=1, next_visit=NOW + HOUR), with_modified(NOW), False),
    (read(gone_at=NOW - DAY, next_visit=NOW + HOUR), ITEM, False),
    (read(gone_at=NOW - DAY, next_visit=NOW), ITEM, True),
    (read(gone_at=NOW - DAY, next_visit=NOW + HOUR), with_modified(NOW - HOUR), True),  # it came back
]


@pytest.mark.parametrize(("visit", "item", "due"), DUE)
def test_what_is_due(visit: Visit | None, item: FeedItem, *, due: bool) -> None:
    assert is_due(visit, item, NOW) == due


def test_a_reading_tells_a_change_from_none() -> None:
    first = read()
    assert (first.reads, first.changes, first.streak, first.canonical) == (1, 0, 0, ITEM.url)
    same = after_reading(first, SEEN, make_article(1), HABIT)
    assert (same.reads, same.changes, same.streak) == (2, 0, 1)
    other: Article = make_article(1, "Un tout autre texte.")
    changed = after_reading(same, SEEN, other, HABIT)
    assert (changed.reads, changed.changes, changed.streak, changed.content_hash) == (3, 1, 0, other.content_hash)


def test_a_304_counts_as_a_visit_and_keeps_the_validators() -> None:
    first = read()
    same = after_same(first, Seen(ITEM, NOW + DAY), HABIT)
    assert (same.etag, same.content_hash, same.streak, same.last_seen) == (first.etag, first.content_hash, 1, NOW + DAY)


FAILURES = [
    # gone, final, hours until it is asked for again, failure after failure
    (True, False, [24, 96, 384, 1440, 1440]),
    (False, True, [24, 96, 384, 1440, 1440]),
    (False, False, [0, 0, 0, 1, 2, 4, 8, 16, 24, 24]),
]


@pytest.mark.parametrize(("gone", "final", "hours"), FAILURES)
def test_what_fails_rests_for_ever_longer(*, gone: bool, final: bool, hours: list[float]) -> None:
    visit, waits = None, []
    for _ in hours:
        visit = after_failure(visit, SEEN, gone=gone, final=final)
        assert visit.next_visit is not None
        waits.append((visit.next_visit - NOW) / HOUR)
    assert visit is not None and (visit.gone_at == NOW) == gone
    assert waits == hours
    again = after_reading(visit, SEEN, make_article(1), HABIT)
    assert (again.failures, again.gone_at) == (0, None)


CONDITIONS = [
    (None, Validators(), set()),
    (read(), Validators(), {"If-None-Match", "If-Modified-Since"}),
    (read(etag=None), Validators(9), {"If-Modified-Since"}),
    (read(etag="x" * 501, last_modified=None), Validators(), set()),
    (read(content_hash=None), Validators(), set()),
    (read(failures=1), Validators(), set()),
    (read(), Validators(0, NOW - REST + HOUR), set()),
    (read(), Validators(0, NOW - REST), {"If-None-Match", "If-Modified-Since"}),
]


@pytest.mark.parametrize(("visit", "validators", "names"), CONDITIONS)
def test_who_is_asked_conditionally(visit: Visit | None, validators: Validators, names: set[str]) -> None:
    assert set(find_conditions(visit, validators, NOW)) == names


def test_a_304_is_believed_after_proofs_and_checked_now_and_then() -> None:
    validators = Validators()
    for _ in range(PROOFS):
        assert must_check(validators, 1)
        validators = after_check(validators, NOW, true=True)
    assert [number for number in range(1, 2 * SAMPLE + 1) if must_check(validators, number)] == [SAMPLE, 2 * SAMPLE]
    assert after_check(validators, NOW, true=False) == Validators(0, NOW)
