"""The headings of a page, whole and without the kicker that many sites put inside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from newscrawl.page.decode import Element
from newscrawl.page.markup import marks_of, zone_of

_MAX_HEADINGS: Final = 120
_LONGEST: Final = 1000  # characters; a longer heading is an article that somebody wrapped in one
_MAX_PARTS: Final = 12
_FRONT: Final = re.compile(r"(?:\A|https?://[^/?#]{1,250})/?\Z")
_NEAREST: Final = 6  # ancestors that may say that it is navigation


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level 1 to 3, its whole text, and the text without a kicker, which is the whole where it has none.

    `bare` is sure where markup names the kicker (`marked`); else it is the longest of the parts, and others must confirm it.
    `aside` says that an `h1` stands in navigation (a breadcrumb trail) or is not shown, `home` that all of it is a link to a
    front page: it names the site.
    """

    level: int
    text: str
    bare: str
    marked: bool = False
    aside: bool = False
    home: bool = False


def read_headings(*levels: Iterable[Element]) -> tuple[Heading, ...]:
    """Every heading of `h1` to `h3` that says something, level by level."""
    elements = islice(chain.from_iterable(levels), _MAX_HEADINGS)
    return tuple(heading for heading in map(_read, elements) if heading and len(heading.text) <= _LONGEST)


def short_text(element: Element, most: int) -> str:
    """An element's text, white space folded; of one longer than `most` characters the beginning, a little more than that."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(piece[: most + 1])
        length += len(piece)
        if length > 4 * most:
            break
    return " ".join("".join(pieces).split())


def _read(element: Element) -> Heading | None:
    level = int(element.tag[1])
    parts = _parts(element)
    text = " ".join(part for part, _ in parts)
    if not text:
        return None
    unmarked = " ".join(part for part, is_kicker in parts if not is_kicker)
    marked = unmarked not in {"", text}
    bare = unmarked if marked else max((part for part, _ in parts), key=len)
    if level > 1:
        return Heading(level, text, bare, marked=marked)
    return Heading(level, text, bare, marked=marked, aside=_is_aside(element), home=_is_home(element, text))


def _is_aside(element: Element) -> bool:
    around = (element, *islice(element.iterancestors(), _NEAREST))
    return any(zone_of(one.tag, "", marks_of(one.get("class"), one.get("id"))) == "navigation" for one in around)


def _is_home(element: Element, text: str) -> bool:
    link = next(element.iter("a"), None)
    return link is not None and _FRONT.search(link.get("href") or "") is not None and short_text(link, _LONGEST) == text


def _parts(element: Element) -> list[tuple[str, bool]]:
    """The texts of a heading's children, with whether each is marked as a kicker; one text where it is a running one."""
    while len(element) == 1 and not _says(element.text) and not _says(element[0].tail):
        element = element[0]
    whole = short_text(element, _LONGEST) if isinstance(element.tag, str) else ""
    children = [child for child in element if isinstance(child.tag, str) and child.tag not in {"script", "style", "svg"}]
    split = 2 <= len(children) <= _MAX_PARTS and not _says(element.text)
    if split and not any(_says(child.tail) for child in element[:-1]):
        parts = [(short_text(child, _LONGEST), _is_kicker(child)) for child in children]
        parts.append((" ".join((element[-1].tail or "").split()), False))
        return [(text, is_kicker) for text, is_kicker in parts if any(map(str.isalnum, text))]
    first = children[0] if children and not _says(element.text) else None
    if first is not None and first.tag == "span" and _says(first.tail) and len(children) == 1:
        text = short_text(first, _LONGEST)
        return [(text, _is_kicker(first)), (whole[len(text) :].strip(), False)] if text else [(whole, False)]
    return [(whole, False)] if whole else []


def _is_kicker(element: Element) -> bool:
    return zone_of("", "", marks_of(element.get("class"), element.get("id"))) == "kicker"


def _says(text: str | None) -> bool:
    return text is not None and text.strip() != ""
