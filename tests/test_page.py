"""Reading a page: one parse, zones, the text and nothing but the text, fields with where they were read."""

from __future__ import annotations

import pickle
from typing import Any

import parsel
import parsel.selector
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newscrawl.page import Page, PageError, read_page
from newscrawl.site import PageRules

URL = "https://www.example.org/2024/05/the-lamp-lighter/"
SENTENCES = [
    "The last lamp lighter of the old harbour retired on Friday after forty years of evening rounds.",
    "He had lit some nine hundred lanterns, he said, and broken only three of them in all that time.",
    "The town council has promised to keep his ladder in the museum, next to the ferry bell of 1911.",
    "His successor is a timer in a grey box, which already failed twice during its first foggy week.",
]
PROSE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def html(body: str, head: str = "", lang: str = "en") -> bytes:
    return f"<!DOCTYPE html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>".encode()


def read(body: str, head: str = "", **options: Any) -> Page:  # noqa: ANN401
    return read_page(html(body, head), URL, **options)


def article(extra: str = "", prose: str = PROSE) -> str:
    return f"<main><article><h1>The lamp lighter hangs up his ladder</h1>{extra}<div class='entry-content'>{prose}</div></article></main>"


NOT_TEXT = [
    (
        "related box",
        "<div class='related-posts'><p>A ferry bell was found in a cellar, and nobody knows whose it is.</p></div>",
    ),
    ("comments", "<div id='comments'><p>I knew him well, he was always on time, every single evening of the year.</p></div>"),
    ("navigation", "<nav><p>All the pages of this site are listed here, one after another, for your ease.</p></nav>"),
    ("footer", "<footer><p>This site is made by volunteers, and all of its texts belong to their authors.</p></footer>"),
    ("newsletter", "<div class='newsletter-signup'><p>Get all our stories by mail every morning, free of charge.</p></div>"),
    ("script", "<script>var words = 'The lamp lighter never existed at all, say sources.';</script>"),
    ("style", "<style>.u1234 { padding: 0px; margin: 0; background-color: #eaeaea; }</style>"),
    ("template", "<template><p>Lorem ipsum that is never shown to anyone who reads this page.</p></template>"),
    ("hidden", "<p style='display: none'>This line is hidden from every reader of this very page.</p>"),
    ("figure", "<figure><img src='/lamp.jpg'><figcaption>The ladder, in March.</figcaption></figure>"),
    ("share bar", "<div class='share-buttons'><a href='#'>Facebook</a> <a href='#'>Twitter</a></div>"),
]


@pytest.mark.parametrize(("name", "extra"), NOT_TEXT, ids=[name for name, _ in NOT_TEXT])
def test_text_is_the_paragraphs_and_nothing_else(name: str, extra: str) -> None:
    want = "\n\n".join(SENTENCES)
    assert read(article(prose=PROSE + extra)).text == want, f"{name} after the text"
    assert read(article(prose=SENTENCES[0].join(("<p>", "</p>")) + extra + PROSE.partition("</p>")[2])).text == want, (
        f"{name} in it"
    )
    assert read(article() + extra).text == want, f"{name} behind the article"


SHAPES = [
    ("paragraphs in divs", "".join(f"<div class='row'><p>{s}</p></div>" for s in SENTENCES)),
    ("flat text with breaks", "<br><br>".join(SENTENCES)),
    ("single breaks", "<br>".join(SENTENCES)),
    ("divs for paragraphs", "".join(f"<div>{s}</div>" for s in SENTENCES)),
    ("a layout table", "<table>" + "".join(f"<tr><td>{s}</td></tr>" for s in SENTENCES) + "</table>"),
    ("linked words", PROSE.replace("lamp lighter", "<a href='/x'>lamp lighter</a>")),
]


@pytest.mark.parametrize(("name", "prose"), SHAPES, ids=[name for name, _ in SHAPES])
@pytest.mark.parametrize("container", ["<div class='entry-content'>", "<div class='c1'>", "<div itemprop='articleBody'>"])
def test_shapes_of_text(name: str, prose: str, container: str) -> None:
    page = read(f"<div id='x'><h1>The lamp lighter hangs up his ladder</h1>{container}{prose}</div></div>")
    assert (page.text or "").split("\n\n") == SENTENCES, name


def test_markup_words_that_lie_are_disbelieved() -> None:
    page = read(f"<form class='sidebar related promo'><h1>The lamp lighter</h1><div class='teaser'>{PROSE}</div></form>")
    assert page.text == "\n\n".join(SENTENCES)


def test_article_in_several_containers() -> None:
    halves = "".join(f"<p>{s}</p>" for s in SENTENCES[:2]), "".join(f"<p>{s}</p>" for s in SENTENCES[2:])
    page = read(
        "<article>"
        + "<aside>Sponsored</aside>".join(f"<div class='article-body'>{half}</div>" for half in halves)
        + "</article>"
    )
    assert page.text == "\n\n".join(SENTENCES)


def test_other_posts_of_a_wordpress_page_are_teasers() -> None:
    others = "".join(f"<article class='post-{n} post hentry'><h3>Another</h3>{PROSE}{PROSE}</article>" for n in (7, 8, 9))
    own = f"<article class='post-41 post hentry'><h1>The lamp lighter</h1>{PROSE}</article>"
    page = read_page(f"<html><body class='single postid-41'><main>{own}{others}</main></body></html>".encode(), URL)
    assert page.text == "\n\n".join(SENTENCES)


ORDER = [
    (
        "a lead before the text",
        "<p class='lead'>A short word before the story begins, set in bold by its editors.</p>",
        "",
        True,
    ),
    (
        "a lead amid the text",
        "",
        "<p class='lead'>Another story begins like this, with a lead of its own, and goes on elsewhere, behind a link of its own.</p>",
        False,
    ),
    ("a sub-headline amid the text", "", "<h3 class='subheadline'>Nine hundred lanterns</h3>", True),
    ("a button amid paragraphs", "", "<div>Show more</div>", False),
    ("a heading at the end", "", "<h3>More about lamps</h3>", False),
]


@pytest.mark.parametrize(("name", "before", "amid", "kept"), ORDER, ids=[row[0] for row in ORDER])
def test_place_decides(name: str, before: str, amid: str, kept: bool) -> None:  # noqa: FBT001
    halves = PROSE.partition("</p>")
    prose = f"{halves[0]}{halves[1]}{'' if name.endswith('end') else amid}{halves[2]}{amid if name.endswith('end') else ''}"
    page = read(
        f"<article><h1>The lamp lighter hangs up his ladder</h1>{before}<div class='entry-content'>{prose}</div></article>"
    )
    words = " ".join((before + amid).partition(">")[2].rpartition("<")[0].split())
    assert (words in (page.text or "")) is kept
    assert all(sentence in (page.text or "") for sentence in SENTENCES)


def test_no_article() -> None:
    page = read("<nav><a href='/a'>Home</a></nav><ul><li><a href='/b'>Archive</a></li></ul>")
    assert page.text is None
    assert page.flags == ("no_article",)
    assert page.language == "und"


def test_page_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    parse, build = etree.fromstring, parsel.selector.create_root_node
    monkeypatch.setattr(etree, "fromstring", lambda *a, **k: (calls.append("lxml"), parse(*a, **k))[1])
    monkeypatch.setattr(parsel.selector, "create_root_node", lambda *a, **k: (calls.append("parsel"), build(*a, **k))[1])
    rules = PageRules(title=("h1::text",), text=(".entry-content",), drop=("aside",), published=("time::attr(datetime)",))
    assert read(article(), rules=rules).text == "\n\n".join(SENTENCES)
    assert calls == ["lxml"]


def test_a_page_is_plain_values() -> None:
    page = read(article())
    assert pickle.loads(pickle.dumps(page)) == page  # noqa: S301 - our own bytes


def test_site_rules_come_first_and_their_hits_are_counted() -> None:
    rules = PageRules(
        title=("h2.none", "h1"),
        text=(".story",),
        drop=(".ad",),
        authors=(".by::text",),
        section=(".sec::text",),
        tags=(".t::text",),
    )
    body = f"""<h1>Ladder <a href=/n>news</a></h1><i class=by>Ana Ruiz</i><i class=sec>Harbour</i><i class=t>lamps</i><i class=t>fog</i>
        <div class=story>{PROSE}<div class=ad><p>Buy a very good torch today, it is cheap and never needs a ladder.</p></div></div>
        <div class=other>{PROSE * 3}</div>"""
    page = read(body, rules=rules)
    assert page.text == "\n\n".join(SENTENCES)
    assert (page.title and page.title.value, page.title and page.title.evidence) == ("Ladder news", "rule:h1")
    assert [a.value for a in page.authors] == ["Ana Ruiz"]
    assert page.section and page.section.value == "Harbour"
    assert [t.value for t in page.tags] == ["lamps", "fog"]
    assert dict(page.declared.hits) == {
        "text:.story": 1, "drop:.ad": 1, "title:h2.none": 0, "title:h1": 1, "authors:.by::text": 1,
        "section:.sec::text": 1, "tags:.t::text": 2,
    }  # fmt: skip


def test_rules_that_miss_leave_it_to_the_generic_reading() -> None:
    page = read(article(), rules=PageRules(title=("h6.gone::text",), text=(".gone",)))
    assert page.text == "\n\n".join(SENTENCES)
    assert page.title and page.title.evidence == "h1"


TITLES = [
    (
        "h1",
        "<title>The lamp lighter hangs up his ladder - Harbour Post</title>",
        "The lamp lighter hangs up his ladder",
        "h1 = title",
    ),
    (
        "og without h1",
        "<meta property='og:title' content='Fog over the pier | Harbour Post'><meta property='og:site_name' content='Harbour Post'>",
        "Fog over the pier",
        "meta:og:title",
    ),
    (
        "JSON-LD",
        '<script type=\'application/ld+json\'>[{"@graph": [{"@type": "NewsArticle", "headline": "Fog &amp; lamps"}]}]</script>',
        "Fog & lamps",
        "jsonld:headline",
    ),
    (
        "title only",
        "<meta property='og:site_name' content='Harbour Post'><title>Fog over the pier - Harbour Post</title>",
        "Fog over the pier",
        "title",
    ),
]


@pytest.mark.parametrize(("name", "head", "title", "evidence"), TITLES, ids=[row[0] for row in TITLES])
def test_title(name: str, head: str, title: str, evidence: str) -> None:
    page = read(article() if name == "h1" else f"<div>{PROSE}</div>", head)
    assert page.title and (page.title.value, page.title.evidence) == (title, evidence)


def test_authors_are_people_only() -> None:
    data = """<script type="application/ld+json">{"@type": "NewsArticle", "author": [{"@type": "Person", "name": "Ana Ruiz"},
        {"@type": "Organization", "name": "AFP"}, {"@type": "Person", "name": "Reuters"}], "publisher": {"name": "Harbour Post"}}</script>"""
    page = read(article(), data)
    assert [(a.value, a.evidence) for a in page.authors] == [("Ana Ruiz", "jsonld:author")]
    assert page.site_name == "Harbour Post"


def test_invalid_linked_data_is_mended_or_left() -> None:
    head = """<script type="application/ld+json">{"@type": "Article", "headline": "Fog", "keywords": ["a", "b",],}</script>
        <script type="application/ld+json">{broken</script>"""
    assert [node["headline"] for node in read(article(), head).linked_data] == ["Fog"]


def test_images_carry_caption_and_credit_apart() -> None:
    figure = "<figure><img src='data:x' data-src='/lamp.jpg'><figcaption>The ladder <span class='credit'>Ana Ruiz/AFP</span></figcaption></figure>"
    image = read(article(figure)).images[0]
    assert (image.url, image.caption, image.credit) == ("https://www.example.org/lamp.jpg", "The ladder", "Ana Ruiz/AFP")


def test_rights() -> None:
    head = """<meta name=robots content='noindex, noai'><meta name=tdm-reservation content=1>
        <link rel=license href='https://creativecommons.org/licenses/by/4.0/'>"""
    rights = read_page(
        html(article(), head), URL, headers={"X-Robots-Tag": "noarchive", "tdm-policy": "https://e.org/p"}
    ).rights
    assert rights.robots == ("noindex", "noai", "noarchive")
    assert (rights.tdm_reservation, rights.noai, rights.tdm_policy) == (True, True, "https://e.org/p")
    assert rights.licence == "https://creativecommons.org/licenses/by/4.0/"


ENCODED = [
    ("utf-8 that declares itself gbk", "utf-8", "<meta charset=gbk>", None),
    ("declared in the head", "windows-1251", "<meta charset=windows-1251>", None),
    ("declared by the server", "koi8-r", "", "text/html; charset=koi8-r"),
    ("a byte order mark", "utf-8-sig", "", None),
    ("utf-16 with a mark", "utf-16", "", None),
]


@pytest.mark.parametrize(("name", "encoding", "meta", "content_type"), ENCODED, ids=[row[0] for row in ENCODED])
def test_encodings(name: str, encoding: str, meta: str, content_type: str | None) -> None:
    text = "Последний фонарщик старой гавани ушёл на покой в пятницу, после сорока лет вечерних обходов."
    body = f"<html><head>{meta}</head><body><div class=entry-content><p>{text}</p><p>{text}</p></div></body></html>".encode(
        encoding
    )
    page = read_page(body, URL, content_type=content_type)
    assert page.text == f"{text}\n\n{text}", name
    assert page.language == "ru"


def test_text_is_clean_and_evidence_verbatim() -> None:
    page = read(article(prose=PROSE.replace("lamp lighter", "lamp\u00ad lighter\u200b").replace(" of ", "\u00a0of\n")))
    assert page.text == "\n\n".join(SENTENCES)
    assert any("lamp\u00ad lighter\u200b" in block.text for block in page.blocks)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"just words", "not HTML"),
        (b"%PDF-1.4 <html> \xff\x00 binary", "PDF"),
        (b"\x89PNG\r\n<p>", "PNG"),
        (b'{"a": "1 < 2"}', "not HTML"),
        (bytes(range(256)) * 9 + b"<p>", "not HTML"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "not HTML"),
        (b"x" * 50_000_001, "bytes"),
    ],
    ids=["empty", "blank", "words", "pdf", "png", "json", "bytes", "feed", "huge"],
)
def test_what_is_no_page_says_so(body: bytes, reason: str) -> None:
    with pytest.raises(PageError, match=reason):
        read_page(body, URL)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tail: bytes) -> None:
    try:
        page = read_page(b"<html><body><article><p>" + tail, URL)
    except PageError:
        return
    assert all(block.text == " ".join(block.text.split()) for block in page.blocks)


def test_deep_nesting_is_bounded() -> None:
    page = read_page(b"<html><body>" + b"<div>" * 1500 + PROSE.encode() + b"</div>" * 1500, URL)
    assert "lamp lighter" in " ".join(block.text for block in page.blocks)
    assert read_page(b"<html><body>" + b"<div>" * 100_000 + PROSE.encode(), URL).text is None  # libxml2 ends at 2,048
