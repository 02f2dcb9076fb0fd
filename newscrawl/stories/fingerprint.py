"""Fingerprints of a text: what two copies of it have in common however they were typeset."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from newscrawl.page import compose

# Below this many letters and digits two texts may be alike by chance (a results line, a placeholder, a stock phrase).
MIN_COMPARED: Final = 200
_NOT_ALPHANUMERIC: Final = re.compile(r"[\W_]+")


def text_key(text: str | None) -> bytes | None:
    """Return the SHA-256 of a text's letters and digits, the same for every typesetting of it; None where it is too short.

    Compatibility forms (NFKC), letter case, white space, punctuation and marks do not count.
    """
    folded = compose(compose(text or "", "NFKC").casefold(), "NFKC")
    letters = _NOT_ALPHANUMERIC.sub("", folded)
    if len(letters) < MIN_COMPARED:
        return None
    return hashlib.sha256(letters.encode("utf-8", "surrogatepass")).digest()
