"""XML as sites serve it: recovered where it is broken, never expanded, never fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from lxml import etree

from newscrawl.crawl.doors.answer import DoorError, clean_text
from newscrawl.crawl.unpack import unpack

Element: TypeAlias = etree._Element  # noqa: SLF001 - the name that lxml gives its type

MAX_XML: Final = 64 * 1024 * 1024
"""Bytes of one document when unpacked: the sitemap protocol allows 50 MiB."""


def parse_xml(body: bytes) -> Element:
    """The root element of an XML document, gzipped or not. Raises DoorError."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root: Element | None = etree.fromstring(unpack(body, MAX_XML).lstrip(), parser)
    except (etree.LxmlError, ValueError) as error:
        raise DoorError(f"the answer is not XML ({' '.join(str(error).split())[:80]})") from None
    if root is None:
        raise DoorError("the answer is not XML")
    if local_name(root) == "html":
        raise DoorError("the answer is an HTML page, not XML")
    return root


def local_name(element: Element) -> str:
    """The element's name without its namespace, in lower case; empty for comments and instructions."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def iter_elements(root: Element, *names: str) -> Iterator[Element]:
    """Yield the elements of those local names (lower case), wherever they stand, in order."""
    return (element for element in root.iter() if local_name(element) in names)


def children(element: Element, name: str) -> list[Element]:
    """The element's children of that local name (lower case), in order."""
    return [child for child in element if local_name(child) == name]


def child_text(element: Element, *names: str) -> str | None:
    """The text of the first child, by the order of `names`, that has any; white space folded."""
    for name in names:
        for child in children(element, name):
            if text := clean_text("".join(str(part) for part in child.itertext())):
                return text
    return None
