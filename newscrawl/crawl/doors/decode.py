"""The text of a door's answer: unpacked and in UTF-8, whatever the server and the text itself say that it is."""

from __future__ import annotations

import codecs
import re
import zlib
from typing import Final

from w3lib.encoding import http_content_type_encoding, resolve_encoding

from newscrawl.crawl.doors.answer import DoorAnswer, DoorError

MAX_TEXT: Final = 64 * 1024 * 1024
"""Bytes of one document when unpacked: the sitemap protocol allows 50 MiB."""

_GZIP: Final = b"\x1f\x8b"
_MAX_LAYERS: Final = 3  # a `.gz` that its server packed once more, and a proxy after it
_ARCHIVE: Final = 31  # zlib's word for a gzip archive
_CHUNK: Final = 16384  # bytes that are unpacked at once: what comes of them is at most a thousand times as much
_MARKS: Final = (  # the longer first: UTF-32 begins like UTF-16
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_UNMARKED: Final = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"), (b"{\0", "utf-16-le"), (b"\0{", "utf-16-be"))
_PROLOG: Final = re.compile(rb"""\s{0,100}<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})""")
_SEQUENCE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ASCII: Final = bytes(range(0x80))
# Encodings by Python's account that no door has; two of them take quadratic time.
_NO_TEXT: Final = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"})
_MIXED: Final = "newscrawl-windows-1252"


def read_text(answer: DoorAnswer) -> tuple[bytes, bool]:
    """The body in UTF-8 without a byte order mark, and whether it or an archive around it was cut off. Raises DoorError."""
    body, cut = _unpack(answer.body)
    text = _to_utf8(body, answer.headers.get("content-type"))
    if not text.strip():
        raise DoorError("the answer is empty")
    return text, cut or answer.cut


def _unpack(body: bytes) -> tuple[bytes, bool]:
    """What is packed is known by its first bytes, whatever name and headers say."""
    cut = False
    for _ in range(_MAX_LAYERS):
        if not body.startswith(_GZIP):
            break
        body, whole = _inflate(body)
        cut = cut or not whole
    if len(body) > MAX_TEXT:
        raise DoorError(f"holds more than {MAX_TEXT // 1024**2} MiB")
    return body, cut


def _inflate(packed: bytes) -> tuple[bytes, bool]:
    """What an archive holds, as far as it can be read, and whether that is all. Garbage behind an archive is passed over."""
    parts: list[bytes] = []
    size, start, unpacker = 0, 0, zlib.decompressobj(wbits=_ARCHIVE)
    try:
        while start < len(packed):
            parts.append(unpacker.decompress(packed[start : start + _CHUNK]))
            start += _CHUNK
            if (size := size + len(parts[-1])) > MAX_TEXT:
                raise DoorError(f"holds more than {MAX_TEXT // 1024**2} MiB")
            if unpacker.eof:
                start = min(start, len(packed)) - len(unpacker.unused_data)
                if not packed.startswith(_GZIP, start):
                    break
                unpacker = zlib.decompressobj(wbits=_ARCHIVE)
    except zlib.error:
        pass  # what comes before the damage was had
    if not size and not unpacker.eof:
        raise DoorError("the gzip archive is broken")
    return b"".join(parts), unpacker.eof


def _to_utf8(body: bytes, content_type: str | None) -> bytes:
    """As it is where it is valid UTF-8; else by what it begins with, by what is declared, and as windows-1252.

    What is declared is wrong more often than text in another encoding happens to be valid UTF-8.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, _MIXED if name == "utf-8" else "replace").encode()
    for start, name in _UNMARKED:
        if body.startswith(start):
            return body.decode(name, "replace").encode()
    declared = _find_declared(body, content_type)
    stateful = b"\x1b" in body and any(name.startswith("iso2022") for name in declared)  # in bytes that are valid UTF-8 too
    if not stateful and _is_utf8(body):
        return body
    if not stateful and _is_mostly_utf8(body):
        declared = []
    for name in declared:
        try:
            return body.decode(name).encode()
        except (LookupError, UnicodeError):
            continue
    return body.decode("utf-8", _MIXED).encode()


def _find_declared(body: bytes, content_type: str | None) -> list[str]:
    """The encodings that the text and then the server declare, but for those that were tried or are none."""
    prolog = _PROLOG.match(body)
    named = [
        resolve_encoding(prolog[1].decode("ascii", "replace")) if prolog else None,
        http_content_type_encoding(content_type),
    ]
    return [name for name in named if name and not name.startswith(("utf-8", "utf-16", "utf-32")) and name not in _NO_TEXT]


def _is_utf8(body: bytes) -> bool:
    """Whether it is valid, but for a last character that may be cut."""
    try:
        codecs.utf_8_decode(body, "strict", False)  # noqa: FBT003 - the end may come later
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(body: bytes) -> bool:
    """Whether more characters are valid UTF-8 than bytes are not: a text that quotes another encoding, or was cut in one."""
    rest, found = _SEQUENCE.subn(b"", body)
    return found > len(rest.translate(None, _ASCII))


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("windows-1252", "replace"), error.end


codecs.register_error(_MIXED, _as_windows_1252)
