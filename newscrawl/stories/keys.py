"""Keys: what proves two articles to be one story by itself, hashed: a whole text, an address, a counter's number, an image.

They are negative, so that none is ever taken for a shingle, by which an index finds texts too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from newscrawl.page import host_of, registrable_domain
from newscrawl.stories.document import Document

MIN_COMPARED: Final = 200
"""Letters and digits of the shortest text that is a copy when it is the same: less may be alike by chance."""

# Five digits and more that are no day written in one ("20221211").
_NUMBER: Final = re.compile(r"(?<!\d)(?!(?:19|20)\d{6}(?!\d))\d{5,12}(?!\d)")

_NAMING: Final = int.from_bytes(hashlib.sha256(b"naming").digest()[:8], "big") >> 1


def text_key(words: Sequence[str]) -> int | None:
    """Return the key of a text's words, the same for every typesetting of it; None where they are too few."""
    letters = "".join(words)
    return _key("text", letters) if len(letters) >= MIN_COMPARED else None


def address_key(address_id: str) -> int:
    """Return the key of an address, by the id that an article has there."""
    return _key("address", address_id)


def naming_key(key: int) -> int:
    """Return the key under which is kept that an article names as its original the one that has a key, which may come later."""
    return -1 - ((-1 - key) ^ _NAMING)


def number_keys(document: Document) -> frozenset[int]:
    """Return the keys by which a counter pixel names an article: its site, and each long number in its address."""
    return frozenset(_numbers_of(document.url)) if document.url else frozenset()


def pixel_keys(document: Document) -> frozenset[int]:
    """Return the keys of the originals whose counter pixels an article carries."""
    pixels = (credit.evidence for credit in document.credits if credit.evidence.kind == "counter_pixel")
    return frozenset(key for pixel in pixels if pixel.text for key in _numbers_of(pixel.text))


def image_keys(document: Document) -> frozenset[int]:
    """Return the keys of an article's images, by their addresses without the query."""
    return frozenset(_key("image", url.partition("?")[0]) for url in document.images if host_of(url))


def _numbers_of(url: str) -> list[int]:
    path = url.partition("?")[0].partition("//")[2].partition("/")[2]
    return [_key("number", f"{registrable_domain(url)} {number}") for number in _NUMBER.findall(path)]


def _key(kind: str, value: str) -> int:
    digest = hashlib.sha256(f"{kind}:{value}".encode("utf-8", "surrogatepass")).digest()
    return -1 - (int.from_bytes(digest[:8], "big") >> 1)
