"""Section, tags, linked data as sites write it, and what page and server reserve."""

from __future__ import annotations

import json
from urllib.parse import urljoin, urlsplit

import pytest
from field_page import PROSE, TITLE, URL, linked, read
from hypothesis import example, given
from hypothesis import strategies as st

from newscrawl.page import read_page
from newscrawl.page.head import absolute_url

SECTIONS = [
    ("meta", "<meta property=article:section content=Harbour>" + linked(articleSection="Town"), "Harbour", "meta:article:section"),
    ("JSON-LD list", linked(articleSection=["Harbour", "Town"]), "Harbour", "jsonld:articleSection"),
    (
        "breadcrumbs",
        "<script type='application/ld+json'>"
        + json.dumps({
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": 1, "name": "Home"},
                {"@type": "ListItem", "position": 2, "item": {"@id": URL, "name": "Harbour"}},
                {"@type": "ListItem", "position": 3, "name": TITLE},
            ],
        })
        + "</script>",
        "Harbour",
        "jsonld:BreadcrumbList",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("head", "section", "evidence"), [row[1:] for row in SECTIONS], ids=[row[0] for row in SECTIONS])
def test_section(head: str, section: str, evidence: str) -> None:
    page = read(f"<h1>{TITLE}</h1>", head)
    assert page.section and (page.section.value, page.section.evidence) == (section, evidence)


TAGS = [
    ("one meta for each", "<meta property=article:tag content=lamps><meta property=article:tag content=fog>", ["lamps", "fog"]),
    ("JSON-LD list", linked(keywords=["lamps", "fog", "lamps"]), ["lamps", "fog"]),
    ("JSON-LD text", linked(keywords="lamps, fog"), ["lamps", "fog"]),
    ("a meta with semicolons", "<meta name=news_keywords content='lamps;fog'>", ["lamps", "fog"]),
    ("a meta", "<meta name=news_keywords content='lamps,fog &amp;amp; rain'>", ["lamps", "fog & rain"]),
]


@pytest.mark.parametrize(("head", "tags"), [row[1:] for row in TAGS], ids=[row[0] for row in TAGS])
def test_tags(head: str, tags: list[str]) -> None:
    assert [tag.value for tag in read("", head).tags] == tags


SCRIPTS = [
    ("a trailing comma", '{"@type": "Article", "headline": "Fog",}'),
    ("line breaks in a text", '{"@type": "Article", "description": "a\nb\tc", "headline": "Fog"}'),
    ("an HTML comment around it", '<!-- {"@type": "Article", "headline": "Fog"} -->'),
    ("CDATA around it", '//<![CDATA[\n{"@type": "Article", "headline": "Fog"}\n//]]>'),
    ("comments in it", '{"@type": "Article", /* the title */ "headline": "Fog",\n// the end\n"url": "https://e.example/a"}'),
    ("a bad escape", '{"@type": "Article", "description": "it\\\'s", "headline": "Fog"}'),
    ("escaped for HTML", "{&quot;@type&quot;: &quot;Article&quot;, &quot;headline&quot;: &quot;Fog&quot;}"),
    ("two values", '{"@type": "WebSite"} {"@type": "Article", "headline": "Fog"}'),
    ("a semicolon behind it", '{"@type": "Article", "headline": "Fog"};'),
    ("nothing but a comma behind a list", '{"@type": "Article", "keywords": ["a", "b", ], "headline": "Fog"}'),
    ("quotes that are not escaped", '{"@type": "Article", "description": "the "old" pier", "headline": "Fog"}'),
    ("a text that opens with one", '{"@type": "Article", "description": ""Old", he said", "headline": "Fog"}'),
    ("a text in single quotes", """{"@type": "Article", "description": 'the "old" pier', "headline": 'Fog'}"""),
    (
        "comments behind values",
        '{"@type": "Article", //"NewsArticle",\n"url": "https://e.example//a", // here\n"headline": "Fog"}',
    ),
    ("a comment with stars", '/** lamps **/ {"@type": "Article", "headline": "Fog" /* **/ }'),
    ("Drupal's CDATA", '<!--//--><![CDATA[//><!--\n{"@type": "Article", "headline": "Fog"}\n//--><!]]>'),
    ("CDATA in comments", '/*<![CDATA[*/{"@type": "Article", "headline": "Fog"}/*]]>*/'),
    ("JavaScript before it", 'window.data = {"@type": "Article", "headline": "Fog"};'),
    ("a function around it", '(function() { return {"@type": "Article", "headline": "Fog"}; })()'),
    ("what JavaScript calls undefined", '{"@type": "Article", "image": undefined, "headline": "Fog"}'),
    ("a byte order mark", '\ufeff{"@type": "Article", "headline": "Fog"}'),
    ("control characters", '{"@type": "Article", "description": "a\x01b", "headline": "Fog"}'),
    ("an escape cut short", '{"@type": "Article", "description": "a\\u12", "headline": "Fog"}'),
    ("no end", '{"@type": "Article", "headline": "Fog"}, {"@type": "Person", "name": "Ana'),
    ("a list of lists", '[[{"@type": "Article", "headline": "Fog"}], null, 3]'),
    ("a graph", '{"@graph": [{"@type": ["http://schema.org/NewsArticle"], "headline": "Fog"}]}'),
]


@pytest.mark.parametrize("script", [row[1] for row in SCRIPTS], ids=[row[0] for row in SCRIPTS])
def test_linked_data_is_read_as_sites_write_it(script: str) -> None:
    page = read("", f"<script type='application/ld+json'>{script}</script>")
    assert [node["headline"] for node in page.linked_data if "headline" in node] == ["Fog"]


IMAGES = [
    (
        "settings before the address",
        "<img data-src='{\"w\": 9}' src=/lamp.jpg alt='The &amp;amp; lamp'>",
        [("lamp.jpg", "The & lamp")],
    ),
    ("a drawing", "<img src=/logo.svg?2 alt=Logo><img src=/lamp.jpg>", [("lamp.jpg", None)]),
    ("a reader's face", "<img src=https://secure.gravatar.com/avatar/1d53><img src=/lamp.jpg>", [("lamp.jpg", None)]),
    ("a file's name for words", "<img src=/lamp.jpg alt=214824_lamp.JPG>", [("lamp.jpg", None)]),
    (
        "the author's",
        "<p class=byline><img src=/ana.jpg alt='Ana Ruiz'> By Ana Ruiz</p><img src=/lamp.jpg>",
        [("lamp.jpg", None)],
    ),
]


@pytest.mark.parametrize(("body", "images"), [row[1:] for row in IMAGES], ids=[row[0] for row in IMAGES])
def test_images_are_the_articles(body: str, images: list[tuple[str, str | None]]) -> None:
    page = read_page(f"<html><body><div class=entry-content>{PROSE}{body}{PROSE}</div>".encode(), URL)
    assert [(image.url.rpartition("/")[2], image.caption) for image in page.images] == images


def test_siblings_in_other_languages_are_kept() -> None:
    page = read("", "<link rel=alternate hreflang=pt-BR href=/pt/lamp><link rel=alternate type=application/rss+xml href=/feed>")
    assert [(link.hreflang, link.url.rpartition("example")[2]) for link in page.head_links] == [
        ("pt-BR", "/pt/lamp"),
        (None, "/feed"),
    ]


@given(st.text("/ab.;?#=%~:@-é \\\t", max_size=12))
@example("/a/../b")
@example("/a?#b")
@example("//e.example/a")
def test_addresses_are_made_absolute_as_the_standard_says(href: str) -> None:
    joined = urljoin(URL, href.strip())
    made = absolute_url(URL, href)
    assert made is None or made in {joined, urlsplit(joined).geturl()}


ROBOTS = [
    ("for all", "noindex, nofollow", ("noindex", "nofollow")),
    ("for another", "otherbot: noindex, nofollow", ()),
    ("for us", "otherbot: noindex, newscrawl: noarchive", ("noarchive",)),
    ("with a value", "max-snippet: 20, noai", ("max-snippet: 20", "noai")),
]


@pytest.mark.parametrize(("header", "robots"), [row[1:] for row in ROBOTS], ids=[row[0] for row in ROBOTS])
def test_robots_header_per_agent(header: str, robots: tuple[str, ...]) -> None:
    rights = read(headers={"X-Robots-Tag": header}).rights
    assert (rights.robots, rights.noai) == (robots, "noai" in robots)


LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LICENCES = [
    ("a link in the text", f"<p><a rel='license nofollow' href='{LICENCE}'>CC</a></p>", "", LICENCE),
    (
        "a picture's",
        f"<figure><img src=/a.jpg><figcaption><a rel=license href='{LICENCE}'>CC</a></figcaption></figure>",
        "",
        None,
    ),
    ("JSON-LD", "", linked(license={"@id": LICENCE}), LICENCE),
]


@pytest.mark.parametrize(("body", "head", "licence"), [row[1:] for row in LICENCES], ids=[row[0] for row in LICENCES])
def test_licence(body: str, head: str, licence: str | None) -> None:
    assert read(body, head).rights.licence == licence
