"""`scrapy newsite`: sites of the replica that the project does not declare get a spider that crawls and a case that waits to be read."""

from __future__ import annotations

import asyncio
import json
import runpy
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from new_project import EMPTY, Project, make_project
from scrapy_run import PROJECT, read_lake, run_scrapy

from newscrawl.crawl.doors import DoorAnswer
from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.newsite.declare import Declaration, write_spider
from newscrawl.crawl.newsite.front import guess_listing, read_front
from newscrawl.crawl.newsite.memory import Remembering
from newscrawl.crawl.newsite.place import Place
from newscrawl.crawl.newsite.survey import survey_site
from newscrawl.crawl.probing import cut_words
from newscrawl.items import CrawlInfo
from newscrawl.lake import encode_line
from newscrawl.reading import read_article
from newscrawl.replica import Replica
from newscrawl.site import WORDPRESS_DOORS, Feed, FeedItem, Listing, Site, Sitemap

ECO = "https://www.eco-de-los-continentes.example/"
ASKED = {"title", "text", "language", "authors", "published", "credits", "origin"}


@pytest.fixture
def project(replica: Replica, tmp_path: Path) -> Project:
    return make_project(replica, tmp_path)


@pytest.mark.parametrize(
    ("name", "url", "declared"),
    [
        (
            "eco_de_los_continentes", ECO,
            {"name": "Eco de los Continentes", "languages": ("es",), "outlet": None, "doors": WORDPRESS_DOORS},
        ),
        (
            "boursorama", "https://www.boursorama.com/bourse/actualites/",
            {"name": "Boursorama", "country": "FR", "languages": ("fr",), "outlet": "boursorama",
             "doors": (Listing("/bourse/actualites/", "a.c-list-news__title::attr(href)"),)},
        ),
        (
            "allafrica", "https://allafrica.com/tools/headlines/rdf/latest/headlines.rdf",
            {"name": "allAfrica", "doors": (Feed("/tools/headlines/rdf/latest/headlines.rdf", paged=None),)},
        ),
        (
            "yahoo_news", "https://news.yahoo.com/",
            {"domain": "yahoo.com", "languages": ("en",), "doors": (
                Feed("/rss/", paged=None), Sitemap("/sitemaps/news-sitemap_googlenewsindex_US_en-US.xml.gz", "news"))},
        ),
    ],
)  # fmt: skip
def test_a_site_gets_a_spider_that_crawls_and_a_case_to_read(
    project: Project, *, name: str, url: str, declared: dict[str, object]
) -> None:
    ended = project.run("newsite", name, url)
    assert (ended.status, ended.err) == (0, "")
    case = f"tests/sites/{name}/first"
    assert project.files == EMPTY | {f"spiders/{name}.py", f"{case}/page.html.gz", f"{case}/meta.json", f"{case}/expected.json"}
    assert f"wrote     spiders/{name}.py, {case}/\n" in ended.out.decode()
    told = "hub       https://hub.example/ tells of what is new (WebSub); nothing is subscribed to\n"
    assert (told in ended.out.decode()) is (url == ECO)
    spider = project.root / "spiders" / f"{name}.py"
    assert len(spider.read_text("utf-8").splitlines()) <= 40 and "TODO" in spider.read_text("utf-8")
    for check in (["check"], ["format", "--check"]):
        command = [sys.executable, "-m", "ruff", *check, "--no-cache", "--config", str(PROJECT / "pyproject.toml"), str(spider)]
        assert (ruff := subprocess.run(command, capture_output=True, text=True, check=False)).returncode == 0, ruff.stdout
    site = project.site(name)
    assert {key: getattr(site, key) for key in declared} == declared
    assert site.home == f"{'/'.join(url.split('/')[:3])}/"
    unread = "# TODO home: its page could not be read (HTTP 404): see what a browser gets there"
    assert (unread in spider.read_text("utf-8")) == (name in {"yahoo_news", "allafrica"})
    _assert_waits_to_be_read(project, name, site)
    crawled = project.run("crawl", name, "-a", "limit=2")
    assert crawled.status == 0, crawled.err
    assert len(read_lake(project.root.parent)) == 2
    checked = project.run("check-sites", name)
    assert checked.status == 0, checked.err


def _assert_waits_to_be_read(project: Project, name: str, site: Site) -> None:
    """The case is as the generic test wants it, but for the answers of a person: with these, it is read as expected."""
    page, meta, expected = project.case(name)
    assert meta["shows"].startswith("TODO") and meta["served"] is True
    assert {key for key, value in expected.items() if isinstance(value, dict) and "TODO" in value} == ASKED
    item = FeedItem(**{**meta["item"], "creators": tuple(meta["item"].get("creators", ()))})
    info = CrawlInfo(run=None, spider=None, fetched_at=None, via=item.via, status=None, rendered=None, page_id=None)
    fetched_at = datetime.fromisoformat(meta["fetched_at"])
    line = json.loads(encode_line(read_article(page, meta["url"], site=site, fetched_at=fetched_at, item=item, crawl=info)))
    assert line != expected
    assert line["text"] and line["published"]
    assert line == expected | {key: expected[key]["read"] for key in ASKED}


def test_nothing_is_written_over(project: Project) -> None:
    assert project.run("newsite", "eco", ECO).status == 0
    before = {file: (project.root / file).read_bytes() for file in project.files}
    project.replica.requests.clear()
    for name, url, remedy in [
        ("eco", "https://www.boursorama.com/", "spiders/eco.py: is there already and is not written over; choose another"),
        ("echo", ECO, "is declared by spiders/eco.py; mend that, as scrapy check-sites advises"),
    ]:
        ended = project.run("newsite", name, url)
        assert (ended.status, ended.out, len(ended.err.splitlines())) == (2, b"", 1)
        assert remedy in ended.err
    (project.root / "spiders" / "eco.py").unlink()
    assert "tests/sites/eco: is there already" in project.run("newsite", "eco", ECO).err
    assert list(project.replica.requests) == []
    assert {file: (project.root / file).read_bytes() for file in project.files} == {
        file: content for file, content in before.items() if file != "spiders/eco.py"
    }


@pytest.mark.parametrize(
    ("args", "remedy"),
    [
        (["eco"], "scrapy newsite NAME URL"),
        (["Eco-1", ECO], "Eco-1: is no name for a spider; write small letters, digits and _"),
        (["class", ECO], "class: is no name for a spider"),
        (["eco", "www.eco.example"], "www.eco.example: is no web address; write it whole, with https://"),
        (["eco", ECO, "--hom"], "there is no option --hom"),
        (["eco", "https://www.boursorama.com/recherche/"], "forbidden by robots.txt"),
        (["eco", "https://www.boursorama.com/recherche/"], "; the replica names all of its pages at http://127.0.0.1:"),
        (
            ["eco", "https://allafrica.com/stories/202212100114.html"],
            "is one article (Nigeria: Lagos Tailors Sew a Map of the Lagoon); give the front page, https://allafrica.com/, ",
        ),
    ],
)
def test_mistakes_take_one_line_and_leave_nothing(project: Project, args: list[str], remedy: str) -> None:
    ended = project.run("newsite", *args)
    assert (ended.status, ended.out, len(ended.err.splitlines())) == (2, b"", 1), ended.err
    assert remedy in ended.err
    assert project.files == EMPTY


def test_outside_of_a_project(project: Project, tmp_path: Path) -> None:
    ended = run_scrapy("newsite", "eco", ECO, folder=tmp_path, replica=project.replica.url, cwd=tmp_path)
    assert ended.status == 2
    assert "run `scrapy newsite` in the folder that holds scrapy.cfg" in ended.err


def test_what_cannot_be_written_whole_leaves_nothing(tmp_path: Path) -> None:
    place = Place(tmp_path / "spiders" / "eco.py", tmp_path / "sites" / "eco" / "first")
    place.case.parent.mkdir(parents=True)
    (place.case.parent / "in-the-way").touch()
    with pytest.raises(UserMistake, match="cannot be written"):
        place.write("spider", {"page.html.gz": b"page"})
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"in-the-way"}
    assert [path.name for path in (tmp_path / "sites").iterdir()] == ["eco"]


SITE = Site(id="a", name="a", domain="example.org", home="https://www.example.org/")


@pytest.mark.parametrize(
    ("links", "selector"),
    [
        ('<h3 class="t x"><a href="/{n}">One two three four {n}</a></h3>', "h3.t a::attr(href)"),
        ('<h2><a class="b" href="/{n}">One two three four {n}</a></h2>', "h2 a::attr(href)"),
        ('<div class="9bad good"><a href="/{n}"><b>One two</b> three four {n}</a></div>', ".good > a::attr(href)"),
        ('<li><a class="menu" href="/{n}">Sport {n}</a></li>', None),
        ('<h2><a href="https://b.example/{n}">One two three four {n}</a></h2>', None),
    ],
)
def test_lists_of_titles_are_known_by_what_their_links_share(links: str, selector: str | None) -> None:
    page = "".join(links.format(n=number) for number in range(3))
    found = guess_listing(f"<html><body>{page}</body></html>".encode(), SITE.home, SITE, "/")
    assert (found.links if found else None) == selector


def test_a_front_page_names_its_feeds_but_not_those_of_comments() -> None:
    page = b"""<html lang="pt-BR"><head><meta property="og:site_name" content=" O  Eco "><meta name=generator content="Ghost 5">
    <link rel="alternate" type="application/rss+xml" href="/comments/feed/"><link rel="alternate" type="text/html" href="/amp">
    <link rel="alternate" type="application/atom+xml" title="News" href="atom"></head></html>"""
    front = read_front(page, "https://a.example/x/")
    assert (front.name, front.language, front.made_by) == ("O Eco", "pt-BR", "Ghost 5")
    assert front.feeds == ("https://a.example/x/atom",)
    assert read_front(b"\x00\x01", "https://a.example/").feeds == ()


@pytest.mark.parametrize("name", ['The "Daily" \\ News', "L'Eco", "x\u202ey\n'''", '""" + "'])
def test_a_strangers_words_stay_words_in_the_spider(name: str, tmp_path: Path) -> None:
    doors = (Feed("/a\"b'.xml", paged=None), Sitemap("/" + "s" * 78))
    site = Site(id="a_site", name=cut_words(name, 60), domain="example.org", home="https://example.org/", doors=doors)
    text = write_spider(Declaration(site, name, {"rules": "none"}))
    (tmp_path / "a_site.py").write_text(text, "utf-8")
    made = runpy.run_path(str(tmp_path / "a_site.py"))["ASiteSpider"]
    assert made.site == site
    assert "\u202e" not in text and max(map(len, text.splitlines())) <= 128


def test_only_the_site_itself_is_asked_and_no_address_twice() -> None:
    home = "https://www.example.org/"
    front = b"""<html lang=en><head><link rel=alternate type=application/rss+xml href=https://feeds.example.com/x>
    <link rel=alternate type=application/rss+xml href=/news.rss></head></html>"""
    feed = b"<rss><channel><item><link>https://www.example.org/a-story</link></item></channel></rss>"
    story = (
        f"<html><body><article><h1>A story</h1><p>{'The tide came in and went out again. ' * 40}</p></article></body></html>"
    )
    robots = b"User-agent: *\nCrawl-delay: 4\nSitemap: https://cdn.example.net/sitemap.xml\n"
    web = {home: front, f"{home}news.rss": feed, f"{home}a-story": story.encode(), f"{home}robots.txt": robots}
    asked: list[str] = []

    async def ask(url: str) -> DoorAnswer:
        asked.append(url)
        return DoorAnswer(200 if url in web else 404, url, web.get(url, b""), {"content-type": "text/html"})

    found = asyncio.run(survey_site("a", home, Remembering(ask)))
    assert [door for door, _ in found.doors] == [Feed("/news.rss", paged=None)]
    assert (found.page.url, found.crawl_delay, found.asked) == (f"{home}a-story", 4, len(asked))
    assert len(asked) == len(set(asked)) and all(url.startswith(home) for url in asked)
