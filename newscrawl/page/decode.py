"""Bytes to one tree. The only place that parses HTML, and it does so once per page."""

from __future__ import annotations

from typing import Final

import lxml.html
from lxml import etree
from w3lib.encoding import html_to_unicode

# C0 controls but tab, line feed and carriage return; NUL ends libxml2's text, the others are never meant.
_CONTROLS: Final = bytes({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0D})
MAX_BYTES: Final = 50_000_000  # a page larger than this is no article


class PageError(ValueError):
    """A body that cannot be read as a page: empty, too large, or without any HTML. The message says which."""


def decode(body: bytes, content_type: str | None = None) -> str:
    """The body as text: UTF-8 wherever it is valid, else by byte order mark, HTTP header, `<meta>`, else detection.

    Declarations lie more often than text in another encoding happens to be valid UTF-8; the rest is the WHATWG's encoding
    sniffing as w3lib does it.

    Raises PageError for an empty body or one larger than `MAX_BYTES`.
    """
    if not body.strip():
        raise PageError("the page is empty")
    if len(body) > MAX_BYTES:
        raise PageError(f"the page has {len(body):,} bytes, more than the {MAX_BYTES:,} that are read")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        _, text = html_to_unicode(content_type, body, auto_detect_fun=_most_frequent, default_encoding="utf-8")
    return text


def parse(text: str) -> lxml.html.HtmlElement:
    """The tree of a page. Raises PageError where the text holds no element at all."""
    if "<" not in text:
        raise PageError("the page is not HTML: it holds no tag; a page is what a browser would get from the address")
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace").translate(None, _CONTROLS), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise PageError(f"the page is not HTML: {error}") from error
    if root.find(".//body") is None and root.find(".//head") is None:
        raise PageError("the page is not HTML: neither head nor body")
    return root


def _most_frequent(_body: bytes) -> str:
    """Stands in where nothing declares an encoding and it is not UTF-8: the web's commonest single-byte one."""
    return "windows-1252"
