"""The little language of phrase patterns, and its compilation to regular expressions that stay linear.

A pattern is literal text (letter case ignored, a space beside a slot or a sign may be missing) with

    [x]        x or nothing               (a|b|c)   one of them              ^ $   start and end of the block
    {outlet}   a known outlet             {outlets} one or several, joined   {name}     an outlet that is not known
    {person}   one to five words          {place}   up to 60 characters      {date}     a date, its weekday glued or not
    {gap}      up to 60 characters of one sentence, no outlet in them        {stamp}    a numeric date in brackets, with weekday
    {clause}   the same, with no colon or quotation mark either
    {sep}      a dash, colon, slash, bar or comma                            {initials} two to four letters, "ab/cd"
    {medium}   article, "the Spanish daily", or nothing, before an outlet    {year}     four digits, "2019-2024"
    {capitals} one to four words in capitals, as datelines write places
    {by}       a lead-in of bylines: one of `bylines` of the pattern's language file ("By", "Written by")
    {any}      up to 400 characters       {capital} nothing, but a capital letter follows

A backslash makes the next character literal. Every repetition is bounded, so matching takes time linear in the text.
Text and pattern are both made `plain` first, so that a dash stands for every dash, a quote for every quote, and so on.
Known outlets are masked before matching: each mention, with the quotes around it, is the one character `OUTLET`
or, behind a joiner, `JOINED` (see `masking`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from newscrawl.knowledge.anchors import (
    Part,
    are_telling,
    best_anchors,
    is_letter,
    leads_of,
    openings_of,
    signs_of,
    touches_word,
    weight,
    with_edges,
)
from newscrawl.knowledge.plain import fold, plain
from newscrawl.knowledge.slots import ANY_LETTER, ANY_NO_SPLIT, EDGE, LETTER, NO_SPLIT, SLOTS, WORDY, Words, slot_expression


class TemplateError(ValueError):
    """A pattern that cannot be compiled; the message names the pattern and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled pattern, for plain text. `anchors` are folded literals; every match contains one, or there are none.

    A space at the rim of an anchor says that a word begins or ends there. `leading` says that every match begins with one of
    them (a pattern for whole blocks may have signs before it), `bound` that it begins where the block does,
    `names_outlet` that it has a slot for a known outlet; `signs` are sets of signs, of each of which every match holds one.
    """

    source: str
    expression: str
    anchors: frozenset[str]
    leading: bool
    bound: bool
    names_outlet: bool
    signs: frozenset[frozenset[str]] = frozenset()

    def regex(self, *, glued: bool = True) -> re.Pattern[str]:
        """The regular expression, for texts that may be `glued`; compiled on first use, for most phrases are never tried."""
        return _compile(self.expression, glued=glued)

    def iter_matches(self, text: str, starts: Sequence[int] = (), *, glued: bool = True) -> Iterator[re.Match[str]]:
        """Its matches in a plain text, none of them empty; a `leading` one begins at one of `starts`, where anchors stand.

        `glued` is what `is_glued` says of the text.
        """
        regex = self.regex(glued=glued)
        if not (self.leading or self.bound):
            yield from (match for match in regex.finditer(text) if match.end() > match.start())
            return
        end = 0
        for start in (0,) if self.bound else starts:
            match = regex.match(text, start) if start >= end else None
            if match and match.end() > start:
                yield match
                end = match.end()


def compile_template(source: str, *, words: Words = Words(), whole: bool = False) -> Template:  # noqa: B008 -- immutable
    """Compile a pattern to match in `plain` text; `whole` makes it match whole blocks only.

    Raises TemplateError for unbalanced brackets or an unknown slot.
    """
    slots = list(iter_slots(source))
    if slots.count("name") > 1 or slots.count("date") + slots.count("stamp") > 1:
        raise TemplateError(f"pattern {source!r}: a phrase has one {{name}}, and one of {{date}} and {{stamp}}")
    names_outlet = not {"outlet", "outlets"}.isdisjoint(slots)
    spelt = source.replace("{by}", f"({'|'.join(map(escape_literal, words.bylines))})")
    parts, rest = _parse(spelt, 0, words)
    if rest != len(spelt):
        raise TemplateError(f"pattern {source!r}: unexpected {spelt[rest]!r} at {rest}; escape it with a backslash")
    body = _join(parts)
    if touches_word(parts, "opens"):
        body = rf"(?<!{LETTER})" + body
    if touches_word(parts[::-1], "closes"):
        body += rf"(?!{LETTER})"
    if whole:
        openings = openings_of(parts)
        anchors = openings or best_anchors(parts)
        return Template(source, rf"\A{EDGE}{body}{EDGE}\Z", anchors, bool(openings), bound=True, names_outlet=names_outlet)
    leads, best = leads_of(parts), best_anchors(parts)
    leading = are_telling(leads)
    leads = frozenset(" " + lead if is_letter(lead[0]) else lead for lead in leads)
    anchors = leads if leading else best if are_telling(best) else frozenset[str]()
    bound = source.startswith("^")
    return Template(source, body, anchors, leading, bound=bound, names_outlet=names_outlet, signs=signs_of(parts))


def iter_slots(source: str) -> Iterator[str]:
    """Names of the slots in a pattern, in order."""
    yield from re.findall(r"\{(\w+)\}", source)


def escape_literal(text: str) -> str:
    """The text as a pattern that matches it: the signs of the little language behind backslashes."""
    return re.sub(r"[{}\[\]()|^$\\]", r"\\\g<0>", text)


@cache
def _compile(expression: str, *, glued: bool) -> re.Pattern[str]:
    # A class of the glued scripts costs Python milliseconds to compile, and nearly no text needs it.
    if not glued:
        expression = expression.replace(NO_SPLIT, ANY_NO_SPLIT).replace(LETTER, ANY_LETTER)
    return re.compile(expression, re.IGNORECASE | re.DOTALL)


def _parse(source: str, at: int, words: Words) -> tuple[list[Part], int]:
    """Parts of one alternative, and where it ended (at `|`, `)`, `]` or the end)."""
    parts: list[Part] = []
    while at < len(source) and source[at] not in "|)]":
        char = source[at]
        if char == "{":
            part, at = _slot(source, at, words)
        elif char in "[(":
            part, at = _group(source, at, words)
        elif char in "^$":
            part, at = Part(rf"\A{EDGE}" if char == "^" else rf"{EDGE}\Z"), at + 1
        else:
            part, at = _literal(source, at)
        parts.append(part)
    return parts, at


def _slot(source: str, at: int, words: Words) -> tuple[Part, int]:
    end = source.find("}", at)
    name = source[at + 1 : end]
    if end < 0 or name not in SLOTS:
        raise TemplateError(f"pattern {source!r}: no slot {{{name}}}; there are {', '.join(SLOTS)}")
    wordy = name in WORDY
    return Part(slot_expression(name, words), opens=wordy, closes=wordy, optional=name == "medium"), end + 1


def _group(source: str, at: int, words: Words) -> tuple[Part, int]:
    """`[x]` or `(a|b)`: an alternation, optional for square brackets."""
    close = "]" if source[at] == "[" else ")"
    alternatives: list[list[Part]] = []
    end = at
    while end == at or source[end : end + 1] == "|":
        parts, end = _parse(source, end + 1, words)
        alternatives.append(parts)
    if source[end : end + 1] != close:
        raise TemplateError(f"pattern {source!r}: the bracket at {at} is not closed by {close!r}")
    opens = any(touches_word(parts, "opens") for parts in alternatives)
    closes = any(touches_word(parts[::-1], "closes") for parts in alternatives)
    regex = f"(?:{'|'.join(_join(parts) for parts in alternatives)})"
    if close == "]":
        return Part(regex + "?", opens=opens, closes=closes, optional=True), end + 1
    anchors = [best_anchors(parts) for parts in alternatives]
    sure = frozenset[str]().union(*anchors) if all(anchors) else frozenset[str]()
    leads = [leads_of(parts) for parts in alternatives]
    first = frozenset[str]().union(*leads) if all(leads) else frozenset[str]()
    closed = all(len(parts) == 1 and parts[0].closed for parts in alternatives)
    return Part(regex, sure, first, opens, closes, closed=closed), end + 1


def _literal(source: str, at: int) -> tuple[Part, int]:
    text = ""
    start = at
    while at < len(source) and source[at] not in "{}[]()|^$":
        at += source[at] == "\\" and at + 1 < len(source)
        text += source[at]
        at += 1
    if not text:
        raise TemplateError(f"pattern {source!r}: stray {source[start]!r} at {start}; escape it with a backslash")
    text = plain(text)
    regex, pieces = _literal_regex(text)
    sure, first = frozenset({max(pieces, key=weight)} - {""}), frozenset({pieces[0]} - {""})
    rims = is_letter(text[0]), is_letter(text[-1])
    return Part(regex, sure, first, *rims, spaced=text[0] == " ", closed=True), at


def _literal_regex(text: str) -> tuple[str, list[str]]:
    """A literal's regular expression, and its folded pieces that must stand as they are.

    A space at its rim (beside a slot or bracket) or beside a sign may be missing in the page, but never so that words merge.
    """
    out: list[str] = []
    pieces = [""]
    for i, char in enumerate(text):
        within = 0 < i < len(text) - 1 and text[i - 1].isalnum() and text[i + 1].isalnum()
        if char == " " and not within:
            out.append(rf"(?: |{NO_SPLIT})")
            pieces[-1] += " "
            pieces.append(" ")
            continue
        out.append("-{1,2}" if char == "-" and not within else re.escape(char))
        pieces[-1] += fold(char)
    return "".join(out), [with_edges(piece) for piece in pieces]


def _join(parts: list[Part]) -> str:
    return "".join(part.regex for part in parts)
