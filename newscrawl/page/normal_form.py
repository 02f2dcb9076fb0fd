"""Unicode normal forms in bounded time."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

# Marks without a letter between them are sorted one by one, in time that grows with the square of their number. No language
# stacks more than 30 (UAX #15, Stream-Safe Text Format); a run of neither letters nor spaces is normalised in pieces.
_RUN: Final = re.compile(r"([^\w\s\x00-\u02ff]{100})")
_NEIGHBOURS: Final = re.compile(r"[\u0300-\U0010ffff][\u0300-\U0010ffff]")  # most Latin text has none, which is found sooner


def compose(text: str, form: Literal["NFC", "NFKC"] = "NFC") -> str:
    """The text in a normal form; runs of 100 and more combining marks are brought into it piece by piece."""
    if text.isascii() or unicodedata.is_normalized(form, text):
        return text
    if _NEIGHBOURS.search(text) is None or _RUN.search(text) is None:
        return unicodedata.normalize(form, text)
    return "".join(unicodedata.normalize(form, piece) for piece in _RUN.split(text))
