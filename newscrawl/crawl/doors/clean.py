"""Repairs of XML before it is parsed, where a parser that recovers would lose an address or stop."""

from __future__ import annotations

import re
from html.entities import html5
from typing import Final
from xml.sax.saxutils import escape

from newscrawl.crawl.doors.answer import DoorError

_CONTROLS: Final = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})  # XML 1.0, 2.2
_NO_CHARACTERS: Final = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE, U+FFFF
_NUMBER: Final = re.compile(rb"&#(?:0{0,99}([0-9]{1,7})|[xX]0{0,99}([0-9a-fA-F]{1,6}));?")
_REFERENCE: Final = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7});)(?:([A-Za-z][A-Za-z0-9]{0,31});)?")
_OF_XML: Final = (b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&apos;")
MAX_REFERENCES: Final = 1_000_000
"""References of one document beside those that every sitemap is full of: each that is mended takes memory."""
_CDATA: Final = b"<![CDATA["


def clean_xml(text: bytes) -> bytes:
    """The text (UTF-8) without characters that XML forbids, with its references such as a parser of XML knows.

    Of references there are: those to characters that XML forbids (dropped), HTML's names (resolved), and `&` that is none
    (escaped). A name that HTML does not have stays: the document may declare it. In time linear in the text.

    Raises DoorError for more than MAX_REFERENCES.
    """
    text = text.translate(None, _CONTROLS)
    for character in _NO_CHARACTERS:
        text = text.replace(character, b"")
    if b"&" not in text:
        return text
    if text.count(b"&") - sum(map(text.count, _OF_XML)) > MAX_REFERENCES:
        raise DoorError(f"holds more than {MAX_REFERENCES:,} references")
    text = _NUMBER.sub(_allow, text)  # everywhere: what looks like a CDATA section may be none, and the parser fails on these
    first, *others = text.split(_CDATA)
    parts, inside = [_mend(first)], False
    for part in others:
        data, end, behind = part.partition(b"]]>")
        parts.append(_CDATA if not inside else b"")  # within a CDATA section its own opening says nothing
        parts += [data, end, _mend(behind)]
        inside = not end
    return b"".join(parts)


def _mend(markup: bytes) -> bytes:
    return _REFERENCE.sub(_resolve, markup) if b"&" in markup else markup


def _allow(found: re.Match[bytes]) -> bytes:
    number = int(found[1]) if found[1] else int(found[2], 16)
    return b"&#%d;" % number if _is_allowed(number) else b""


def _resolve(found: re.Match[bytes]) -> bytes:
    if not found[1]:
        return b"&amp;"
    character = html5.get(f"{found[1].decode()};")
    return escape(character).encode() if character else found[0]


def _is_allowed(number: int) -> bool:
    """Whether XML 1.0 has the character, and Unicode too."""
    return number in (0x9, 0xA, 0xD) or 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or 0x10000 <= number <= 0x10FFFF
