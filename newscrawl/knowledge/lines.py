"""Lines that are not of an article's text: read-also labels, share bars, placeholders, newsletter and legal lines."""

from __future__ import annotations

import re
from functools import cache

from newscrawl.knowledge.files import read_languages
from newscrawl.knowledge.model import Line, LineKind
from newscrawl.knowledge.sweep import Literals, Text
from newscrawl.knowledge.template import Template, compile_template

_LONGEST_LINE = 400  # characters; a longer block is a paragraph, whatever it begins with


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
    literals, rules = _literals()
    read = Text(text)
    tried = sorted({index for _, indexes in literals.iter(read) for index in indexes})
    regexes = ((rules[index][0], rules[index][1].regex(glued=read.glued)) for index in tried)
    return next(((line.kind, match) for line, regex in regexes if (match := regex.match(read.plain))), None)


@cache
def _literals() -> tuple[Literals, tuple[tuple[Line, Template], ...]]:
    rules = tuple(
        (line, compile_template(line.pattern, whole=True)) for language in read_languages().values() for line in language.line
    )
    anchors: dict[str, list[int]] = {}
    for index, (line, template) in enumerate(rules):
        if not template.anchors:
            raise ValueError(f"line pattern {line.pattern!r} has no sure literal; give it one")
        for anchor in template.anchors:
            anchors.setdefault(anchor, []).append(index)
    return Literals({anchor: tuple(indexes) for anchor, indexes in anchors.items()}), rules
