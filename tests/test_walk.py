"""How far a door is walked: what wrong dates, lists without end and servers of their own mind do to it. Without Scrapy."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from newscrawl.crawl.discovery import Discovery
from newscrawl.crawl.doors import DoorAnswer, drop_wrong_dates
from newscrawl.crawl.report import RunReport
from newscrawl.crawl.report_screen import render_report
from newscrawl.crawl.traps import ENDLESS_PAGES, FOREIGN_PAGES
from newscrawl.site import Door, Feed, FeedItem, Listing, Site, Sitemap, WordPressApi

STARTED: Final = datetime(2022, 12, 11, 8, tzinfo=UTC)
SINCE: Final = datetime(2022, 12, 11, tzinfo=UTC)
HOME: Final = "https://journal.example/"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Web:
    """A make-believe site in a dictionary: address (or its beginning up to `*`) to status and body. Keeps what was asked."""

    def __init__(self, pages: dict[str, str | tuple[int, str]], door: Door, **known: object) -> None:
        site = Site(id="journal", name="Le Journal", domain="journal.example", home=HOME, doors=(door,))
        self.report = RunReport(site=site.id, home=site.home, run="r", started_at=STARTED)
        self.asked: list[str] = []
        self._pages = pages
        self._discovery = Discovery(site, self.report, fetch=self._fetch, pick=self._pick, **known)  # type: ignore[arg-type]

    async def _fetch(self, url: str) -> DoorAnswer:
        path = "/" + url.removeprefix(HOME)
        self.asked.append(path)
        found = self._pages.get(path) or next(
            (page for key, page in self._pages.items() if key.endswith("*") and path.startswith(key[:-1])), (404, "")
        )
        status, body = found if isinstance(found, tuple) else (200, found)
        return DoorAnswer(status, url, body.encode(), {})

    async def _pick(self, items: Sequence[FeedItem]) -> list[FeedItem]:
        return list(items)

    def discover(self) -> list[str]:
        """The paths of what is to be asked for."""

        async def walk() -> list[str]:
            return ["/" + item.url.removeprefix(HOME) async for item in self._discovery.iter_items()]

        return asyncio.run(walk())


def rss(*items: tuple[str, datetime | str], head: str = "") -> str:
    dated = ((name, date if isinstance(date, str) else f"{date:%a, %d %b %Y %H:%M:%S GMT}") for name, date in items)
    listed = "".join(f"<item><link>{HOME}{name}</link><pubDate>{date}</pubDate></item>" for name, date in dated)
    return f"<rss><channel>{head}{listed}</channel></rss>"


def urlset(*items: tuple[str, str]) -> str:
    return f"<urlset>{''.join(f'<url><loc>{HOME}{name}</loc><lastmod>{date}</lastmod></url>' for name, date in items)}</urlset>"


def posts(*items: tuple[str, datetime]) -> str:
    return json.dumps([{"link": HOME + name, "date_gmt": "2020-01-01T00:00:00", "modified_gmt": f"{date:%Y-%m-%dT%H:%M:%S}"} for name, date in items])  # fmt: skip


def test_a_clock_that_is_behind_keeps_nothing_back() -> None:
    feed = rss(("un", SINCE + HOUR), ("deux", SINCE - 14 * HOUR), ("trois", SINCE - 2 * DAY))
    door = Feed("rss", paged=None)
    assert Web({"/rss": feed}, door, since=SINCE, doubt=DAY).discover() == ["/un", "/deux"]
    assert Web({"/rss": feed}, door, since=SINCE).discover() == ["/un"]  # as the user asks


@pytest.mark.parametrize(
    "date",
    ["Thu, 01 Jan 1970 00:00:00 GMT", "0001-01-01T00:00:00Z", "1969-12-31", "yesterday", "", "Sun, 32 Dec 2022 00:00:00 GMT", "2099-01-01T00:00:00Z"],
)  # fmt: skip
def test_a_date_that_can_be_none_keeps_nothing_back(date: str) -> None:
    feed = rss(("un", SINCE + HOUR), ("deux", date), ("trois", SINCE - DAY))
    assert Web({"/rss": feed}, Feed("rss", paged=None), since=SINCE).discover() == ["/un", "/deux"]


@pytest.mark.parametrize(
    ("dates", "kept", "said"),
    [
        (["2022-11-06T08:49:37Z"] * 6, [], True),  # when the sitemap was written
        ([f"2022-12-11T08:00:{second:02}Z" for second in range(6)], [], True),  # and while it was
        (["2022-12-11"] * 6, ["2022-12-11"] * 6, False),  # a day's sitemap
        (["2022-11-06T08:49:37Z"] * 4, ["2022-11-06T08:49:37Z"] * 4, False),  # by chance
        (["2022-11-06T08:49:37Z"] * 6 + ["2022-11-06T08:49:38Z"], None, False),
        (["2022-12-15T00:00:00Z", "2022-12-12T07:00:00Z"], ["2022-12-12T07:00:00Z"], False),  # days ahead, and hours
    ],
)
def test_which_dates_prove_wrong(dates: list[str], kept: list[str] | None, *, said: bool) -> None:
    items = [FeedItem(f"{HOME}{number}", "sitemap", modified=date) for number, date in enumerate(dates)]
    dated = drop_wrong_dates(items, STARTED)
    assert [item.modified for item in dated.items if item.modified] == (dates if kept is None else kept)
    assert (dated.said is not None) is said
    again = drop_wrong_dates([FeedItem(HOME, "sitemap", modified=dates[0])], STARTED, dated.wrong)  # the last page of the door
    assert (again.items[0].modified is None) is (said or dates[0] > "2022-12-14")


def test_posts_that_were_changed_together_keep_their_dates() -> None:
    items = [FeedItem(f"{HOME}{number}", "wordpress", modified="2022-12-11T07:59:30Z") for number in range(9)]
    assert drop_wrong_dates(items, STARTED).items == tuple(items)


def test_sitemaps_whose_dates_are_all_the_same_are_read_in_spite_of_them() -> None:
    sitemap = urlset(*((str(number), "2022-11-06T08:49:37+00:00") for number in range(6)))
    web = Web({"/sitemap.xml": sitemap}, Sitemap("/sitemap.xml"), since=SINCE, doubt=DAY)
    assert len(web.discover()) == 6
    screen = render_report(web.report, STARTED)
    assert "  sitemap dates   modified dates of all 6 items are '2022-11-06T08:49:37+00:00' or so: they say nothing" in screen


def test_an_index_none_of_whose_sitemaps_is_wanted_says_so() -> None:
    index = f"<sitemapindex><sitemap><loc>{HOME}a.xml</loc></sitemap><sitemap><loc>{HOME}b.xml</loc></sitemap></sitemapindex>"
    web = Web({"/sitemap_index.xml": index}, Sitemap())
    assert web.discover() == []
    assert web.report.doors == {
        "sitemap": "none of the 2 sitemaps of its index has 'post-sitemap' in its address: mend `children`"
    }


def test_the_sitemaps_that_robots_txt_names_and_the_front_page_in_them() -> None:
    robots = f"User-agent: *\nSitemap: {HOME}news.xml\nSitemap: {HOME}tags.xml\n"
    pages = {"/robots.txt": robots, "/news.xml": urlset(("", "2022-12-11"), ("un", "2022-12-11"))}
    web = Web(dict(pages), Sitemap("/robots.txt", children="news"))
    assert web.discover() == ["/un"]
    assert web.asked == ["/robots.txt", "/news.xml"]


def test_a_sitemap_that_is_cut_off_has_failed_and_does_not_rest() -> None:
    index = f"<sitemapindex><sitemap><loc>{HOME}post-sitemap.xml</loc></sitemap></sitemapindex>"
    pages = {"/sitemap_index.xml": index, "/post-sitemap.xml": urlset(("un", "2022-12-11"), ("deux", "2022-12-11"))[:-30]}
    web = Web(dict(pages), Sitemap())
    assert web.discover() == ["/un"]
    told = "the answer is cut off: only 1 of what it lists came whole"
    assert [(poll.door, poll.failed) for poll in web.report.polls] == [(f"{HOME}post-sitemap.xml", told), ("sitemap", told)]
    assert web.report.doors == {"sitemap": told}


def test_what_robots_txt_names_is_read_where_none_of_it_is_what_the_door_wants() -> None:
    index = f"<sitemapindex><sitemap><loc>{HOME}post-sitemap.xml</loc></sitemap><sitemap><loc>{HOME}tags.xml</loc></sitemap></sitemapindex>"
    robots = f"Sitemap: {HOME}sitemap_index.xml\nSitemap: https://cdn.example/news.xml\n"
    pages = {"/robots.txt": robots, "/sitemap_index.xml": index, "/post-sitemap.xml": urlset(("un", "2022-12-11"))}
    web = Web(dict(pages), Sitemap("/robots.txt"))
    assert web.discover() == ["/un"]
    assert web.asked == ["/robots.txt", "/sitemap_index.xml", "/post-sitemap.xml"]
    assert web.report.traps == {FOREIGN_PAGES: 1}


def test_a_core_that_passes_modified_after_over_is_read_as_far_as_there_are_changes() -> None:
    """Newest change first: an old post that was changed is found, and the archive is not gone through."""
    changed = [("un", SINCE + HOUR), ("deux", SINCE + HOUR)]
    pages = {f"/wp-json/wp/v2/posts?per_page=2&page={number}&*": posts(*listed) for number, listed in enumerate(
        [changed, [("trois", SINCE + HOUR), ("quatre", SINCE - DAY)], [("cinq", SINCE - DAY), ("six", SINCE - DAY)],
         [("sept", SINCE - DAY), ("huit", SINCE - DAY)]], 1)}  # fmt: skip
    web = Web(dict(pages), WordPressApi(per_page=2), since=SINCE)
    assert web.discover() == ["/un", "/deux", "/trois"]
    assert len(web.asked) == 3


def test_an_api_that_has_no_pretty_addresses() -> None:
    pages = {"/?rest_route=/wp/v2/posts&per_page=100&page=1*": posts(("un", SINCE))}
    assert Web(dict(pages), WordPressApi("/?rest_route=/wp/v2/posts")).discover() == ["/un"]


def test_an_api_that_refuses_a_parameter_is_asked_without_it() -> None:
    refusal = json.dumps({"code": "rest_invalid_param", "data": {"params": {"modified_after": "Invalid date."}}})
    asked = "/wp-json/wp/v2/posts?per_page=100&page=1&orderby=modified&order=desc"
    pages = {f"{asked}&modified_after*": (400, refusal), f"{asked}&_fields*": posts(("un", SINCE + HOUR))}
    web = Web(dict(pages), WordPressApi(), since=SINCE)
    assert web.discover() == ["/un"]
    assert web.report.doors == {"wordpress": None}


@pytest.mark.parametrize("last", [(404, ""), "<p>No more</p>", '<h2><a href="/1">x</a></h2>'])
def test_pages_by_number_end_where_there_are_none_or_the_same_again(last: str | tuple[int, str]) -> None:
    pages = {f"/list/{number}": f'<h2><a href="/{number}">x</a></h2>' for number in (1, 2, 3)}
    web = Web({**pages, "/list/*": last}, Listing("/list/{n}", "h2 a::attr(href)"))
    assert web.discover() == ["/1", "/2", "/3"]
    assert web.asked == ["/list/1", "/list/2", "/list/3", "/list/4"]
    assert web.report.doors == {"listing": None}
    assert not web.report.traps[ENDLESS_PAGES]


def test_a_list_that_goes_round_in_a_circle_ends() -> None:
    page = '<h2><a href="/{0}">x</a></h2><a rel="next" href="/list?p={1}">next</a>'
    pages = {"/list": page.format(1, 2), "/list?p=2": page.format(2, 3), "/list?p=3": page.format(1, 4)}
    web = Web(dict(pages), Listing("/list", "h2 a::attr(href)"))
    assert web.discover() == ["/1", "/2"]
    assert web.report.traps[ENDLESS_PAGES] == 1


def test_a_list_that_a_script_loads_is_followed_from_its_first_page() -> None:
    many = json.dumps({"items": [{"url": f"/{number}"} for number in range(400)]})
    assert len(Web({"/api": many}, Listing("/api", members="items.url")).discover()) == 400
    more = {"data": {"html": '<article><a href="/deux">x</a></article>'}}
    pages = {
        "/": '<article><a href="/un">x</a></article>',
        "/more?page=2": json.dumps(more),
        "/more?page=3": '{"data": {"html": ""}}',
    }
    web = Web(dict(pages), Listing("/", "article a::attr(href)", pages="/more?page={n}", members="data.html"))
    assert web.discover() == ["/un", "/deux"]


def test_an_archived_feed_is_followed_back_and_no_further_than_is_new() -> None:
    back = '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="prev-archive" href="/{}.xml"/>'
    hub = '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="hub" href="https://hub.example/"/>'
    pages = {
        "/rss": rss(("un", SINCE + HOUR), head=back.format("12") + hub),
        "/12.xml": rss(("deux", SINCE + HOUR), head=back.format("11")),
        "/11.xml": rss(("trois", SINCE - DAY), head=back.format("10")),
        "/10.xml": rss(("quatre", SINCE - DAY)),
    }
    web = Web(dict(pages), Feed("rss"), since=SINCE)
    assert web.discover() == ["/un", "/deux"]
    assert web.asked == ["/rss", "/12.xml", "/11.xml"]
    assert web.report.remarks == {"WebSub hub": "https://hub.example/ (noted; nothing is subscribed to)"}
    assert "  WebSub hub      https://hub.example/" in render_report(web.report, STARTED)
    first = Web(dict(pages), Feed("rss"))
    assert first.discover() == ["/un", "/deux", "/trois", "/quatre"]
