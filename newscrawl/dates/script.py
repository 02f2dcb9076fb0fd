"""The scripts of the world brought to one form: digits, widths, accents, East Asian date marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from newscrawl.knowledge import read_languages

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
# a month after its mark, and what stands between it and a year: "tháng 12 năm "
_LEADING: Final = r"[\s,]{0,3}MARK\s?(\d{1,2})(?!\d)(?:(?:[\s,/]|[^\W\d_]){0,6}(?=\d{4}))?"
_ACCENTS: Final = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670]+")


def clean_digits(text: str) -> str:
    """The text with the decimal digits of every script as ASCII ones and invisible signs taken out."""
    return text if text.isascii() else text.translate(_TABLE)


def clean_script(text: str) -> str:
    """The text in one form: ASCII digits, no accents, full widths narrowed, "2022年12月11日" as `2022-12-11`."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text).translate(_TABLE)
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", text))
    return text if text.isascii() else _clean_marks(text)


def fold_word(word: str) -> str:
    """A word of a cleaned text in the form by which words are looked up."""
    low = word.lower()
    return low if low.isascii() else unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", low)))


def _clean_marks(text: str) -> str:
    """Numbers told apart by marks of their own as numeric dates and times; a year left out is written 0000."""
    day, clock, leading = _mark_patterns()
    text = day.sub(lambda m: f" {m[1] or '0000'}-{m[2]}{'-' + m[3] if m[3] else ''} ", text)
    text = clock.sub(lambda m: f" {m[1]}:{m[2] or '0':0>2}{f':{m[3]:0>2}' if m[3] else ''} ", text)
    return leading.sub(r".\1.", text) if leading is not None else text


@lru_cache(maxsize=1)
def _mark_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str] | None]:
    """Patterns of the marks of all languages: a day, a time of day, and a month whose mark stands before it."""
    every = [language.dates for language in read_languages().values() if language.dates is not None]
    trailing: dict[str, set[str]] = {}
    leading: set[str] = set()
    for dates in every:
        for unit, marks in dates.marks.items():
            plain = {unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", mark))) for mark in marks}
            if not dates.marks_lead:
                trailing.setdefault(unit, set()).update(plain)
            elif unit == "month":
                leading |= plain
    year, month, day, hour, minute, second = (
        _one_of(trailing.get(unit, set())) for unit in ("year", "month", "day", "hour", "minute", "second")
    )
    # "2時間" is two hours, not two o'clock; "시월" is October: words that begin with an hour mark
    words = (
        word for dates in every for word in (*dates.units.get("hour", ()), *(name for month in dates.months for name in month))
    )
    spans = {word for word in words if word[:1] in trailing.get("hour", set())}
    span = _one_of({unicodedata.normalize("NFC", word) for word in spans})
    number = r"\s?(\d{1,2})"
    return (
        re.compile(rf"(?:(\d{{4}})\s?{year}\s?)?(?<!\d)(\d{{1,2}})\s?{month}(?:{number}\s?{day})?"),
        re.compile(rf"(?<!\d)(\d{{1,2}})\s?(?!{span}){hour}(?:{number}\s?{minute}(?:{number}\s?{second})?)?"),
        re.compile(_LEADING.replace("MARK", _one_of(leading)), re.IGNORECASE) if leading else None,
    )


def _one_of(words: set[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(words)))})" if words else r"(?!)"
