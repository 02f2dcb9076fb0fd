"""Articles served as JSON: laid out as a page and read like one; what is none fails as a page does."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.page import PageError, lay_out_detail
from newscrawl.reading import read_article
from newscrawl.site import JsonDetail, Site

SITE = Site(id="shell", name="Shell", domain="shell.example", home="https://shell.example/", detail=JsonDetail())
URL = "https://shell.example/en-gb/news/ar-AA1"
PARAGRAPH = (
    "The ferry of Port Ellis sings its departures since Monday, in a key that the dogs of the harbour do not mind at all."
)


def test_every_member_is_read() -> None:
    document = {
        "title": "Ferry sings & leaves",
        "abstract": "A key for dogs",
        "locale": "en-gb",
        "authors": [{"name": "Ada Penrose"}, {"name": "Reuters"}],
        "provider": {"name": "Reuters"},
        "sourceHref": "https://www.reuters.com/world/ferry-sings-and-leaves-2022-12-11/",
        "publishedDateTime": "2022-12-11T10:00:00Z",
        "updatedDateTime": "2022-12-11T11:30:00Z",
        "imageResources": [
            {"url": "https://img.example/1.jpg", "caption": "The ferry.", "attribution": "AFP via Getty Images"}
        ],
        "body": f"<p>{PARAGRAPH}</p><p>{PARAGRAPH[::-1]}</p>",
    }
    article = read_article(json.dumps(document).encode(), URL, site=SITE, content_type="application/json; charset=utf-8")
    assert (article.url, article.title, article.summary) == (URL, "Ferry sings & leaves", "A key for dogs")
    assert (article.text or "").split("\n\n")[0] == PARAGRAPH
    assert article.authors == ("Ada Penrose",)
    assert article.published and article.published.utc == "2022-12-11T10:00:00Z"
    assert article.modified and article.modified.utc == "2022-12-11T11:30:00Z"
    assert {(credit.outlet, credit.role) for credit in article.credits} == {
        ("reuters", "agency"), ("afp", "photo"), ("getty", "photo"),
    }  # fmt: skip
    assert article.origin and article.origin.url == document["sourceHref"]
    assert [(image.caption, image.credit) for image in article.images] == [("The ferry.", "AFP via Getty Images")]


@pytest.mark.parametrize("body", [b'{"title": "torn', b'{"a": ' * 5000])
def test_what_is_no_document_is_no_page(body: bytes) -> None:
    with pytest.raises(PageError, match="not JSON"):
        read_article(body, URL, site=SITE)


@pytest.mark.parametrize("body", [b"{}", b'{"title": 5, "body": ["x"], "authors": "Ada", "imageResources": {"url": null}}'])
def test_a_document_without_a_text_is_no_article(body: bytes) -> None:
    article = read_article(body, URL, site=SITE)
    assert (article.text, article.title, article.authors) == (None, None, ())
    assert "no_article" in article.flags


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["title", "body", "authors", "name", "provider", "imageResources", "url", "sourceHref"]), inner))  # fmt: skip


@given(st.dictionaries(st.sampled_from(["title", "body", "authors", "provider", "imageResources"]), JSON))
def test_no_document_crashes(document: dict[str, object]) -> None:
    assert lay_out_detail(json.dumps(document).encode(), JsonDetail()).startswith(b"<!DOCTYPE html>")


def test_the_shell_itself_is_read_as_the_page_it_is() -> None:
    shell = b"<html><head><title>Shell</title></head><body><div id=root></div><script src=/a.js></script></body></html>"
    assert "no_article" in read_article(shell, URL, site=SITE).flags
