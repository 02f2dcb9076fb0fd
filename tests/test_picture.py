"""`scrapy probe --html`: the picture shows every line, marks what decided, and holds nothing that a stranger could make act."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy_run import run_scrapy

from newscrawl.crawl.probing import draw_picture
from newscrawl.page import PageError
from newscrawl.reading import explain_article

URL = "https://www.nouvelles-dumonde.com/le-phare-de-belle-rive-change-de-gardien/"
PAGE = (Path(__file__).parent / "probed" / "page.html").read_text("utf-8").replace("@CONTROLS@", "\x1b[2J\u202e")
ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    "$title ${lines} $$",
    "</p></div></style>",
]
TAGS = {
    "html", "meta", "title", "style", "div", "h1", "p", "dl", "dt", "dd", "ul", "li", "b", "i", "q", "small", "span", "mark", "sup",
}  # fmt: skip


class Inventory(HTMLParser):
    """The elements and attributes of a document, as a browser would see them."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def is_harmless(picture: str) -> bool:
    seen = Inventory(picture)
    return seen.tags <= TAGS and seen.attributes <= {
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "style",
        "title",
        "dir",
    }


def test_every_line_and_mark_is_there() -> None:
    reading = explain_article(PAGE.encode(), URL)
    picture = draw_picture(reading)
    assert picture.count('<div class="line') == len(reading.page.blocks)
    shown = unescape(re.sub(r"<sup>[^<]*</sup>|<[^>]+>", "", picture))
    for credit in reading.article.credits:
        assert str(credit.evidence.text) in shown
        assert f'<mark class="credit" title="{credit.role}: {credit.name}' in picture
    assert '<mark class="rejected" title="mention Reuters, turned down: ' in picture
    assert '<mark class="date" title="' in picture
    assert "default-src 'none'" in picture
    assert "\x1b" not in picture
    assert "\u202e" not in picture
    assert is_harmless(picture)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_word_of_the_page_becomes_markup(attack: str) -> None:
    escaped = attack.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    body = PAGE.replace("gardien", f"gardien {escaped}").replace('class="', f'class="{escaped} ')
    picture = draw_picture(explain_article(body.encode(), URL))
    assert is_harmless(picture)
    assert unescape(picture).count(attack) >= 2


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_page_gives_a_harmless_picture(text: str) -> None:
    try:
        reading = explain_article(f"<h1>{text}</h1><p>{text} (AFP)</p>".encode(), URL)
    except PageError:
        return
    assert is_harmless(draw_picture(reading))


def test_the_command_writes_it(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    ended = run_scrapy("probe", tmp_path / "page.html", "--url", URL, "--html", tmp_path / "out.html", folder=tmp_path)
    assert ended.status == 0
    assert (tmp_path / "out.html").read_text("utf-8").endswith("</html>\n")
