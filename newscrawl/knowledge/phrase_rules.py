"""The credit phrases of every language, compiled, and the literals by which they are looked for, language by language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

from newscrawl.knowledge.files import read_languages
from newscrawl.knowledge.model import Phrase
from newscrawl.knowledge.slots import Words
from newscrawl.knowledge.sweep import Literals
from newscrawl.knowledge.template import Template, compile_template


@dataclass(frozen=True, slots=True, eq=False)
class PhraseRule:
    """A phrase of a language file, compiled; `number` is its place among those of all files."""

    number: int
    language: str
    phrase: Phrase
    template: Template


class LanguageRules(NamedTuple):
    """The rules of one language file: the literals of all, and of those that need no outlet.

    `signed` are the rules without a literal, by the sets of signs that they need beside an outlet.
    """

    literals: Literals[PhraseRule]
    bare: Literals[PhraseRule]
    signed: tuple[tuple[frozenset[frozenset[str]], tuple[PhraseRule, ...]], ...]


@lru_cache(maxsize=256)
def codes_of(languages: tuple[str, ...]) -> tuple[str, ...]:
    """The language files that hold the phrases of these languages (BCP 47 tags): their own, and those that share theirs."""
    primary = {language.partition("-")[0] for language in languages}
    return tuple(code for code, language in read_languages().items() if not primary.isdisjoint((code, *language.also)))


@cache
def rules_of(code: str) -> LanguageRules:
    """The rules of one language file, compiled when a page first asks for them.

    Raises ValueError for a phrase that would be looked for everywhere.
    """
    rules = tuple(_iter_rules(code))
    signed: dict[frozenset[frozenset[str]], list[PhraseRule]] = defaultdict(list)
    for rule in rules:
        if not rule.template.anchors:
            signed[rule.template.signs].append(rule)
    return LanguageRules(
        _literals(rules),
        _literals(rule for rule in rules if not rule.template.names_outlet),
        tuple((signs, tuple(found)) for signs, found in signed.items()),
    )


def _iter_rules(code: str) -> Iterator[PhraseRule]:
    language = read_languages()[code]
    words = Words(language.articles, language.media, language.bylines)
    for number, phrase in enumerate(language.credit, start=_first_numbers()[code]):
        template = compile_template(phrase.pattern, words=words)
        if not (template.anchors or template.names_outlet):
            raise ValueError(f"{code}.toml: {phrase.pattern!r} needs an outlet or a word that is always there")
        yield PhraseRule(number, code, phrase, template)


@cache
def _first_numbers() -> dict[str, int]:
    counts = [len(language.credit) for language in read_languages().values()]
    return dict(zip(read_languages(), accumulate(counts, initial=0), strict=False))


def _literals(rules: Iterable[PhraseRule]) -> Literals[PhraseRule]:
    by_literal: dict[str, list[PhraseRule]] = defaultdict(list)
    for rule in rules:
        for literal in rule.template.anchors:
            by_literal[literal].append(rule)
    return Literals({literal: tuple(found) for literal, found in sorted(by_literal.items())})
