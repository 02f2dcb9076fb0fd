from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from replica_client import ECO, MONDE, ask

from newscrawl.replica import Replica, ReplicaError
from newscrawl.replica.answer import Request
from newscrawl.replica.printed import Printed

DRONES = "la-turquie-et-la-georgie-preparent-un-couloir-de-drones-cargos"
POSTS = "/wp-json/wp/v2/posts"
FEW = 45


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica(articles=FEW) as served:
        yield served


@pytest.mark.parametrize(
    ("host", "target", "expected"),
    [
        (MONDE, "/", (200, "text/html")),
        (MONDE, "/page/5/", (200, "text/html")),
        (MONDE, "/page/6/", (404, "text/html")),
        (MONDE, "/category/monde/", (200, "text/html")),
        (MONDE, "/category/monde/page/99/", (404, "text/html")),
        (MONDE, "/category/nowhere/", (404, "text/html")),
        (MONDE, "/author/nouvelles/", (200, "text/html")),
        (MONDE, "/tag/drones/", (200, "text/html")),
        (MONDE, f"/{DRONES}/", (200, "text/html")),
        (MONDE, "/no-such-story/", (404, "text/html")),
        (MONDE, "/%F0%9F%A6%86/", (404, "text/html")),
        (MONDE, "/?p=1", (404, "text/html")),
        (MONDE, "/?p=x", (404, "text/html")),
        (MONDE, "/feed/", (200, "application/rss+xml")),
        (MONDE, "/feed/?paged=5", (200, "application/rss+xml")),
        (MONDE, "/feed/?paged=6", (404, "application/rss+xml")),
        (MONDE, "/category/monde/feed/", (200, "application/rss+xml")),
        (MONDE, "/comments/feed/", (200, "application/rss+xml")),
        (MONDE, f"/{DRONES}/feed/", (200, "application/rss+xml")),
        (MONDE, "/wp-json/", (200, "application/json")),
        (MONDE, POSTS, (200, "application/json")),
        (MONDE, f"{POSTS}/412345", (200, "application/json")),
        (MONDE, f"{POSTS}/1", (404, "application/json")),
        (MONDE, "/wp-json/wp/v2/nonsense", (404, "application/json")),
        (MONDE, "/wp-json/wp/v2/categories", (200, "application/json")),
        (MONDE, "/sitemap_index.xml", (200, "text/xml")),
        (MONDE, "/post-sitemap.xml", (200, "text/xml")),
        (MONDE, "/post-sitemap2.xml", (404, "text/html")),
        (MONDE, "/post-sitemap0.xml", (404, "text/html")),
        (MONDE, "/category-sitemap.xml", (200, "text/xml")),
        (MONDE, "/robots.txt", (200, "text/plain")),
        (MONDE, "/wp-content/uploads/2022/12/x.png", (200, "image/png")),
        (ECO, "/", (200, "text/html")),
        (ECO, "/page/3/", (404, "text/html")),
        (ECO, "/feed/", (200, "application/rss+xml")),
        ("127.0.0.1", "/", (200, "text/html")),
        ("127.0.0.1", "/robots.txt", (404, "text/plain")),
        ("unknown.example", "/feed/", (404, "text/plain")),
    ],
)
def test_surfaces(replica: Replica, host: str, target: str, expected: tuple[int, str]) -> None:
    reply = ask(replica, host, target)
    assert (reply.status, reply.headers["Content-Type"].split(";")[0]) == expected
    if expected == (404, "text/html"):
        assert reply.tree.cssselect("body.error404")


@pytest.mark.parametrize(
    ("host", "target", "location"),
    [
        (MONDE, "/?p=412345", f"https://{MONDE}/{DRONES}/"),
        (MONDE, f"/{DRONES}", f"https://{MONDE}/{DRONES}/"),
        (MONDE, "/page/1/", f"https://{MONDE}/"),
        (MONDE, "/category/monde/page/1/", f"https://{MONDE}/category/monde/"),
        (MONDE, "/feed", f"https://{MONDE}/feed/"),
        (MONDE, "/sitemap.xml", f"https://{MONDE}/sitemap_index.xml"),
        ("nouvelles-dumonde.com", "/feed/?paged=2", f"https://{MONDE}/feed/?paged=2"),
        ("127.0.0.1", f"/_site/{MONDE}/?p=412345", f"/_site/{MONDE}/{DRONES}/"),
    ],
)
def test_redirects(replica: Replica, host: str, target: str, location: str) -> None:
    reply = ask(replica, host, target)
    assert (reply.status, reply.headers["Location"]) == (301, location)


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("per_page=101", "rest_invalid_param", "per_page"),
        ("per_page=0", "rest_invalid_param", "per_page"),
        ("page=0", "rest_invalid_param", "page"),
        ("page=x", "rest_invalid_param", "page"),
        ("orderby=taste", "rest_invalid_param", "orderby"),
        ("order=up", "rest_invalid_param", "order"),
        ("after=yesterday", "rest_invalid_param", "after"),
        ("page=6", "rest_post_invalid_page_number", None),
        ("per_page=100&page=2", "rest_post_invalid_page_number", None),
    ],
)
def test_rest_refuses(replica: Replica, query: str, code: str, parameter: str | None) -> None:
    reply = ask(replica, MONDE, f"{POSTS}?{query}")
    assert (reply.status, reply.json["code"], reply.json["data"]["status"]) == (400, code, 400)
    assert parameter is None or parameter in reply.json["data"]["params"]


def test_rest_pages_hold_every_post_once(replica: Replica) -> None:
    seen: list[int] = []
    for page in range(1, 6):
        reply = ask(replica, MONDE, f"{POSTS}?page={page}&_fields=id,title.rendered")
        assert (reply.headers["X-WP-Total"], reply.headers["X-WP-TotalPages"]) == (str(FEW), "5")
        assert ('rel="next"' in reply.headers["Link"]) == (page < 5)
        assert all(set(post) == {"id", "title"} and set(post["title"]) == {"rendered"} for post in reply.json)
        seen += [post["id"] for post in reply.json]
    assert len(set(seen)) == len(seen) == FEW


@pytest.mark.parametrize(
    ("query", "key", "check"),
    [
        ("after=2022-12-10T11:20:15", "date_gmt", lambda value: value > "2022-12-10T11:20:15"),
        ("before=2022-11-10T00:00:00Z", "date_gmt", lambda value: value < "2022-11-10T00:00:00"),
        ("modified_after=2022-12-11T07:02:39", "modified_gmt", lambda value: value >= "2022-12-11T07:02:40"),
        ("modified_before=2022-11-10T00:00:00", "modified_gmt", lambda value: value < "2022-11-10T00:00:00"),
    ],
)
def test_rest_bounds(replica: Replica, query: str, key: str, check: object) -> None:
    posts = ask(replica, MONDE, f"{POSTS}?per_page=100&{query}").json
    everything = ask(replica, MONDE, f"{POSTS}?per_page=100").json
    assert callable(check)
    assert [post["id"] for post in posts] == [post["id"] for post in everything if check(post[key])] != []


@pytest.mark.parametrize(
    ("orderby", "key"), [("date", "date_gmt"), ("modified", "modified_gmt"), ("id", "id"), ("slug", "slug")]
)
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_rest_orders(replica: Replica, orderby: str, key: str, order: str) -> None:
    values = [post[key] for post in ask(replica, MONDE, f"{POSTS}?per_page=100&orderby={orderby}&order={order}").json]
    assert values == sorted(values, reverse=order == "desc")


def test_rest_naive_times_follow_the_sites_own_clock(replica: Replica) -> None:
    post = ask(replica, ECO, f"{POSTS}?per_page=1&orderby=id&order=desc").json[0]
    assert (post["date"], post["date_gmt"]) == ("2022-12-11T23:30:10", "2022-12-12T04:30:10")
    assert ask(replica, ECO, f"{POSTS}?after=2022-12-11T23:30:09").headers["X-WP-Total"] == "1"
    assert ask(replica, ECO, f"{POSTS}?after=2022-12-11T23:30:10").json == []


def test_every_door_leads_to_the_same_articles(replica: Replica) -> None:
    truth = set(replica.truth(MONDE))
    assert len(truth) == FEW
    assert set(_walk_listing(replica, MONDE, "h2.entry-title a")) == truth
    index = ask(replica, MONDE, "/sitemap_index.xml").xml("//s:loc/text()")
    assert index == [f"https://{MONDE}/post-sitemap.xml", f"https://{MONDE}/category-sitemap.xml"]
    assert set(ask(replica, MONDE, "/post-sitemap.xml").xml("//s:loc/text()")) == truth | {f"https://{MONDE}/"}
    feeds = [ask(replica, MONDE, f"/feed/?paged={page}").xml("//item/link/text()") for page in range(1, 6)]
    assert set().union(*feeds) == truth


def _walk_listing(replica: Replica, host: str, links: str) -> list[str]:
    found, target = [], "/"
    while target:
        tree = ask(replica, host, target).tree
        found += [link.get("href", "") for link in tree.cssselect(links)]
        following = tree.cssselect("a.next.page-numbers")
        assert [link.get("href") for link in tree.cssselect("link[rel=next]")] == [link.get("href") for link in following]
        target = urlsplit(following[0].get("href", "")).path if following else ""
    return found


def test_feed_items_are_wordpress(replica: Replica) -> None:
    reply = ask(replica, MONDE, "/category/monde/feed/")
    assert reply.xml("//channel/language/text()") == ["en-US"]
    assert f"https://{MONDE}/?p=412345" in reply.xml("//guid[@isPermaLink='false']/text()")
    assert "Sun, 11 Dec 2022 06:31:07 +0000" in reply.xml("//item/pubDate/text()")
    assert set(reply.xml("//item/category[1]/text()")) == {"Monde"}
    content = "".join(reply.xml("//c:encoded/text()"))
    assert "France 24</em>dimanche (11/12/2022)" in content
    assert "INLINE RELATED POSTS" not in content


@pytest.mark.parametrize("target", [f"/{DRONES}/", "/", "/feed/", "/sitemap_index.xml", f"{POSTS}/412345"])
def test_validators(replica: Replica, target: str) -> None:
    whole = ask(replica, MONDE, target)
    etag, modified = whole.headers["ETag"], whole.headers["Last-Modified"]
    later, earlier = "Fri, 06 Jan 2023 00:00:00 GMT", "Thu, 06 Jan 2022 00:00:00 GMT"
    for headers, status in [
        ({"If-None-Match": etag}, 304),
        ({"If-None-Match": f'"other", W/{etag}'}, 304),
        ({"If-None-Match": '"other"', "If-Modified-Since": later}, 200),
        ({"If-Modified-Since": modified}, 304),
        ({"If-Modified-Since": later}, 304),
        ({"If-Modified-Since": earlier}, 200),
        ({"If-Modified-Since": "nonsense"}, 200),
    ]:
        reply = ask(replica, MONDE, target, headers=headers)
        assert (reply.status, reply.body) == (status, b"" if status == 304 else whole.body)
        assert reply.headers["ETag"] == etag


def test_head_has_the_headers_and_no_body(replica: Replica) -> None:
    get, head = (ask(replica, MONDE, f"/{DRONES}/", method=method) for method in ("GET", "HEAD"))
    assert (head.status, head.headers, head.body) == (200, get.headers, b"")
    assert ask(replica, MONDE, "/", method="POST").status == 405


def test_one_connection_serves_many_requests(replica: Replica) -> None:
    connection = HTTPConnection("127.0.0.1", replica.port, timeout=10)
    connection.connect()
    first = connection.sock
    for host in (MONDE, ECO, MONDE):
        connection.request("GET", "/robots.txt", headers={"Host": host})
        assert f"https://{host}/sitemap_index.xml" in connection.getresponse().read().decode()
    assert connection.sock is first
    connection.close()


def test_a_browser_sees_each_site_under_a_path(replica: Replica) -> None:
    index = ask(replica, "127.0.0.1", "/").tree
    links = [link.get("href") or "" for link in index.cssselect("a")]
    assert links[:2] == [f"/_site/{MONDE}/", f"/_site/{MONDE}/wp-json/wp/v2/posts"]
    for listed in (f"{ECO}/feed/", "www.boursorama.com/bourse/actualites/", "indeks.kompas.com/?site=all&page=2"):
        assert f"/_site/{listed}" in links
    assert ask(replica, "no-such-host.example", "/").status == 404
    assert {ask(replica, "127.0.0.1", link).status for link in links} == {200}
    page = ask(replica, "127.0.0.1", f"/_site/{MONDE}/{DRONES}/")
    live = ask(replica, MONDE, f"/{DRONES}/")
    assert page.status == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert [link.get("href") for link in page.tree.cssselect("a")] == [link.get("href") for link in live.tree.cssselect("a")]
    assert "/_site/${url.hostname}" in page.body.decode()
    assert "/_site/" not in live.body.decode()


def test_a_site_that_is_no_wordpress(replica: Replica) -> None:
    host = "international.sindonews.com"
    article = next(url for url in replica.truth(host) if host in url).removeprefix(f"https://{host}")
    for target, status, kind in (
        (article, 200, "text/html"),
        (f"{article}?utm_source=x", 200, "text/html"),  # a query that no page has changes nothing
        (f"{article}/6", 404, "text/html"),
        ("/robots.txt", 200, "text/plain"),
    ):
        reply = ask(replica, host, target)
        assert (reply.status, reply.headers["Content-Type"].partition(";")[0]) == (status, kind), target
    assert b"Halaman" in ask(replica, host, article).body
    assert b"Halaman" not in ask(replica, host, f"{article}?showpage=all").body
    with pytest.raises(ReplicaError, match="is no WordPress"):
        replica.edit(host, "x", modified=datetime(2022, 12, 12, tzinfo=UTC))


def test_a_layout_names_the_slot_that_a_story_lacks() -> None:
    story = {"address": "https://a.example/1", "title": "One", "published": datetime(2022, 12, 11, tzinfo=UTC), "body": "Text."}
    table = {
        "name": "A", "hosts": ["a.example"], "utc_offset": 0, "robots": "", "lists": [], "stories": [story],
        "layouts": {"page": "$title $caption"}, "forms": [{"address": "$address", "layout": "page"}],
    }  # fmt: skip
    with pytest.raises(ReplicaError, match=r"printed/a\.toml: no slot 'caption'"):
        Printed(table, "newscrawl/replica/printed/a.toml").answer(Request("a.example", "GET", "/1"))


def test_what_was_asked_is_kept() -> None:
    with Replica() as replica:
        ask(replica, MONDE, "/feed/?paged=2")
        ask(replica, ECO, "/nowhere/", method="HEAD")
        assert replica.requests == [(MONDE, "GET", "/feed/?paged=2", 200), (ECO, "HEAD", "/nowhere/", 404)]


def test_an_edited_post_changes_on_every_surface() -> None:
    later = datetime(2022, 12, 13, 9, 0, tzinfo=UTC)
    with Replica() as replica:
        before = ask(replica, MONDE, f"/{DRONES}/")
        replica.edit(MONDE, DRONES, title="Un titre neuf", append="Un alinéa de plus.", modified=later)
        after = ask(replica, MONDE, f"/{DRONES}/", headers={"If-None-Match": before.headers["ETag"]})
        assert after.status == 200
        assert after.headers["Last-Modified"] == "Tue, 13 Dec 2022 09:00:00 GMT"
        assert after.tree.cssselect("h1.entry-title")[0].text == "Un titre neuf"
        assert after.tree.cssselect(".entry-content p")[-1].text == "Un alinéa de plus."
        changed = ask(replica, MONDE, f"{POSTS}?modified_after=2022-12-12T12:00:00&_fields=id,modified_gmt").json
        assert changed == [{"id": 412345, "modified_gmt": "2022-12-13T09:00:00"}]
        with pytest.raises(ReplicaError, match="no post 'nothing'"):
            replica.edit(MONDE, "nothing", modified=later)


def test_a_published_post_comes_first() -> None:
    with Replica() as replica:
        replica.publish(MONDE, "neuf", title="Neuf", body="Un.\n\nDeux.", published=datetime(2022, 12, 13, 8, 0, tzinfo=UTC))
        assert ask(replica, MONDE, "/feed/").xml("//item/link/text()")[0] == f"https://{MONDE}/neuf/"
        assert ask(replica, MONDE, f"{POSTS}?per_page=1").json[0]["title"]["rendered"] == "Neuf"
        assert replica.truth(MONDE)[f"https://{MONDE}/neuf/"].text == ("Un.", "Deux.")


def test_a_taken_port_and_bad_wishes_are_told() -> None:
    with (
        Replica() as replica,
        pytest.raises(ReplicaError, match=f"127.0.0.1:{replica.port} cannot be served"),
        Replica(port=replica.port),
    ):
        pass
    with pytest.raises(ReplicaError, match="choose another port"), Replica(port=99_999):
        pass
    with pytest.raises(ReplicaError, match="no theme 'brick'"):
        Replica(themes={MONDE: "brick"})  # type: ignore[dict-item]
    with pytest.raises(ReplicaError, match="one or more"):
        Replica(articles=0)
    with pytest.raises(ReplicaError, match=r"no site 'elsewhere\.example'"):
        Replica().truth("elsewhere.example")
