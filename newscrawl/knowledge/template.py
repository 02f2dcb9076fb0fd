"""The little language of phrase patterns, and its compilation to regular expressions that stay linear.

A pattern is literal text (letter case ignored, a space beside a slot or a sign may be missing) with

    [x]        x or nothing               (a|b|c)   one of them              ^ $   start and end of the block
    {outlet}   a known outlet             {outlets} one or several, joined   {name}     an outlet that is not known
    {person}   one to five words          {place}   up to 60 characters      {date}     a date, its weekday glued or not
    {gap}      up to 60 characters of one sentence, no outlet in them        {initials} two to four letters, "ab/cd"
    {sep}      a dash, colon, slash, bar or comma                            {any}      up to 400 characters

A backslash makes the next character literal. Every repetition is bounded, so matching takes time linear in the text.
Known outlets are masked before matching: each mention is the one character `OUTLET`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

OUTLET: Final = "\ue000"

_NUMERIC = r"\(? ?\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})? ?\)?"
_WRITTEN = r"\(?(?:\d{1,2}(?:\.|er|º|st|nd|rd|th)?(?: de| di)? [^\W\d_]{3,12}\.?(?:,? (?:de )?\d{4})?|[^\W\d_]{3,12}\.? \d{1,2}(?:, \d{4})?)\)?"
_HAN = r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]"
_DATE = rf"(?:(?:[^\W\d_]{{1,12}}['’-]?[^\W\d_]{{0,12}}),? ?)?(?:{_NUMERIC}|{_WRITTEN}|{_HAN})"
_WORD = r"[^\W\d_][\w.'’&!+-]{0,30}"

SLOTS: Final[dict[str, str]] = {
    "outlet": OUTLET,
    "outlets": "",  # needs the joiners of every language: filled in by `compile_template`
    "name": rf"(?P<name>{_WORD}(?: [\w&][\w.'’&!+-]{{0,30}}){{0,5}})",
    "person": rf"{_WORD}(?: [\w(][\w.'’()-]{{0,30}}){{0,4}}",
    "place": rf"[^\W\d_][^{OUTLET}.!?]{{1,60}}?",
    "date": rf"(?P<date>{_DATE})",
    "gap": rf"[^{OUTLET}.!?]{{0,60}}?",
    "initials": r"[^\W\d_]{2,4}(?:/[^\W\d_]{2,4})?",
    "sep": r" ?[-–—―−:/|·•,]{1,3} ?",
    "any": r".{0,400}?",
}


class TemplateError(ValueError):
    """A pattern that cannot be compiled; the message names the pattern and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled pattern. `anchors` are lower-case literals, one of which every match contains; empty where none is sure."""

    source: str
    regex: re.Pattern[str]
    anchors: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Part:
    regex: str
    anchors: frozenset[str]
    kind: str  # literal, slot, group


def compile_template(source: str, *, joiners: tuple[str, ...] = (), whole: bool = False) -> Template:
    """Compile a pattern; `joiners` join outlets in `{outlets}`, `whole` makes it match whole blocks only.

    Raises TemplateError for unbalanced brackets or an unknown slot.
    """
    parts, rest = _parse(source, 0, joiners)
    if rest != len(source):
        raise TemplateError(f"pattern {source!r}: unexpected {source[rest]!r} at {rest}; escape it with a backslash")
    body = _join(parts)
    if source[:1].isalnum():
        body = r"(?<![^\W_])" + body
    if source[-1:].isalnum():
        body += r"(?![^\W_])"
    if whole:
        body = rf"\A\W{{0,4}}{body}\W{{0,4}}\Z"
    return Template(source, re.compile(body, re.IGNORECASE | re.DOTALL), _best_anchors(parts))


def _parse(source: str, at: int, joiners: tuple[str, ...]) -> tuple[list[_Part], int]:
    """Parts of one alternative, and where it ended (at `|`, `)`, `]` or the end)."""
    parts: list[_Part] = []
    while at < len(source) and source[at] not in "|)]":
        char = source[at]
        if char == "{":
            part, at = _slot(source, at, joiners)
        elif char in "[(":
            part, at = _group(source, at, joiners)
        elif char in "^$":
            part, at = _Part(r"\A\W{0,4}" if char == "^" else r"\W{0,4}\Z", frozenset(), "slot"), at + 1
        else:
            part, at = _literal(source, at)
        parts.append(part)
    return parts, at


def _slot(source: str, at: int, joiners: tuple[str, ...]) -> tuple[_Part, int]:
    end = source.find("}", at)
    name = source[at + 1 : end]
    if end < 0 or name not in SLOTS:
        raise TemplateError(f"pattern {source!r}: no slot {{{name}}}; there are {', '.join(SLOTS)}")
    if name != "outlets":
        return _Part(SLOTS[name], frozenset(), "slot"), end + 1
    signs = "|".join([r" ?[,/;&+|·-] ?", " [–—] ", *(rf" {re.escape(word)} " for word in joiners)])
    return _Part(rf"{OUTLET}(?:(?:{signs}){OUTLET}){{0,5}}", frozenset(), "slot"), end + 1


def _group(source: str, at: int, joiners: tuple[str, ...]) -> tuple[_Part, int]:
    """`[x]` or `(a|b)`: an alternation, optional for square brackets."""
    close = "]" if source[at] == "[" else ")"
    alternatives: list[list[_Part]] = []
    end = at
    while end == at or source[end : end + 1] == "|":
        parts, end = _parse(source, end + 1, joiners)
        alternatives.append(parts)
    if source[end : end + 1] != close:
        raise TemplateError(f"pattern {source!r}: the bracket at {at} is not closed by {close!r}")
    regex = f"(?:{'|'.join(_join(parts) for parts in alternatives)})"
    if close == "]":
        return _Part(regex + "?", frozenset(), "group"), end + 1
    anchors = [_best_anchors(parts) for parts in alternatives]
    sure = frozenset().union(*anchors) if all(anchors) else frozenset()
    return _Part(regex, sure, "group"), end + 1


def _literal(source: str, at: int) -> tuple[_Part, int]:
    text = ""
    while at < len(source) and source[at] not in "{}[]()|^$":
        at += source[at] == "\\"
        text += source[at : at + 1]
        at += 1
    if not text:
        raise TemplateError(f"pattern {source!r}: stray {source[at]!r} at {at}; escape it with a backslash")
    return _Part(text, frozenset({text.strip().lower()} - {""}), "literal"), at


def _join(parts: list[_Part]) -> str:
    return "".join(_literal_regex(part.regex) if part.kind == "literal" else part.regex for part in parts)


def _literal_regex(text: str) -> str:
    """Spaces at the rim of a literal (beside a slot or bracket) or beside a sign may be missing in the page."""
    out = []
    for i, char in enumerate(text):
        if char != " ":
            out.append("['’ʼ`]" if char in "'’" else re.escape(char))
            continue
        inner = 0 < i < len(text) - 1 and text[i - 1].isalnum() and text[i + 1].isalnum()
        out.append(" " if inner else " ?")
    return "".join(out)


def _best_anchors(parts: list[_Part]) -> frozenset[str]:
    """The most telling of the parts that every match must contain: the one whose shortest literal is longest."""
    sure = [part.anchors for part in parts if part.anchors]
    return max(sure, key=lambda anchors: min(map(len, anchors)), default=frozenset())


def iter_slots(source: str) -> Iterator[str]:
    """Names of the slots in a pattern, in order."""
    yield from re.findall(r"\{(\w+)\}", source)
