"""How the page's prose is spread over its elements, before anything is judged: what no class name can lie about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, cast

from lxml import etree

from newscrawl.page.decode import Element
from newscrawl.page.model import Zone

# Text nodes long enough to be prose, outside links and what is never shown.
_LONG_TEXT: Final = etree.XPath(
    "//body//text()[string-length() > 60 and not("
    + " or ".join(f"ancestor::{tag}" for tag in ("noscript", "a", "nav", "figcaption"))
    + ")]"
)
_LONGEST_PIECE: Final = 800  # characters of one text node that count
_DEEPEST: Final = 64  # ancestors that a text node counts for; prose stands some 15 deep, at most 41 on the pages we know

# Share of the page's prose that a region may hold before its markup words are disbelieved: comments and the beginnings of
# other stories do outgrow short articles.
_BELIEVED: Final[dict[Zone, float]] = {"comments": 0.8, "related": 0.8, "navigation": 0.6}
_BELIEVED_ELSE: Final = 0.4


# Ideographs, kana, Hangul: one of them says what two letters and more do elsewhere.
_DENSE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def prose_length(text: str) -> int:
    """How much a text says, in characters of an alphabet; of a long one the beginning tells."""
    return len(text) if text.isascii() else len(text) + len(_DENSE.findall(text[:_LONGEST_PIECE]))


class Prose:
    """Characters of prose below each element, and below all elements of one class attribute together."""

    def __init__(self, root: Element) -> None:
        self._below: dict[Element, int] = {}
        self._alike: dict[str, int] = {}
        self._total = 0
        direct: dict[Element, int] = {}
        for text in cast("Iterable[Any]", _LONG_TEXT(root)):  # lxml's strings, which know their element
            length = min(len(text.strip()), _LONGEST_PIECE)
            if length > 60:
                element = text.getparent()
                direct[element] = direct.get(element, 0) + length
        siblings: dict[Element, list[tuple[str, int]]] = {}  # what stands in one element is counted for its ancestors at once
        for element, length in direct.items():
            self._below[element] = length
            siblings.setdefault(element.getparent(), []).append((element.get("class") or "", length))
        for parent, pieces in siblings.items():
            self._count(parent, pieces)

    def _count(self, parent: Element | None, pieces: list[tuple[str, int]]) -> None:
        """Count the prose of some children, as (class, length), for their ancestors."""
        length = sum([length for _, length in pieces])
        self._total += length
        alike: set[str] = set()
        for _ in range(_DEEPEST):
            if parent is None:
                break
            self._below[parent] = self._below.get(parent, 0) + length
            alike.add(parent.get("class") or "")
            parent = parent.getparent()
        for marks in alike:
            self._alike[marks] = self._alike.get(marks, 0) + length
        for marks, own in pieces:
            if marks not in alike:
                self._alike[marks] = self._alike.get(marks, 0) + own

    def contradicts(self, element: Element, zone: Zone) -> bool:
        """Whether an element, or all of its class together, holds too much of the page's prose to be what markup says."""
        most = _BELIEVED.get(zone, _BELIEVED_ELSE) * self._total
        marks = element.get("class")
        return self._below.get(element, 0) > most or (bool(marks) and self._alike.get(marks, 0) > most)
