"""Authors: people only, from whatever a page says of them, in any language; the words for it are data."""

from __future__ import annotations

import json

import pytest
from field_page import SITE, linked, read
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.knowledge import read_languages
from newscrawl.page.bylines import byline_words, find_lead_end
from newscrawl.page.fields import name_key
from newscrawl.page.people import iter_people

ITEM = "<div itemscope itemtype=https://schema.org/NewsArticle>"
AUTHORS = [
    ("objects", "", linked(author=[{"@type": "Person", "name": "Ana Ruiz"}, {"@type": "Person", "name": "Bo Li"}]), ["Ana Ruiz", "Bo Li"]),
    ("a text", "", linked(author="Ana Ruiz and Bo Li"), ["Ana Ruiz", "Bo Li"]),
    ("a list of texts", "", linked(author=["Ana Ruiz", "ana.ruiz@post.example"]), ["Ana Ruiz"]),
    ("an address behind the name", "", linked(author="Ana Ruiz ana.ruiz@post.example"), ["Ana Ruiz"]),
    ("an address, the name in brackets", "", linked(author="ana@post.example (Ana Ruiz)"), ["Ana Ruiz"]),
    ("signs in brackets", "", linked(author=["Ana Ruiz (aru)", "Bo Li (bl.)"]), ["Ana Ruiz", "Bo Li"]),
    ("nothing but brackets", "", linked(author="(Harbour Images)"), []),
    ("an outlet behind the name", "", linked(author="Ana Ruiz. Sputnik International"), ["Ana Ruiz"]),
    ("an agency behind the name", "", linked(author="Ana Maria Ruiz Reuters"), ["Ana Maria Ruiz"]),
    ("the site behind the name", "", SITE + linked(author="Ana Ruiz Harbour Post"), ["Ana Ruiz"]),
    ("the site behind a dash", "", "<meta name=author content='Ana Ruiz - Harbour Post'>", ["Ana Ruiz"]),
    ("an outlet in front", "", linked(author="Associated Press Berlin"), []),
    ("initials that are an outlet's too", "", linked(author="AJ Taylor"), ["AJ Taylor"]),
    ("an agency's initials", "", linked(author="AP Berlin"), []),
    ("said twice", "", linked(author="Ana Ruiz Ana Ruiz"), ["Ana Ruiz"]),
    ("said twice, run together", "", linked(author="Ana O'RuizAna O'Ruiz"), ["Ana O'Ruiz"]),
    ("a company", "", linked(author="Lamp Works GmbH"), []),
    ("a foundation", "", linked(author="The Lamp Foundation"), []),
    ("given and family name", "", linked(author={"@type": "Person", "givenName": "Ana", "familyName": "Ruiz"}), ["Ana Ruiz"]),
    (
        "by reference",
        "",
        "<script type='application/ld+json'>"
        + json.dumps({"@graph": [{"@type": "Article", "author": {"@id": "#a"}}, {"@type": "Person", "@id": "#a", "name": "Ana Ruiz"}]})
        + "</script>",
        ["Ana Ruiz"],
    ),
    (
        "a teaser's author",
        "",
        linked(headline="The lamp", author="Harbour News Desk") + linked(headline="The ferry", author="Ana Ruiz"),
        [],
    ),
    (
        "the same article, said twice",
        "",
        linked(headline="The lamp", author="Harbour News Desk") + linked(headline="The lamp", author="Ana Ruiz"),
        ["Ana Ruiz"],
    ),
    ("organizations", "", linked(author=[{"@type": "Organization", "name": "Ana Ruiz Ltd"}, {"@type": "Person", "name": "Bo Li"}]), ["Bo Li"]),
    ("an agency typed as a person", "", linked(author={"@type": "Person", "name": "Associated Press"}), []),
    ("a person and an agency in one", "", linked(author="Ana Ruiz with AP"), ["Ana Ruiz"]),
    ("an agency and its city", "", linked(author="PTI Mumbai"), []),
    ("the site itself", "", SITE + linked(author={"@type": "Person", "name": "Harbour Post"}), []),
    ("the site's domain and place", "", "<meta name=author content='harbourpost.example, Lisbon, Portugal'>", []),
    ("the first word of the site's name", "", SITE + linked(author="Harbour"), []),
    ("an account", "", linked(author={"@type": "Person", "name": "Post Team A", "url": "https://x.example/author/admin/"}), []),
    ("a desk", "", linked(author="News Desk"), []),
    ("job and city behind the name", "", linked(author="Ana Ruiz, Senior Reporter, Lisbon"), ["Ana Ruiz"]),
    ("family name first", "", "<meta name=dc.creator content='Ruiz, Ana'>", ["Ana Ruiz"]),
    ("a number", "", "<meta name=author content=105092>", []),
    ("a picture's author", "", "<meta name=author content='Ana Ruiz'><meta itemprop=author content='(Image: Getty)'>", ["Ana Ruiz"]),
    ("an address where a name should be", "", "<meta property=article:author content='https://x.example/ana'>", []),
    ("a label that says so", "", "<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Ana Ruiz'>", ["Ana Ruiz"]),
    ("a label for something else", "", "<meta name=twitter:label1 content='Reading time'><meta name=twitter:data1 content='Five Minutes'>", []),
    ("microdata", f"{ITEM}<i itemprop=author itemscope itemtype=https://schema.org/Person><b itemprop=name>Ana Ruiz</b></i></div>", "", ["Ana Ruiz"]),
    ("microdata, a link", f"{ITEM}<a itemprop=author href=/a>Ana Ruiz</a></div>", "", ["Ana Ruiz"]),
    ("rel=author", "<p><a rel=author href=/a>Ana Ruiz</a></p>", "", ["Ana Ruiz"]),
    ("a byline", "<p class=byline>By Ana Ruiz and Bo Li | 3 May 2024</p>", "", ["Ana Ruiz", "Bo Li"]),
    ("a month before the number", "<p class=author-name>Ana Ruiz Apr 28, 2023</p>", "", ["Ana Ruiz"]),
    ("words that lead in a date", "<p class=author-name>Ana Ruiz Updated 28 April</p>", "", ["Ana Ruiz"]),
    ("a lead-in within", "<p class=entry-meta>Published 3 May by Ana Ruiz</p>", "", ["Ana Ruiz"]),
    ("a lead-in of its own", "<p class=byline>Author:</p><p class=byline>Ana Ruiz</p>", "", ["Ana Ruiz"]),
    ("marked, no lead-in", "<p class=author-name>Ana Ruiz/AFP</p>", "", ["Ana Ruiz"]),
    ("a place in the byline", "<p class=author-name>in New York</p>", "", []),
    ("glued to a date", "<p class=author-name>Ana MoralesApril 28, 2023</p>", "", []),
    ("the site does not count, the byline does", "<p class=byline>By Ana Ruiz</p>", SITE + linked(author="Harbour Post"), ["Ana Ruiz"]),
    ("a user's name", "<p class=byline>by admin</p>", "", []),
    ("a particle", "", linked(author="Nina van den Berg"), ["Nina van den Berg"]),
    ("a name in Han", "", linked(author="新間"), ["新間"]),
    ("a name in Hangul with the job", "", linked(author="구현모 기자"), ["구현모"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "head", "authors"), [row[1:] for row in AUTHORS], ids=[row[0] for row in AUTHORS])
def test_authors(body: str, head: str, authors: list[str]) -> None:
    page = read(body, head, lang="ko" if "기자" in head or "\\uae30" in head else "en")
    assert [author.value for author in page.authors] == authors


BYLINES = [
    ("de", "Von Ana Ruiz und Bo Lind", ["Ana Ruiz", "Bo Lind"]),
    ("de", "Verfasst von Ana Ruiz, Redakteurin", ["Ana Ruiz"]),
    ("de", "von Redaktion", []),
    ("fr", "Par Ana Ruiz et Bo Lind", ["Ana Ruiz", "Bo Lind"]),
    ("fr", "par Rédaction", []),
    ("es", "Por Ana Ruiz y Bo Lind", ["Ana Ruiz", "Bo Lind"]),
    ("es", "Escrito por Redacción", []),
    ("pt", "Por Ana Ruiz e Bo Lind", ["Ana Ruiz", "Bo Lind"]),
    ("it", "a cura di Ana Ruiz", ["Ana Ruiz"]),
    ("nb", "Av Ana Ruiz og Bo Lind", ["Ana Ruiz", "Bo Lind"]),
    ("no", "Av Ana Ruiz og Bo Lind", ["Ana Ruiz", "Bo Lind"]),
    ("pl", "Autor: Ana Ruiz", ["Ana Ruiz"]),
    ("ru", "Автор: Олеся Жукова", ["Олеся Жукова"]),
    ("uk", "Автор: Олеся Жукова", ["Олеся Жукова"]),
    ("id", "Oleh Ana Ruiz", ["Ana Ruiz"]),
    ("id", "oleh admin", []),
    ("tr", "Haber Merkezi", []),
    ("ar", "بقلم سلمى حداد", ["سلمى حداد"]),
    ("zh", "作者：牛镛", ["牛镛"]),
    ("en", "By OUR CORRESPONDENT", []),
    ("en", "By Ana Ruiz on Monday", ["Ana Ruiz"]),
    ("en", "By Theresa May", ["Theresa May"]),
    ("en", "By Ana Ruiz in Lisbon", ["Ana Ruiz"]),
    ("en", "By Ana Ruiz, Night Editor", ["Ana Ruiz"]),
    ("en", "View all posts by Ana Ruiz →", ["Ana Ruiz"]),
    ("en", "By Nina van den Berg", ["Nina van den Berg"]),
    ("de", "Von Ana Ruiz, Leitende Wirtschaftsredakteurin", ["Ana Ruiz"]),
    ("de", "Ana Ruiz im Gespräch mit Bo Lind", ["Ana Ruiz", "Bo Lind"]),
    ("de", "vonAna Ruiz", ["Ana Ruiz"]),
    ("de", "Zeige alle Beiträge", []),
    ("de", "Polizei Neustadt", []),
    ("fr", "Par Ana Ruiz le", ["Ana Ruiz"]),
    ("zh", "晚報快訊", []),
    ("zh", "来源：港口政务", []),
    ("ja", "撮影・港太郎", []),
    ("uk", "Джерело: Портова Хвиля", []),
]


@pytest.mark.parametrize(("language", "byline", "people"), BYLINES, ids=[f"{row[0]}: {row[1]}" for row in BYLINES])
def test_bylines_by_language(language: str, byline: str, people: list[str]) -> None:
    assert list(iter_people(byline, byline_words((language,)), frozenset(), strict=True)) == people


def test_every_lead_in_leads_in_and_no_desk_is_a_person() -> None:
    for code, language in read_languages().items():
        words = byline_words((code,))
        assert [lead for lead in language.bylines if find_lead_end(f"{lead}: ", words) is None] == [], code
        assert [desk for desk in language.desks if list(iter_people(desk, words, frozenset()))] == [], code


@given(st.text(max_size=200))
def test_any_byline_is_read(text: str) -> None:
    for person in iter_people(text, byline_words(("en", "ja")), frozenset(), strict=True):
        assert name_key(person)
