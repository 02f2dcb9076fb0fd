"""AMP forms of pages: known by their markup, and given up for the article's own page where that is on the same site."""

from __future__ import annotations

import pytest

from newscrawl.crawl.fetched import read_fetched_page

AMP, OWN = "https://amp.example.com/pont/amp/", "https://www.example.com/pont/"
TEXT = "<p>Le pont a été rouvert lundi après trois ans de travaux, a annoncé la mairie de la ville.</p>" * 4


@pytest.mark.parametrize(
    ("tag", "canonical", "found"),
    [
        ("<html amp lang='fr'>", OWN, OWN),
        ("<html lang=fr ⚡>", OWN, OWN),
        ("<HTML ⚡️ >", OWN, OWN),
        ('<html amp="" lang="fr">', OWN, OWN),
        ("<html amp>", AMP, None),  # an AMP page that is the article's only one
        ("<html amp>", "https://www.example.org/pont/", None),  # which is a credit, and no page of this site
        ("<html amp>", None, None),
        ("<html lang='fr'>", OWN, None),
        ("<html class='no amp here' data-amp='amp'>", OWN, None),
        ("", OWN, None),
    ],
)
def test_the_own_page_of_an_amp_page(tag: str, canonical: str | None, found: str | None) -> None:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    body = f"<!doctype html>{tag}<head>{link}</head><body><article><h1>Le pont</h1>{TEXT}</article></body></html>"
    assert read_fetched_page(body.encode(), AMP).own_url == found
