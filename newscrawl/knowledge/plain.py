"""One plain text for the many ways of writing a sign: dashes, quotes, spaces, full-width forms. Every offset is kept."""

from __future__ import annotations

import re
from typing import Final

# Scripts that write no spaces, or glue particles to names: a word may begin and end anywhere in a run of them.
GLUING: Final = r"[\u0e00-\u109f\u1780-\u17ff\u2e80-\ud7af\uf900-\uffef]"
_GLUED: Final = re.compile(GLUING)

# One character for each, so that every offset holds.
_PLAIN: Final = str.maketrans(
    "\u00a0\u2007\u2009\u200a\u202f’‘ʼ´“”„‟«»‹›‐‑‒–—―−－（）［］【】：，،；。／｜＝•‧∙・ⓒ\u0623\u0625\u0622\u0671\u0649",
    " " * 5 + "'" * 4 + '"' * 8 + "-" * 8 + "()[][]:,,;./|=····©" + "\u0627" * 4 + "\u064a",
)


_UNPLAIN: Final = re.compile(f"[{re.escape(''.join(map(chr, _PLAIN)))}]")


def plain(text: str) -> str:
    """The text with one character for all dashes, quotes, spaces and full-width signs that mean the same; every offset kept."""
    # str.translate asks for every character of a text that is not ASCII; the few that change are found faster
    return text if text.isascii() else _UNPLAIN.sub(_replace, text)


def fold(text: str) -> str:
    """Plain and lower-case with every offset kept (a character whose lower case is longer stays as it is)."""
    return lower(plain(text))


def lower(text: str) -> str:
    """Lower-case with every offset kept."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def is_glued(text: str) -> bool:
    """Whether a text holds letters of a script that writes no spaces, so that a word may begin and end anywhere."""
    return not text.isascii() and _GLUED.search(text) is not None


def _replace(match: re.Match[str]) -> str:
    return chr(_PLAIN[ord(match[0])])
