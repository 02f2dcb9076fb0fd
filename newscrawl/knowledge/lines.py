"""Lines that are not of an article's text: read-also labels, share bars, placeholders, newsletter and legal lines."""

from __future__ import annotations

import re
from functools import cache

import ahocorasick

from newscrawl.knowledge.files import read_languages
from newscrawl.knowledge.model import Line, LineKind
from newscrawl.knowledge.plain import fold, is_glued, plain
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
    automaton, rules = _automaton()
    tried = sorted({index for _, indexes in automaton.iter(fold(text)) for index in indexes})
    if not tried:
        return None
    same, glued = plain(text), is_glued(text)
    return next(((rules[i][0].kind, match) for i in tried if (match := rules[i][1].regex(glued=glued).match(same))), None)


@cache
def _automaton() -> tuple[ahocorasick.Automaton, tuple[tuple[Line, Template], ...]]:
    rules = tuple(
        (line, compile_template(line.pattern, whole=True)) for language in read_languages().values() for line in language.line
    )
    anchors: dict[str, list[int]] = {}
    for index, (line, template) in enumerate(rules):
        if not template.anchors:
            raise ValueError(f"line pattern {line.pattern!r} has no sure literal; give it one")
        for anchor in template.anchors:
            anchors.setdefault(fold(anchor), []).append(index)
    automaton = ahocorasick.Automaton()
    for anchor, indexes in anchors.items():
        automaton.add_word(anchor, tuple(indexes))
    automaton.make_automaton()
    return automaton, rules
