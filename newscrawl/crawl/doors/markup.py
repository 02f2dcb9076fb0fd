"""XML as sites serve it: recovered where it is broken, never expanded, never fetched from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias
from xml.sax.saxutils import quoteattr

from lxml import etree

from newscrawl.crawl.doors.advertised import describe_page
from newscrawl.crawl.doors.answer import DoorError, clean_text
from newscrawl.crawl.doors.clean import clean_xml

Element: TypeAlias = etree._Element  # noqa: SLF001 - the name that lxml gives its type

MAX_TAGS: Final = 3_000_000
"""Tags of one document, opening and closing: 50,000 addresses, the most that a sitemap may have, with fifty languages each."""
MAX_ENTRIES: Final = 50_000
"""Entries of a damaged document that are read one by one."""

_ROOT: Final = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:rss|rdf|feed|urlset|sitemapindex)(?=[\s>/])", re.IGNORECASE)
_HTML: Final = re.compile(rb"<(?:!doctype\s{1,9}html|html)(?=[\s>])", re.IGNORECASE)
_OPENING: Final = 64 * 1024  # bytes in which an HTML page says that it is one
_SHOWN: Final = 40  # bytes of what is no XML that its reason shows
# libxml2's numbers for tags that do not fit, and for a document that ends too early or too late; it tells of so many errors.
_MISPLACED: Final = frozenset({
    etree.ErrorTypes.ERR_TAG_NAME_MISMATCH, etree.ErrorTypes.ERR_TAG_NOT_FINISHED, etree.ErrorTypes.ERR_DOCUMENT_END,
    etree.ErrorTypes.ERR_CDATA_NOT_FINISHED, etree.ErrorTypes.ERR_COMMENT_NOT_FINISHED, etree.ErrorTypes.ERR_GT_REQUIRED,
    etree.ErrorTypes.ERR_LTSLASH_REQUIRED, etree.ErrorTypes.ERR_NAME_TOO_LONG,
})  # fmt: skip
_LOGGED: Final = 100


@dataclass(frozen=True, slots=True)
class Markup:
    """A document: its root, its text in UTF-8, and whether tags are missing or stand wrong in it (`damaged`).

    `cut`: it ends before its root does.
    """

    root: Element
    text: bytes
    damaged: bool
    cut: bool


def parse_xml(text: bytes, url: str, wanted: str) -> Markup:
    """Read an XML document in UTF-8. Raises DoorError for one that is none, or an HTML page in place of `wanted`."""
    root_tag, html_tag = _ROOT.search(text), _HTML.search(text, 0, _OPENING)
    if html_tag and (root_tag is None or html_tag.start() < root_tag.start()):
        raise DoorError(describe_page(text, url, wanted))
    if text.count(b"<") > MAX_TAGS:
        raise DoorError(f"holds more than {MAX_TAGS:,} tags")
    text = clean_xml(text[_find_start(text, root_tag) :])
    root, errors = _parse(text)
    if root is None:
        raise DoorError(f"the answer is not XML but begins with {text[:_SHOWN].decode('utf-8', 'ignore')!r}")
    tail = text[-_OPENING:].lower()
    cut = bool(len(root)) and b"</" + _tag(root) not in tail
    return Markup(root, text, damaged=len(errors) >= _LOGGED or not _MISPLACED.isdisjoint(errors), cut=cut)


def _parse(text: bytes) -> tuple[Element | None, list[int]]:
    """The root, None where there is none, and the numbers of the first errors."""
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root: Element | None = etree.fromstring(text, parser)
    except (etree.LxmlError, ValueError):
        return None, []
    return root, [error.type for error in parser.error_log]


def _find_start(text: bytes, root: re.Match[bytes] | None) -> int:
    """Where the document begins: some servers print warnings before it."""
    if root is None:
        return len(text) - len(text.lstrip())
    before = text[: root.start()]
    for opening in (b"<?xml", b"<!DOCTYPE"):
        if (start := before.find(opening)) >= 0:
            return start
    return root.start()


def iter_entries(markup: Markup, *names: str) -> Iterator[Element]:
    """Yield the elements of those local names (lower case), wherever they stand, in order.

    Of a damaged document each is read by itself, so that one that is broken takes nothing of the others with it; the last
    one of a document that is cut only if it is whole.
    """
    if markup.damaged or markup.cut:
        yield from _iter_slices(markup, names)
    else:
        yield from (element for element in markup.root.iter() if local_name(element) in names)


def _iter_slices(markup: Markup, names: tuple[str, ...]) -> Iterator[Element]:
    text, tag = markup.text, rb"(?:[\w.-]{1,40}:)?(?:" + "|".join(names).encode() + rb")(?=[\s>/])"
    starts = [found.start() for found in re.finditer(b"<" + tag, text, re.IGNORECASE)]
    closing = re.compile(b"</" + tag, re.IGNORECASE)
    spaces = "".join(f" xmlns{f':{prefix}' if prefix else ''}={quoteattr(uri)}" for prefix, uri in markup.root.nsmap.items())
    for start, end in zip(starts[:MAX_ENTRIES], [*starts[1:], len(text)], strict=False):
        closed = closing.search(text, start, end)
        if closed is None and markup.cut and end == len(text):
            return
        piece = text[start : closed.start() if closed else end]
        root, _ = _parse(f"<entries{spaces}>".encode() + piece + b"</entries>")
        if root is not None and len(root) and local_name(root[0]) in names:
            for stray in list(root)[1:]:  # what a wrong end tag put behind it
                root[0].append(stray)
            yield root[0]


def _tag(element: Element) -> bytes:
    """The element's name as it stands in the text, in lower case."""
    name = str(element.tag).rpartition("}")[2]
    return (f"{element.prefix}:{name}" if element.prefix else name).lower().encode()


def local_name(element: Element) -> str:
    """The element's name without its namespace or prefix, in lower case; empty for comments and instructions."""
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""


def children(element: Element, name: str) -> list[Element]:
    """The element's children of that local name (lower case), in order, those of its own namespace before others.

    So the title of an item counts before that of a picture in it.
    """
    found = [child for child in element if local_name(child) == name]
    return sorted(found, key=lambda child: _space(child) != _space(element)) if len(found) > 1 else found


def child_text(element: Element, *names: str) -> str | None:
    """The text of the first child, by the order of `names`, that has any; white space folded."""
    for name in names:
        for child in children(element, name):
            if text := inner_text(child):
                return text
    return None


def inner_text(element: Element) -> str | None:
    """All text in the element, white space folded; None for none."""
    return clean_text("".join(str(part) for part in element.itertext()))


def attribute(element: Element, name: str) -> str | None:
    """The attribute of that local name (lower case), in whatever case it was written."""
    for key, value in element.items():
        if str(key).rpartition("}")[2].rpartition(":")[2].lower() == name:
            return str(value)
    return None


def _space(element: Element) -> str:
    """The element's namespace, or its prefix where nobody declared that."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag[1:].partition("}")[0] if tag.startswith("{") else tag.rpartition(":")[0]
