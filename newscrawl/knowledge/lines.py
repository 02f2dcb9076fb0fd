"""Lines that are not of an article's text: read-also labels, share bars, placeholders, newsletter and legal lines."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from operator import attrgetter
from typing import Final, NamedTuple

import ahocorasick

from newscrawl.knowledge.files import read_languages
from newscrawl.knowledge.model import Line, LineKind
from newscrawl.knowledge.plain import is_glued, lower, plain
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
    same = plain(text)
    low = lower(same)
    start = _SIGNS.match(text).end()  # type: ignore[union-attr]  # matches nothing, at least
    by_opening, others = _rules()
    tried = [rule for size in range(1, _OPENING + 1) for rule in by_opening.get(low[start : start + size], ())]
    tried += [rule for _, rules in others.iter(low) for rule in rules]
    if not tried:
        return None
    glued = is_glued(text)
    regexes = ((rule.line, rule.template.regex(glued=glued)) for rule in sorted(tried, key=attrgetter("number")))
    return next(((line.kind, match) for line, regex in regexes if (match := regex.match(same))), None)


class _Rule(NamedTuple):
    number: int
    line: Line
    template: Template


@cache
def _rules() -> tuple[dict[str, tuple[_Rule, ...]], ahocorasick.Automaton]:
    """Every line pattern by the letters that a line of its kind may begin with; by its anchors where that is anything."""
    by_opening: dict[str, list[_Rule]] = defaultdict(list)
    by_anchor: dict[str, list[_Rule]] = defaultdict(list)
    for number, line in enumerate(line for language in read_languages().values() for line in language.line):
        rule = _Rule(number, line, compile_template(line.pattern, whole=True))
        if not rule.template.anchors:
            raise ValueError(f"line pattern {line.pattern!r} has no sure literal; give it one")
        if rule.template.leading:
            for opening in {anchor[:_OPENING] for anchor in rule.template.anchors}:
                by_opening[opening].append(rule)
        else:
            for anchor in rule.template.anchors:
                by_anchor[anchor].append(rule)
    others = ahocorasick.Automaton()
    for anchor, rules in by_anchor.items():
        others.add_word(anchor, tuple(rules))
    others.make_automaton()
    return {opening: tuple(rules) for opening, rules in by_opening.items()}, others
