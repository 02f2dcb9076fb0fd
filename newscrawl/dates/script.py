"""The scripts of the world brought to one form: digits, widths, accents."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# A word: letters and the signs that stand above, below or after them, which `\w` leaves out in Indic scripts and Thai.
WORD: Final = r"[^\s\d\x00-@\[-`{-\xbf\u2000-\u206f\u3000-\u3004\u3008-\u303f\uff00-\uff0f،؛؟।٬٫]+"

# the zero of every script whose digits do not decompose to ASCII ones (Unicode 14, category Nd)
_ZEROS: Final = (
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20,
    0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0,
    0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450,
    0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1E140,
    0x1E2F0, 0x1E950,
)  # fmt: skip
_INVISIBLE: Final = (0xAD, 0x61C, 0x640, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
_TABLE: Final[dict[int, int | str | None]] = {
    **{zero + digit: ord("0") + digit for zero in _ZEROS for digit in range(10)},
    **dict.fromkeys(_INVISIBLE),
    ord("ı"): "i", ord("’"): "'", ord("ʼ"): "'", ord("∶"): ":", ord("−"): "-", ord("‐"): "-", ord("‑"): "-",
}  # fmt: skip
# Most texts have no sign of the table, and to translate takes time. Past the first plane any sign may be one.
_OF_TABLE: Final = re.compile(f"[{''.join(chr(sign) for sign in _TABLE if sign < 0x10000)}\U00010000-\U0010ffff]")
_ACCENTS: Final = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670]+")


def clean_digits(text: str) -> str:
    """The text with the decimal digits of every script as ASCII ones and invisible signs taken out."""
    return text if text.isascii() or _OF_TABLE.search(text) is None else text.translate(_TABLE)


def clean_script(text: str) -> str:
    """The text in one form: ASCII digits, no accents, full widths narrowed."""
    return text if text.isascii() else clean_digits(clean_accents(text))


def clean_accents(text: str) -> str:
    """The text without accents, full widths narrowed, composed again where something else than accents was decomposed."""
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text)))


def fold_word(word: str) -> str:
    """A word of a cleaned text in the form by which words are looked up."""
    low = word.lower()
    return low if low.isascii() else clean_accents(low)
