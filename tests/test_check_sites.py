"""`scrapy check-sites`: a sound replica is well; a door, a rule or a page that was broken on purpose is told, and only that."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy_run import PROJECT, Ended, run_scrapy

from newscrawl.crawl.checking.verdict import judge_visit
from newscrawl.crawl.checking.visit import DoorVisit, SiteVisit, choose_items
from newscrawl.crawl.project import load_sites
from newscrawl.replica import Replica
from newscrawl.replica.faults import Behaviour
from newscrawl.site import FeedItem

MONDE, MONDE_HOST = "nouvelles_du_monde", "www.nouvelles-dumonde.com"
QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "NEWSCRAWL_BACKOFF=0.1", "-s", "RETRY_TIMES=0")


@pytest.fixture
def check(replica: Replica, tmp_path: Path) -> Callable[..., Ended]:
    def run(*args: str, cwd: Path = PROJECT) -> Ended:
        return run_scrapy("check-sites", *QUICK, *args, folder=tmp_path, replica=replica.url, cwd=cwd)

    return run


def rows_of(ended: Ended) -> list[list[str]]:
    return [line.split("\t") for line in ended.out.decode().splitlines()]


def test_every_site_of_the_replica_is_well(check: Callable[..., Ended], replica: Replica, tmp_path: Path) -> None:
    ended = check()
    assert (ended.status, ended.err) == (0, "")
    heading, *rows = rows_of(ended)
    assert heading == ["site", "kind", "what", "found", "of", "verdict"]
    sites = load_sites(Settings({"SPIDER_MODULES": ["spiders"]}))
    assert {row[0] for row in rows} == {site.id for site in sites}
    doors = [row for row in rows if row[1] == "door"]
    assert len(doors) == sum(len(site.doors) * (1 + len(site.editions)) for site in sites)
    assert all(int(row[3]) > 0 and row[5] == "answers" for row in doors)
    rules = [row for row in rows if row[1] == "rule"]
    assert [MONDE, "rule", "title h1.entry-title", "3", "3", "hits"] in rules
    assert ["sindonews", "rule", "text #content", "0", "0", "not tried"] in rules
    assert [row for row in rules if row[5] == "missed"] == []
    assert [MONDE, "field", "text", "3", "3", "on all"] in rows
    assert ["boursorama", "field", "authors", "0", "3", "on none"] in rows
    assert {row[5] for row in rows if row[1] == "field"} == {"on all", "on some", "on none"}
    assert list(tmp_path.iterdir()) == []  # neither lake nor ledger
    asked = [(one.host, one.path) for one in replica.requests]
    assert len([one for one in asked if one == (MONDE_HOST, "/robots.txt")]) == 1


def test_json_says_the_same_of_the_sites_named(check: Callable[..., Ended]) -> None:
    ended = check("kompas", MONDE, "--json", "--pages", "2")
    assert ended.status == 0, ended.err
    kompas, monde = ended.lines
    assert (kompas["site"], monde["site"], monde["pages"]) == ("kompas", MONDE, 2)
    assert [door["door"] for door in monde["doors"]] == ["wordpress", "feed", "sitemap", "listing"]
    assert monde["rules"][0] == {"field": "title", "css": "h1.entry-title", "tried": 2, "hits": 2}
    assert (monde["fields"]["text"], monde["failed"], monde["troubles"]) == (2, [], [])


@pytest.mark.parametrize(
    ("path", "fault", "told_as"),
    [
        ("/feed/", 404, ("feed", "HTTP 404")),
        ("/sitemap_index.xml", "html", ("sitemap", "answers with an HTML page ('One moment…'), not a sitemap")),
        ("/wp-json", "invalid_json", ("wordpress", "the answer is cut off or broken")),
    ],
)
def test_a_door_that_does_not_answer_is_told(
    check: Callable[..., Ended], replica: Replica, *, path: str, fault: int | Behaviour, told_as: tuple[str, str]
) -> None:
    door, reason = told_as
    replica.faults.set(MONDE_HOST, path, fault)
    ended = check(MONDE, "kompas")
    assert ended.status == 1
    (told,) = ended.err.splitlines()
    assert told.startswith(f"newscrawl: {MONDE}: {door} door https://{MONDE_HOST}{path}")
    assert reason in told and f"into spiders/{MONDE}.py or take the door out" in told
    assert sum(row[1] == "door" and row[5].startswith("failed: ") for row in rows_of(ended)) == 1


def test_a_rule_that_hits_no_longer_is_told_with_its_remedy(check: Callable[..., Ended], tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(PROJECT / "spiders", project / "spiders", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "scrapy.cfg", project)
    spider = project / "spiders" / f"{MONDE}.py"
    declared = spider.read_text("utf-8")
    assert declared.count('title=("h1.entry-title",)') == 1
    spider.write_text(declared.replace('title=("h1.entry-title",)', 'title=("h1.headline", "h1.entry-title")'), "utf-8")
    ended = check(MONDE, cwd=project)
    assert ended.status == 1
    (told,) = ended.err.splitlines()
    assert told.startswith(f"newscrawl: {MONDE}: title rule h1.headline: hit on none of 3 pages; ")
    assert f"mend the selector in spiders/{MONDE}.py" in told
    rows = [row for row in rows_of(ended) if row[1] == "rule" and row[2].startswith("title")]
    assert [row[2:] for row in rows] == [
        ["title h1.headline", "0", "3", "missed"],
        ["title h1.entry-title", "3", "3", "hits"],
    ]


def test_articles_that_cannot_be_read_are_told(check: Callable[..., Ended], replica: Replica) -> None:
    replica.faults.set("www.bignewsnetwork.com", "/news/", 404)
    ended = check("big_news_network", "--json")
    assert ended.status == 1
    (network,) = ended.lines
    assert network["pages"] == 0 and {reason for _, reason in network["failed"]} == {"HTTP 404"}
    assert {rule["tried"] for rule in network["rules"]} == {0}
    (told,) = ended.err.splitlines()
    assert "newscrawl: big_news_network: articles: none could be read: HTTP 404; scrapy probe https://www.big" in told


def test_robots_is_obeyed(check: Callable[..., Ended], replica: Replica) -> None:
    replica.faults.set("www.boursorama.com", "/robots.txt", 403, headers=())
    assert check("boursorama").status == 0  # RFC 9309: a 4xx allows all
    replica.faults.set("www.boursorama.com", "/robots.txt", 500)
    replica.requests.clear()
    ended = check("boursorama")
    assert ended.status == 1 and "no robots.txt to go by" in ended.err
    assert {one.path for one in replica.requests} == {"/robots.txt"}


@pytest.mark.parametrize(
    ("args", "remedy"),
    [
        (["nouvelles"], "there is no such spider in spiders; did you mean nouvelles_du_monde?"),
        (["wordpress"], "wordpress: declares no site of its own; look at one of its pages with scrapy probe URL"),
        (["kompas", "--pages", "0"], "--pages takes a number from 1 to 20"),
        (["--page-s"], "there is no option --page-s"),
    ],
)
def test_mistakes_take_one_line(check: Callable[..., Ended], replica: Replica, args: list[str], remedy: str) -> None:
    ended = check(*args)
    assert (ended.status, ended.out, len(ended.err.splitlines())) == (2, b"", 1)
    assert remedy in ended.err
    assert list(replica.requests) == []


def test_outside_of_a_project(check: Callable[..., Ended], tmp_path: Path) -> None:
    ended = check(cwd=tmp_path)
    assert ended.status == 2
    assert "run `scrapy check-sites` in the folder that holds scrapy.cfg" in ended.err


def test_articles_are_chosen_from_each_list_in_turn_and_none_twice() -> None:
    lists = [[FeedItem(f"https://a.example/{name}", "feed") for name in names] for names in ("abc", "", "ax", "y")]
    assert [item.url[-1] for item in choose_items(lists, 4)] == ["a", "y", "b", "x"]
    assert [item.url[-1] for item in choose_items(lists, 9)] == ["a", "y", "b", "x", "c"]


def test_a_site_none_of_whose_doors_answers_has_nothing_to_read() -> None:
    site = load_sites(Settings({"SPIDER_MODULES": ["spiders"]}))[0]
    found = judge_visit(SiteVisit(site, (DoorVisit("feed", "https://allafrica.com/x", failed="timeout"),)))
    assert [trouble.said for trouble in found.troubles] == ["timeout", "none could be read: no door lists any"]
    assert json.dumps(found.fields).count(": 0") == len(found.fields)
