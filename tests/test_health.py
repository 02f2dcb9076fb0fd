"""Health: which runs are ailing, and that the well are left in peace; the report on a screen and for machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from article_factory import make_article
from scrapy.settings import Settings

from newscrawl.crawl.account import UNSENT, Account, PastRun, filled_fields
from newscrawl.crawl.browser import NO_BROWSER
from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.health import Ailment, chance_of_at_most, find_ailments
from newscrawl.crawl.report import RunReport
from newscrawl.crawl.report_outputs import check_outputs, describe_run, publish_report
from newscrawl.crawl.report_screen import SCREEN_LINES, render_report
from newscrawl.crawl.web.failed import explain
from newscrawl.crawl.web.gate import RunEnding, SiteRefuses

NOW = datetime(2022, 12, 11, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FULL = {"title": 10, "text": 10, "authors": 9, "published": 10, "images": 5, "tags": 1}


def history(account: Account, runs: int = 10, every: timedelta = HOUR, ago: timedelta = HOUR) -> tuple[PastRun, ...]:
    return tuple(PastRun(NOW - ago - number * every, account) for number in range(runs))


USUAL = Account(listed=10, read=10, lines=10, filled=FULL)
QUIET = Account()
FALLEN = {**FULL, "text": 0, "title": 0}
ONE = Account(listed=1, read=1, lines=1, filled={"title": 1, "text": 1})
FAILING = Account(listed=10, read=4, lines=4, failures={"HTTP 500": 6})

CASES: dict[str, tuple[Account, tuple[PastRun, ...], set[str]]] = {
    "as ever": (USUAL, history(USUAL), set()),
    "the first run": (USUAL, (), set()),
    "the first run finds nothing": (QUIET, (), set()),
    "an hour without news": (QUIET, history(USUAL), set()),
    "a weekend of a weekly site": (QUIET, history(USUAL, every=7 * DAY, ago=9 * DAY), set()),
    "three days of silence": (QUIET, history(USUAL, ago=3 * DAY), {"silence"}),
    "three days of silence, told run by run": (QUIET, (*history(QUIET, 40), *history(USUAL, ago=3 * DAY)), {"silence"}),
    "silence of a site hardly known": (QUIET, history(USUAL, runs=4, ago=30 * DAY), set()),
    "updates are no news": (Account(listed=3, read=3, lines=3, updated=3, filled=FULL), history(USUAL, ago=3 * DAY), {"silence"}),
    "most pages fail": (FAILING, (), {"errors"}),
    "a few pages fail": (Account(listed=100, read=96, failures={"HTTP 500": 4}, filled=dict.fromkeys(FULL, 90)), history(USUAL), set()),
    "more than ever": (Account(listed=100, read=85, failures={"timeout": 15}, filled=FULL | dict.fromkeys(FULL, 80)), history(USUAL), {"errors"}),
    "as many as ever": (Account(listed=100, read=85, failures={"timeout": 15}, filled=dict.fromkeys(FULL, 80)), history(Account(listed=100, read=85, lines=85, failures={"timeout": 15})), set()),
    "what vanished is no error": (Account(listed=10, unavailable=10, failures={"HTTP 404": 10}), history(USUAL), set()),
    "what was not asked for is no error": (Account(listed=90, read=9, failures={"the run ended": 81}, filled=FULL), (), set()),
    "drawn by scripts": (Account(listed=9, read=9, lines=9, shells=6), (), {"shells"}),
    "a few drawn by scripts": (Account(listed=90, read=90, lines=90, shells=6, filled=FULL), (), set()),
    "no browser": (Account(listed=10, read=4, lines=4, failures={NO_BROWSER: 6}), (), {"browser"}),
    "no browser for one": (Account(listed=10, read=9, lines=9, failures={NO_BROWSER: 1}, filled=FULL), (), {"browser"}),
    "text and title gone": (Account(listed=10, read=10, lines=10, filled=FALLEN), history(USUAL), {"field:text", "field:title"}),
    "three pages suffice where all had it": (Account(listed=3, read=3, filled={**FULL, "text": 0}), history(USUAL), {"field:text"}),
    "one page does not": (Account(listed=1, read=1), history(ONE, 30), set()),
    "half of the pages had images": (Account(listed=10, read=10, filled={**FULL, "images": 0}), history(USUAL), set()),
    "in forty pages that is no chance": (Account(listed=40, read=40, filled=dict.fromkeys(FULL, 40) | {"images": 0}), history(USUAL), {"field:images"}),
    "a seldom field": (Account(listed=10, read=10, filled={**FULL, "tags": 0}), history(USUAL), set()),
    "a site hardly known": (Account(listed=10, read=10), history(USUAL, runs=1), set()),
    "drift that lasts is still told": (
        Account(listed=10, read=10, filled=FALLEN),
        (*history(Account(listed=10, read=10, filled=FALLEN, ailments=("field:text", "field:title")), 40), *history(USUAL)),
        {"field:text", "field:title"},
    ),
    "drift that outlasts the history is usual": (
        Account(listed=10, read=10, filled=FALLEN),
        history(Account(listed=10, read=10, lines=5, filled=FALLEN, ailments=("field:text", "field:title")), 60),
        set(),
    ),
    "dates of another make": (Account(listed=10, read=10, undated=6, filled=FULL), (), {"dates"}),
    "dates that were never read": (Account(listed=10, read=10, undated=6, filled=FULL), history(Account(listed=10, read=10, undated=6, lines=9, filled=FULL)), set()),
    "robots forbid": (Account(listed=10, read=4, unavailable=6, failures={"forbidden by robots.txt": 6}, filled=FULL), (), {"robots"}),
}  # fmt: skip


@pytest.mark.parametrize(("account", "past", "rules"), CASES.values(), ids=CASES)
def test_what_is_ailing(account: Account, past: tuple[PastRun, ...], rules: set[str]) -> None:
    found = find_ailments(account, NOW, past)
    assert {ailment.rule for ailment in found} == rules
    assert all(ailment.cause and ailment.remedy for ailment in found)


def test_the_binomial_tail() -> None:
    assert chance_of_at_most(0, 3, 0.5) == pytest.approx(0.125)
    assert chance_of_at_most(3, 3, 0.5) == pytest.approx(1)
    assert chance_of_at_most(0, 3, 1.0) == pytest.approx(1e-6)
    assert 0 <= chance_of_at_most(0, 100_000, 0.9) < 1e-300


def test_the_reasons_that_are_no_errors_are_those_of_requests_that_were_not_sent() -> None:
    assert {explain(error("")).reason for error in (RunEnding, SiteRefuses)} == UNSENT


def test_fields_count_where_they_are_filled() -> None:
    assert {"title", "text", "authors", "published", "credits"} <= set(filled_fields(make_article(1)))
    assert not {"title", "authors", "published"} & set(filled_fields(make_article(1, title=None, authors=(), published=None)))


def make_report(**changes: Any) -> RunReport:  # noqa: ANN401 - any attribute of the report
    return RunReport(site="journal", home="https://journal.example/", run="r1", started_at=NOW, **changes)


def test_a_report_is_one_screen_however_much_went_wrong() -> None:
    reasons = {f"HTTP {status}": 3 for status in range(500, 540)}
    report = make_report(
        doors=dict.fromkeys(["wordpress", "feed", "sitemap", "listing"], "HTTP 500 " + "x\n" * 999),
        failures=Counter(reasons),
        examples=dict.fromkeys(reasons, "https://journal.example/" + "a" * 2000),
        ailments=tuple(Ailment(f"field:{number}", "found on none", "mend it") for number in range(40)),
    )
    lines = render_report(report, NOW + HOUR).splitlines()
    assert len(lines) <= SCREEN_LINES
    assert max(map(len, lines)) <= 200
    assert lines[0] == "journal  run r1  3600 s  (not complete)"
    assert "  ailing field:0" in "\n".join(lines)


@contextmanager
def listening(status: int) -> Iterator[tuple[str, list[bytes]]]:
    """A server that takes reports and answers with `status`."""
    got: list[bytes] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/secret-token", got
        server.shutdown()


def test_a_report_for_machines(tmp_path: Path) -> None:
    report = make_report(failures=Counter({"HTTP 500": 2}), filled=Counter(text=7), ailments=(Ailment("errors", "c", "r"),))
    metrics = tmp_path / "metrics" / "newscrawl-{site}.prom"
    with listening(204) as (hook, got):
        settings = Settings({"NEWSCRAWL_STATE": str(tmp_path), "NEWSCRAWL_PROMETHEUS": str(metrics), "NEWSCRAWL_WEBHOOK": hook})
        check_outputs(settings)
        for status in (1, 0):
            publish_report(report, status, NOW + HOUR, settings)
    told = json.loads((tmp_path / "reports" / "site=journal" / "run=r1.json").read_text("utf-8"))
    assert told == json.loads(json.dumps(describe_run(report, 0, NOW + HOUR)))
    assert (told["schema"], told["finished_at"], told["ailments"][0]["rule"]) == (
        "newscrawl.run/1",
        "2022-12-11T09:00:00Z",
        "errors",
    )
    (sent,) = got  # of the run that was not well only
    assert json.loads(sent)["status"] == 1
    shown = (tmp_path / "metrics" / "newscrawl-journal.prom").read_text("utf-8").splitlines()
    assert 'newscrawl_last_run_status{site="journal"} 0.0' in shown
    assert 'newscrawl_last_run_failures{reason="HTTP 500",site="journal"} 2.0' in shown
    assert 'newscrawl_last_run_filled{field="text",site="journal"} 7.0' in shown


def test_a_webhook_that_fails_is_told_without_its_secret(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with listening(500) as (hook, _):
        publish_report(make_report(), 1, NOW, Settings({"NEWSCRAWL_STATE": str(tmp_path), "NEWSCRAWL_WEBHOOK": hook}))
    publish_report(make_report(), 1, NOW, Settings({"NEWSCRAWL_STATE": str(tmp_path), "NEWSCRAWL_WEBHOOK": hook}))  # gone
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert all(line.startswith("newscrawl: NEWSCRAWL_WEBHOOK: 127.0.0.1 did not take the report") for line in told)
    assert "secret" not in "".join(told)


def test_a_webhook_that_is_no_address_is_a_mistake() -> None:
    with pytest.raises(UserMistake, match="NEWSCRAWL_WEBHOOK: is no web address"):
        check_outputs(Settings({"NEWSCRAWL_WEBHOOK": "file:///etc/passwd"}))
