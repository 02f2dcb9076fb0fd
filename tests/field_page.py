"""A page about a lamp lighter, for the tests of fields: its head and what stands above its text are the test's own."""

from __future__ import annotations

import json
from typing import Any

from newscrawl.page import Page, read_page

URL = "https://www.harbourpost.example/town/2024/05/the-lamp-lighter/"
TITLE = "The lamp lighter hangs up his ladder"
PROSE = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "The last lamp lighter of the old harbour retired on Friday after forty years of evening rounds.",
        "He had lit some nine hundred lanterns, he said, and broken only three of them in all that time.",
        "The town council has promised to keep his ladder in the museum, next to the ferry bell of 1911.",
    )
)


def read(body: str = "", head: str = "", *, lang: str = "en", **options: Any) -> Page:  # noqa: ANN401
    """The page with this body above its text and this head; `options` are those of read_page."""
    html = f"<!DOCTYPE html><html lang={lang}><head>{head}</head><body><article>{body}<div class=entry-content>{PROSE}</div></article>"
    return read_page(html.encode(), URL, **options)


def linked(**node: Any) -> str:  # noqa: ANN401
    """A script with a JSON-LD article of these properties."""
    return f"<script type='application/ld+json'>{json.dumps({'@type': 'NewsArticle', **node})}</script>"


def og(title: str) -> str:
    """A meta with this title for sharing."""
    return f"<meta property=og:title content='{title}'>"


SITE = "<meta property=og:site_name content='Harbour Post'>"
