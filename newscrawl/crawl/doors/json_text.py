"""JSON as sites serve it: behind a byte order mark, a warning of PHP or the name of a function, and before a comment."""

from __future__ import annotations

import json
import re
from typing import Final

from newscrawl.crawl.doors.advertised import describe_page
from newscrawl.crawl.doors.answer import DoorError
from newscrawl.page import MAX_BYTES

_WRAPPED: Final = re.compile(r"\s{0,100}(?:\)\]\}',?|(?:/\*\*/)?\s{0,9}[A-Za-z_$][\w$.]{0,100}\s{0,9}\()?\s{0,100}(?=[\[{])")
_BEGINNING: Final = re.compile(r'\[\s{0,100}(?:\{\s{0,100}"|\])|\{\s{0,100}"')
_HTML: Final = re.compile(r"(?i)<(?:!doctype\s{1,9}html|html)[\s>]")
_OPENING: Final = 4096
_DECODER: Final = json.JSONDecoder()


def begins_like_json(text: bytes) -> bool:
    """Whether a text (UTF-8) begins as a JSON document does, in a call or alone."""
    return _WRAPPED.match(text[:_OPENING].decode("utf-8", "ignore")) is not None


def load_json(text: bytes, url: str, wanted: str) -> object:
    """The first JSON value in a text (UTF-8) that holds `wanted`. Raises DoorError for none, or an HTML page in place of it."""
    if len(text) > MAX_BYTES:
        raise DoorError(f"holds more than {MAX_BYTES // 1024**2} MiB")
    decoded = text.decode("utf-8", "replace")
    wrapped, beginning = _WRAPPED.match(decoded), _BEGINNING.search(decoded)
    starts = dict.fromkeys([wrapped.end() if wrapped else 0, beginning.start() if beginning else 0])
    for start in starts:
        try:
            return _DECODER.raw_decode(decoded, start)[0]
        except (ValueError, RecursionError):
            continue
    if _HTML.search(decoded, 0, _OPENING):
        raise DoorError(describe_page(text, url, wanted))
    said = "is cut off or broken" if wrapped else "is not JSON"
    raise DoorError(f"the answer {said}; it begins with {decoded[:40]!r}")
