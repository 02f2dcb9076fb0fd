"""Rests: a door that has no news, or fails, is not asked in every run; how long, and that nothing is lost by it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from scrapy_run import Ended, edit_ledger, read_lake, run_scrapy

from newscrawl.crawl.discovery import Discovery
from newscrawl.crawl.doors import DoorAnswer
from newscrawl.crawl.doors.rest import FAILING, QUIET, UNCHANGED, Rests, quiet_until, rest_until
from newscrawl.crawl.report import RunReport
from newscrawl.crawl.walk import MAX_BROKEN
from newscrawl.replica import Replica
from newscrawl.site import Feed, FeedItem, Site, Sitemap
from newscrawl.store import Poll

NAME, HOST = "nouvelles_du_monde", "www.nouvelles-dumonde.com"
API, FEED, SITEMAP = "/wp-json/", "/feed/", "/sitemap_index.xml"
NOW = datetime(2022, 12, 11, 8, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def polls(*news: int, listed: int = 10, every: timedelta = HOUR, failed: int = 0) -> tuple[Poll, ...]:
    """Polls `every` so often, each with so many news, the latest first and NOW; the latest `failed` of them failed."""
    return tuple(
        Poll("feed", NOW - number * every, 0 if number < failed else listed, new, "HTTP 500" if number < failed else None)
        for number, new in enumerate(news)
    )


FAILURES = [((), None), ((3, 0), None), ((3, 2), None), ((3, 3), 1), ((9, 5), 4), ((60, 50), 168)]


@pytest.mark.parametrize(("known", "hours"), FAILURES)
def test_how_long_a_door_rests_that_keeps_failing(known: tuple[int, int], hours: int | None) -> None:
    found = polls(*[0] * known[0], failed=known[1]) if known else ()
    assert rest_until(found) == (None if hours is None else NOW + hours * HOUR)


@pytest.mark.parametrize(
    ("known", "minutes"),
    [
        ((), None),
        (polls(10), None),  # the first poll says nothing
        (polls(0, 10), 7.5),
        (polls(0, 0, 0, 0, 10), 30),  # quiet for four hours
        (polls(*[0] * 40, 10), 300),
        (polls(*[0] * 49, every=DAY), 24 * 60),  # never over a day
        (polls(1, 1, 1, 1, 10), 7.5),  # some news each hour
        (polls(5, 0, 0, 0, 10), None),  # half of what it lists is new: full of news
        (polls(1, *[0] * 23, 10), 180),  # news a day ago and now
        (polls(1, 0, 0, 1, 0, 0, 1, 0, 0, 10), 22.5),  # every three hours
        (polls(0, 0, 0, 10, failed=1), None),  # what fails is asked again
    ],
)
def test_how_long_a_door_rests_that_has_little_news(known: tuple[Poll, ...], minutes: float | None) -> None:
    assert quiet_until(known, DAY) == (None if minutes is None else NOW + minutes * MINUTE)


@pytest.mark.parametrize(
    ("news_every", "runs_every", "share", "delay"),
    [
        (2 * HOUR, 30 * MINUTE, 1.0, 30 * MINUTE),  # a busy site is asked by every run
        (6 * HOUR, 30 * MINUTE, 0.6, HOUR),
        (DAY, 30 * MINUTE, 0.2, 6 * HOUR),
        (5 * DAY, 10 * MINUTE, 0.02, 15 * HOUR),
    ],
)
def test_a_door_is_asked_by_how_often_it_has_news(
    news_every: timedelta, runs_every: timedelta, share: float, delay: timedelta
) -> None:
    """Thirty days of runs: the share of them that ask, and the longest that news had to wait."""
    known, seen, runs, asked, longest = [Poll("feed", NOW, 10, 10)], 0, 0, 0, timedelta(0)
    for runs in range(1, 30 * DAY // runs_every):
        now = NOW + runs * runs_every
        if Rests({"feed": known}, now, DAY).find_quiet("feed"):
            continue
        published = runs * runs_every // news_every
        if published > seen:
            longest = max(longest, now - (NOW + (seen + 1) * news_every))
        known = [Poll("feed", now, 10, published - seen), *known][:50]
        asked, seen = asked + 1, published
    assert asked / runs <= share
    assert longest <= delay


BEFORE, AFTER = "2022-12-09", "2022-12-11T07:30:00Z"  # half an hour before the last poll is after it, by a clock behind ours


@pytest.mark.parametrize(
    ("known", "lastmod", "why"),
    [
        ((), BEFORE, None),  # never read
        (polls(0), BEFORE, UNCHANGED),
        (polls(0), AFTER, None),
        (polls(0, 0, 0, 0), "yesterday", QUIET),  # no date that can be read: by its news
        (polls(0, 0, 0, 0), None, QUIET),
        (polls(9, 9, 9), None, None),
        (polls(9, 9, 9), BEFORE, UNCHANGED),
        (polls(0, 0, failed=1), BEFORE, None),
        (polls(0, 0, 0, failed=3), AFTER, FAILING),
    ],
)
def test_which_sitemaps_of_an_index_rest(known: tuple[Poll, ...], lastmod: str | None, why: str | None) -> None:
    assert Rests({"s": known}, NOW + 10 * MINUTE, DAY).find_sitemap("s", lastmod) == why
    later = Rests({"s": known}, NOW + 25 * HOUR, DAY)
    assert later.find_sitemap("s", lastmod) is None  # a date may lie: it is looked at once a day
    unsettled = Rests({"s": known}, NOW + 10 * MINUTE, timedelta(0))
    assert unsettled.find_sitemap("s", lastmod) == (FAILING if why == FAILING else None)


def test_a_clock_that_was_set_back_makes_nothing_rest() -> None:
    rests = Rests({"feed": polls(0, 0, 0, 0, failed=4), "s": polls(0, 0)}, NOW - DAY, DAY)
    assert (rests.find_failing("feed"), rests.find_quiet("s"), rests.find_sitemap("s", BEFORE)) == (None, None, None)


HOME = "https://journal.example/"


def discover(rests: Rests, broken: Sequence[str] = ()) -> tuple[RunReport, list[str], list[str]]:
    """Walk an index of four sitemaps of an article each, then a feed; returns the addresses asked and those listed too."""
    index = "".join(f"<sitemap><loc>{HOME}s{n}.xml</loc><lastmod>{BEFORE}</lastmod></sitemap>" for n in range(4))
    asked = []

    async def fetch(url: str) -> DoorAnswer:
        asked.append(url.removeprefix(HOME))
        if asked[-1] in broken:
            return DoorAnswer(500, url, b"", {})
        body = f"<urlset><url><loc>{url}/un/</loc></url></urlset>" if "/s" in url else "<rss><channel/></rss>"
        return DoorAnswer(
            200, url, (f"<sitemapindex>{index}</sitemapindex>" if asked[-1] == "index.xml" else body).encode(), {}
        )

    async def pick(items: Sequence[FeedItem]) -> list[FeedItem]:
        report.news += len(items)
        return list(items)

    async def walk() -> list[str]:
        walked = Discovery(site, report, fetch=fetch, pick=pick, since=NOW, rests=rests)
        return [item.url.removeprefix(HOME) async for item in walked.iter_items()]

    site = Site(
        id="journal", name="Le Journal", domain="journal.example", home=HOME, doors=(Sitemap("/index.xml", "s"), Feed("/feed"))
    )
    report = RunReport(site=site.id, home=HOME, run="r", started_at=NOW + 10 * MINUTE)
    return report, asked, asyncio.run(walk())


def test_one_sitemap_that_fails_leaves_the_others_to_be_read() -> None:
    report, asked, listed = discover(Rests({}, NOW), broken=["s1.xml"])
    assert asked == ["index.xml", "s0.xml", "s1.xml", "s2.xml", "s3.xml", "feed"]
    assert listed == [f"s{n}.xml/un/" for n in (0, 2, 3)]
    assert report.doors == {"sitemap": f"HTTP 500 at {HOME}s1.xml", "feed": None}
    assert {poll.door.removeprefix(HOME): (poll.new, poll.failed is None) for poll in report.polls} == {
        "s0.xml": (1, True), "s1.xml": (0, False), "s2.xml": (1, True), "s3.xml": (1, True),
        "sitemap": (3, False), "feed": (0, True),
    }  # fmt: skip
    assert MAX_BROKEN == 3
    assert discover(Rests({}, NOW), broken=["s0.xml", "s1.xml", "s2.xml"])[1] == [
        "index.xml",
        "s0.xml",
        "s1.xml",
        "s2.xml",
        "feed",
    ]


def test_sitemaps_that_rest_are_passed_over_and_the_door_serves() -> None:
    known = {f"{HOME}s0.xml": polls(0, 0, 0, failed=3), **{f"{HOME}s{n}.xml": polls(0) for n in (1, 2, 3)}}
    report, asked, listed = discover(Rests(known, NOW + 10 * MINUTE, DAY), broken=["s0.xml"])
    assert (asked, listed) == (["index.xml"], [])
    assert (report.doors, report.resting_sitemaps) == ({"sitemap": None}, {FAILING: 1, UNCHANGED: 3})


@pytest.fixture
def own() -> Iterator[Replica]:
    """A replica that the test may edit."""
    with Replica() as replica:
        yield replica


def crawl(replica: Replica, folder: Path, *args: str) -> Ended:
    quick = ("DOWNLOAD_DELAY=0", "CONCURRENT_REQUESTS_PER_DOMAIN=8", "RETRY_TIMES=0", "NEWSCRAWL_READ_TIMEOUT=60")
    replica.requests.clear()
    options = [word for setting in quick for word in ("-s", setting)]
    return run_scrapy("crawl", NAME, *options, *args, folder=folder, replica=replica.url)


def let_pass(folder: Path, span: timedelta) -> None:
    """Make all that the ledger remembers so much older."""
    for table, column in (("polls", "at"), ("runs", "started_at"), ("visits", "next_visit")):
        moved = f"strftime('%Y-%m-%dT%H:%M:%f000+00:00', {column}, '-{span // MINUTE} minutes')"
        edit_ledger(folder, NAME, f"UPDATE {table} SET {column} = {moved}")  # noqa: S608 - our own names


@pytest.fixture
def quiet(own: Replica, tmp_path: Path) -> Replica:
    """A replica that was crawled whole forty hours ago and has had nothing new: it may rest for five hours."""
    assert crawl(own, tmp_path).status == 0
    let_pass(tmp_path, 40 * HOUR)
    assert crawl(own, tmp_path).status == 0
    assert len(own.requests) == 1
    return own


def test_a_door_without_news_rests_and_what_comes_meanwhile_is_not_lost(quiet: Replica, tmp_path: Path) -> None:
    posts = len(read_lake(tmp_path))
    let_pass(tmp_path, 2 * HOUR)
    for _ in range(2):
        rested = crawl(quiet, tmp_path)
        assert (rested.status, quiet.requests) == (0, []), rested.err
        assert "  wordpress       rests until 2" in rested.err
        assert "(not complete)" not in rested.err
    shown = run_scrapy("runs", folder=tmp_path)
    assert [line.split(b"\t")[2] for line in shown.out.splitlines()[1:]] == [b"rested", b"rested", b"well", b"well"]

    let_pass(tmp_path, 4 * HOUR)  # published after the poll, six hours ago, and long before the two runs that asked nothing
    when = datetime.now(UTC) - timedelta(hours=5.5)
    quiet.publish(
        HOST, "pont-rouvert", title="Le pont a rouvert", body="Le pont a rouvert dimanche.", published=when, modified=when
    )
    assert crawl(quiet, tmp_path).status == 0
    assert len(read_lake(tmp_path)) == posts + 1
    assert crawl(quiet, tmp_path).status == 0
    assert len(quiet.requests) == 1  # it had news


@pytest.mark.parametrize(
    ("args", "since_the_last"),
    [(("-s", "NEWSCRAWL_MAX_REST=0"), HOUR), (("-a", "since=2022-12-01"), HOUR), ((), 4 * HOUR)],
    ids=["no rest is wanted", "a day is asked for", "the first run for a while"],
)
def test_what_asks_a_door_that_rests(quiet: Replica, tmp_path: Path, args: tuple[str, ...], since_the_last: timedelta) -> None:
    let_pass(tmp_path, since_the_last)
    assert crawl(quiet, tmp_path, *args).status == 0
    assert any(request.path.startswith(API) for request in quiet.requests)


def test_a_door_rests_only_where_all_that_it_listed_was_fetched(quiet: Replica, tmp_path: Path) -> None:
    let_pass(tmp_path, HOUR)
    edit_ledger(tmp_path, NAME, "UPDATE runs SET complete = 0 WHERE started_at = (SELECT max(started_at) FROM runs)")
    assert crawl(quiet, tmp_path).status == 0
    assert any(request.path.startswith(API) for request in quiet.requests)


def test_a_door_that_keeps_failing_rests_and_the_report_says_so(own: Replica, tmp_path: Path) -> None:
    own.faults.set(HOST, API, 401)
    asked = []
    for _ in range(4):
        ended = crawl(own, tmp_path)
        assert ended.status == 0
        asked.append(any(request.path.startswith(API) for request in own.requests))
    assert asked == [True, True, True, False]
    assert "wordpress       failed: rests until 2" in ended.err
    for prefix in (FEED, SITEMAP, "/"):
        own.faults.set(HOST, prefix, 404)
    own.faults.set(HOST, API, 401)
    assert crawl(own, tmp_path).status == 1
    assert any(request.path.startswith(API) for request in own.requests)  # when all others fail it is asked all the same
