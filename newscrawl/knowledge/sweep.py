"""Where names and literals stand in a text, found by automata (Aho & Corasick 1975) in one pass over each of its forms.

Names that hold in their exact letter case only, mostly acronyms, are looked for in the text as written: "DE" stands in few
texts, "de" in nearly every word of some. All else is looked for in the folded text with its signs made spaces. There
nearly everything begins with a space, so that what stands within words is not found at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

import ahocorasick

from newscrawl.knowledge.files import read_outlets
from newscrawl.knowledge.mentions import Mention, Name, iter_mentions, iter_names
from newscrawl.knowledge.plain import GLUING, fold, is_glued, plain
from newscrawl.knowledge.slots import LETTER

_SIGN: Final = re.compile(r"[^\w\s]")
_BEFORE_WORD: Final = re.compile(rf"(?:{GLUING})(?={LETTER})")
_LETTER: Final = re.compile(LETTER)


class Group(NamedTuple):
    """Names that are written alike but for letter case, folded; whether one of them may begin with a small letter."""

    folded: str
    names: tuple[Name, ...]
    uncased: bool


class Literal(NamedTuple):
    """A literal of phrases: its text, folded; whether it begins every match, and so a word where it begins with a letter."""

    text: str
    leading: bool


class Automata:
    """The automata over the names of all outlets and the literals of phrases, each literal with numbers of its rules."""

    def __init__(self, literals: dict[Literal, tuple[int, ...]]) -> None:
        self._written, self._folded = ahocorasick.Automaton(), ahocorasick.Automaton()
        folded: dict[str, tuple[list[Group], list[tuple[int, tuple[int, ...]]]]] = defaultdict(lambda: ([], []))
        for group in _read_groups():
            if all(name.exact for name in group.names):
                for text in {form for name in group.names for form in _forms(name)}:
                    self._written.add_word(text, group.names)
            else:
                folded[_key(group.folded, bound=_is_bound(group.folded[0]))][0].append(group)
        for (text, leading), rules in literals.items():
            folded[_key(text, bound=leading and _LETTER.match(text) is not None)][1].append((len(text), rules))
        for key, (groups, sized) in folded.items():
            self._folded.add_word(key, (tuple(groups), tuple(sized)))
        self._written.make_automaton()
        self._folded.make_automaton()

    def sweep(self, text: str, low: str) -> tuple[list[Mention], list[tuple[int, tuple[int, ...]]]]:
        """The outlets that a text mentions, which may overlap, and the literals in it: (offset, rules). `low` is it folded."""
        mentions: list[Mention] = []
        literals: list[tuple[int, tuple[int, ...]]] = []
        for last, names in self._written.iter(plain(text)):
            mentions.extend(iter_mentions(text, low, last + 1, names))
        edged = " " + _SIGN.sub(" ", low)
        for form in (edged, _BEFORE_WORD.sub(" ", edged)) if is_glued(low) else (edged,):
            for end, (groups, sized) in self._folded.iter(form):
                for group in groups:
                    start = end - len(group.folded)
                    # many names are common words ("time", "focus"): told by their first letter before anything else
                    if (group.uncased or not text[start].islower()) and low.startswith(group.folded, start):
                        mentions.extend(iter_mentions(text, low, end, group.names))
                literals.extend([(end - size, rules) for size, rules in sized])
        return mentions, literals


@cache
def _read_groups() -> tuple[Group, ...]:
    """The names of all outlets by their folded form."""
    groups: dict[str, list[Name]] = defaultdict(list)
    for item in read_outlets().values():
        for name in iter_names(item):
            alike = groups[fold(name.text)]
            if all((known.outlet, known.text) != (name.outlet, name.text) for known in alike):
                alike.append(name)
    return tuple(
        Group(folded, tuple(names), uncased=any(not name.text[0].isupper() for name in names))
        for folded, names in sorted(groups.items())
    )


def _forms(name: Name) -> Iterator[str]:
    """How a name that is bound to its letter case is written: of several words also all in capitals."""
    yield name.text
    if " " in name.text:
        yield name.text.upper()


def _key(folded: str, *, bound: bool) -> str:
    return " " * bound + _SIGN.sub(" ", folded)


def _is_bound(char: str) -> bool:
    """Whether a name that begins so begins a word: not in scripts that write no spaces, or glue particles to names."""
    return _LETTER.match(char) is not None and not "\u0600" <= char <= "\u06ff"
