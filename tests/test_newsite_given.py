"""`scrapy newsite`: what it makes of the address that it is given, what it tells while it asks, and where it refuses."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from new_project import EMPTY, Project, make_project
from scrapy_run import crawl_environment

from newscrawl.crawl.doors import DoorAnswer
from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.newsite.command import iter_rows
from newscrawl.crawl.newsite.given import find_article, find_home, read_given_door
from newscrawl.crawl.newsite.memory import Remembering
from newscrawl.crawl.newsite.survey import survey_site
from newscrawl.replica import Replica
from newscrawl.site import Feed, Listing, Sitemap


@pytest.fixture
def project(replica: Replica, tmp_path: Path) -> Project:
    return make_project(replica, tmp_path)


@pytest.mark.parametrize(
    ("url", "row", "told"),
    [
        (
            "https://www.france24.com/", "404            https://www.france24.com/sitemap.xml",
            "https://www.france24.com/: answers 404, and no feed, WordPress API, sitemap or list of titles was found",
        ),
        (
            "https://www.msn.com/en-us/news/world", "200 text/plain https://www.msn.com/robots.txt",
            "none could be read: ",
        ),
    ],
)  # fmt: skip
def test_a_refusal_names_each_address_with_what_came(project: Project, *, url: str, row: str, told: str) -> None:
    ended = project.run("newsite", "eco", url)
    *rows, last = ended.err.splitlines()
    assert (ended.status, ended.out) == (2, b"")
    assert len({line[15:] for line in rows}) == len(rows) <= 19 and row in rows
    assert f"{url} answers" in ended.err or f" {url}" in ended.err
    assert told in last and last.endswith(f"; the replica names all of its pages at {project.replica.url}/")
    assert project.files == EMPTY


def test_a_refusal_is_one_screen_at_most() -> None:
    async def ask(url: str) -> DoorAnswer:
        return DoorAnswer(404, url, b"", {})

    memory = Remembering(ask)
    for number in range(60):
        asyncio.run(memory.ask(f"https://www.example.org/{number}/{'x' * 200}"))
    rows = list(iter_rows(memory))
    assert (len(rows), rows[-1]) == (19, "and 42 more: 42 × 404\n")
    assert max(map(len, rows)) <= 120


def test_a_terminal_shows_what_is_asked(project: Project) -> None:
    terminal, end = os.openpty()
    command = [sys.executable, "-m", "scrapy", "newsite", "eco", "https://allafrica.com/stories/202212100114.html"]
    environment = crawl_environment(project.root.parent, project.replica.url) | {"TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(command, cwd=project.root, env=environment, stdout=subprocess.DEVNULL, stderr=end) as running:
        os.close(end)
        shown = b"".join(iter(lambda: _read_terminal(terminal), b""))
    os.close(terminal)
    assert running.returncode == 2
    assert b"asking 1  https://allafrica.com/stories/202212100114.html" in shown


def _read_terminal(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # EIO, which Linux gives once nobody has the other end
        return b""


ITEM = "<item><link>https://{host}/a-story</link></item>"
RSS = f"<rss><channel>{ITEM.format(host='www.example.org') * 2}{ITEM.format(host='b.example.org')}</channel></rss>"
RDF = RSS.replace("rss>", "RDF>")
ATOM = "<feed><entry><link href='/a-story'/></entry></feed>"
JSON_FEED = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "https://www.example.org/a"}]}'
URLSET = "<urlset><url><loc>https://www.example.org/a</loc></url></urlset>"
INDEX = "<sitemapindex><sitemap><loc>https://www.example.org/s.xml</loc></sitemap></sitemapindex>"
WWW, OWN = "https://www.example.org/", "https://feeds.example.org/"


@pytest.mark.parametrize(
    ("body", "door", "home"),
    [
        (RSS, Feed, WWW), (RDF, Feed, WWW), (ATOM, Feed, OWN), (JSON_FEED, Feed, WWW), (URLSET, Sitemap, WWW),
        (INDEX, Sitemap, OWN), ("https://www.example.org/a\nhttps://www.example.org/b\n", Sitemap, WWW),
        (RSS.replace("example.org", "example.com"), Feed, OWN),
        ("<html><body><h1>Wait</h1></body></html>", None, None), ('{"a": 1}', None, None), ("", None, None),
    ],
)  # fmt: skip
def test_a_feed_or_sitemap_is_known_by_what_it_holds(body: str, door: type | None, home: str | None) -> None:
    answer = DoorAnswer(200, f"{OWN}x", body.encode(), {})
    given = read_given_door(answer)
    assert (type(given[0]), find_home(answer, given[1])) == (door, home) if given else door is None
    assert read_given_door(replace(answer, status=404)) is None


STORY = f"<article><h1>A story</h1><p>{'The tide came in and went out again. ' * 40}</p></article>"
NEWS = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A story"}</script>'


@pytest.mark.parametrize(
    ("url", "head", "title"),
    [
        (f"{WWW}a", '<meta property="og:type" content="article">', "A story"),
        (f"{WWW}a", NEWS, "A story"),
        (f"{WWW}a", NEWS * 2, None),
        (f"{WWW}a", '<meta property="og:type" content="website">', None),
        (WWW, NEWS, None),
    ],
)
def test_a_page_is_one_article_only_where_it_says_so(url: str, head: str, title: str | None) -> None:
    page = f"<html lang=en><head>{head}</head><body>{STORY}</body></html>".encode()
    assert find_article(DoorAnswer(200, url, page, {})) == title


def test_a_feed_of_another_site_is_no_way_into_one() -> None:
    async def ask(url: str) -> DoorAnswer:
        return DoorAnswer(200, url, RSS.replace("example.org", "example.com").encode(), {})

    with pytest.raises(UserMistake, match=r"is a feed, but none of the 3 addresses it lists is on example\.org; give one"):
        asyncio.run(survey_site("a", f"{OWN}x", Remembering(ask)))


def test_the_feed_that_was_given_is_the_first_door() -> None:
    links = "".join(f'<h2><a href="/story-{number}">One two three four {number}</a></h2>' for number in range(3))
    web = {f"{OWN}x": RSS, WWW: f"<html><body>{links}</body></html>", f"{WWW}a-story": f"<html><body>{STORY}</body></html>"}
    web |= {f"{WWW}feed/": RSS, f"{WWW}sitemap.xml": URLSET}

    async def ask(url: str) -> DoorAnswer:
        return DoorAnswer(200 if url in web else 404, url, web.get(url, "").encode(), {})

    found = asyncio.run(survey_site("a", f"{OWN}x", Remembering(ask)))
    assert (found.site.home, found.site.domain, found.failed) == (WWW, "example.org", None)
    assert [door for door, _ in found.doors] == [
        Feed(f"{OWN}x", paged=None), Sitemap("/sitemap.xml"), Listing("/", "h2 a::attr(href)"),
    ]  # fmt: skip
    path = asyncio.run(survey_site("a", f"{WWW}feed/", Remembering(ask))).doors[0][0]
    assert path == Feed()
