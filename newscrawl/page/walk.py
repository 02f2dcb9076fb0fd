"""The one walk over the tree: runs of text with the markup they stand in, times, images. Nothing is judged here."""

from __future__ import annotations

from typing import Final, NamedTuple

from lxml import etree

from newscrawl.page.decode import Element
from newscrawl.page.head import image_url
from newscrawl.page.markup import (
    CLOSED,
    FOREIGN,
    INLINE,
    PARAGRAPHS,
    SKIPPED,
    UNMARKED,
    UNSHOWN,
    Attributes,
    is_another_post,
    is_dated,
    is_hidden,
    marks_of,
    own_post,
    zone_of,
)
from newscrawl.page.model import Zone
from newscrawl.page.outline import Node, Outline, RawImage, RawTime, Run
from newscrawl.page.prose import Prose
from newscrawl.page.spans import LinkSpan, fold_spans, iter_within

_DEEPEST: Final = 200  # elements; what is nested deeper is taken as flat text
_LONGEST_DATE: Final = 160  # characters of an element that says no more than when
_LONGEST_RAW_DATE: Final = 2000  # the same with the white space of its markup
_LONGEST_HINT: Final = 200
_CLOSED_TEXT: Final = 600  # characters kept of a navigation, a footer, a comment section
_NAMED_BODY: Final = 1000  # rank of an element that microdata names as the text
_FIGURES: Final = frozenset({"figure", "picture"})
_IMAGES: Final = frozenset({"img", "amp-img"})
_BREAK: Final = "\x1e"  # a <br>; white space to str.split, so folding removes it


class _Context(NamedTuple):
    """The block-level element that the walk is in: inherited by what stands in it."""

    node: int
    zone: Zone
    hint: str
    tag: str
    figure: int  # node of the enclosing figure, or -1


def walk(root: Element, dropped: frozenset[Element] = frozenset()) -> Outline:
    """Walk a page's tree once; `dropped` elements are passed over with all that is in them.

    Scripts and styles, which are never text, are taken out of the tree: whatever else is read from them was read before.
    """
    etree.strip_elements(root, *UNSHOWN, with_tail=False)
    body = root.find("body")
    walker = _Walker(dropped, Prose(root), own_post((body.get("class") if body is not None else None) or ""))
    walker.outline.nodes.append(Node(parent=-1, tag="html", rank=0, element=root))
    start = root if body is None else body
    walker.block(start, start.attrib, _Context(0, "body", "", "html", -1))
    walker.outline.nodes[0].end = len(walker.outline.nodes)
    return walker.outline


class _Walker:
    """The state of one walk: the line that is being gathered, how deep it is, and what is finished."""

    def __init__(self, dropped: frozenset[Element], prose: Prose, own_post: str | None) -> None:
        self.outline = Outline()
        self.prose = prose
        self.own_post = own_post
        self.dropped = dropped
        self.pieces: list[str] = []
        self.open_links: list[LinkSpan] = []
        self.link: tuple[str, str] | None = None  # (href, rel) of an <a> that holds whole blocks: a teaser card
        self.depth = 0
        self.lines = 0

    def block(self, element: Element, attributes: Attributes, context: _Context) -> None:
        """A block-level element: its text is not joined with what stands around it."""
        if self.pieces:
            self.flush(context)
        inner = self.enter(element, attributes, context)
        if inner.zone in CLOSED:
            self.pieces.append(_first_words(element))
        else:
            self.children(element, inner)
        if self.pieces:
            self.flush(inner)
        self.outline.nodes[inner.node].end = len(self.outline.nodes)

    def enter(self, element: Element, attributes: Attributes, context: _Context) -> _Context:
        """The context inside a block-level element, with a node of its own."""
        tag, nodes = element.tag, self.outline.nodes
        _, zone, hint, _, figure = context
        rank, role, marks = 0, "", UNMARKED
        if attributes:
            classes, identifier = attributes.get("class", ""), attributes.get("id", "")
            role, itemprop = attributes.get("role", ""), attributes.get("itemprop", "")
            marks = marks_of(classes, identifier)
            rank = _NAMED_BODY if "articleBody" in itemprop else marks.body
            hint = " ".join(filter(None, (classes, identifier, itemprop))).lower()[:_LONGEST_HINT] or hint
        if zone not in FOREIGN:
            opened = zone_of(tag, role, marks) or ("title" if tag == "h1" else None)
            if self.own_post and attributes and is_another_post(attributes.get("class", ""), self.own_post):
                opened = "teaser"
            if opened and not self.prose.contradicts(element, opened):
                zone = opened
        index = len(nodes)
        nodes.append(Node(context.node, tag, rank, 0, element))
        return _Context(index, zone, hint, tag, index if figure < 0 and tag in _FIGURES else figure)

    def children(self, element: Element, context: _Context) -> None:
        """All that stands in an element. White space that begins a line is passed over."""
        pieces = self.pieces
        text = element.text
        if text and (pieces or not text.isspace()):
            pieces.append(text)
        if self.depth >= _DEEPEST:
            pieces.append(" ".join("".join(child.itertext()) for child in element))
            return
        self.depth += 1
        for child in element:
            tag = child.tag
            if tag == "br":
                pieces.append(_BREAK)
            elif tag not in SKIPPED:
                self.child(child, context)
            elif tag == "noscript":
                self.lazy_images(child, context)
            text = child.tail
            if text and (pieces or not text.isspace()):
                pieces.append(text)
        self.depth -= 1

    def child(self, element: Element, context: _Context) -> None:
        tag, attributes = element.tag, dict(element.items())
        if (attributes and is_hidden(tag, attributes)) or (self.dropped and element in self.dropped):
            return
        if tag in _IMAGES:
            self.image(element, context)
        elif tag not in INLINE or (attributes and self.opens_zone(tag, attributes, context)):
            self.block(element, attributes, context)
        elif tag == "a" and attributes.get("href"):
            self.anchor(element, (attributes["href"], attributes.get("rel", "")), context)
        else:
            self.children(element, context)
        if tag == "time" or (attributes and is_dated(attributes)):
            self.time(element, attributes, context)

    def opens_zone(self, tag: str, attributes: Attributes, context: _Context) -> bool:
        """Whether an inline element stands for a line of its own: markup names it as another zone than the one around.

        Within a paragraph only the credit of a caption does.
        """
        marks = marks_of(attributes.get("class"), attributes.get("id"))
        if marks is UNMARKED or context.zone in FOREIGN:
            return False
        if context.tag in PARAGRAPHS:
            return context.zone == "caption" and marks.credit
        zone = zone_of(tag, "", marks)
        return zone is not None and zone != context.zone

    def anchor(self, element: Element, link: tuple[str, str], context: _Context) -> None:
        """A link within a line, whose span is kept, or around whole blocks."""
        before, lines, around = sum(map(len, self.pieces)), self.lines, self.link
        self.link = link
        self.children(element, context)
        self.link = around
        after = sum(map(len, self.pieces))
        if lines == self.lines and after > before:
            self.open_links.append((*link, before, after))

    def time(self, element: Element, attributes: Attributes, context: _Context) -> None:
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
        hint = " ".join(mark.lower() for mark in marks if mark)[:_LONGEST_HINT]
        attribute = attributes.get("datetime") or attributes.get("content")
        self.outline.times.append(RawTime(attribute, text, hint, context.zone, context.node))

    def image(self, element: Element, context: _Context) -> None:
        url = image_url(element)
        if url:
            alt = " ".join((element.get("alt") or "").split())
            self.outline.images.append(RawImage(url, alt, context.node, context.zone, context.figure))

    def lazy_images(self, element: Element, context: _Context) -> None:
        for image in element.iter("img"):
            self.image(image, context)

    def flush(self, context: _Context) -> None:
        """End the line that is being gathered; every `<br>` in it ends one too."""
        raw, links = "".join(self.pieces), self.open_links
        self.pieces.clear()
        self.lines += 1
        if links:
            self.open_links = []
        if _BREAK not in raw:
            self.line(raw, links, context)
            return
        at = 0
        for line in raw.split(_BREAK):
            self.line(line, list(iter_within(links, at, at + len(line))) if links else [], context)
            at += len(line) + 1

    def line(self, raw: str, links: list[LinkSpan], context: _Context) -> None:
        text = " ".join(raw.split())
        if not text:
            return
        spans = fold_spans(raw, links) if links else []
        if self.link and not spans:
            spans = [(*self.link, 0, len(text))]
        linked = sum([end - start for _, _, start, end in spans]) if spans else 0
        self.outline.runs.append(Run(text, context.tag, context.node, context.zone, context.hint, spans, linked))


def _first_words(element: Element) -> str:
    """The beginning of what stands in a part of the page that nothing is looked for in."""
    words: list[str] = []
    room = _CLOSED_TEXT
    for piece in element.itertext():
        if not piece.isspace():
            words.append(piece)
            room -= len(piece)
            if room < 0:
                break
    return " ".join(words)
