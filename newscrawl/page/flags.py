"""What the reader of a line is warned of: a page without an article and why, a text that is not whole or changes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from newscrawl.items import Flag
from newscrawl.knowledge import read_web
from newscrawl.page.decode import Element
from newscrawl.page.head import Head
from newscrawl.page.linked_data import types_of
from newscrawl.page.outline import Outline

_FEW_WORDS: Final = 300  # characters of a whole page that says no more than that it needs scripts
_SHELL_SCRIPTS: Final = 15  # scripts on a page without text by which it is told to be drawn by JavaScript
_STUB: Final = 700  # characters; a paid text that ends sooner is only its beginning
_TOLD_WORDS: Final = 0.6  # share of the words that a page counts in its article, below which the rest is withheld
_FEWEST_PICTURES: Final = 6
_CAPTIONED: Final = 160  # characters of text for each picture, below which the pictures carry the page


def read_flags(text: str | None, head: Head, outline: Outline, *, pictures: int) -> tuple[Flag, ...]:
    """The flags of a page, sorted. `pictures` is the number of the article's images."""
    flags: set[Flag] = set()
    kinds = frozenset(kind for node in head.linked_data for kind in types_of(node))
    if not text:
        flags.add("no_article")
        if _is_drawn(head, outline):
            flags.add("js_shell")
    if "liveblogposting" in kinds:
        flags.add("live_blog")
    if kinds & {"imagegallery", "mediagallery"} or (
        text and pictures >= _FEWEST_PICTURES and len(text) < _CAPTIONED * pictures
    ):
        flags.add("gallery")
    if _is_paid(head):
        flags.add("paywalled")
        if _is_stub(text or "", head):
            flags.add("text_withheld")
    return tuple(sorted(flags))


def _is_drawn(head: Head, outline: Outline) -> bool:
    """Whether a page without an article is drawn by scripts: many, an empty root, or few words but for who runs none."""
    if head.scripts >= _SHELL_SCRIPTS or any(_is_empty_root(node.element) for node in outline.nodes):
        return True
    return head.asks_for_scripts and sum(len(run.text) for run in outline.runs) < _FEW_WORDS


def _is_empty_root(element: Element) -> bool:
    """Whether an element is the one that a framework draws its page into, and holds no word: a spinner at most."""
    if element is None or (element.get("id") not in _roots("roots") and element.tag not in _roots("root_tags")):
        return False
    return not any(text.strip() for text in element.itertext())


def _is_paid(head: Head) -> bool:
    """Whether the page says that its article is not free (schema.org `isAccessibleForFree`, `article:content_tier`)."""
    tier = head.meta("article:content_tier")
    free = [node.get("isAccessibleForFree") for node in head.articles]
    return any(str(value).lower() == "false" for value in free) or (tier is not None and tier.content.lower() == "locked")


def _is_stub(text: str, head: Head) -> bool:
    """Whether the text is but the beginning of the article."""
    counted = next(_iter_word_counts(head), None)
    return len(text) < _STUB if counted is None else len(text.split()) < _TOLD_WORDS * counted


def _iter_word_counts(head: Head) -> Iterator[int]:
    for node in head.articles:
        count = str(node.get("wordCount", ""))
        if count.isascii() and count.isdigit() and len(count) < 7 and int(count):
            yield int(count)


@cache
def _roots(name: str) -> frozenset[str]:
    return frozenset(read_web()["article"][name])
