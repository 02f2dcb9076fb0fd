"""What the walk over the tree saw, before anything is judged. Within the room only: nodes know their elements."""

from __future__ import annotations

from dataclasses import dataclass, field

from newscrawl.page.decode import Element
from newscrawl.page.model import Zone


@dataclass(slots=True)
class Node:
    """A block-level element: its parent's index, the index past its last descendant, and what names it."""

    parent: int
    tag: str
    rank: int  # how surely it is named as the article's text
    end: int = 0
    element: Element | None = None


@dataclass(slots=True)
class Run:
    """A line of text as it stands: folded text, innermost block element, zone by markup, links as (href, rel, start, end)."""

    text: str
    tag: str
    node: int
    zone: Zone
    hint: str
    links: list[tuple[str, str, int, int]]
    linked: int  # characters inside links


@dataclass(slots=True)
class RawTime:
    """A `<time>` or an element marked as a date."""

    attribute: str | None
    text: str
    hint: str
    zone: Zone
    node: int


@dataclass(slots=True)
class RawImage:
    """An `<img>` with its figure: address candidates, alternative text, and the node it stands in."""

    url: str
    alt: str
    node: int
    zone: Zone
    figure: int  # node of the enclosing figure, or -1


@dataclass(slots=True)
class Outline:
    """All that the walk saw, in document order."""

    nodes: list[Node] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    times: list[RawTime] = field(default_factory=list)
    images: list[RawImage] = field(default_factory=list)
