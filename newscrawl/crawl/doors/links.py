"""The `Link` header (RFC 8288), as far as doors go by it."""

from __future__ import annotations

import re
from typing import Final

from newscrawl.crawl.doors.answer import DoorAnswer, clean_url

_LINK: Final = re.compile(r"<([^<>]{1,2000})>([^<>]{0,2000})")
_REL: Final = re.compile(r""";\s{0,9}rel\s{0,9}=\s{0,9}(?:"([^"]{0,200})"|([^\s;,"]{1,200}))""", re.IGNORECASE)
_LONGEST: Final = 20_000  # characters of a header that are read


def find_link(answer: DoorAnswer, rel: str) -> str | None:
    """The first address that the answer's `Link` header gives for `rel` (lower case); None for none."""
    for found in _LINK.finditer(answer.headers.get("link", "")[:_LONGEST]):
        stated = _REL.search(found[2])
        if stated and rel in (stated[1] or stated[2] or "").lower().split():
            return clean_url(found[1], answer.url)
    return None
