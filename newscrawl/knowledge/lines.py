"""Lines that are not of an article's text: read-also labels, share bars, placeholders, newsletter and legal lines."""

from __future__ import annotations

from functools import cache

import ahocorasick

from newscrawl.knowledge.files import read_languages
from newscrawl.knowledge.matcher import fold
from newscrawl.knowledge.model import Line
from newscrawl.knowledge.template import Template, compile_template, plain

_LONGEST_LINE = 400  # characters; a longer block is a paragraph, whatever it begins with


def line_kind(text: str) -> str | None:
    """The kind of line that a whole block is, by the phrase files of all languages, or None where it is text.

    All languages are asked whatever the page's: an aggregator keeps labels of the language it translated from.
    """
    if len(text) > _LONGEST_LINE:
        return None
    automaton, rules = _automaton()
    same = plain(text)
    tried = {index for _, indexes in automaton.iter(fold(text)) for index in indexes}
    return next((rules[i][0].kind for i in sorted(tried) if rules[i][1].regex.match(same)), None)


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
