"""The little language of phrase patterns, and its compilation to regular expressions that stay linear.

A pattern is literal text (letter case ignored, a space beside a slot or a sign may be missing) with

    [x]        x or nothing               (a|b|c)   one of them              ^ $   start and end of the block
    {outlet}   a known outlet             {outlets} one or several, joined   {name}     an outlet that is not known
    {person}   one to five words          {place}   up to 60 characters      {date}     a date, its weekday glued or not
    {gap}      up to 60 characters of one sentence, no outlet in them        {stamp}    a numeric date in brackets, with weekday
    {sep}      a dash, colon, slash, bar or comma                            {initials} two to four letters, "ab/cd"
    {medium}   article, "the Spanish daily", or nothing, before an outlet    {year}     four digits, "2019-2024"
    {any}      up to 400 characters

A backslash makes the next character literal. Every repetition is bounded, so matching takes time linear in the text.
Text and pattern are both made `plain` first, so that a dash stands for every dash, a quote for every quote, and so on.
Known outlets are masked before matching: each mention, with the quotes around it, is the one character `OUTLET`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

OUTLET: Final = "\ue000"

# One character for each, so that every offset holds.
_PLAIN: Final = str.maketrans(
    "\u00a0\u2007\u2009\u200a\u202f\t\r\n’‘ʼ`´“”„‟«»‹›‐‑‒–—―−－（）［］【】：，،；。／｜＝•‧∙・ⓒ\u0623\u0625\u0622\u0671\u0649",
    " " * 8 + "'" * 5 + '"' * 8 + "-" * 8 + "()[][]:,,;./|=····©" + "\u0627" * 4 + "\u064a",
)
# Scripts that write no spaces, or glue particles to names: a word may begin and end anywhere in a run of them.
GLUING: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"

_LETTER: Final = rf"[^\W_{GLUING}]"  # of a script that parts its words
_NO_SPLIT: Final = rf"(?:(?<!{_LETTER})|(?!{_LETTER}))"  # not in the middle of a word
_CAPITAL: Final = r"(?-i:[^\W\d_a-zß-öø-ÿа-џα-ω])"  # or a letter of a script without case
_EDGE: Final = rf"[^\w{OUTLET}]{{0,4}}"

_BRACKETED = r"\( ?\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})? ?\)"
_NUMERIC = r"\(? ?\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})? ?\)?"
_WRITTEN = (
    r"\(?(?:\d{1,2}(?:\.|er|º|st|nd|rd|th)?(?: de| di)? [^\W\d_]{3,12}\.?(?:,? (?:de )?\d{4})?"
    r"|[^\W\d_]{3,12}\.? \d{1,2}(?:, \d{4})?)\)?"
)
_HAN = r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号])?"
_WEEKDAY = r"(?:[^\W\d_]{1,12}['-]?[^\W\d_]{0,12},? ?)?"
_WORD = r"[^\W\d_](?:[\w'&!+-]|\.(?=\w)){0,30}"
_NAME = rf"{_CAPITAL}(?:[\w'&!+-]|\.(?=\w)){{0,30}}"

SLOTS: Final[dict[str, str]] = {
    "outlet": OUTLET,
    "outlets": "",  # these two need the words of the languages
    "medium": "",
    "name": rf"(?P<name>{_NAME}(?: (?:&|[^\W\d_]{{1,3}} )?{_NAME}){{0,4}})",
    "person": rf"{_WORD}\.?(?: [\w(][\w.'()-]{{0,30}}){{0,4}}",
    "place": rf"{_CAPITAL}[^{OUTLET}!?]{{1,60}}?",
    "date": rf"(?P<date>{_WEEKDAY}(?:{_NUMERIC}|{_WRITTEN}|{_HAN}))",
    "stamp": rf"(?P<date>{_WEEKDAY}{_BRACKETED})",
    "year": r"(?:19|20)\d{2}(?:-(?:19|20)?\d{2})?",
    "gap": rf"[^{OUTLET}.!?]{{0,60}}?",
    "initials": r"[^\W\d_]{2,4}(?:/[^\W\d_]{2,4})?",
    "sep": r" ?[-:/|·,]{1,3} ?",
    "any": r".{0,400}?",
}
_WORDY: Final = frozenset({"name", "person", "place", "date", "stamp", "initials"})  # slots that begin and end with a word


class TemplateError(ValueError):
    """A pattern that cannot be compiled; the message names the pattern and what is wrong with it."""


class Words(NamedTuple):
    """The words of languages that slots are made of: `joiners` of all, `articles` and `media` of the pattern's own."""

    joiners: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled pattern, for plain text. `anchors` are lower-case literals; every match contains one, unless there are none."""

    source: str
    regex: re.Pattern[str]
    anchors: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Part:
    regex: str
    anchors: frozenset[str] = frozenset()
    opens: bool = False  # may begin with a letter
    closes: bool = False  # may end with one
    optional: bool = False


def plain(text: str) -> str:
    """The text with one character for all dashes, quotes, spaces and full-width signs that mean the same; every offset kept."""
    return text.translate(_PLAIN)


def compile_template(source: str, *, words: Words = Words(), whole: bool = False) -> Template:  # noqa: B008 -- immutable
    """Compile a pattern to match in `plain` text; `whole` makes it match whole blocks only.

    Raises TemplateError for unbalanced brackets or an unknown slot.
    """
    for name in ("date", "stamp", "name"):
        if source.count(f"{{{name}}}") > 1:
            raise TemplateError(f"pattern {source!r}: {{{name}}} stands twice; a phrase has one")
    parts, rest = _parse(source, 0, words)
    if rest != len(source):
        raise TemplateError(f"pattern {source!r}: unexpected {source[rest]!r} at {rest}; escape it with a backslash")
    body = _join(parts)
    if _touches_word(parts, "opens"):
        body = rf"(?<!{_LETTER})" + body
    if _touches_word(parts[::-1], "closes"):
        body += rf"(?!{_LETTER})"
    if whole:
        body = rf"\A{_EDGE}{body}{_EDGE}\Z"
    return Template(source, re.compile(body, re.IGNORECASE | re.DOTALL), _best_anchors(parts))


def iter_slots(source: str) -> Iterator[str]:
    """Names of the slots in a pattern, in order."""
    yield from re.findall(r"\{(\w+)\}", source)


def _parse(source: str, at: int, words: Words) -> tuple[list[_Part], int]:
    """Parts of one alternative, and where it ended (at `|`, `)`, `]` or the end)."""
    parts: list[_Part] = []
    while at < len(source) and source[at] not in "|)]":
        char = source[at]
        if char == "{":
            part, at = _slot(source, at, words)
        elif char in "[(":
            part, at = _group(source, at, words)
        elif char in "^$":
            part, at = _Part(rf"\A{_EDGE}" if char == "^" else rf"{_EDGE}\Z"), at + 1
        else:
            part, at = _literal(source, at)
        parts.append(part)
    return parts, at


def _slot(source: str, at: int, words: Words) -> tuple[_Part, int]:
    end = source.find("}", at)
    name = source[at + 1 : end]
    if end < 0 or name not in SLOTS:
        raise TemplateError(f"pattern {source!r}: no slot {{{name}}}; there are {', '.join(SLOTS)}")
    if name == "outlets":
        signs = "|".join([r" ?[,;/&+|·、] ?", r" ?- ?", *(rf",? {re.escape(plain(word))} ?" for word in words.joiners)])
        return _Part(rf"{OUTLET}(?:(?:{signs}){OUTLET}){{0,7}}"), end + 1
    if name == "medium":
        return _Part(_medium(words), optional=True), end + 1
    return _Part(SLOTS[name], opens=name in _WORDY, closes=name in _WORDY), end + 1


def _medium(words: Words) -> str:
    """What may stand before an outlet's name: an article, and a noun such as "daily" with a few words around it."""
    space = rf"(?: |{_NO_SPLIT})"
    articles = "|".join(re.escape(plain(word)) for word in words.articles)
    media = "|".join(re.escape(plain(word)) for word in words.media)
    article = rf"(?:(?:{articles}){space})?" if articles else ""
    noun = rf"(?:(?:\w[\w'-]{{0,24}} ){{0,2}}[\w'-]{{0,20}}(?:{media})(?: \w[\w'-]{{0,24}}){{0,2}},?{space})?" if media else ""
    return article + noun


def _group(source: str, at: int, words: Words) -> tuple[_Part, int]:
    """`[x]` or `(a|b)`: an alternation, optional for square brackets."""
    close = "]" if source[at] == "[" else ")"
    alternatives: list[list[_Part]] = []
    end = at
    while end == at or source[end : end + 1] == "|":
        parts, end = _parse(source, end + 1, words)
        alternatives.append(parts)
    if source[end : end + 1] != close:
        raise TemplateError(f"pattern {source!r}: the bracket at {at} is not closed by {close!r}")
    opens = any(_touches_word(parts, "opens") for parts in alternatives)
    closes = any(_touches_word(parts[::-1], "closes") for parts in alternatives)
    regex = f"(?:{'|'.join(_join(parts) for parts in alternatives)})"
    if close == "]":
        return _Part(regex + "?", opens=opens, closes=closes, optional=True), end + 1
    anchors = [_best_anchors(parts) for parts in alternatives]
    sure = frozenset[str]().union(*anchors) if all(anchors) else frozenset[str]()
    return _Part(regex, sure, opens, closes), end + 1


def _literal(source: str, at: int) -> tuple[_Part, int]:
    text = ""
    start = at
    while at < len(source) and source[at] not in "{}[]()|^$":
        at += source[at] == "\\"
        text += source[at : at + 1]
        at += 1
    if not text:
        raise TemplateError(f"pattern {source!r}: stray {source[start]!r} at {start}; escape it with a backslash")
    text = plain(text)
    regex, sure = _literal_regex(text)
    return _Part(regex, frozenset({sure} - {""}), _is_letter(text[0]), _is_letter(text[-1])), at


def _literal_regex(text: str) -> tuple[str, str]:
    """A literal's regular expression, and the longest piece that must stand as it is.

    A space at its rim (beside a slot or bracket) or beside a sign may be missing in the page, but never so that words merge.
    """
    out = []
    pieces = [""]
    for i, char in enumerate(text):
        within = 0 < i < len(text) - 1 and text[i - 1].isalnum() and text[i + 1].isalnum()
        if char == " " and not within:
            out.append(rf"(?: |{_NO_SPLIT})")
            pieces.append("")
            continue
        out.append("-{1,2}" if char == "-" and not within else re.escape(char))
        pieces[-1] += char.lower()
    return "".join(out), max(pieces, key=len)


def _is_letter(char: str) -> bool:
    return re.match(_LETTER, char) is not None


def _touches_word(parts: list[_Part], side: str) -> bool:
    """Whether a pattern may begin (or, reversed, end) with a letter, and so must not do it inside a word."""
    for part in parts:
        if getattr(part, side):
            return True
        if not part.optional:
            return False
    return False


def _join(parts: list[_Part]) -> str:
    return "".join(part.regex for part in parts)


def _best_anchors(parts: list[_Part]) -> frozenset[str]:
    """The most telling of the parts that every match must contain: the one whose shortest literal is longest."""
    sure = [part.anchors for part in parts if part.anchors]
    return max(sure, key=lambda anchors: min(map(len, anchors)), default=frozenset[str]())
