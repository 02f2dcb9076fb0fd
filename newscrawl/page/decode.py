"""Bytes to one tree. The only place that parses HTML, and it does so once per page."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from typing import Any, Final, TypeAlias, cast

from lxml import etree
from w3lib.encoding import html_to_unicode

Element: TypeAlias = Any
"""An element of lxml's tree; its stubs give every string as `str | bytes`, which a tree of a text never holds."""

# C0 controls but tab, line feed and carriage return; NUL ends libxml2's text, the others are never meant.
_CONTROLS: Final = bytes({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0D})
MAX_BYTES: Final = 16 * 1024**2
"""Bytes of a page that is read; a larger one is no article, and would not fit the memory that a page may take."""

# Of 1,100 news pages none has more than 10,000 elements or a tag of 40,000 characters. What a tree costs grows with its
# elements; what an element costs, with the square of its attributes (libxml2 appends to a list).
_MAX_TAGS: Final = 300_000
_MAX_ELEMENTS: Final = 60_000
_MAX_ATTRIBUTES: Final = 10_000
_HARMLESS: Final = 100_000  # bytes that cannot hold so many attributes that their square matters
_QUOTED: Final = re.compile(rb""""[^"]*+"|'[^']*+'|/""")
# A tag of fifty steps and more, each over at most one value and 400 characters of names: fewer hold under 10,050 attributes.
_LONG_TAG: Final = re.compile(rb"""<[a-zA-Z](?:[^>=]{0,400}+=\s*+"[^"]*+"|[^>=]{1,400}+|=\s*+'[^']*+'|=){50,}+""")
_COUNT: Final = etree.XPath("count(//*)")

# What other files begin with (WHATWG MIME Sniffing, 6 and 7.1).
_MAGIC: Final = {
    b"%PDF-": "a PDF file",
    b"\x89PNG": "a PNG picture",
    b"GIF8": "a GIF picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"RIFF": "a WebP picture or a sound",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "gzip data",
}
_HTML_TAG: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|main|article|section|header|div|p|span|a|h[1-6]|table|tr|ul|ol|li|br|img|b|i|center"
    rb"|font|em|strong)(?=[\s/>])",
    re.IGNORECASE,
)
_BINARY: Final = 0.05  # share of control characters in a beginning of some length, from which a file is no text


class PageError(ValueError):
    """A body that cannot be read as a page: empty, too large, or without any HTML. The message says which."""


def decode(body: bytes, content_type: str | None = None) -> bytes:
    """The body in UTF-8: as it is wherever it is valid, else by byte order mark, HTTP header, `<meta>`, else detection.

    Declarations lie more often than text in another encoding happens to be valid UTF-8; the rest is the WHATWG's encoding
    sniffing as w3lib does it.

    Raises PageError for an empty body, one larger than `MAX_BYTES`, and what is no text.
    """
    if not body or body.isspace():
        raise PageError("the page is empty")
    kind = next((name for magic, name in _MAGIC.items() if body.startswith(magic)), None)
    if kind:
        raise PageError(f"the page is {kind}, not HTML")
    if len(body) > MAX_BYTES:
        raise PageError(f"the page has {len(body):,} bytes, more than the {MAX_BYTES:,} that are read")
    try:
        body.decode()
        text = body.removeprefix(BOM_UTF8)
    except UnicodeDecodeError:
        text = _sniff(body, content_type).encode("utf-8", "replace")
    start = text[:4096]
    if len(start) > 64 and len(start) - len(start.translate(None, _CONTROLS)) > _BINARY * len(start):
        raise PageError("the page is not HTML: it is full of control characters, as binary files are")
    return text


def parse(text: bytes) -> Element:
    """The tree of a page in UTF-8. Raises PageError where the text holds no element at all, or more than any article needs."""
    if not _HTML_TAG.search(text):
        raise PageError("the page is not HTML: it holds no tag of HTML; a page is what a browser would get from the address")
    _check_bounds(text)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.translate(None, _CONTROLS), parser)
    except etree.XMLSyntaxError as error:
        raise PageError(f"the page is not HTML: {error}") from error
    if root is None or (root.find("body") is None and root.find("head") is None):
        raise PageError("the page is not HTML: neither head nor body")
    if text.count(b"<") > _MAX_ELEMENTS:
        elements = int(cast("float", _COUNT(root)))  # libxml2 leaves out what is nested too deep
        if elements > _MAX_ELEMENTS:
            raise PageError(f"the page has {elements:,} elements, more than the {_MAX_ELEMENTS:,} that are read")
    return root


def _check_bounds(text: bytes) -> None:
    """Raise PageError for markup that would take more time and memory than any article needs."""
    if len(text) < _HARMLESS:
        return
    tags = text.count(b"<") - text.count(b"</") if len(text) > _MAX_TAGS else 0
    if tags > _MAX_TAGS:
        raise PageError(f"the page has {tags:,} tags, more than the {_MAX_TAGS:,} that are read")
    for tag in _LONG_TAG.finditer(text):
        if tag.end() - tag.start() > 2 * _MAX_ATTRIBUTES:
            attributes = len(_QUOTED.sub(b" ", tag[0]).split())
            if attributes > _MAX_ATTRIBUTES:
                raise PageError(f"one tag has {attributes:,} attributes, more than the {_MAX_ATTRIBUTES:,} that are read")


def _sniff(body: bytes, content_type: str | None) -> str:
    """The body in the encoding that it declares; as UTF-8 where that is none for text, or shows no tag."""
    try:
        _, text = html_to_unicode(content_type, body, auto_detect_fun=_most_frequent, default_encoding="utf-8")
    except (LookupError, UnicodeError):  # Python knows encodings that no page has: rot13, hex, idna
        text = ""
    return text if "<" in text else body.decode("utf-8", "replace")


def _most_frequent(_body: bytes) -> str:
    """Stands in where nothing declares an encoding and it is not UTF-8: the web's commonest single-byte one."""
    return "windows-1252"
