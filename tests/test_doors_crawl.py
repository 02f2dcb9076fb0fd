"""Crawls through doors as the world serves them: the articles arrive, or the run says why not; nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from scrapy_run import Ended, edit_ledger, read_lake, run_scrapy

from newscrawl.replica import Replica
from newscrawl.replica.faults import Behaviour

NAME: Final = "nouvelles_du_monde"
HOST: Final = "www.nouvelles-dumonde.com"
HOME: Final = f"https://{HOST}/"
API, FEED, SITEMAP, SITEMAPS = "/wp-json/", "/feed/", "/sitemap_index.xml", "/post-sitemap"

Crawl = Callable[..., Ended]


@pytest.fixture
def crawl(replica: Replica, tmp_path: Path) -> Crawl:
    """Crawl the site, without waiting between requests."""
    return lambda *args: quick_crawl(replica, tmp_path, *args)


def quick_crawl(replica: Replica, folder: Path, *args: str) -> Ended:
    quick = ("DOWNLOAD_DELAY=0", "RETRY_TIMES=0", "NEWSCRAWL_READ_TIMEOUT=60", "CONCURRENT_REQUESTS_PER_DOMAIN=8")
    options = [word for setting in quick for word in ("-s", setting)]
    return run_scrapy("crawl", NAME, *options, *args, folder=folder, replica=replica.url)


def delivered(folder: Path) -> list[str]:
    return [line["url"] for line in read_lake(folder)]


@pytest.mark.parametrize("behaviour", ["windows_1252", "dirty", "packed", "mislabelled"])
@pytest.mark.parametrize(("door", "down"), [(FEED, ()), (SITEMAP, (FEED,))])
def test_every_article_arrives_by_a_door_that_is_served_badly(
    crawl: Crawl, replica: Replica, tmp_path: Path, *, behaviour: Behaviour, door: str, down: tuple[str, ...]
) -> None:
    for prefix in (API, *down):
        replica.faults.set(HOST, prefix, 404)
    for prefix in (door, SITEMAPS):
        replica.faults.set(HOST, prefix, behaviour)
    ended = crawl()
    assert ended.status == 0, ended.err
    assert sorted(delivered(tmp_path)) == sorted(replica.truth(HOST))
    assert {line["crawl"]["via"] for line in read_lake(tmp_path)} == {"feed" if door == FEED else "sitemap"}


@pytest.mark.parametrize("behaviour", ["invalid_json", "truncate"])  # by the server, and on its way
def test_a_feed_that_is_cut_off_gives_what_was_whole_and_the_next_door_the_rest(
    crawl: Crawl, replica: Replica, tmp_path: Path, behaviour: Behaviour
) -> None:
    replica.faults.set(HOST, API, 404)
    replica.faults.set(HOST, FEED, behaviour)
    ended = crawl()
    assert ended.status == 0
    assert "the feed door failed: the answer is cut off: only" in ended.err
    assert sorted(delivered(tmp_path)) == sorted(replica.truth(HOST))
    assert {line["crawl"]["via"] for line in read_lake(tmp_path)} == {"feed", "sitemap"}


def test_a_feed_that_is_cut_off_and_is_the_only_door_leaves_the_run_incomplete(
    crawl: Crawl, replica: Replica, tmp_path: Path
) -> None:
    replica.faults.set(HOST, "/", 404)
    for url in replica.truth(HOST):
        replica.faults.set(HOST, url.removeprefix(HOME[:-1]), "mislabelled")  # which is harmless
    replica.faults.set(HOST, FEED, "invalid_json")
    ended = crawl()
    assert ended.status == 0
    assert "(not complete)" in ended.err
    first = delivered(tmp_path)
    assert 0 < len(first) < len(replica.truth(HOST))
    replica.faults.set(HOST, FEED, "mislabelled")
    assert crawl().status == 0
    assert sorted(delivered(tmp_path)) == sorted(replica.truth(HOST))  # those older than the first run too, none twice


def test_dates_that_say_nothing_keep_no_article_back(crawl: Crawl, replica: Replica, tmp_path: Path) -> None:
    """All dates in the past and the same: the first run sees half of the articles, and the second finds the others."""
    replica.faults.set(HOST, API, 404)
    replica.faults.set(HOST, FEED, "one_date")
    assert crawl("-a", "limit=3").status == 0
    edit_ledger(tmp_path, NAME, "UPDATE runs SET complete = 1")  # as if the door had listed no more at the time
    ended = crawl()
    assert ended.status == 0
    assert sorted(delivered(tmp_path)) == sorted(replica.truth(HOST))
    (told,) = [line for line in ended.err.splitlines() if line.startswith("  feed dates ")]
    assert "published dates of all" in told and "say nothing and are passed over" in told
    report = json.loads(max((tmp_path / "state" / "reports").rglob("*.json")).read_text("utf-8"))
    assert report["remarks"] == {"feed dates": told.split(maxsplit=2)[2]}
    assert all(line["published"]["raw"] != "Sun, 06 Nov 2022 08:49:37 GMT" for line in read_lake(tmp_path))


def test_an_article_that_is_dated_by_a_clock_that_is_behind_arrives(tmp_path: Path) -> None:
    with Replica() as own:
        own.faults.set(HOST, API, 404)
        assert quick_crawl(own, tmp_path).status == 0
        body = "Le marché a rouvert ses portes mardi matin, après deux mois de travaux, a dit la mairie.\n\n" * 3
        dated = datetime.now(UTC) - timedelta(hours=5)  # local time that is labelled UTC
        own.publish(HOST, "le-marche-rouvre", title="Le marché rouvre", body=body, published=dated)
        assert quick_crawl(own, tmp_path).status == 0
        assert f"{HOME}le-marche-rouvre/" in delivered(tmp_path)


@pytest.mark.parametrize("times", [1, None])
def test_a_304_that_nobody_asked_for_is_asked_again_and_else_the_next_door(
    crawl: Crawl, replica: Replica, tmp_path: Path, times: int | None
) -> None:
    replica.faults.set(HOST, API, 404)
    replica.faults.set(HOST, FEED, 304, times=times)
    ended = crawl()
    assert ended.status == 0
    assert sorted(delivered(tmp_path)) == sorted(replica.truth(HOST))
    via = {line["crawl"]["via"] for line in read_lake(tmp_path)}
    assert via == ({"feed"} if times else {"sitemap"})
    assert ("the feed door failed: HTTP 304, though nobody asked whether it changed" in ended.err) is (times is None)


def test_the_amp_form_of_an_article_is_not_taken_beside_it(crawl: Crawl, replica: Replica, tmp_path: Path) -> None:
    replica.faults.set(HOST, API, 404)
    replica.faults.set(HOST, FEED, "amp_links")
    ended = crawl()
    assert ended.status == 0
    assert sorted(delivered(tmp_path)) == sorted(replica.truth(HOST))
    replica.faults.clear()
    assert crawl().status == 0  # by the API, under the addresses of their own
    assert sorted(delivered(tmp_path)) == sorted(replica.truth(HOST))


def test_the_amp_form_stands_in_for_a_page_that_cannot_be_had(crawl: Crawl, replica: Replica, tmp_path: Path) -> None:
    slug = min(replica.truth(HOST)).removeprefix(HOME).rstrip("/")
    replica.faults.set(HOST, API, 404)
    replica.faults.set(HOST, FEED, "amp_links")
    replica.faults.set(HOST, f"/{slug}/", 403)
    replica.faults.set(HOST, f"/{slug}/amp/", "mislabelled")
    ended = crawl()
    assert ended.status == 0
    assert sorted(delivered(tmp_path)) == sorted([f"{HOME}{slug}/amp/", *(set(replica.truth(HOST)) - {f"{HOME}{slug}/"})])
    assert {line["canonical_url"] for line in read_lake(tmp_path)} == set(replica.truth(HOST))


def test_an_api_that_is_closed_is_named_with_the_sites_own_words(crawl: Crawl, replica: Replica) -> None:
    replica.faults.set(HOST, API, "html")
    replica.faults.set(HOST, FEED, "html")
    ended = crawl("-a", "limit=1")
    assert f"{HOME}feed/ answers with an HTML page ('One moment…'), not a feed" in ended.err
    assert "answers with an HTML page ('One moment…'), not the API of WordPress" in ended.err
