"""Links of search engines, unwrapped offline; and what their feeds say of the sources behind them."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.crawl.doors import DoorAnswer, read_feed
from newscrawl.crawl.doors.wrapped import unwrap_link
from newscrawl.crawl.site_of import as_found
from newscrawl.site import Feed

STORY = "https://www.harbour-post.example/world/ferry-sings-its-departures-1?x=1&y=2"
LONG = f"https://www.harbour-post.example/{'a' * 200}"
GOOGLE = "https://news.google.com/rss/articles/"


def google_id(address: str, *, mobile: str = "") -> str:
    """An identifier as Google made them until 2024: kind, address, and the address of the AMP page."""
    raw = address.encode()
    length = bytes([len(raw)]) if len(raw) < 128 else bytes([len(raw) & 127 | 128, len(raw) >> 7])
    message = b"\x08\x13\x22" + length + raw
    if mobile:
        message += b"\xd2\x01" + bytes([len(mobile)]) + mobile.encode()
    return urlsafe_b64encode(message).decode().rstrip("=")


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url=https%3a%2f%2fa.example%2fx%3fb%3d1&c=1&mkt=en-id",
         "https://a.example/x?b=1"),
        ("https://www.bing.com/news/apiclick.aspx?ref=FexRss", "https://www.bing.com/news/apiclick.aspx?ref=FexRss"),
        ("https://www.notbing.com/news/apiclick.aspx?url=https%3a%2f%2fa.example", None),
        (f"{GOOGLE}{google_id(STORY)}?oc=5", STORY),
        (f"{GOOGLE}{google_id(STORY, mobile='https://m.harbour-post.example/amp/1')}?oc=5", STORY),
        (f"https://news.google.com/__i/rss/rd/articles/{google_id(LONG)}?oc=5", LONG),
        (f"https://news.google.com/articles/{google_id(STORY)}?hl=en-US", STORY),
        (f"{GOOGLE}{google_id('AU_yqLOhc2Vuc2VsZXNzIHRva2Vu')}?oc=5", None),  # since 2024: a token that only Google resolves
        (f"{GOOGLE}{google_id('javascript:alert(1)')}", None),
        (f"{GOOGLE}CBMi1", None),
        (f"{GOOGLE}{google_id(STORY)[:40]}", None),  # cut off
        ("http://[broken", None),
        (STORY, None),
    ],
)  # fmt: skip
def test_a_wrapped_link_leads_to_the_article(link: str, address: str | None) -> None:
    assert unwrap_link(link) == (address or link)


@given(st.binary(max_size=300))
def test_no_identifier_crashes(message: bytes) -> None:
    assert unwrap_link(f"{GOOGLE}{urlsafe_b64encode(message).decode().rstrip('=')}")


BING = """<?xml version="1.0"?><rss version="2.0" xmlns:News="https://www.bing.com/news/search?q={query}&amp;format=rss"><channel>
<item><title>One</title><link>http://www.bing.com/news/apiclick.aspx?url=https%3a%2f%2fwww.msn.com%2fen-us%2fnews%2fx%2far-AA1</link>
<News:Source>Reuters on MSN</News:Source></item>
<item><title>Two</title><link>http://www.bing.com/news/apiclick.aspx?url=https%3a%2f%2fwww.reuters.com%2fworld%2ftwo-2022-12-11</link>
<News:Source>Reuters</News:Source></item></channel></rss>"""


@pytest.mark.parametrize("query", ["world", "tarif+listrik"])  # the namespace is the query's own address
def test_the_source_of_what_a_search_found(query: str) -> None:
    body = BING.format(query=query).encode()
    items = read_feed(
        DoorAnswer(200, "https://www.bing.com/news/search", body, {}), Feed(paged=None, source_suffix=" on MSN")
    ).items
    assert [(item.url, item.source_name) for item in items] == [
        ("https://www.msn.com/en-us/news/x/ar-AA1", "Reuters"),
        ("https://www.reuters.com/world/two-2022-12-11", "Reuters"),
    ]
    assert [as_found(item).source_name for item in items] == ["Reuters", None]  # who publishes a page is no source of it


def test_an_item_of_google_news_is_read_as_any_other() -> None:
    body = f"""<rss version="2.0"><channel><item><title>Ferry sings its departures - Harbour Post</title>
<link>{GOOGLE}{google_id(STORY)}?oc=5</link><guid isPermaLink="false">{google_id(STORY)}</guid>
<pubDate>Sun, 11 Dec 2022 12:00:00 GMT</pubDate><source url="https://www.harbour-post.example">Harbour Post</source></item>
</channel></rss>"""
    (item,) = read_feed(DoorAnswer(200, "https://feeds.example/google.xml", body.encode(), {}), Feed(paged=None)).items
    assert (item.url, item.source_name, item.source_url) == (STORY, "Harbour Post", "https://www.harbour-post.example")
