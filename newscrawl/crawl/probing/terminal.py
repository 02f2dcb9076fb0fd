"""Strangers' words on a person's terminal: nothing in them may move the cursor, change colours or reorder a line."""

from __future__ import annotations

import io
import os
import re
import sys
from typing import Final

from rich.console import Console
from rich.text import Text

_PIPED_WIDTH: Final = 120  # columns where no terminal tells its own and COLUMNS is not set
# C0 and C1 controls, marks that change the direction of writing, line separators, half surrogate pairs.
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]"
)  # fmt: skip


def clean_words(words: str) -> str:
    """Words of a page on one line, white space folded, what could command a terminal replaced by U+FFFD."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", " ".join(words.split()))


def clean_side(words: str) -> str:
    """Clean words whose outer white space stays: it parts them from what stands beside them."""
    start, end = " " if words[:1].isspace() else "", " " if words[1:] and words[-1].isspace() else ""
    return f"{start}{clean_words(words)}{end}"


def cut_words(words: str, length: int) -> str:
    """Clean words, cut to so many characters with an ellipsis."""
    clean = clean_words(words)
    return clean if len(clean) <= length else clean[: length - 1].rstrip() + "…"


def make_text(words: str, style: str = "", *, note: str = "") -> Text:
    """Words of a page as they are shown, and a note of ours or the page's after them; neither is read as markup."""
    text = Text().append(clean_words(words), style)
    return text.append(f"  ← {clean_words(note)}", "dim") if note else text


def open_console() -> Console:
    """Standard output: as wide as the terminal, plain where it is piped; a character it cannot encode becomes `?`."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPED_WIDTH
    return Console(highlight=False, markup=False, emoji=False, width=width)
