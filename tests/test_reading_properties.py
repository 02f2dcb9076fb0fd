"""What holds of every reading, whatever the page: asked of pages that hypothesis builds from markup, formulas and debris."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from newscrawl.items import Article
from newscrawl.lake import decode_line, encode_line
from newscrawl.page import PageError
from newscrawl.page.decode import decode
from newscrawl.reading import read_article

URL = "https://www.nouvelles-dumonde.com/2022/12/11/le-pont-de-belle-rive/"
NOW = datetime(2022, 12, 11, 15, tzinfo=UTC)
FORMULAS = [
    "PARIS (AFP) - Le pont a rouvert dimanche.", "Photo: Reuters", "© 2022 dpa", "cité par France 24, dimanche (11/12/2022)", "By Ann Lee",
    "Source : Kompas.com", "Lire aussi : La digue", "11 décembre 2022 à 14h05", "Read the original article on The Guardian.",
    "The old bridge opened again on Sunday after three years of work, the town said, and ten thousand people crossed it.",
    "Le pont a rouvert dimanche après trois ans de travaux, a dit la ville, qui attend dix mille cyclistes par jour.",
]  # fmt: skip
TAGS = ["p", "div", "span", "a", "b", "em", "li", "ul", "h1", "h2", "figure", "figcaption", "time", "td", "table", "blockquote", "article",
        "section", "footer", "nav", "aside", "form", "noscript", "svg", "font", "pre", "x-y"]  # fmt: skip
MARKS = [
    "entry-content",
    "byline",
    "author",
    "caption",
    "credit",
    "related",
    "comments",
    "date",
    "share",
    "article-body",
    "dateline",
    "source",
]
DEBRIS = [
    "<",
    "</",
    "<!--",
    "-->",
    "&",
    "&#0;",
    "&#xD800;",
    "\0",
    "\x1b",
    "\u202e",
    "\u00ad",
    "<br>",
    "</p>",
    "<![CDATA[",
    '"',
    "<a href=",
    "\u0301",
]

words = st.one_of(st.sampled_from(FORMULAS), st.text(max_size=40).map(escape), st.sampled_from(DEBRIS))
marks = st.lists(st.sampled_from(MARKS), max_size=2).map(" ".join)
addresses = st.sampled_from(["/a", "https://www.afp.com/fr/un-recit-de-la-ville", "//x", "http://[", "javascript:x", "\u202e"])


def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, mark, href, inner: f'<{tag} class="{mark}" href="{href}" datetime="2022-12-11">{"".join(inner)}</{tag}>',
        st.sampled_from(TAGS), marks, addresses, st.lists(children, max_size=5),
    )  # fmt: skip


fragments = st.recursive(words, element, max_leaves=25)
heads = st.sampled_from([
    "", '<link rel=canonical href="https://www.lemonde.fr/un-article-de-la-ville.html">', '<meta property="og:title" content="Le pont">',
    '<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"AFP"},"datePublished":"2022-12-11T14:05:00+07:00"}</script>',
    '<script type="application/ld+json">{"@type":["NewsArticle",1],"headline":"\\ud800 a\\u0007","author":[[],{}],"image":7}</script>',
])  # fmt: skip
pages = st.builds(
    lambda head, body: f"<html lang=fr><head>{head}</head><body>{''.join(body)}", heads, st.lists(fragments, max_size=8)
)
bodies = pages.map(lambda page: page.encode("utf-8", "replace"))
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(body: bytes) -> Article | None:
    try:
        return read_article(body, URL, fetched_at=NOW)
    except PageError:
        return None


def readable(body: bytes) -> set[str]:
    """Every text node and attribute of the page, white space folded, and all text as one and as its blocks run together."""
    controls = dict.fromkeys((*range(9), *range(0x0B, 0x0D), *range(0x0E, 0x20), 0x7F))
    root = lxml_html.document_fromstring(
        decode(body).decode().translate(controls).encode(), parser=lxml_html.HTMLParser(encoding="utf-8")
    )
    nodes = [str(text) for text in root.xpath("//text() | //@*")]
    texts = ["".join(found.itertext(tag=None)) for found in root.iter("*")]
    return {" ".join(text.split()) for text in (*nodes, *texts)}


@often
@given(bodies)
def test_a_reading_is_the_same_twice_and_keeps_the_schema(body: bytes) -> None:
    article = read(body)
    if article:
        assert article == read(body)
        assert decode_line(encode_line(article)) == article
        assert encode_line(article).count(b"\n") == 1


@often
@given(bodies)
def test_the_text_is_clean(body: bytes) -> None:
    article = read(body)
    if article:
        for words in (article.title, article.text, article.summary, *article.authors, *article.tags):
            assert not words or (not CONTROLS.search(words) and words == words.strip())
        assert article.text is None or "\n\n\n" not in article.text
        assert (article.text is None) == ("no_article" in article.flags)


@often
@given(bodies)
def test_evidence_stands_on_the_page(body: bytes) -> None:
    article = read(body)
    if article is None or not article.credits:
        return
    texts = readable(body)
    for credit in article.credits:
        evidence = credit.evidence.text
        assert evidence
        assert any(evidence in text for text in texts) or evidence in URL
    assert article.origin is None or article.origin.because


@often
@given(bodies, st.sampled_from(["?utm_source=x", "#top", "?fbclid=1"]))
def test_the_id_outlives_tracking(body: bytes, suffix: str) -> None:
    article = read(body)
    if article:
        assert article.id == read_article(body, URL + suffix, fetched_at=NOW).id
