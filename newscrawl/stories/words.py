"""The words of a text, in any script."""

from __future__ import annotations

import re
from typing import Final

from newscrawl.page import compose

# Python's letters are without the marks that write vowels in Arabic, Hebrew and the scripts of India and Tibet, which would
# break their words into pieces; the danda and its double end sentences there.
_MARKS: Final = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff\u0f71-\u0fbc"
_WORD: Final = re.compile(rf"[\w{_MARKS}]+")
_LETTERS: Final = re.compile(rf"(?:[^\W\d_]|[{_MARKS}]){{1,60}}")


def fold_words(text: str) -> list[str]:
    """Return a text's words and numbers without letter case, punctuation and compatibility forms (NFKC)."""
    return _WORD.findall(compose(compose(text, "NFKC").casefold(), "NFKC").replace("_", " "))


def find_words(text: str) -> list[str]:
    """Return a text's words as they are written, without numbers; a longer one in pieces of 60 letters."""
    return _LETTERS.findall(text)
