"""Addresses: what is the same page, and which address gives an article its id."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.page import address, article_id, content_hash, registrable_domain

SAME = [
    ("https://www.example.org/a/b/", "http://example.org/a/b"),
    ("https://example.org:443/a", "https://example.org/a"),
    ("https://EXAMPLE.org/a#comments", "https://example.org/a"),
    ("https://example.org/a?utm_source=x&utm_medium=y", "https://example.org/a"),
    ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
    ("https://example.org/a?fbclid=1&id=7", "https://example.org/a?id=7"),
    ("https://example.org/caf%C3%A9", "https://example.org/café"),
]
DIFFERENT = [
    ("https://example.org/a", "https://example.org/A"),
    ("https://example.org/a?id=1", "https://example.org/a?id=2"),
    ("https://fr.example.org/a", "https://en.example.org/a"),
]
DOMAINS = [
    ("https://news.bbc.co.uk/x", "bbc.co.uk"),
    ("www.nouvelles-dumonde.com", "nouvelles-dumonde.com"),
    ("https://kompas.com", "kompas.com"),
    ("https://one.blogspot.com/x", "one.blogspot.com"),
    ("https://127.0.0.1:8000/x", "127.0.0.1"),
    ("localhost", "localhost"),
    ("https://[broken/x", ""),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_page(one: str, other: str) -> None:
    assert address(one) == address(other)
    assert article_id(one, None) == article_id(other, None)


@given(st.from_regex(r"https?://(www\.)?[a-z0-9-]{1,9}(\.[a-z0-9-]{1,5}){1,3}(/[A-Za-z0-9._-]{0,5}){0,4}", fullmatch=True))
def test_an_address_in_order_is_what_it_would_be_brought_to(url: str) -> None:
    assert address(url) == address(url.replace("http", "HTTP", 1))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_pages(one: str, other: str) -> None:
    assert address(one) != address(other)


@pytest.mark.parametrize(("host", "domain"), DOMAINS)
def test_registrable_domain(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize("url", ["", "example.org/a", "ftp://example.org/a", "https:///a", "javascript:alert(1)"])
def test_not_an_address(url: str) -> None:
    with pytest.raises(ValueError, match="not an http"):
        address(url)


def test_canonical_gives_the_id_only_where_it_stays_at_home() -> None:
    page = "https://www.example.org/a?page=2"
    assert article_id(page, "https://example.org/a") == article_id("https://example.org/a", None)
    assert article_id(page, "https://m.example.org/a") == article_id("https://m.example.org/a", None)
    for stranger in ("https://origin.example.com/a", "https://www.example.org/", "https://www.example.org", "not a url", None):
        assert article_id(page, stranger) == article_id(page, None)


@given(st.text(alphabet="abcÀÉ/?&=%#.-_~ ", max_size=60))
def test_address_is_idempotent(tail: str) -> None:
    once = address("https://example.org/" + tail)
    assert address("https://" + once) == once


def test_content_hash_folds_white_space_and_composition() -> None:
    assert content_hash("Cafe\u0301", "a  b\n\nc") == content_hash("Café", "a b c")
    assert content_hash("a", "b") != content_hash("a b", None)
