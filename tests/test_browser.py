"""Pages that need a browser, in real Chromium: what is rendered, what is not, and what is read of it."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser_project import TIDE, make_project
from cssselect import HTMLTranslator
from drawn_pages import HOST, add_drawn, address_of
from hostile_server import HostileServer
from process_tree import find_descendants, read_memory
from scrapy.exceptions import DownloadTimeoutError
from scrapy_run import Ended, read_lake, run_scrapy, start_scrapy
from site_cases import SITES

from newscrawl.crawl.browser.executable import NoBrowserError, find_browser
from newscrawl.crawl.browser.habits import ENOUGH_SHELLS, MOST_VAIN, TRY_AGAIN, RenderHabits, find_kind
from newscrawl.crawl.browser.kept_answers import KeptAnswers, WebAnswer
from newscrawl.crawl.page_jobs import iter_warc_jobs
from newscrawl.crawl.saved import read_saved_page
from newscrawl.crawl.web.robots import RobotsRefusal
from newscrawl.knowledge import read_web
from newscrawl.replica import Replica
from newscrawl.site import Rendering
from newscrawl.store import RenderHabit, open_ledger

HOME = f"https://{TIDE}"
DRAWN = {  # those of the replica's pages that have no text, or not all of it, without a browser
    f"{HOME}/harbour/a-ferry-that-waits-for-the-baker",
    f"{HOME}/forest/the-saw-that-counts-winters",
    f"{HOME}/forest/a-choir-of-wet-ladders",
    f"{HOME}/harbour/the-clock-that-never-rests",
}


@pytest.fixture(scope="module", autouse=True)
def chromium() -> str:
    """Without a browser nothing here shows anything."""
    try:
        return find_browser("")
    except NoBrowserError as error:
        pytest.fail(f"these tests need a browser: {error}; `make browser` does it")


def crawl(name: str, folder: Path, server: Replica | HostileServer, *args: str, **project: str) -> Ended:
    where = folder / "project"
    return run_scrapy(
        "crawl",
        name,
        *args,
        folder=folder,
        replica=server.url,
        cwd=where if where.exists() else make_project(folder, **project),
    )


def lines_of(folder: Path) -> dict[str, dict[str, Any]]:
    return {line["url"]: line for line in read_lake(folder)}


def test_msn_like_pages_give_the_line_of_their_json(replica: Replica, tmp_path: Path) -> None:
    told = run_scrapy("crawl", "msn", "-s", "DOWNLOAD_DELAY=0", folder=tmp_path / "json", replica=replica.url)
    drawn = crawl("msn", tmp_path, replica)
    assert (told.status, drawn.status) == (0, 0), told.err + drawn.err
    asked = [(request.host, request.path) for request in replica.requests]
    by_json, by_browser = lines_of(tmp_path / "json"), lines_of(tmp_path)
    assert by_json.keys() == replica.truth("www.msn.com").keys()
    assert by_browser.keys() == by_json.keys()
    for url, line in by_browser.items():
        assert line["crawl"]["rendered"] is True
        assert by_json[url]["crawl"]["rendered"] is False
        assert {**line, "crawl": None} == {**by_json[url], "crawl": None}
    assert asked.count(("assets.msn.com", "/bundles/v1/views/latest/common.js")) == 1
    assert not [host for host, _ in asked if not host.endswith("msn.com")]


def test_a_mixed_site_is_rendered_where_it_needs_it_and_no_more(replica: Replica, tmp_path: Path) -> None:
    ended = crawl("tide", tmp_path, replica, "-s", "NEWSCRAWL_ARCHIVE=warc")
    assert ended.status == 0, ended.err
    assert "  rendered        4 of them in a browser" in ended.err
    lines = lines_of(tmp_path)
    assert lines.keys() == replica.truth(TIDE).keys()  # two thirds of which only a list shows that was gone through to its end
    for url, truth in replica.truth(TIDE).items():
        assert lines[url]["text"] == "\n\n".join(truth.text), url
        assert (lines[url]["crawl"]["rendered"], lines[url]["flags"]) == (url in DRAWN, []), url

    asked = [request.path for request in replica.requests]
    # No picture, no type, no beacon, nothing that robots.txt forbids; what pages share is asked for once, each page once.
    assert not [path for path in asked if path.startswith(("/pictures/", "/assets/tide", "/count/"))]
    once = [path for path in asked if not path.startswith("/api/pulse.json")]
    assert len(once) == len(set(once))
    assert asked.count("/assets/story.js") == 1
    assert len(asked) - len(once) <= 100

    with sqlite3.connect(tmp_path / "state" / "tide.sqlite") as ledger:
        validators = dict(ledger.execute("SELECT url, etag IS NOT NULL FROM visits").fetchall())
    assert validators == {url: url not in DRAWN for url in lines}  # the ETag of a shell says nothing of what scripts fetch

    (archive,) = (tmp_path / "data" / "warc").glob("site=*/run=*.warc.gz")
    again = [read_saved_page(**job) for _, job in iter_warc_jobs(archive, SITES)]  # type: ignore[arg-type]
    assert {article.url: article.text for article in again} == {url: line["text"] for url, line in lines.items()}


def test_shells_of_a_site_that_declares_nothing_are_told(replica: Replica, tmp_path: Path) -> None:
    ended = crawl("undeclared", tmp_path, replica)
    told = [" ".join(line.split()) for line in ended.err.splitlines()]
    assert (
        f"shells 1 pages are empty without a browser, as {HOME}/harbour/a-ferry-that-waits-for-the-baker;"
        " declare `rendering` (docs/add-a-site.md)" in told
    )
    assert not any(line.startswith("rendered") for line in told)
    flags = {url: line["flags"] for url, line in lines_of(tmp_path).items()}
    assert sorted(flags.values()) == [[], ["js_shell", "no_article"]]


def test_without_a_browser_the_rest_is_crawled(tmp_path: Path) -> None:
    with HostileServer() as server:
        add_drawn(server, "n0", "n1", "n2")
        server.add_article(HOST, "/plain/")
        ended = crawl("drawn", tmp_path, server, "-s", "NEWSCRAWL_BROWSER=/nowhere/chromium")
        assert ended.err.count("some of its pages must be rendered") == 1
        assert "NEWSCRAWL_BROWSER=/nowhere/chromium is no program; install one (Debian: apt install chromium)" in ended.err
        assert "failed 3        no browser" in ended.err
        assert ended.status == 1
        assert "newscrawl: drawn: 3 pages need a browser, and there is none that starts; install Chromium" in ended.err
        assert "(not complete)" in ended.err
        assert list(lines_of(tmp_path)) == [f"https://{HOST}/plain/"]
        again = crawl("drawn", tmp_path, server)
    assert again.status == 0, again.err
    assert "pages read      3 of 3" in again.err
    assert len(lines_of(tmp_path)) == 4


def test_pages_like_those_that_needed_a_browser_are_rendered_at_once(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(8)]
    with HostileServer() as server:
        add_drawn(server, *names[:ENOUGH_SHELLS])
        first = crawl("drawn", tmp_path, server, "-L", "INFO")
        add_drawn(server, *names[ENOUGH_SHELLS:])
        server.add_article(HOST, "/drawn/plain/")
        second = crawl("drawn", tmp_path, server, "-L", "INFO")
    assert (first.status, second.status) == (0, 0), first.err + second.err
    assert "newscrawl/browser/at_once" not in first.err
    assert "'newscrawl/browser/at_once': 3" in second.err
    assert {url: line["crawl"]["rendered"] for url, line in lines_of(tmp_path).items()} == {
        **{address_of(name): True for name in names}, f"https://{HOST}/drawn/plain/": False
    }  # fmt: skip


def test_a_kind_that_needs_a_browser_is_known_until_a_page_does_not() -> None:
    rendering, shell, page = Rendering(), b"<body><div id=root></div><p>Menu</p>", b"<body><p>One</p><p>Two</p>"
    habits = RenderHabits({})
    urls = [f"https://{HOST}/news/{number}" for number in range(30)]
    for url in urls[:ENOUGH_SHELLS]:
        assert not habits.is_known_shell(url, rendering, shell)
        habits.apply(url, rendering, shell, helped=True)
    remembered = RenderHabits(habits.learned)
    known = [remembered.is_known_shell(url, rendering, shell) for url in urls]
    assert known == [number % TRY_AGAIN != TRY_AGAIN - 1 for number in range(30)]
    assert not remembered.is_known_shell(urls[0], rendering, page)  # more than a shell ever had
    assert not remembered.is_known_shell(f"https://{HOST}/sport/1", rendering, shell)
    remembered.apply_plain(urls[0], rendering)
    assert not remembered.is_known_shell(urls[1], rendering, shell)


def test_what_is_in_vain_is_left_alone_and_tried_now_and_then() -> None:
    rendering, other = Rendering(ready=("article p",)), Rendering(ready=("main p",))
    habits = RenderHabits({})
    urls = [f"https://{HOST}/news/{number}" for number in range(100)]
    for url in urls[:MOST_VAIN]:
        assert habits.is_worth(url, rendering)
        habits.apply(url, rendering, b"", helped=False)
    tried = [habits.is_worth(url, rendering) for url in urls]
    assert tried == [number % TRY_AGAIN == TRY_AGAIN - 1 for number in range(100)]
    assert habits.is_worth(f"https://{HOST}/sport/1", rendering)  # another kind
    assert habits.is_worth(urls[0], other)  # the declaration was mended
    remembered = RenderHabits(habits.learned)
    assert not remembered.is_worth(urls[0], rendering)
    remembered.apply(urls[0], rendering, b"", helped=True)
    assert all(remembered.is_worth(url, rendering) for url in urls)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (f"https://{HOST}/news/a/b", f"{HOST}/news/"),
        (f"https://{HOST}/a-story", f"{HOST}/"),
        (f"https://{HOST}/", f"{HOST}/"),
        (f"https://{HOST}/news/?page=2", f"{HOST}/news/"),
    ],
)
def test_a_kind_of_pages_is_a_folder_of_a_host(url: str, kind: str) -> None:
    assert find_kind(url, Rendering()).partition(" ")[0] == kind
    assert urlsplit(url).hostname == HOST


def test_shared_answers_are_asked_for_once_within_a_bound() -> None:
    asked: list[str] = []
    failing = {"/late": DownloadTimeoutError("late"), "/forbidden": RobotsRefusal("no")}

    async def ask(url: str) -> WebAnswer:
        asked.append(url)
        await asyncio.sleep(0)
        if url in failing:
            raise failing[url]
        return WebAnswer(503 if url == "/busy" else 404 if url == "/missing" else 200, {}, b"x" * 40)

    async def find_all(kept: KeptAnswers, *urls: str) -> list[object]:
        return await asyncio.gather(*(kept.find(url, ask) for url in urls), return_exceptions=True)

    async def run() -> None:
        kept = KeptAnswers(100)
        first, second = await find_all(kept, "/a", "/a")
        assert first is second
        again = ("/late", "/busy", "/forbidden", "/missing")
        await find_all(kept, *again)
        await find_all(kept, *again)
        assert Counter(asked) == {"/a": 1, "/late": 2, "/busy": 2, "/forbidden": 1, "/missing": 1}
        await find_all(kept, "/a", "/b", "/c")
        asked.clear()
        await find_all(kept, "/c", "/b", "/a")
        assert asked == ["/a"]  # of 100 bytes there is room for two

    asyncio.run(run())


def test_the_buttons_of_consent_walls_are_selectors() -> None:
    known = read_web()["consent"]["dismiss"]
    assert len(known) == len(set(known)) >= 20
    for css in known:
        HTMLTranslator().css_to_xpath(css)


def test_a_ledger_remembers_what_rendering_did(tmp_path: Path) -> None:
    habits = (RenderHabit("a.example/news/ 01"), RenderHabit("a.example/sport/ 01", 3, 1, 6, 4))
    with open_ledger(tmp_path, "a") as ledger:
        assert ledger.load_renderings() == {}
        ledger.save_renderings(habits[:1])
        ledger.save_renderings(habits)
    with open_ledger(tmp_path, "a") as ledger:
        assert ledger.load_renderings() == {habit.kind: habit for habit in habits}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_two_hundred_rendered_pages_leave_nothing_open_and_memory_flat(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(200)]
    samples: list[tuple[float, int]] = []  # MiB of the crawl's processes, and how many of them draw pages
    with HostileServer() as server:
        add_drawn(server, *names)
        with start_scrapy("crawl", "drawn", folder=tmp_path, replica=server.url, cwd=make_project(tmp_path)) as running:
            drawn = 0
            while running.poll() is None:
                time.sleep(0.05)
                before, drawn = drawn, sum(target.startswith("/api/") for _, target in server.asked)
                if drawn != before:
                    tree = find_descendants(running.pid)
                    memory = sum(map(read_memory, [running.pid, *(pid for pid, _ in tree)]))
                    samples.append((memory, sum("--type=renderer" in command for _, command in tree)))
            _, told = running.communicate()
    assert running.returncode == 0, told.decode()
    assert len(lines_of(tmp_path)) == 200
    assert sum(line["crawl"]["rendered"] for line in read_lake(tmp_path)) == 200
    assert json.loads((tmp_path / "project" / "open.json").read_text("utf-8")) == {"contexts": 0, "pages": 0, "kept": 0}
    assert len(samples) > 50
    assert max(renderers for _, renderers in samples) <= 8, samples
    fifth = len(samples) // 5
    middle, last = (median(memory for memory, _ in part) for part in (samples[2 * fifth : 3 * fifth], samples[-fifth:]))
    assert last < 1.1 * middle, f"{middle:.0f} MiB in the middle, {last:.0f} MiB at the end"
