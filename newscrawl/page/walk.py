"""The one walk over the tree: runs of text with the markup they stand in, times, images. Nothing is judged here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lxml import etree
from lxml.etree import _Element

from newscrawl.page.head import image_url
from newscrawl.page.markup import (
    CLOSED,
    FOREIGN,
    INLINE,
    PARAGRAPHS,
    SKIPPED,
    UNSHOWN,
    body_rank,
    is_another_post,
    is_credit,
    is_dated,
    own_post,
    zone_of,
)
from newscrawl.page.model import Zone
from newscrawl.page.outline import Node, Outline, RawImage, RawTime, Run
from newscrawl.page.prose import Prose
from newscrawl.page.spans import LinkSpan, fold_spans, iter_within

Attributes = dict[str, str]

_DEEPEST: Final = 200  # elements; what is nested deeper is taken as flat text
_LONGEST_DATE: Final = 160  # characters of an element that says no more than when
_LONGEST_RAW_DATE: Final = 2000  # the same with the white space of its markup
_BREAK: Final = "\x1e"  # a <br>; white space to str.split, so folding removes it


@dataclass(slots=True)
class _Context:
    """Where the walk is: inherited by children."""

    node: int
    zone: Zone
    hint: str
    tag: str
    depth: int
    figure: int = -1
    link: tuple[str, str] | None = None  # (href, rel) of an <a> that holds whole blocks: a teaser card


def walk(root: _Element, dropped: frozenset[_Element] = frozenset()) -> Outline:
    """Walk a page's tree once; `dropped` elements are passed over with all that is in them.

    Scripts and styles, which are never text, are taken out of the tree: whatever else is read from them was read before.
    """
    etree.strip_elements(root, *UNSHOWN, with_tail=False)
    body = root.find("body")
    walker = _Walker(dropped, Prose(root), own_post((body.get("class") if body is not None else None) or ""))
    walker.outline.nodes.append(Node(parent=-1, tag="html", rank=0, element=root))
    start = root if body is None else body
    walker.block(start, dict(start.items()), _Context(0, "body", "", "html", 0))
    walker.outline.nodes[0].end = len(walker.outline.nodes)
    return walker.outline


class _Walker:
    """The state of one walk: the line that is being gathered, and what is finished."""

    def __init__(self, dropped: frozenset[_Element], prose: Prose, own_post: str | None) -> None:
        self.outline = Outline()
        self.prose = prose
        self.own_post = own_post
        self.dropped = dropped
        self.pieces: list[str] = []
        self.open_links: list[LinkSpan] = []
        self.length = 0

    def block(self, element: _Element, attributes: Attributes, context: _Context) -> None:
        """A block-level element: its text is not joined with what stands around it."""
        if self.pieces:
            self.flush(context)
        inner = self.enter(element, attributes, context)
        if inner.zone in CLOSED:
            self.add(" ".join(element.itertext()))
        else:
            self.children(element, inner)
        if self.pieces:
            self.flush(inner)
        self.outline.nodes[inner.node].end = len(self.outline.nodes)

    def enter(self, element: _Element, attributes: Attributes, context: _Context) -> _Context:
        """The context inside a block-level element, with a node of its own."""
        tag, zone, rank, hint = element.tag, context.zone, 0, context.hint
        marks = _marks(attributes)
        if zone not in FOREIGN:
            opened = zone_of(tag, attributes.get("role", ""), marks) or ("title" if tag == "h1" else None)
            zone = opened if opened and not self.prose.contradicts(element, opened) else zone
            if self.own_post and is_another_post(marks, self.own_post):
                zone = "teaser"
        if attributes:
            itemprop = attributes.get("itemprop", "")
            rank = 1000 if "articleBody" in itemprop else body_rank(marks) if marks else 0
            hint = f"{marks} {itemprop}".strip().lower()[:200] or hint
        nodes = self.outline.nodes
        index = len(nodes)
        nodes.append(Node(context.node, tag, rank, element=element))
        figure = index if tag in {"figure", "picture"} and context.figure < 0 else context.figure
        return _Context(index, zone, hint, tag, context.depth + 1, figure, context.link)

    def children(self, element: _Element, context: _Context) -> None:
        if element.text:
            self.add(element.text)
        if context.depth >= _DEEPEST:
            self.add(" ".join("".join(child.itertext()) for child in element if isinstance(child.tag, str)))
            return
        for child in element:
            self.child(child, context)
            if child.tail:
                self.add(child.tail)

    def child(self, element: _Element, context: _Context) -> None:
        tag = element.tag
        if tag == "br":
            self.add(_BREAK)
            return
        attributes: Attributes = dict(element.items())
        if tag in SKIPPED or (attributes and _hidden(tag, attributes)) or (self.dropped and element in self.dropped):
            if tag == "noscript":
                self.lazy_images(element, context)
            return
        if tag in {"img", "amp-img"}:
            self.image(element, context)
        elif tag not in INLINE or (attributes and self.opens_zone(tag, attributes, context)):
            self.block(element, attributes, context)
        else:
            self.inline(element, attributes, context)
        if tag == "time" or (attributes and is_dated(attributes.get("class", ""), attributes.get("itemprop", ""))):
            self.time(element, attributes, context)

    def opens_zone(self, tag: str, attributes: Attributes, context: _Context) -> bool:
        """Whether an inline element stands for a line of its own: markup names it as another zone than the one around.

        Within a paragraph only the credit of a caption does.
        """
        marks = _marks(attributes)
        if not marks or context.zone in FOREIGN:
            return False
        if context.tag in PARAGRAPHS:
            return context.zone == "caption" and is_credit(marks)
        zone = zone_of(tag, "", marks)
        return zone is not None and zone != context.zone

    def inline(self, element: _Element, attributes: Attributes, context: _Context) -> None:
        """An element within a line; the span of a link is kept."""
        href = attributes.get("href") if element.tag == "a" else None
        link = (href, attributes.get("rel", "")) if href else context.link
        before, lines = self.length, len(self.outline.runs)
        deeper = _Context(context.node, context.zone, context.hint, context.tag, context.depth + 1, context.figure, link)
        self.children(element, deeper)
        if href and link and lines == len(self.outline.runs):
            self.open_links.append((*link, before, self.length))

    def time(self, element: _Element, attributes: Attributes, context: _Context) -> None:
        text = ""
        for piece in element.itertext():
            text += piece
            if len(text) > _LONGEST_RAW_DATE:
                return
        text = " ".join(text.split())
        if len(text) > _LONGEST_DATE:
            return
        parent = element.getparent()
        marks = (*map(attributes.get, ("class", "itemprop", "id")), parent is not None and parent.get("class"))
        hint = " ".join(mark.lower() for mark in marks if mark)[:200]
        attribute = attributes.get("datetime") or attributes.get("content")
        self.outline.times.append(RawTime(attribute, text, hint, context.zone, context.node))

    def image(self, element: _Element, context: _Context) -> None:
        url = image_url(element)
        if url:
            alt = " ".join((element.get("alt") or "").split())
            self.outline.images.append(RawImage(url, alt, context.node, context.zone, context.figure))

    def lazy_images(self, element: _Element, context: _Context) -> None:
        for image in element.iter("img"):
            self.image(image, context)

    def add(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def flush(self, context: _Context) -> None:
        """End the line that is being gathered; every `<br>` in it ends one too."""
        raw, links = "".join(self.pieces), self.open_links
        self.pieces, self.open_links, self.length = [], [], 0
        if raw.isspace() or not raw:
            return
        at = 0
        for line in raw.split(_BREAK) if _BREAK in raw else [raw]:
            self.line(line, list(iter_within(links, at, at + len(line))) if links else [], context)
            at += len(line) + 1

    def line(self, raw: str, links: list[LinkSpan], context: _Context) -> None:
        text = " ".join(raw.split())
        if not text:
            return
        spans = fold_spans(raw, links) if links else []
        if context.link and not spans:
            spans = [(*context.link, 0, len(text))]
        linked = sum(end - start for _, _, start, end in spans)
        run = Run(text, context.tag, context.node, context.zone, context.hint, spans, linked)
        self.outline.runs.append(run)


def _marks(attributes: Attributes) -> str:
    """Class and id words, joined."""
    if "id" in attributes:
        return f"{attributes.get('class', '')} {attributes['id']}".strip()
    return attributes.get("class", "")


def _hidden(tag: str, attributes: Attributes) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return tag not in {"div", "section", "article", "figure"}
    return "style" in attributes and "display:none" in attributes["style"].replace(" ", "").lower()
