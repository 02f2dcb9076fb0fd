"""The slots of phrase patterns, as regular expressions that match in plain text with its outlets masked."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from newscrawl.knowledge.plain import plain

# A control character, which no decoded page holds. Python compiles classes of what is below U+0100, or of at most two ranges,
# in microseconds; any other class costs it milliseconds, which hundreds of patterns would add up to seconds at every start.
OUTLET: Final = "\x1a"
JOINED: Final = "\x1b"  # an outlet that a joiner parts from the one before it
MASKS: Final = OUTLET + JOINED

ANY_LETTER: Final = r"[^\W_]"
# Below Thai, and some letters above: what these leave out writes no spaces, or glues particles to names.
LETTER: Final = r"(?-i:(?=[\x00-\u0dff\u10a0-\u177f]|[\u1e00-\u1fff])[^\W_])"  # of a script that parts its words
NO_SPLIT: Final = rf"(?!(?<={LETTER}){LETTER})"  # not in the middle of a word
ANY_NO_SPLIT: Final = r"(?!\B\w)"
_CAPITAL: Final = r"(?-i:(?![a-zß-öø-ÿ])(?![а-џα-ω])[^\W\d_])"  # or a letter of a script without case
EDGE: Final = rf"[^\w{MASKS}]{{0,4}}"

_BRACKETED = r"\( ?\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})? ?\)"
_NUMERIC = r"\(? ?\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})? ?\)?"
_WRITTEN = (
    r"\(?(?:\d{1,2}(?:\.|er|º|st|nd|rd|th)?(?: de| di)? [^\W\d_]{3,12}\.?(?:,? (?:de )?\d{4})?"
    r"|[^\W\d_]{3,12}\.? \d{1,2}(?:, \d{4})?)\)?"
)
_HAN = r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号])?"
_WEEKDAY = r"(?:[^\W\d_]{1,12}['-]?[^\W\d_]{0,12},? ?)?"
_CAPITALS = r"[A-ZÀ-ÖØ-ÞА-Я]{2,24}"
_WORD = r"[^\W\d_](?:[\w'&!+-]|\.(?=\w)){0,30}"
_NAME = rf"{_CAPITAL}(?:[\w'&!+-]|\.(?=\w)){{0,30}}"

SLOTS: Final[dict[str, str]] = {
    "outlet": f"[{MASKS}]",
    "outlets": f"[{MASKS}](?:[^{MASKS}]*{JOINED}){{0,7}}+",
    "medium": "",  # this one needs the words of its language
    "name": rf"(?P<name>{_NAME}(?: (?:&|[^\W\d_]{{1,3}} )?{_NAME}){{0,4}})",
    "person": rf"{_WORD}\.?(?: [\w(][\w.'()-]{{0,30}}){{0,4}}",
    "place": rf"{_CAPITAL}[^{MASKS}!?]{{1,60}}?",
    "capitals": rf"(?-i:{_CAPITALS}(?:[ '-]{_CAPITALS}){{0,3}})",
    "date": rf"(?P<date>{_WEEKDAY}(?:{_NUMERIC}|{_WRITTEN}|{_HAN}))",
    "stamp": rf"(?P<date>{_WEEKDAY}{_BRACKETED})",
    "year": r"(?:19|20)\d{2}(?:-(?:19|20)?\d{2})?",
    "gap": rf"[^{MASKS}.!?]{{0,60}}?",
    "clause": rf'[^{MASKS}.!?:"]{{0,60}}?',
    "initials": r"[^\W\d_]{2,4}(?:/[^\W\d_]{2,4})?",
    "sep": r" ?[-:/|·,]{1,3} ?",
    "capital": rf"(?={_CAPITAL})",
    "any": r"(.{0,400}?)",  # a group: what a line says behind its label
}
# Slots that begin and end with a word.
WORDY: Final = frozenset({"name", "person", "place", "capitals", "date", "stamp", "initials"})


class Words(NamedTuple):
    """The words of its language that a pattern's slots are made of."""

    articles: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()


def slot_expression(name: str, words: Words) -> str:
    """The regular expression of the slot of that name; KeyError where there is none."""
    return _medium(words) if name == "medium" else SLOTS[name]


def _medium(words: Words) -> str:
    """What may stand before an outlet's name: an article, and a noun such as "daily" with a few words around it."""
    space = rf"(?: |{NO_SPLIT})"
    articles = "|".join(re.escape(plain(word)) for word in words.articles)
    article = rf"(?:(?:{articles}){space})?" if articles else ""
    by_length: dict[int, list[str]] = {}
    for word in words.media:
        by_length.setdefault(len(word), []).append(re.escape(plain(word)))
    ends = "|".join(f"(?<={'|'.join(nouns)})" for nouns in by_length.values())
    noun = (
        rf"(?:(?:\w[\w'-]{{0,24}}+ ){{0,2}}\w[\w'-]{{0,40}}+(?:{ends})(?: \w[\w'-]{{0,24}}+){{0,2}},?{space})?" if ends else ""
    )
    return article + noun
