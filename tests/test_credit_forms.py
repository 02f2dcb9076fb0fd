"""Forms of credits that markup, signs and the lines around decide: small pages as sites send them, and what is read from each."""

from __future__ import annotations

import pytest

from newscrawl.reading import read_article

_STORY = "".join(
    f"<p>The ferry crossed the bay {count} times before noon, and each time the gulls followed it back to the pier.</p>"
    for count in ("three", "four", "five", "six")
)
FIGURE = '<figure><img src="/f.jpg" alt="">{}</figure>'

# before the story, after it, the page's language, credits
CASES: dict[str, tuple[str, str, str, set[tuple[str | None, str]]]] = {
    "a picture's author": (
        FIGURE.format('<div class="image-description__author">Ana Ruiz / Pool via Reuters</div>'),
        "",
        "en",
        {("reuters", "photo")},
    ),
    "a picture's own byline": (
        FIGURE.format('<span class="byline-image">(AP Foto/Ana Ruiz)</span>'),
        "",
        "en",
        {("ap", "photo")},
    ),
    "who contributed, in the article's footer": (
        "",
        '<footer class="article-contributors">Additional sources • AP</footer>',
        "en",
        {("ap", "agency")},
    ),
    "a footer of the site": ("", "<footer>Copyright © AP, Reuters</footer>", "en", set()),
    "a copyright with its year behind the name": ("", "<p>Copyright: AFP, 2025</p>", "de", {("afp", "agency")}),
    "a bracket behind a full stop ends the story": (
        "",
        "<p>The gulls stayed beside the ferry until it was dark. <span>(ats/nxp)</span></p>",
        "en",
        {("keystone_sda", "agency")},
    ),
    "a dateline in a line of its own": ('<div class="name">AFP, MANILA</div>', "", "en", {("afp", "agency")}),
    "an agency and its town in a byline": ('<p class="byline">PTI Mumbai</p>', "", "en", {("pti", "agency")}),
    "a company whose name goes on in capitals": ("", "<p>She called the Zürich Agentur Goal AG at once.</p>", "de", set()),
    "a lead-in of the language with a date behind the outlet": (
        '<p class="author">Autor: Reuters | 12.03.2020</p>',
        "",
        "hr",
        {("reuters", "agency")},
    ),
}


@pytest.mark.parametrize(("before", "after", "language", "expected"), CASES.values(), ids=list(CASES))
def test_form(before: str, after: str, language: str, expected: set[tuple[str | None, str]]) -> None:
    page = (
        f'<html lang="{language}"><head><title>A ferry crosses</title></head><body><article><h1>A ferry crosses</h1>'
        f"{before}{_STORY}{after}</article></body></html>"
    )
    article = read_article(page.encode(), "https://bay.example.com/a-ferry-crosses-the-bay")
    assert {(credit.outlet, credit.role) for credit in article.credits} == expected


def test_a_dateline_states_the_day_in_whichever_order() -> None:
    page = (
        '<html lang="es"><head><title>Un ferri</title><meta property="article:published_time" content="2023-03-13T08:00:00Z">'
        "</head><body><article><h1>Un ferri</h1><p>(ANSA) - NÁPOLES, 12 MAR - Un ferri cruzó la bahía tres veces.</p>"
        f"{_STORY}</article></body></html>"
    )
    credit = next(iter(read_article(page.encode(), "https://bahia.example.com/un-ferri").credits))
    assert (credit.outlet, credit.role, credit.date and credit.date.local) == ("ansa", "agency", "2023-03-12")
