"""Numbers told apart by marks of their own ("2022年12月11日", "tháng 12", "令和4年") as plain numeric dates and times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from newscrawl.dates.script import clean_accents, clean_script
from newscrawl.knowledge import DateWords, read_languages

# a month after its mark, and what stands between it and a year: "tháng 12 năm "
_LEADING: Final = r"[\s,]{0,3}MARK\s?(\d{1,2})(?!\d)(?:(?:[\s,/]|[^\W\d_]){0,6}(?=\d{4}))?"
_NUMERALS: Final = {"〇": 0, "○": 0, "零": 0, **{sign: value for value, sign in enumerate("一二三四五六七八九", 1)}}
_TEN, _HUNDRED = "十", "百"
_FIRST: Final = "元"  # the first year of an era


@dataclass(frozen=True, slots=True)
class _Marks:
    """Patterns of all languages: any mark behind a number, a day, a time of day, a marked month, an era's year, a numeral.

    `leads` are the marks that stand before a month, `eras` the years before the first of each.
    """

    any: re.Pattern[str]
    day: re.Pattern[str]
    clock: re.Pattern[str]
    leading: re.Pattern[str]
    era: re.Pattern[str]
    numeral: re.Pattern[str]
    leads: tuple[str, ...]
    eras: dict[str, int]


def clean_marks(text: str) -> str:
    """A text in one form of script, its marked numbers as `2022-12-11` and `14:05`; a year left out is written 0000."""
    if text.isascii():
        return text
    text = clean_script(text)
    marks = _read_marks()
    low = text.lower()
    if any(lead in low for lead in marks.leads):
        text = marks.leading.sub(r".\1.", text)
    if text.isascii() or marks.any.search(text) is None:
        return text
    text = marks.numeral.sub(_read_numeral, text)
    text = marks.era.sub(lambda m: str(marks.eras[m[1]] + (1 if m[2] == _FIRST else int(m[2]))), text)
    text = marks.day.sub(lambda m: f" {m[1] or '0000'}-{m[2]}{'-' + m[3] if m[3] else ''} ", text)
    return marks.clock.sub(lambda m: f" {m[1]}:{m[2] or '0':0>2}{f':{m[3]:0>2}' if m[3] else ''} ", text)


def _read_numeral(match: re.Match[str]) -> str:
    """A Chinese numeral below two hundred, or one written digit by digit ("二〇二二"), in ASCII digits."""
    hundred, _, rest = match[0].rpartition(_HUNDRED)
    tens, ten, ones = rest.partition(_TEN)
    if not ten and not hundred:
        return "".join(str(_NUMERALS[sign]) for sign in rest)
    if len(tens) > 1 or len(ones) > 1 or _TEN in hundred + ones or _HUNDRED in hundred:
        return match[0]
    if not ten:
        tens, ones = "零", tens
    return str(100 * bool(hundred) + 10 * _NUMERALS.get(tens, 1) + _NUMERALS.get(ones, 0))


@lru_cache(maxsize=1)
def _read_marks() -> _Marks:
    every = [language.dates for language in read_languages().values() if language.dates is not None]
    year, month, day, hour, minute, second = (
        _one_of(mark for dates in every if not dates.marks_lead for mark in dates.marks.get(unit, ()))
        for unit in ("year", "month", "day", "hour", "minute", "second")
    )
    leads = {clean_accents(mark) for dates in every if dates.marks_lead for mark in dates.marks.get("month", ())}
    eras = {clean_accents(name): before for dates in every for name, before in dates.eras.items()}
    number = r"\s?(\d{1,2})"
    return _Marks(
        any=re.compile(f"{year}|{month}|{day}|{hour}"),
        day=re.compile(rf"(?:(?<!\d)(\d{{3,4}})\s?{year}\s?)?(?<!\d)(\d{{1,2}})\s?{month}(?:{number}(?:\s?{day}|(?![\d:.])))?"),
        clock=re.compile(rf"(?<!\d)(\d{{1,2}})\s?(?!{_spans(every)}){hour}(?:{number}\s?{minute}(?:{number}\s?{second})?)?"),
        leading=re.compile(_LEADING.replace("MARK", _one_of(leads)), re.IGNORECASE),
        era=re.compile(rf"({_one_of(eras)})\s?({_FIRST}|\d{{1,3}})(?=\s?(?:[./-]|{year}))"),
        numeral=re.compile(rf"(?<!\d)(?<!\d )[{''.join(_NUMERALS)}{_TEN}{_HUNDRED}]{{1,5}}(?=\s?(?:{year}|{month}|{day}))"),
        leads=tuple(sorted(leads)),
        eras=eras,
    )


def _spans(every: list[DateWords]) -> str:
    """Words that begin with an hour mark and are no hour: "2時間" is two hours, not two o'clock; "시월" is October."""
    marks = {clean_accents(mark) for dates in every for mark in dates.marks.get("hour", ())}
    names = (name for dates in every for months in (dates.units.get("hour", ()), *dates.months) for name in months)
    return _one_of(name for name in map(clean_accents, names) if name[:1] in marks)


def _one_of(words: Iterable[str]) -> str:
    cleaned = sorted({clean_accents(word) for word in words})
    return f"(?:{'|'.join(map(re.escape, cleaned))})" if cleaned else r"(?!)"
