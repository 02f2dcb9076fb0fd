"""Lines that are not of an article's text: read-also labels, share bars, placeholders, newsletter and legal lines."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Final

from newscrawl.knowledge.files import read_languages
from newscrawl.knowledge.model import Line, LineKind
from newscrawl.knowledge.plain import fold, is_glued, plain
from newscrawl.knowledge.template import Template, compile_template

_SIGNS: Final = re.compile(r"[^\w]{0,4}")
_OPENING: Final = 3  # letters that patterns are told apart by
_LONGEST_LINE: Final = 400  # characters; a longer block is a paragraph, whatever it begins with


def line_kind(text: str) -> LineKind | None:
    """The kind of line that a whole block is, by the phrase files of all languages, or None where it is text.

    All languages are asked whatever the page's: an aggregator keeps labels of the language it translated from.
    """
    found = _find_line(text)
    return found[0] if found else None


def without_label(text: str) -> str:
    """What a line says behind its label ("Read also: X" gives "X"); the whole text where it has no label that is known."""
    found = _find_line(text)
    said = [span for span in found[1].regs[1:] if span[1] > span[0]] if found else []
    return text[said[-1][0] : said[-1][1]].strip() if said else text


def _find_line(text: str) -> tuple[LineKind, re.Match[str]] | None:
    if len(text) > _LONGEST_LINE:
        return None
    start = _SIGNS.match(text).end()  # type: ignore[union-attr]  # matches nothing, at least
    opening = fold(text[start : start + _OPENING])
    by_opening = _rules()
    tried = [rule for size in range(1, len(opening) + 1) for rule in by_opening.get(opening[:size], ())]
    if not tried:
        return None
    same, glued = plain(text), is_glued(text)
    regexes = ((line, template.regex(glued=glued)) for _, line, template in sorted(tried))
    return next(((line.kind, match) for line, regex in regexes if (match := regex.match(same))), None)


@cache
def _rules() -> dict[str, tuple[tuple[int, Line, Template], ...]]:
    """Every line pattern with its number, by the letters that a line of its kind may begin with."""
    rules: dict[str, list[tuple[int, Line, Template]]] = defaultdict(list)
    lines = [line for language in read_languages().values() for line in language.line]
    for number, line in enumerate(lines):
        template = compile_template(line.pattern, whole=True)
        if not template.anchors:
            raise ValueError(f"line pattern {line.pattern!r} may begin with anything; let it begin with a word")
        for opening in {anchor[:_OPENING] for anchor in template.anchors}:
            rules[opening].append((number, line, template))
    return {opening: tuple(found) for opening, found in rules.items()}
