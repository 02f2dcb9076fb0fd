"""Pages that are meant to break their reader, made as they are asked for: each name gives its bytes."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from typing import Final

MB: Final = 1_000_000
WORDS: Final = "The old bridge of Belle Rive opened again on Sunday after three years of work, the town said. "
STORY: Final = "".join(f"<p>On day {day}: {WORDS * 3}</p>" for day in range(6))
OUTLETS: Final = "PARIS (AFP) - Reuters, Agence France-Presse via Associated Press, according to France 24, © dpa; "
DATES: Final = "Sunday (11/12/2022) 2022-12-11T14:05:00+07:00 3 hours ago, 11 décembre 2022 à 14h05 ; 令和4年12月11日 "


def whole(body: str, head: str = "") -> bytes:
    """A page with an article around what is hostile in it."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The bridge</title>{head}</head>'
        f"<body><article><h1>The bridge of Belle Rive</h1>{STORY}{body}</article></body></html>"
    ).encode("utf-8", "surrogatepass")


def nested(opening: str, depth: int, closing: str = "", inner: str = "deep") -> bytes:
    return whole(opening * depth + inner + closing * depth)


def script(text: str) -> bytes:
    return whole("", f'<script type="application/ld+json">{text}</script>')


def linked_data(value: object) -> bytes:
    return script(json.dumps(value))


def article(**fields: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": "The bridge of Belle Rive", **fields}


def every_code_point() -> str:
    return "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000 and chr(code) not in "<&")


def noise(size: int, *, markup: bool = False) -> bytes:
    rng = random.Random(7)  # noqa: S311 - the same page every time
    if not markup:
        return rng.randbytes(size)
    pieces = [
        "<",
        ">",
        "</",
        '"',
        "'",
        "=",
        "&#",
        ";",
        "<!--",
        "-->",
        "<p",
        " class",
        "<a href=",
        "]]>",
        "<![CDATA[",
        "é",
        " ",
        "x",
        "<?",
        "<svg>",
    ]
    return "".join(rng.choices(pieces, k=size)).encode()


# fmt: off
PAGES: Final[dict[str, Callable[[], bytes]]] = {
    # Nesting
    "nested div": lambda: nested("<div>", 100_000, "</div>"),
    "nested div, unclosed": lambda: nested("<div>", 100_000),
    "nested div with classes": lambda: nested('<div class="content related comments">', 100_000),
    "nested p": lambda: nested("<p>x", 100_000),
    "nested b": lambda: nested("<b>", 100_000, "</b>"),
    "nested font and p": lambda: nested("<font><p>", 50_000),
    "nested a": lambda: nested('<a href="/x">', 100_000),
    "nested blockquote with text": lambda: nested(f"<blockquote>{WORDS}", 20_000),
    "nested ul": lambda: nested("<ul><li>", 100_000),
    "nested table": lambda: nested("<table><tr><td>", 30_000),
    "nested table cells with text": lambda: nested(f"<table><tr><td>{WORDS}", 5_000),
    "nested span": lambda: nested('<span class="date">', 100_000, inner="11/12/2022"),
    "nested time": lambda: nested("<time>11/12/2022", 20_000),
    "nested time in time, each with text": lambda: nested('<time datetime="2022-12-11">a', 5_000),
    "nested figure": lambda: nested("<figure><img src=/a.jpg><figcaption>Photo: AFP", 10_000),
    "nested form": lambda: nested("<form>", 100_000),
    "nested nav": lambda: nested("<nav>x", 50_000, "</nav>"),
    "nested noscript": lambda: nested("<noscript><img src=/a.gif>", 20_000),
    "nested svg and math": lambda: nested("<svg><foreignObject><math><mtext>", 25_000),
    "nested unknown elements": lambda: nested("<x-y>", 100_000),
    "nested marked credits": lambda: nested('<span class="credit"><i class="author">AFP', 20_000),
    "end tags that nothing opened": lambda: whole("</div></p></x>" * 100_000),
    "misnested formatting": lambda: whole("<b><i><u><p></b></i></u>" * 20_000),
    # Siblings
    "100,000 p": lambda: whole("<p>x" * 100_000),
    "20,000 paragraphs of prose": lambda: whole(f"<p>{WORDS}" * 20_000),
    "100,000 br": lambda: whole("line<br>" * 100_000),
    "100,000 empty span": lambda: whole("<span></span>" * 100_000),
    "100,000 links": lambda: whole("<a href='/a/b?c=1'>read also</a> " * 100_000),
    "100,000 links in one paragraph of prose": lambda: whole("<p>" + "".join(f"<a href='/{n}'>word</a> and " for n in range(100_000)) + "</p>"),
    "30,000 images": lambda: whole("".join(f"<figure><img src='/{n}.jpg'><figcaption>Photo: AFP</figcaption></figure>" for n in range(30_000))),
    "20,000 images in one figure": lambda: whole("<figure><figcaption>Photo: AFP</figcaption>" + "".join(f"<img src='/{n}.jpg'>" for n in range(20_000)) + "</figure>"),
    "100 images in a figure of 10,000 lines": lambda: whole("<figure>" + "".join(f"<img src='/{n}.jpg'>" for n in range(100)) + "<figcaption>A man. Photo: AFP</figcaption>" * 10_000 + "</figure>"),
    "50,000 time": lambda: whole("".join(f"<time datetime='2022-12-{n % 28 + 1:02}'>{n % 28 + 1} December 2022</time>" for n in range(50_000))),
    "50,000 metas": lambda: whole("", "".join(f"<meta name='article:tag' content='tag {n}'>" for n in range(50_000))),
    "50,000 date metas": lambda: whole("", "".join(f"<meta property='article:published_time' content='2022-12-11T14:05:{n % 60:02}Z'>" for n in range(50_000))),
    "50,000 head links": lambda: whole("", "".join(f"<link rel='canonical' href='/{n}'>" for n in range(50_000))),
    "250 deep, 25,000 paragraphs": lambda: nested("<div class='a'>", 250, inner="".join(f"<p>{WORDS[:70]}{n}</p>" for n in range(25_000))),
    "200 marked dates around 5 MB": lambda: nested("<span class='date'>", 190, "</span>", inner=WORDS * 50_000),
    "40,000 labels before the text": lambda: b"<body><article><div class='entry-content'>" + b"<p>label" * 40_000 + STORY.encode(),
    "20,000 h1": lambda: whole("".join(f"<h1>The bridge of Belle Rive, part {n}</h1>" for n in range(20_000))),
    "20,000 inputs and forms": lambda: whole("<form><input value=x><select><option>a</select></form>" * 20_000),
    "20,000 article containers": lambda: whole("<div class='entry-content'><p>" + WORDS * 2 + "</p></div>" * 20_000),
    "20,000 named containers": lambda: whole(f"<div class='article-body'><p>{WORDS}</p></div>" * 10_000),
    "20,000 bylines": lambda: whole("<p class='byline'>By Ann Lee, AFP</p>" * 20_000),
    "20,000 captions": lambda: whole("<figcaption>A man on a bridge. Photo: Reuters / Ann Lee</figcaption>" * 20_000),
    "table of 100,000 cells": lambda: whole("<table>" + "<tr>" + "<td>12" * 100_000 + "</table>"),
    "definition list of 50,000": lambda: whole("<dl>" + "<dt>a<dd>b" * 50_000 + "</dl>"),
    # Attributes
    "1 MB class": lambda: whole(f"<div class='{'entry-content ' * 70_000}'>x</div>"),
    "1 MB class of one word": lambda: whole(f"<div class='{'a' * MB}'>x</div>"),
    "1 MB id of capitals": lambda: whole(f"<div id='{'Ab' * 500_000}'>x</div>"),
    "1 MB style": lambda: whole(f"<div style='{'display: none;' * 70_000}'>x</div>"),
    "1 MB href": lambda: whole(f"<p>{WORDS}<a href='/{'a' * MB}'>x</a></p>" * 5),
    "1 MB href of dots": lambda: whole(f"<a href='{'../' * 330_000}x'>x</a>"),
    "1 MB query": lambda: whole("", f"<link rel=canonical href='/?{'&'.join(f'a{n}=1' for n in range(120_000))}'>"),
    "2,000 links with 10 KB href": lambda: whole("".join(f"<p>{WORDS}<a href='/{n}{'a' * 10_000}'>x</a></p>" for n in range(1_000))),
    "1 MB src": lambda: whole(f"<img src='https://a.example/{'a' * MB}.jpg'>" * 5),
    "srcset of 100,000": lambda: whole(f"<img srcset='{','.join(f'/a{n}.jpg {n}w' for n in range(100_000))}'>"),
    "1 MB data-src": lambda: whole(f"<img data-src='{' ' * MB}' src='/a.jpg'>"),
    "1 MB data URI": lambda: whole(f"<img src='data:image/png;base64,{'A' * MB}'>" * 10),
    "1 MB alt": lambda: whole(f"<img src='/a.jpg' alt='{OUTLETS * 10_000}'>"),
    "1 MB datetime": lambda: whole(f"<time datetime='{'2022-12-11 ' * 90_000}'>x</time>"),
    "1 MB of digits in datetime": lambda: whole(f"<time datetime='{'1' * MB}'>x</time>"),
    "1 MB title meta": lambda: whole("", f"<meta property='og:title' content='{'The bridge - ' * 80_000}'>"),
    "1 MB title": lambda: whole("", f"<title>{'a | ' * 250_000}</title>"),
    "1 MB author meta": lambda: whole("", f"<meta name='author' content='{'Ann Lee, ' * 100_000}'>"),
    "1 MB keywords": lambda: whole("", f"<meta name='keywords' content='{'a, ' * 330_000}'>"),
    "1 MB robots": lambda: whole("", f"<meta name='robots' content='{'noai, ' * 160_000}'>"),
    "1 MB lang": lambda: b"<html lang='" + b"en-" * 330_000 + b"'><body><p>" + WORDS.encode() * 9 + b"</p>",
    "1 MB property name": lambda: whole("", f"<meta property='{'a:' * 500_000}' content='x'>"),
    "100,000 attributes": lambda: whole(f"<div {' '.join(f'a{n}=1' for n in range(100_000))}>x</div>"),
    "100,000 equal attributes": lambda: whole(f"<div {'a=1 ' * 100_000}>x</div>"),
    "10,000 elements of 50 attributes": lambda: whole(("<b " + " ".join(f"a{n}=1" for n in range(50)) + ">x</b>") * 10_000),
    "quadratic class words": lambda: whole("".join(f"<div class='{'a-b_cD9 ' * 40}{n}'>x</div>" for n in range(20_000))),
    "1 MB attribute name": lambda: whole(f"<div {'a' * MB}=1>x</div>"),
    "1 MB tag name": lambda: whole(f"<{'a' * MB}>x"),
    "1 MB itemprop": lambda: whole(f"<span itemprop='{'datePublished ' * 70_000}'>2022-12-11</span>"),
    # What is never closed, or is what it is not
    "unclosed script": lambda: whole(f"<script>{'var a = 1;' * 500_000}"),
    "unclosed comment": lambda: whole(f"<!--{'- ' * 2_000_000}"),
    "100,000 comments": lambda: whole("x<!-- y -->" * 100_000),
    "unclosed CDATA": lambda: whole(f"<![CDATA[{'x]]' * 1_000_000}"),
    "unclosed attribute": lambda: whole(f"<div class=\"{'x' * 5 * MB}"),
    "unclosed textarea": lambda: whole(f"<textarea>{STORY * 1_000}"),
    "unclosed title": lambda: b"<title>" + b"<b>x" * MB,
    "100,000 unclosed scripts": lambda: whole("<script>" * 100_000),
    "processing instructions": lambda: whole("<?xml x?>" * 100_000),
    "doctype bomb": lambda: b'<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">' + b"".join(b'<!ENTITY %c "&%c;&%c;&%c;&%c;">' % (98 + n, *[97 + n] * 4) for n in range(20)) + b"]><p>&u;</p>" + STORY.encode(),
    "plaintext": lambda: whole("<plaintext>" + "<p>x" * 100_000),
    "frameset": lambda: b"<html><frameset>" + b"<frame src=/x>" * 50_000,
    "100,000 html and body tags": lambda: b"<html><body>" * 100_000 + STORY.encode(),
    "xml": lambda: b"<?xml version='1.0' encoding='utf-16'?><rss><channel>" + b"<item><title>x</title></item>" * 20_000,
    # Text
    "5 MB of text": lambda: whole(f"<p>{WORDS * (5 * MB // len(WORDS))}</p>"),
    "15 MB of text": lambda: whole(f"<p>{WORDS * (15 * MB // len(WORDS))}</p>"),
    "15 MB of one word": lambda: whole(f"<p>{'a' * 15 * MB}</p>"),
    "15 MB of spaces": lambda: whole(f"<p>{' ' * 15 * MB}</p>"),
    "15 MB of line breaks in text": lambda: whole("<pre>" + "x\n" * (15 * MB // 2) + "</pre>"),
    "15 MB of ideographs": lambda: whole(f"<p>{'橋の上で' * (15 * MB // 12)}</p>"),
    "15 MB of emoji": lambda: whole(f"<p>{'😀' * (15 * MB // 4)}</p>"),
    "15 MB of combining marks": lambda: whole(f"<p>a{'́̂' * (15 * MB // 4)}</p>"),
    "1 MB of combining marks out of order": lambda: whole("<p>a" + "\u0327\u0301\u0316" * (MB // 6) + "</p>"),
    "1,000,000 characters of outlets": lambda: whole(f"<p>{OUTLETS * (MB // len(OUTLETS))}</p>"),
    "10,000 paragraphs of outlets": lambda: whole(f"<p>{OUTLETS}</p>" * 10_000),
    "30,000 short lines of outlets": lambda: whole("<p>Source: AFP</p>" * 30_000),
    "1,000,000 characters of dates": lambda: whole(f"<p>{DATES * (MB // len(DATES))}</p>"),
    "10,000 paragraphs of dates": lambda: whole(f"<p>{DATES}</p>" * 10_000),
    "1,000,000 opening brackets": lambda: whole(f"<p>{'(' * MB}</p>"),
    "1,000,000 brackets of all kinds": lambda: whole(f"<p>{'([{（【«“' * (MB // 7)}</p>"),
    "1,000,000 dashes": lambda: whole(f"<p>{' - –—' * (MB // 5)}</p>"),
    "1,000,000 digits": lambda: whole(f"<p>{'1234567890' * (MB // 10)}</p>"),
    "1,000,000 digits and slashes": lambda: whole(f"<p>{'11/12/' * (MB // 6)}</p>"),
    "1,000,000 capitals": lambda: whole(f"<p>{'PARIS, ' * (MB // 7)}</p>"),
    "1,000,000 characters of 'by'": lambda: whole(f"<p>{'by ' * (MB // 3)}</p>"),
    "1,000,000 characters of 'photo:'": lambda: whole(f"<p>{'photo: ' * (MB // 7)}</p>"),
    "1,000,000 characters of copyright": lambda: whole(f"<p>{'© 2022 ' * (MB // 7)}</p>"),
    "1,000,000 characters of 'according to'": lambda: whole(f"<p>{'according to AFP ' * (MB // 17)}</p>"),
    "400 date metas of combining marks": lambda: whole("", ("<meta name='date' content='1" + "\u0327\u0301\u0316" * 1_600 + "'>") * 400),
    "JSON-LD with a date of combining marks": lambda: linked_data(article(datePublished="1" + "\u0327\u0301\u0316" * 100_000)),
    "names of combining marks": lambda: linked_data(article(author=[{"name": "A" + "\u0327\u0301\u0316" * 30_000}] * 20)),
    "a title of combining marks": lambda: whole("<h1>" + "\u0327\u0301\u0316" * 100_000 + "</h1>"),
    "times of combining marks": lambda: whole(("<time datetime='1" + "\u0327\u0301\u0316" * 10_000 + "'>x</time>") * 30),
    "bidi flood": lambda: whole("<p>" + "\u202e\u2066abc\u202c\u2069" * 200_000 + "</p>"),
    "zero-width flood": lambda: whole("<p>" + "a\u200b\u00ad\ufeff" * 500_000 + "</p>"),
    "every code point": lambda: whole(f"<p>{every_code_point()}</p>"),
    "every code point in a title": lambda: whole("", f"<meta property='og:title' content=\"{every_code_point().replace(chr(34), '')}\">"),
    "NULs": lambda: whole("<p>a\0b</p>\0<\0p>" * 100_000),
    "controls": lambda: whole("<p>a\x01\x08\x0b\x1b[2J\x7f\x9b</p>" * 50_000),
    "lone surrogates": lambda: whole("<p>a\ud800b\udfff</p>" * 10_000),
    "lone surrogates as entities": lambda: whole("<p>&#xD800;&#55296;&#xDFFF;</p>" * 10_000),
    "noncharacters as entities": lambda: whole("<p>&#xFFFE;&#xFFFF;&#x1FFFF;&#x110000;&#99999999999;&#0;&#x80;</p>" * 10_000),
    "entity flood": lambda: whole(f"<p>{'&amp;' * MB}</p>"),
    "unknown entities": lambda: whole(f"<p>{'&nosuch;&' * 500_000}</p>"),
    "entities in attributes": lambda: whole(f"<a href='/{'&amp;a=1' * 100_000}' title='{'&lt;' * 200_000}'>x</a>"),
    "entities of digits": lambda: whole(f"<p>&#{'1' * MB};</p>"),
    # Linked data
    "JSON-LD of 15 MB": lambda: linked_data(article(articleBody=WORDS * (15 * MB // len(WORDS)))),
    "JSON-LD of 1.9 MB": lambda: linked_data(article(articleBody=WORDS * (19 * MB // 10 // len(WORDS)))),
    "JSON-LD of 100,000 deep": lambda: script('{"@type":"NewsArticle","a":' * 100_000),
    "JSON-LD of 100,000 deep lists": lambda: script("[" * 100_000 + "]" * 100_000),
    "JSON-LD of 900 deep": lambda: script('{"@type":"NewsArticle","a":' * 900 + "1" + "}" * 900),
    "JSON-LD of 100,000 objects": lambda: linked_data([{"@type": "A"}] * 100_000),
    "JSON-LD of 100,000 numbers": lambda: linked_data([1] * 600_000),
    "JSON-LD of 10,000 scripts": lambda: whole("", '<script type="application/ld+json">{"@type": "NewsArticle"}</script>' * 10_000),
    "JSON-LD of 10,000 broken scripts": lambda: whole("", '<script type="application/ld+json">{"@type": "NewsArticle",</script>' * 10_000),
    "JSON-LD of 20 broken scripts of 500 KB": lambda: whole("", f'<script type="application/ld+json">{"[1,2 ," * 80_000}</script>' * 20),
    "JSON-LD with a huge number": lambda: script('{"@type": "NewsArticle", "datePublished": ' + "9" * MB + "}"),
    "JSON-LD with NaN and surrogates": lambda: script('{"@type": "NewsArticle", "headline": "\\ud800 x", "wordCount": NaN, "author": [1, null, {"name": ["\\udfff"]}]}'),
    "JSON-LD of 20,000 authors": lambda: linked_data(article(author=[{"@type": "Person", "name": f"Ann {n} Lee"} for n in range(20_000)])),
    "JSON-LD with a 1 MB author": lambda: linked_data(article(author="Ann and Bob, " * 80_000)),
    "JSON-LD with 1 MB of dates": lambda: linked_data(article(datePublished="2022-12-11 " * 90_000, dateModified=["2022"] * 10_000)),
    "JSON-LD with 20,000 images": lambda: linked_data(article(image=[f"/{n}.jpg" for n in range(20_000)])),
    "JSON-LD with 1 MB of keywords": lambda: linked_data(article(keywords="a," * 500_000)),
    "JSON-LD of wrong types": lambda: linked_data([{"@type": kind, **dict.fromkeys(("@id", "headline", "name", "author", "creator", "publisher", "image", "datePublished", "dateModified", "articleSection", "keywords", "license", "isAccessibleForFree", "isBasedOn", "sourceOrganization", "copyrightHolder", "provider", "url", "mainEntityOfPage"), value)} for kind in ("NewsArticle", ["NewsArticle", None, 3], {"a": 1}, "WebSite") for value in (None, True, 1e308, -1, "", " ", [], {}, [[]], [{}], [None], {"name": None}, {"name": {}}, {"@type": 3, "name": "AFP"}, {"@id": []})]),
    "JSON-LD that closes with many spaces": lambda: script('{"@type": "NewsArticle"' + " " * MB + "x"),
    "JSON-LD of commas": lambda: script("[" + ", " * 700_000),
    "JSON-LD of spaced commas": lambda: script("[" + ("," + " " * 1_000) * 1_500),
    "JSON-LD of backslashes": lambda: script('{"a": "' + "\\" * MB),
    # Bytes
    "40 MB of text": lambda: whole(f"<p>{WORDS * (40 * MB // len(WORDS))}</p>"),
    "49 MB of tags": lambda: whole("<b>" * (49 * MB // 3)),
    "49 MB of links": lambda: whole("<a href=/x>x</a>" * (49 * MB // 16)),
    "15 MB of tags": lambda: whole("<b>" * (15 * MB // 3)),
    "15 MB of links": lambda: whole("<a href=/x>x</a>" * (15 * MB // 16)),
    "15 MB of attributes": lambda: whole("<b " + "a " * (15 * MB // 2) + ">"),
    "60 MB": lambda: b"<p>" + b"x" * 60 * MB,
    "noise": lambda: noise(2 * MB),
    "noise after a tag": lambda: b"<html><p>" + noise(2 * MB),
    "noise of markup": lambda: noise(300_000, markup=True),
    "gzip": lambda: gzip.compress(whole("")),
    "gzip in a tag": lambda: b"<html>" + gzip.compress(bytes(50 * MB)),
    "picture": lambda: b"\x89PNG\r\n\x1a\n" + noise(500_000),
    "pdf": lambda: b"%PDF-1.7\n<</Type /Catalog>>" + noise(500_000),
    "UTF-16": lambda: whole("").decode().encode("utf-16"),
    "UTF-16 without mark": lambda: whole("").decode().encode("utf-16-le"),
    "UTF-32": lambda: whole("").decode().encode("utf-32"),
    "UTF-16, broken": lambda: b"\xff\xfe" + whole("").decode().encode("utf-16-le")[:-1] + b"\x00\xd8",
    "UTF-7": lambda: b"<meta charset=utf-7><p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-" + STORY.encode() + b"\xff",
    "declared as UTF-16": lambda: b"<meta charset=utf-16>" + whole("") + b"\xe9",
    "declared as nonsense": lambda: b"<meta charset=" + b"x" * MB + b">" + whole("") + b"\xe9",
    "declared as rot13": lambda: b"<meta charset=rot13>" + whole("") + b"\xe9",
    "declared as hex": lambda: b"<meta charset=hex>" + whole("") + b"\xe9",
    "declared as idna": lambda: b"<meta charset=idna>" + whole("") + b"\xe9",
    "declared as ISO-2022-JP": lambda: b"<meta charset=iso-2022-jp>" + whole("\x1b$B" + "!" * 100_001) + b"\xe9",
    "declared as GB18030": lambda: b"<meta charset=gb18030>" + whole("") + b"\x81\x30" * 100_000,
    "mixed encodings": lambda: whole("") + "é".encode("latin-1") * MB,
    "byte order marks": lambda: b"\xef\xbb\xbf" * 1_000 + whole("\ufeff" * 100_000),
    "5 MB without a tag": lambda: b"x " * (5 * MB // 2),
    "nothing but a bracket": lambda: b"<",
    "1,000,000 brackets": lambda: b"<" * MB,
    "one NUL": lambda: b"\0",
    "empty": lambda: b"",
}
# fmt: on
