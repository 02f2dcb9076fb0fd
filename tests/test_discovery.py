"""Discovery without Scrapy: which items are asked for, and why a door that lists nothing of use has failed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from article_factory import make_article

from newscrawl.crawl.delivery import RunEnd
from newscrawl.crawl.discovery import Discovery
from newscrawl.crawl.doors import DoorAnswer
from newscrawl.crawl.report import RunReport
from newscrawl.crawl.revisit import Seen
from newscrawl.crawl.visited import Visited
from newscrawl.crawl.writer import RunWriter
from newscrawl.site import Feed, FeedItem, Site

STARTED = datetime(2022, 12, 11, 8, tzinfo=UTC)
SITE = Site(id="journal", name="Le Journal", domain="journal.example", home="https://journal.example/", doors=(Feed(),))


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("", "it lists nothing"),
        (
            "<item><link>https://journal.other.example/un/</link></item>",
            "none of the 1 addresses it lists is on journal.example",
        ),
    ],
)
def test_a_door_without_an_article_of_the_site_says_why(link: str, told: str) -> None:
    async def fetch(url: str) -> DoorAnswer:
        status = 404 if "paged=2" in url else 200
        return DoorAnswer(status, url, f"<rss><channel>{link}</channel></rss>".encode(), {})

    async def pick(items: Sequence[FeedItem]) -> list[FeedItem]:
        return list(items)

    async def walk() -> list[FeedItem]:
        return [item async for item in Discovery(SITE, report, fetch=fetch, pick=pick).iter_items()]

    report = RunReport(site=SITE.id, home=SITE.home, run="r", started_at=STARTED)
    assert asyncio.run(walk()) == []
    assert told in str(report.doors["feed"])


@pytest.mark.parametrize(
    ("behind", "asked"),
    [
        (timedelta(minutes=-1), True),
        (timedelta(minutes=59), True),  # by a clock behind ours it may have been changed after the run
        (timedelta(minutes=61), False),
        (None, False),  # the door gives no date of modification, and its time has not come
    ],
)
def test_what_was_delivered_is_asked_for_again_when_it_may_have_changed(
    tmp_path: Path, *, behind: timedelta | None, asked: bool
) -> None:
    article = make_article()
    writer = RunWriter(tmp_path / "data", tmp_path / "state", site="journal", run="r1", started_at=STARTED)
    item = FeedItem(article.url, "wordpress")
    writer.submit(article, (), Seen(item, STARTED)).result()
    writer.close(RunEnd(complete=True))
    modified = None if behind is None else (STARTED - behind).isoformat()
    item = FeedItem(article.url, "wordpress", modified=modified)

    async def pick() -> list[FeedItem]:
        return [picked for picked, _ in await visited.pick_due([item], STARTED + timedelta(minutes=30))]

    visited = Visited(tmp_path / "state", "journal")
    try:
        assert asyncio.run(pick()) == ([item] if asked else [])
    finally:
        visited.close()


def test_every_edition_is_asked_though_one_fails() -> None:
    homes = [f"https://journal.example/{language}/" for language in ("fr", "en", "es")]
    site = replace(SITE, home=homes[0], editions=tuple(homes[1:]), doors=(Feed("rss", paged=None), Feed("other", paged=None)))
    asked: list[str] = []

    async def fetch(url: str) -> DoorAnswer:
        asked.append(url)
        links = f"<item><link>{url}-story</link></item>" if url != f"{homes[1]}rss" else ""
        return DoorAnswer(200 if links else 503, url, f"<rss><channel>{links}</channel></rss>".encode(), {})

    async def pick(items: Sequence[FeedItem]) -> list[FeedItem]:
        return list(items)

    async def walk() -> list[FeedItem]:
        return [item async for item in Discovery(site, report, fetch=fetch, pick=pick).iter_items()]

    report = RunReport(site=site.id, home=site.home, run="r", started_at=STARTED)
    found = [item.url for item in asyncio.run(walk())]
    assert found[:2] == [f"{homes[0]}rss-story", f"{homes[2]}rss-story"]
    assert f"{homes[1]}other-story" in found  # the next door goes over the ground of the one that failed
    assert asked == [f"{home}{path}" for path in ("rss", "other") for home in homes]


def test_what_a_search_engine_lists_is_asked_wherever_it_stands() -> None:
    site = replace(SITE, gathers=True, doors=(Feed(paged=None),))

    async def fetch(url: str) -> DoorAnswer:
        link = "<item><link>https://elsewhere.example/un-article/</link></item>"
        return DoorAnswer(200, url, f"<rss><channel>{link}</channel></rss>".encode(), {})

    async def pick(items: Sequence[FeedItem]) -> list[FeedItem]:
        return list(items)

    async def walk() -> list[FeedItem]:
        return [item async for item in Discovery(site, report, fetch=fetch, pick=pick).iter_items()]

    report = RunReport(site=site.id, home=site.home, run="r", started_at=STARTED)
    assert [item.url for item in asyncio.run(walk())] == ["https://elsewhere.example/un-article/"]
