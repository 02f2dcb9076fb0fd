"""Hostile pages: each is read within two seconds of CPU and 500 MB, or refused with a reason; none crashes or hangs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_pages import PAGES

from newscrawl.page import PageError, read_page
from newscrawl.reading import read_article

SECONDS, MEGABYTES = 2.0, 500
# Pages that take a second to make or to read.
HEAVY = {name for name in PAGES if name.split()[0] in {"15", "40", "49", "60"}} | {
    "20,000 images in one figure", "100 images in a figure of 10,000 lines", "20,000 captions", "10,000 paragraphs of outlets",
    "30,000 short lines of outlets", "controls", "JSON-LD with a 1 MB author", "noise after a tag", "nested form", "nested a",
    "JSON-LD of 20 broken scripts of 500 KB", "1,000,000 characters of outlets", "nested figure", "30,000 images", "250 deep, 25,000 paragraphs",
}  # fmt: skip
READER = Path(__file__).parent / "bounded_reader.py"


def read_apart(names: list[str]) -> dict[str, dict[str, object]]:
    """What comes of each page, read in a process of its own."""
    ran = subprocess.run([sys.executable, READER, *names], capture_output=True, text=True, timeout=600, check=True)
    return {told["name"]: told for told in map(json.loads, ran.stdout.splitlines())}


def failures(told: dict[str, dict[str, object]]) -> list[str]:
    """What broke its bounds, one line each."""
    return [
        f"{name}: {one}"
        for name, one in told.items()
        if one["outcome"] not in {"read", "refused"}
        or float(str(one["seconds"])) > SECONDS
        or int(str(one["megabytes"])) > MEGABYTES
    ]


def groups() -> list[list[str]]:
    light = sorted(set(PAGES) - HEAVY)
    return [light[start::4] for start in range(4)]


@pytest.mark.parametrize("names", groups(), ids=lambda names: f"{len(names)} pages")
def test_hostile_pages_are_bounded(names: list[str]) -> None:
    told = read_apart(names)
    assert set(told) == set(names)
    assert failures(told) == []


@pytest.mark.slow
def test_huge_pages_are_bounded() -> None:
    told = read_apart(sorted(HEAVY))
    assert set(told) == HEAVY
    assert failures(told) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty", "the page is empty"),
        ("one NUL", "it holds no tag"),
        ("60 MB", "bytes, more than the 16,777,216 that are read"),
        ("15 MB of links", "tags, more than the 300,000 that are read"),
        ("100,000 p", "elements, more than the 60,000 that are read"),
        ("100,000 attributes", "attributes, more than the 10,000 that are read"),
    ],
)
def test_what_is_refused_says_why(name: str, words: str) -> None:
    with pytest.raises(PageError, match=words):
        read_page(PAGES[name](), "https://a.example/x/")


@pytest.mark.parametrize(
    "name",
    [
        "declared as rot13", "declared as hex", "declared as idna", "declared as UTF-16", "UTF-16", "UTF-16, broken",
        "JSON-LD with NaN and surrogates", "JSON-LD of wrong types", "unclosed attribute", "nested div", "1 MB class",
    ],
)  # fmt: skip
def test_the_article_survives_what_is_around_it(name: str) -> None:
    article = read_article(PAGES[name](), "https://a.example/x/")
    assert article.text is not None
    assert "The old bridge of Belle Rive opened again" in article.text
