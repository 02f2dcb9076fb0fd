"""Hostile behaviours of a server, each with the reason by which a crawl counts it; None where the article is delivered.

`PAGES` answer in place of an article, `HOSTS` in place of a host's robots.txt, `DOORS` in place of a feed, a sitemap, a
listing or an API.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
import zlib
from dataclasses import dataclass

import brotli
from hostile_server import Behaviour, Reply, article_html, feed_xml

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DOMAIN = "newscrawl-hostile.com"  # every request of a mapped run goes to loopback, whatever the name
GOOD = article_html("Bridge", words="asked the mayor for advice")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
ZEROS = 64 * 1024 * 1024


@dataclass(frozen=True)
class Case:
    name: str
    behaviour: Behaviour
    reason: str | None


def moved(location: str, status: str = "302 Found") -> Reply:
    return Reply(b"", status=status, headers=(("Location", location),))


def packed(encoding: str, body: bytes) -> Reply:
    return Reply(body, headers=(("Content-Encoding", encoding),))


def deflate_zeros() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(bytes(ZEROS)) + packer.flush()


def drip(start: bytes, drop: bytes, pause: float = 0.2):  # noqa: ANN201 - a Behaviour
    async def behave(writer: asyncio.StreamWriter, _: str) -> None:
        writer.write(start)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(pause)

    return behave


def flood(start: bytes, wave: bytes):  # noqa: ANN201 - a Behaviour
    return drip(start, wave * (65536 // len(wave) + 1), 0)


async def hang(writer: asyncio.StreamWriter, _: str) -> None:
    await asyncio.sleep(60)
    writer.close()


async def drop(writer: asyncio.StreamWriter, _: str) -> None:
    writer.transport.abort()


async def redirect_on(writer: asyncio.StreamWriter, target: str) -> None:
    """Another address each time, without end."""
    writer.write(moved(f"{target}{'' if '?' in target else '?'}1").encode())


_NESTED = gzip.compress(gzip.compress(gzip.compress(bytes(ZEROS))))
_ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
_LAUGHS = f'<!DOCTYPE x [<!ENTITY e0 "ha">{_ENTITIES}]>'
_ESCAPES = "Bridge \x1b[2J\x1b]0;owned\x07 \u202egnp.exe"

PAGES = [
    # time
    Case("slow-loris headers", drip(b"HTTP/1.1 200 OK\r\nX: ", b"a"), "timeout"),
    Case("slow-loris body", drip(HEAD + b"Content-Length: 100000\r\n\r\n", b"a"), "timeout"),
    Case("slow-loris chunks", drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"), "timeout"),
    Case("connection open, no answer", hang, "timeout"),
    # size
    Case("endless body", flood(HEAD + b"\r\n", b"<p>more "), "too large"),
    Case("endless chunks", flood(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"2000\r\n" + b"more" * 2048 + b"\r\n"), "too large"),
    Case("endless headers", flood(b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n"), "too large"),
    Case("endless header line", flood(b"HTTP/1.1 200 OK\r\nX-More: ", b"a"), "connection lost"),
    Case("endless header continuation", flood(b"HTTP/1.1 200 OK\r\nX-More: a\r\n", b" and more\r\n"), "too large"),
    Case("flood of interim answers", flood(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"), "too large"),
    Case("1 GB announced", HEAD + b"Content-Length: 1073741824\r\n\r\n" + GOOD, "too large"),
    Case("gzip bomb", packed("gzip", gzip.compress(bytes(ZEROS))), "too large"),
    Case("deflate bomb", packed("deflate", deflate_zeros()), "too large"),
    Case("brotli bomb", packed("br", brotli.compress(bytes(ZEROS), quality=5)), "too large"),
    Case("zstd bomb", packed("zstd", zstd.compress(bytes(ZEROS))), "too large"),
    Case("gzip in gzip in gzip", packed("gzip, gzip, gzip", _NESTED), "too large"),
    # redirects
    Case("redirect to itself", moved("/redirect-to-itself/"), "bad redirect"),
    Case("redirects without end", redirect_on, "bad redirect"),
    Case("redirect to metadata", moved("http://169.254.169.254/latest/meta-data/"), "private address"),
    Case("redirect to loopback IPv6", moved("http://[::1]:6379/"), "private address"),
    Case("redirect to mapped IPv6", moved("http://[::ffff:10.0.0.1]/"), "private address"),
    Case("redirect to a number", moved("http://2130706433/"), "private address"),
    Case("redirect to localhost", moved("http://localhost:6379/"), "private address"),
    Case("redirect to a file", moved("file:///etc/passwd"), "bad redirect"),
    Case("redirect to script", moved("javascript:alert(1)"), "bad redirect"),
    Case("redirect to data", moved("data:text/html,<p>x</p>"), "bad redirect"),
    Case("redirect to FTP", moved("ftp://ftp.example/x"), "bad redirect"),
    Case("redirect to another site", moved("https://elsewhere.example/x"), "leads to another site"),
    Case("redirect to no address", moved("http://[half/"), "bad redirect"),
    Case("redirect without address", Reply(b"", status="302 Found"), "HTTP 302"),
    # lengths and framing
    Case("length too long", HEAD + f"Content-Length: {len(GOOD) + 500}\r\n\r\n".encode() + GOOD, "cut off"),
    Case("length too short", HEAD + f"Content-Length: {len(GOOD)}\r\n\r\n".encode() + GOOD + b"HTTP/1.1 200 OK\r\n\r\n<p>more", None),
    Case("two lengths", HEAD + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n" + GOOD, "connection lost"),
    Case("negative length", HEAD + b"Content-Length: -5\r\n\r\n" + GOOD, "connection lost"),
    Case("length in words", HEAD + b"Content-Length: many\r\n\r\n" + GOOD, "connection lost"),
    Case("garbage for chunks", HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nnot a chunk\r\n", "cut off"),
    Case("chunk of 2^60 bytes", HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n" + GOOD, "cut off"),
    Case("chunks without an end", HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<html\r\n", "cut off"),
    Case("no HTTP at all", b"<html><body>" + GOOD, "connection lost"),
    Case("status line of rubbish", b"HTTP/9.9 \xff\xfe\x00\r\n\r\n" + GOOD, "connection lost"),
    Case("dropped at once", drop, "connection lost"),
    # coding
    Case("wrong gzip", packed("gzip", GOOD), None),
    Case("half a gzip", packed("gzip", gzip.compress(GOOD)[:40]), "garbled"),
    Case("wrong brotli", packed("br", GOOD), "garbled"),
    Case("wrong zstd", packed("zstd", GOOD), "garbled"),
    Case("unknown coding", packed("rot13\x1b[31m", GOOD), None),
    Case("unknown charset", Reply(GOOD, "text/html; charset=klingon-8"), None),
    Case("lying charset", Reply(GOOD, "text/html; charset=utf-16"), None),
    Case("NULs all over", Reply(GOOD.replace(b"<p>", b"<p>\x00").replace(b" the ", b" \x00the ")), None),
    # statuses
    Case("304 to an unconditional request", b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nConnection: close\r\n\r\n', "HTTP 304"),
    Case("no content", b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", "HTTP 204"),
    Case("status 999", Reply(GOOD, status="999 Request denied"), "HTTP 999"),
    Case("an error page with 200 bytes of escapes", Reply(b"\x1b[2J" * 50, status="500 \x1b[31mOops"), "HTTP 500"),
    # content
    Case("flood of cookies", Reply(GOOD, headers=tuple(("Set-Cookie", f"c{n}={'x' * 200}") for n in range(800))), None),
    Case("binary as HTML", Reply(bytes(range(256)) * 200), "unreadable"),
    Case("empty page", Reply(b""), "unreadable"),
    Case("feed as HTML", Reply(feed_xml("a.example", ["/x"]), "application/rss+xml"), None),
    Case("100,000 nested elements", Reply(b"<div>" * 100_000), None),
    Case("entity bomb in a page", Reply(_LAUGHS.encode() + GOOD.replace(b"found", b"&e11;")), None),
    Case("refresh to metadata", Reply(article_html("Bridge", head='<meta http-equiv="refresh" content="0;url=http://169.254.169.254/">')), None),
    Case("terminal escapes in the title", Reply(article_html(_ESCAPES)), None),
    Case("canonical out of the folder", Reply(article_html("Bridge", head="<link rel=canonical href=\"/../../../x'; DROP TABLE pages;--\">")), None),
]  # fmt: skip

HOSTS = [
    Case("robots.txt answers 503", Reply(b"", status="503 No"), "no robots.txt to go by"),
    Case("robots.txt answers 304", b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n", "no robots.txt to go by"),
    Case("robots.txt never comes", hang, "cannot connect"),
    Case("robots.txt of 1 GB", HEAD + b"Content-Length: 1073741824\r\n\r\n", "cannot connect"),
    Case("robots.txt is a bomb", packed("gzip", gzip.compress(bytes(ZEROS))), "cannot connect"),
    Case("robots.txt redirects without end", redirect_on, "cannot connect"),
    Case("robots.txt redirects to metadata", moved("http://169.254.169.254/robots.txt"), "private address"),
    Case("robots.txt of NULs and rubbish", Reply(b"\x00\xff\x1b[31m" * 5000, "text/plain"), None),
    Case("robots.txt is an HTML page", Reply(GOOD), None),
    Case(
        "robots.txt forbids with a wildcard bomb",
        Reply(b"User-agent: *\nDisallow: /" + b"*a" * 30 + b"$\n", "text/plain"),
        None,
    ),
    Case(
        "Crawl-delay of a century", Reply(b"User-agent: *\nCrawl-delay: 3000000000\n", "text/plain"), "forbidden by robots.txt"
    ),
]

_INDEX = "<sitemapindex><sitemap><loc>https://{host}{path}</loc></sitemap></sitemapindex>"


def index_to(path: str) -> Reply:
    return Reply(_INDEX.format(host=DOMAIN, path=path).encode(), "text/xml")


async def deeper(writer: asyncio.StreamWriter, target: str) -> None:
    """A sitemap index that names another one, without end."""
    writer.write(index_to(f"{target}{'' if '?' in target else '?'}1").encode())


async def endless_listing(writer: asyncio.StreamWriter, target: str) -> None:
    """A listing of the same article under a new session id each time, and a next page likewise."""
    number = len(target)
    links = f"<h2 class=entry-title><a href='/listed/?sid={number:032x}'>x</a></h2><a class='next page-numbers' href='/trap-listing/?PHPSESSID={'0' * number}'>next</a>"
    writer.write(Reply(f"<html><body>{links}</body></html>".encode()).encode())


async def endless_posts(writer: asyncio.StreamWriter, _: str) -> None:
    """A page of no posts, of a billion."""
    writer.write(Reply(b"[]", "application/json", headers=(("X-WP-TotalPages", "999999999"),)).encode())


_EXTERNAL = (
    '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "http://169.254.169.254/">'
    '<!ENTITY % z SYSTEM "http://127.0.0.1/evil.dtd">%z;]><rss><channel><title>&x;&y;</title></channel></rss>'
)
DOORS: list[tuple[str, Case]] = [
    ('Feed("/d01/", paged=None)', Case("HTML as feed", Reply(GOOD), "answers with an HTML page ('Bridge'), not a feed")),
    ('Feed("/d02/", paged=None)', Case("JSON as feed", Reply(b'{"items": {}}', "application/json"), "the answer is JSON, but no JSON Feed")),
    ('Feed("/d03/", paged=None)', Case("billion laughs", Reply(f"{_LAUGHS}<rss><channel><title>&e11;</title></channel></rss>".encode()), "it lists nothing")),
    ('Feed("/d04/", paged=None)', Case("external entities", Reply(_EXTERNAL.encode()), "it lists nothing")),
    ('Feed("/d05/", paged=None)', Case("gzip bomb of a feed", Reply(gzip.compress(bytes(ZEROS + 10)), "application/gzip"), "holds more than 64 MiB")),
    ('Feed("/d06/", paged=None)', Case("a million items", Reply(feed_xml("a", ["/"]) .replace(b"<item>", b"<item><link>https://a/</link></item><item>" * 60_000)), "too large")),
    ('Feed("/d07/", paged=None)', Case("100,000 nested elements of a feed", Reply(b"<rss>" + b"<a>" * 100_000), "the answer is cut off")),
    ('Feed("/d08/", paged=None)', Case("another site's articles", Reply(feed_xml("other.example", ["/a", "/b"])), f"none of the 2 addresses it lists is on {DOMAIN}")),
    ('Feed("/d09/", paged=None)', Case("escapes in a reason", Reply(b"<\x1b[31m>"), "the answer is not XML")),
    ('Feed("/d10/", paged=None)', Case("feed that drips", drip(HEAD + b"\r\n<rss>", b"<a/>"), "timeout")),
    ('Sitemap("/d11/", children="/")', Case("sitemap index that names itself", index_to("/d11/"), "it lists nothing")),
    ('Sitemap("/d12/", children="/")', Case("sitemap indexes without end", deeper, "it lists nothing")),
    ('Sitemap("/d13/", children="/")', Case("sitemap index of private addresses", Reply(b"<sitemapindex><sitemap><loc>http://169.254.169.254/</loc></sitemap></sitemapindex>"), "it lists nothing")),
    ('WordPressApi("/d14/")', Case("JSON bomb", Reply(b"[" * 200_000, "application/json"), "the answer is cut off or broken")),
    ('WordPressApi("/d15/")', Case("JSON of huge numbers", Reply(b"[" + b"9" * 100_000 + b"]", "application/json"), "the answer is cut off or broken")),
    ('WordPressApi("/d16/")', Case("API with escapes in its error", Reply(json.dumps({"code": "\x1b[2J\nnewscrawl: all is well"}).encode(), "application/json"), "the answer is no list of posts")),
    ('WordPressApi("/d17/")', Case("a billion empty pages", endless_posts, "it lists nothing")),
    ('Listing("/d18/")', Case("listing without a link", Reply(GOOD), "the page has no link")),
    ('Feed("/d19/", paged=None)', Case("a feed answers 999", Reply(b"", status="999 No"), "HTTP 999")),
]  # fmt: skip
