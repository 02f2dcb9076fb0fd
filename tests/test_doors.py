"""Doors: what each reads out of an answer, what it refuses, and that no bytes make one crash."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.crawl.doors import (
    DoorAnswer,
    DoorError,
    drop_wrong_dates,
    first_url,
    latest_instant,
    read_door,
    read_feed,
    read_listing,
    read_sitemap,
    read_wordpress,
)
from newscrawl.crawl.doors.answer import clean_url
from newscrawl.site import WORDPRESS_DOORS, Door, Feed, FeedItem, Listing, Sitemap, WordPressApi

HOME = "https://a.example/"
API = "https://a.example/wp-json/wp/v2/posts?per_page=2&page=1"
POSTS = [
    {"id": 1, "link": "https://a.example/un/", "title": {"rendered": "L&#8217;eau &amp; le feu"},
     "date_gmt": "2022-12-11T07:05:00", "modified_gmt": "2022-12-11T08:00:00"},
    {"id": 2, "link": "https://a.example/deux/", "title": {"rendered": " "}, "date_gmt": "0000-00-00T00:00:00"},
]  # fmt: skip
RSS = """<?xml version="1.0"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:news="https://search.example/?q=1"><channel>
<link>https://a.example/</link>
<item><title>Pont &amp; rivi\u00e8re</title><link> https://a.example/pont/ </link><dc:creator><![CDATA[Marie L.]]></dc:creator>
<dc:creator>AFP</dc:creator><pubDate>Sun, 11 Dec 2022 07:05:00 +0000</pubDate><source url="https://b.example/">Le B</source></item>
<item><title>Port</title><guid>https://a.example/port/</guid><news:Source>Kompas Money</news:Source></item>
<item><title>Nowhere</title><guid isPermaLink="false">https://a.example/?p=3</guid></item>
<item><title>Script</title><link>javascript:alert(1)</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="https://a.example/feed"/><entry><title>Un</title>
<link rel="replies" href="https://a.example/un/#c"/><link href="/un/"/><published>2022-12-11T08:05:00+01:00</published>
<updated>2022-12-11T09:00:00+01:00</updated><author><name>Marie L.</name></author>
<source><title>Le B</title><link href="https://b.example/f"/></source></entry></feed>"""
URLSET = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://a.example/un/</loc><lastmod>2022-12-11T08:00:00+00:00</lastmod><n:news><n:title>Un</n:title>
<n:publication_date>2022-12-11</n:publication_date></n:news></url><url><loc>ftp://a.example/x</loc></url></urlset>"""
INDEX = """<sitemapindex><sitemap><loc>https://a.example/post-sitemap1.xml</loc></sitemap><sitemap>
<loc>https://a.example/category-sitemap.xml</loc></sitemap></sitemapindex>"""
LIST = """<html><body><h2 class="entry-title"><a href="/un/#top">Un</a></h2><h2 class="entry-title"><a href="/un/">Un</a></h2>
<h2 class="entry-title"><a href="https://a.example/deux/">Deux</a></h2><a class="next page-numbers" href="/page/2/">»</a></body></html>"""


def heard(body: str | bytes, url: str = HOME, status: int = 200, **headers: str) -> DoorAnswer:
    """An answer; underscores in the names of headers stand for hyphens."""
    sent = body.encode() if isinstance(body, str) else body
    return DoorAnswer(status, url, sent, {name.replace("_", "-"): value for name, value in headers.items()})


def test_wordpress_posts() -> None:
    page = read_wordpress(heard(json.dumps(POSTS), API))
    assert page.items == (
        FeedItem(
            "https://a.example/un/",
            "wordpress",
            "L’eau & le feu",
            published="2022-12-11T07:05:00Z",
            modified="2022-12-11T08:00:00Z",
        ),
        FeedItem("https://a.example/deux/", "wordpress"),
    )
    assert page.next == ("https://a.example/wp-json/wp/v2/posts?per_page=2&page=2",)


@pytest.mark.parametrize(("total", "more"), [("1", False), ("2", True), ("", True), ("x", True), ("9" * 5000, True)])
def test_the_last_page_of_posts_is_known_by_its_header_else_by_a_short_page(total: str, more: int) -> None:
    assert bool(read_wordpress(heard(json.dumps(POSTS), API, x_wp_totalpages=total)).next) == more
    assert not read_wordpress(heard(json.dumps(POSTS[:1]), API)).next
    link = '<https://a.example/?page=1>; rel="prev", <https://a.example/?page=3>; rel="next"'
    assert read_wordpress(heard(json.dumps(POSTS[:1]), API, link=link)).next == (API.replace("page=1", "page=2"),)


def test_rss() -> None:
    page = read_feed(heard(RSS, "https://a.example/feed/"), Feed())
    assert page.items == (
        FeedItem(
            "https://a.example/pont/", "feed", "Pont & rivière", published="Sun, 11 Dec 2022 07:05:00 +0000",
            creators=("Marie L.", "AFP"), source_name="Le B", source_url="https://b.example/",
        ),
        FeedItem("https://a.example/port/", "feed", "Port", source_name="Kompas Money"),
    )  # fmt: skip
    assert page.next == ("https://a.example/feed/?paged=2",)
    assert read_feed(heard(RSS, "https://a.example/feed/?paged=2"), Feed()).next == ("https://a.example/feed/?paged=3",)
    assert read_feed(heard(RSS, "https://a.example/feed/"), Feed(paged=None)).next == ()


def test_atom() -> None:
    assert read_feed(heard(ATOM, "https://a.example/feed"), Feed()).items == (
        FeedItem(
            "https://a.example/un/", "feed", "Un", published="2022-12-11T08:05:00+01:00", modified="2022-12-11T09:00:00+01:00",
            creators=("Marie L.",), source_name="Le B", source_url="https://b.example/f",
        ),
    )  # fmt: skip


def test_sitemaps() -> None:
    item = FeedItem("https://a.example/un/", "sitemap", "Un", published="2022-12-11", modified="2022-12-11T08:00:00+00:00")
    for body in (URLSET.encode(), gzip.compress(URLSET.encode()), b"\n" + URLSET.encode()):
        assert read_sitemap(heard(body), Sitemap()).items == (item,)
    assert read_sitemap(heard(INDEX), Sitemap()).next == ("https://a.example/post-sitemap1.xml",)


def test_listing() -> None:
    page = read_listing(heard(LIST), Listing(), HOME)
    assert [item.url for item in page.items] == ["https://a.example/un/", "https://a.example/deux/"]
    assert page.next == ("https://a.example/page/2/",)
    turned_away = LIST.replace("/page/2/", "https://b.example/page/2/")
    assert read_listing(heard(turned_away), Listing(), HOME).next == ()


@pytest.mark.parametrize(
    ("door", "body", "reason"),
    [
        (WordPressApi(), b"<html>", "HTML page, not the API of WordPress"), (WordPressApi(), b"Hello", "is not JSON"),
        (WordPressApi(), b"[" * 100_000, "cut off or broken"), (WordPressApi(), b'[{"link":"https', "cut off or broken"),
        (WordPressApi(), b"3", "no list"), (WordPressApi(), b"", "is empty"),
        (WordPressApi(), b'{"code":"rest_disabled","message":"REST is off"}', r"no list of posts \(rest_disabled: REST is off\)"),
        (Feed(), b"", "is empty"), (Feed(), b"<html><body>wait</body></html>", "HTML page, not a feed"),
        (Feed(), b"<urlset/>", "no feed"), (Feed(), b"\x1f\x8bxx", "gzip archive is broken"), (Feed(), b'{"a": 1}', "no JSON Feed"),
        (Feed(), b"Forbidden", "not XML but begins with 'Forbidden'"), (Sitemap(), b"<opml/>", r"no sitemap \(<opml>\)"),
        (Sitemap(), b"{}", "not XML"), (Listing(), b"<html></html>", "no link"), (Listing(), b" ", "is empty"),
        (Listing("/more?page={n}", members="data.html"), b'{"data": {}}', "nothing at 'data.html'"),
        (Listing(links="h2 ("), b"<a>", "links or next_page of the door is no CSS"), (Listing(links="a:x"), b"<a>", "is no CSS"),
        (Listing(next_page=""), b"<a>", r"is no CSS \(Expected selector, got <EOF"),
    ],
)  # fmt: skip
def test_what_is_not_the_door_is_refused_with_its_reason(door: Door, body: bytes, reason: str) -> None:
    with pytest.raises(DoorError, match=reason):
        read_door(heard(body), door, HOME)


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body = f"{bomb}<rss><item><title>&b;&x;</title><link>https://a.example/x</link></item></rss>"
    (item,) = read_feed(heard(body, HOME), Feed()).items
    assert item.title == "&b;&x;"


def test_first_addresses() -> None:
    since = datetime.fromisoformat("2022-12-11T14:05:00+07:00")
    assert [first_url(HOME, door, since) for door in WORDPRESS_DOORS] == [
        (
            "https://a.example/wp-json/wp/v2/posts?per_page=100&page=1&orderby=modified&order=desc"
            "&modified_after=2022-12-11T07:05:00Z&_fields=id,date_gmt,modified_gmt,link,title"
        ),
        "https://a.example/feed/",
        "https://a.example/sitemap_index.xml",
        "https://a.example/",
    ]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/x#y", "https://a.example/x"), (" https://B.example/x ", "https://B.example/x"), ("mailto:x@a.example", None),
        ("javascript:alert(1)", None), ("file:///etc/passwd", None), ("//b.example/é", "https://b.example/é"), ("", None),
        ("https://u:p@a.example/", None), ("https://a.example/a b", None), ("https://a.example/\x00", None),
        ("https://a.example:99999/", None), ("http://[::1", None), ("https://a.example/" + "x" * 2000, None),
    ],
)  # fmt: skip
def test_clean_url(url: str, expected: str | None) -> None:
    assert clean_url(url, HOME) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-12-11T07:05:00Z", "2022-12-11T07:05:00+00:00"), ("2022-12-11T14:05:00+07:00", "2022-12-11T07:05:00+00:00"),
        ("Sun, 11 Dec 2022 07:05:00 +0000", "2022-12-11T07:05:00+00:00"), ("2022-12-11", "2022-12-12T11:59:59+00:00"),
        ("2022-12-11T07:05:00", "2022-12-11T19:05:00+00:00"), ("yesterday", None), ("", None), (None, None),
        ("9999-12-31", None), ("0001-01-01T00:00:00+14:00", None), ("1970-01-01T00:00:00Z", None), ("1994-12-30", None),
        ("Fri, 11 Dec 2022 07:05:00 GMT", "2022-12-11T07:05:00+00:00"),  # it was a Sunday
        ("Dim, 11 Dec 2022 07:05:00 GMT", "2022-12-11T07:05:00+00:00"), ("11 Dec 22 07:05 UT", "2022-12-11T07:05:00+00:00"),
        ("Sun, 11 Dec 2022 07:05:00 EST", "2022-12-11T12:05:00+00:00"), ("11 Dec 2022 07:05 WIB", "2022-12-11T19:05:00+00:00"),
        ("Sun, 11 Dec 2022 07:05:00", "2022-12-11T19:05:00+00:00"), ("Sun, 11 déc 2022 07:05:00 +0000", None),
        (" 2022-12-11T07:05:00Z\n", "2022-12-11T07:05:00+00:00"), ("Thu, 01 Jan 1970 00:00:00 +0000", None),
    ],
)  # fmt: skip
def test_a_door_date_is_never_taken_for_older_than_it_is(text: str | None, expected: str | None) -> None:
    assert latest_instant(text) == (datetime.fromisoformat(expected).astimezone(UTC) if expected else None)


_SCRAPS = st.lists(
    st.sampled_from([RSS, ATOM, URLSET, INDEX, LIST, json.dumps(POSTS), "<item>", "</link>", "\x00", "&x;", "[", '{"link": 3}'])
    | st.text(max_size=40),
    max_size=4,
).map(lambda parts: "".join(part[len(part) // 3 :] for part in parts).encode("utf-8", "surrogatepass"))


_DOORS: tuple[Door, ...] = (*WORDPRESS_DOORS, Sitemap("/robots.txt", ""), Listing("/more?page={n}", members="link.items"))


@given(
    body=st.binary(max_size=300) | _SCRAPS | _SCRAPS.map(lambda text: text.decode("utf-8", "replace").encode("utf-16")),
    door=st.sampled_from(_DOORS),
    status=st.sampled_from([200, 200, 200, 304, 400, 404, 500]),
    number=st.integers(0, 2),
    header=st.text(max_size=12),
)
def test_no_bytes_crash_a_door(*, body: bytes, door: Door, status: int, number: int, header: str) -> None:
    url = first_url(HOME, door, None)
    headers = {"x_wp_totalpages": header, "link": f'<{header}>; rel="next"', "content_type": f"text/xml; charset={header}"}
    try:
        page = read_door(heard(body, url, status, **headers), door, HOME, number)
    except DoorError:
        return
    assert all(item.url.startswith(("http://", "https://")) for item in page.items)
    assert all(url.startswith(("http://", "https://")) for url in page.next)
    drop_wrong_dates(page.items, datetime(2022, 12, 11, tzinfo=UTC))


@given(post=st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["link", "title", "rendered", "date_gmt", "modified_gmt"]), inner), max_leaves=8))  # fmt: skip
def test_no_json_crashes_the_wordpress_door(post: object) -> None:
    read_wordpress(heard(json.dumps([post]), API))


@given(st.text(max_size=70))
def test_no_text_crashes_the_dates_of_doors(text: str) -> None:
    latest_instant(text)
