"""What page, header and host reserve, and what the policy makes of it."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from article_factory import make_article
from hostile_server import HostileServer, Reply
from scrapy_run import read_lake, run_scrapy

from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.rights_policy import Policy, apply_policy, find_reservation, read_policy
from newscrawl.crawl.web.tdmrep import MAX_RULES, TdmRule, find_rule, read_tdmrep
from newscrawl.items import Rights
from newscrawl.page import read_page

FREE = Rights(robots=(), tdm_reservation=None, tdm_policy=None, noai=False, licence=None)


@pytest.mark.parametrize(
    ("location", "path", "matches"),
    [
        ("/", "/any/thing", True), ("/news", "/news/x", True), ("/news", "/other", False), ("*", "/x", True), ("/*.html", "/a.html?x", True),
        ("/*.html$", "/a.html", True), ("/*.html$", "/a.html?x", False), ("/a*b*c", "/a--b--c--", True), ("/a*b*c", "/a--c--b", False),
        ("/x$", "/x", True), ("/x$", "/xy", False), ("/*a$", "/a", True), ("/a*a$", "/a", False), ("/*", "/", True), ("$", "", True),
    ],
)  # fmt: skip
def test_locations_match_as_in_robots_txt(location: str, path: str, *, matches: bool) -> None:
    assert TdmRule(location, reserved=True).matches(path) is matches


def test_a_location_of_stars_is_matched_in_linear_time() -> None:
    began = time.process_time()
    assert not TdmRule("/" + "a*" * 900 + "b$", reserved=True).matches("/" + "a" * 100_000)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"{}", b"null", b"[1, null, [], {}]", b"[" * 100_000, b'[{"location": "/", "tdm-reservation": 2}]', b'[{"tdm-reservation": 1}]',
     b'[{"location": 5, "tdm-reservation": 1}]', b"\xff\xfe", b"<html></html>"],
)  # fmt: skip
def test_what_is_no_tdmrep_reserves_nothing(body: bytes) -> None:
    assert read_tdmrep(body, "https://a.example/.well-known/tdmrep.json") == ()


def test_the_most_specific_rule_holds() -> None:
    entries = [
        {"location": "/", "tdm-reservation": 1, "tdm-policy": "/policies/tdm.json"},
        {"location": "/free/*", "tdm-reservation": 0},
        {"location": "/*.pdf$", "tdm-reservation": "1", "tdm-policy": "javascript:alert(1)"},
        {"location": "/bad", "tdm-reservation": 1, "tdm-policy": "https://a.example/\r\nSet-Cookie: x=1"},
    ]
    rules = read_tdmrep(json.dumps(entries).encode(), "https://a.example/.well-known/tdmrep.json")
    assert find_rule(rules, "https://a.example/x") == TdmRule("/", True, "https://a.example/policies/tdm.json")  # noqa: FBT003
    assert find_rule(rules, "https://a.example/free/x") == TdmRule("/free/*", reserved=False)
    assert find_rule(rules, "https://a.example/x/y.pdf") == TdmRule("/*.pdf$", reserved=True)
    assert find_rule(rules, "https://a.example/bad") == TdmRule("/bad", reserved=True)
    assert len(read_tdmrep(json.dumps(entries * 1000).encode(), "https://a.example/")) == MAX_RULES


@pytest.mark.parametrize(
    ("head", "headers", "reason"),
    [
        ("", {}, None),
        ('<meta name="robots" content="max-image-preview:large, follow">', {}, None),
        ('<meta name="tdm-reservation" content="1">', {}, "tdm-reservation"),
        ('<meta name="tdm-reservation" content="0">', {}, None),
        ("", {"TDM-Reservation": "1"}, "tdm-reservation"),
        ('<meta name="tdm-reservation" content="1">', {"tdm-reservation": "0"}, None),
        ('<meta name="robots" content="noai, noimageai">', {}, "noai"),
        ('<meta name="newscrawl" content="noimageai">', {}, "noai"),
        ("", {"X-Robots-Tag": "noai"}, "noai"),
        ("", {"X-Robots-Tag": "otherbot: noai, noindex"}, None),
        ("", {"X-Robots-Tag": "newscrawl: noarchive"}, "noarchive"),
        ('<meta name="ROBOTS" content="NONE">', {}, "noindex"),
        ('<meta name="robots" content="noindex">', {}, "noindex"),
    ],
)
def test_what_reserves(head: str, headers: dict[str, str], reason: str | None) -> None:
    page = read_page(
        f"<html><head>{head}</head><body><p>Text.</p></body></html>".encode(), "https://a.example/x", headers=headers
    )
    assert find_reservation(page.rights) == reason


@pytest.mark.parametrize("policy", ["record", "skip", "metadata"])
def test_what_is_free_is_written_as_it_is(policy: Policy) -> None:
    article = replace(make_article(), rights=FREE)
    assert apply_policy(article, policy) == article


def test_what_is_reserved_is_recorded_skipped_or_cut() -> None:
    article = replace(make_article(), rights=replace(FREE, tdm_reservation=True))
    assert apply_policy(article, "record") == article
    assert apply_policy(article, "skip") is None
    cut = apply_policy(article, "metadata")
    assert cut is not None
    assert (cut.text, cut.summary, cut.images, "text_withheld" in cut.flags) == (None, None, (), True)
    assert (cut.id, cut.title, cut.content_hash, cut.credits, cut.rights) == (
        article.id, article.title, article.content_hash, article.credits, article.rights,
    )  # fmt: skip


def test_an_unknown_policy_is_a_mistake() -> None:
    with pytest.raises(UserMistake, match="choose one of record, skip, metadata"):
        read_policy("Skip")


@pytest.mark.parametrize(
    ("policy", "told", "texts"),
    [
        ("record", "2 (noai 1, tdm-reservation 1): recorded", {"/a1/": True, "/a2/": True, "/a3/": True}),
        ("skip", "2 (noai 1, tdm-reservation 1): not written", {"/a3/": True}),
        ("metadata", "2 (noai 1, tdm-reservation 1): written without text", {"/a1/": False, "/a2/": False, "/a3/": True}),
    ],
)
def test_a_crawl_keeps_to_the_policy(tmp_path: Path, policy: str, told: str, texts: dict[str, bool]) -> None:
    stale = tmp_path / "state" / "tdmrep" / "rights-example.0.json"
    stale.parent.mkdir(parents=True)
    stale.write_text("{}", "utf-8")
    os.utime(stale, (0, 0))
    with HostileServer() as server:
        for path, headers in (("/a1/", ()), ("/a2/", (("X-Robots-Tag", "noai"),)), ("/a3/", ())):
            server.add_article("rights.example", path, headers=headers)
        rules = [{"location": "/a1/", "tdm-reservation": 1, "tdm-policy": "/tdm.json"}]
        server.add("rights.example", "/.well-known/tdmrep.json", Reply(json.dumps(rules).encode(), "application/json"))
        project = server.project(tmp_path, "rights")
        args = ("crawl", "rights", "-s", f"NEWSCRAWL_RIGHTS={policy}")
        ended = run_scrapy(*args, folder=tmp_path, replica=server.url, cwd=project)
        server.asked.clear()
        again = run_scrapy(*args, folder=tmp_path, replica=server.url, cwd=project)
        asked = [target for _, target in server.asked]
    assert (ended.status, again.status) == (0, 0), ended.err + again.err
    assert asked == ["/feed/"]  # a page that was not written is known all the same, and its host's files are kept for a day
    assert len(list(stale.parent.iterdir())) == 1
    assert not stale.exists()
    assert f"rights reserved {told}" in ended.err
    lines = {line["url"].removeprefix("https://rights.example"): line for line in read_lake(tmp_path)}
    assert {path: line["text"] is not None for path, line in lines.items()} == texts
    if "/a1/" in lines:
        assert lines["/a1/"]["rights"]["tdm_policy"] == "https://rights.example/tdm.json"
