"""Where names and literals stand in a text, found by automata (Aho & Corasick 1975), each in one pass.

Names that hold in their exact letter case only, mostly acronyms, are looked for in the text as written: "DE" stands in few
texts, "de" in nearly every word of some. All else is looked for in the folded text with its signs made spaces. There
nearly everything begins with a space, so that what stands within words is not found at all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final, Generic, NamedTuple, TypeVar

import ahocorasick

from newscrawl.knowledge.files import read_outlets
from newscrawl.knowledge.mentions import Mention, Name, iter_mentions, iter_names
from newscrawl.knowledge.plain import GLUING, fold, is_glued, lower, plain
from newscrawl.knowledge.slots import LETTER

Owner = TypeVar("Owner")
NameWords = Mapping[str, tuple[tuple[frozenset[str], str], ...]]
"""The words of names by the longest of each: all but the last, and the last, behind a space, where that is another."""

_SIGN: Final = re.compile(r"[^\w\s]|_")
_ARABIC: Final = re.compile(r"[\u0600-\u06ff]")  # glues particles to names
_STAMP: Final = re.compile(r"\( ?\d")  # translation may have glued a weekday to a name: "France 24dimanche (11/12/2022)"
_WORDY: Final = re.compile(r"[^\W_]")
_BESIDE_WORD: Final = re.compile(rf"{GLUING}(?={LETTER})|(?<={LETTER}){GLUING}")
_LETTER: Final = re.compile(LETTER)


class Text:
    """A text in the forms that are swept, all of one length: plain, folded, and with the edges of its words as spaces.

    `edged` is one character ahead of the others, for the edge that it begins with. Where scripts that write no spaces stand
    beside others there are two of these: what stands at the border of two scripts is found in the second.
    """

    def __init__(self, text: str) -> None:
        self.plain = plain(text)
        self.low = lower(self.plain)
        self.words = _SIGN.sub(" ", self.plain)
        edged = f" {lower(self.words)} "
        self.glued = is_glued(self.low)
        self.edged = (edged, _BESIDE_WORD.sub(" ", edged)) if self.glued else (edged,)

    def may_name(self, written: NameWords, folded: NameWords) -> tuple[bool, bool]:
        """Whether the words of one of these names stand in it as written, of one of those folded.

        True where words may not be parted.
        """
        low = self.low
        if self.glued or (not low.isascii() and _ARABIC.search(low)) or ("(" in low and _STAMP.search(low)):
            return True, True
        return _holds_words(f" {self.words}", written), _holds_words(self.edged[0], folded)


class Literals(Generic[Owner]):
    """An automaton over literals, folded; a space at the rim of one is the edge of a word. Each stands for some owners."""

    def __init__(self, literals: Mapping[str, tuple[Owner, ...]]) -> None:
        self._automaton = ahocorasick.Automaton()
        self._signs: list[tuple[str, tuple[Owner, ...]]] = []
        keys: dict[str, list[tuple[int, tuple[Owner, ...]]]] = defaultdict(list)
        for literal, owners in literals.items():
            if not _WORDY.search(literal):  # "©": nothing of it is left in the edged form
                self._signs.append((literal, owners))
                continue
            keys[_SIGN.sub(" ", literal)].append((len(literal.lstrip(" ")), owners))
        for key, found in keys.items():
            self._automaton.add_word(key, tuple(found))
        self._automaton.make_automaton()

    def iter(self, text: Text) -> Iterator[tuple[int, tuple[Owner, ...]]]:
        """Where a literal stands in a text, and its owners."""
        for literal, owners in self._signs:
            if literal in text.low:
                yield from ((found.start(), owners) for found in re.finditer(re.escape(literal), text.low))
        for form in text.edged if self._automaton else ():
            for end, found in self._automaton.iter(form):
                for length, owners in found:
                    yield end - length, owners


def _holds_words(text: str, names: NameWords) -> bool:
    """Whether the words of one of the names stand in a text, signs aside; a weekday may be glued to the last of them."""
    words = text.split()
    longest = names.keys() & words
    return bool(longest) and any(last in text and others.issubset(words) for word in longest for others, last in names[word])


def find_mentions(text: Text) -> list[Mention]:
    """The outlets whose names stand in a text; mentions may overlap."""
    written, folded, *words = _automata()
    as_written, as_folded = text.may_name(*words)
    mentions: list[Mention] = []
    for last, names in written.iter(text.plain) if as_written else ():
        mentions.extend(iter_mentions(text.plain, text.low, last + 1, names))
    for form in text.edged if as_folded else ():
        for end, groups in folded.iter(form):
            for group in groups:
                start = end - len(group.folded)
                # many names are common words ("time", "focus"): told by their first letter before anything else
                if (group.uncased or not text.plain[start].islower()) and text.low.startswith(group.folded, start):
                    mentions.extend(iter_mentions(text.plain, text.low, end, group.names))
    return mentions


class _Group(NamedTuple):
    """Names that are written alike but for letter case, folded; whether one of them may begin with a small letter."""

    folded: str
    names: tuple[Name, ...]
    uncased: bool


@cache
def _automata() -> tuple[ahocorasick.Automaton, ahocorasick.Automaton, NameWords, NameWords]:
    """The names of all outlets: those to be found in a text as written, and in its edged form; the words of either.

    Most blocks hold the words of no name, which sets tell in a tenth of the time.
    """
    written, folded = ahocorasick.Automaton(), ahocorasick.Automaton()
    forms: list[str] = []
    keys: dict[str, list[_Group]] = defaultdict(list)
    for group in _read_groups():
        if all(name.exact for name in group.names):
            for text in {form for name in group.names for form in _forms(name)}:
                written.add_word(text, group.names)
                forms.append(text)
        else:
            keys[" " * _is_bound(group.folded[0]) + _SIGN.sub(" ", group.folded)].append(group)
    for key, groups in keys.items():
        folded.add_word(key, tuple(groups))
    written.make_automaton()
    folded.make_automaton()
    return written, folded, _name_words(forms), _name_words(keys)


def _name_words(names: Iterable[str]) -> NameWords:
    found: dict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
    for name in names:
        words = _SIGN.sub(" ", name).split()
        longest = max(words, key=len)
        found[longest].append((frozenset(words[:-1]), "" if words[-1] == longest else f" {words[-1]}"))
    return {longest: tuple(others) for longest, others in found.items()}


@cache
def _read_groups() -> tuple[_Group, ...]:
    """The names of all outlets by their folded form."""
    groups: dict[str, list[Name]] = defaultdict(list)
    for item in read_outlets().values():
        for name in iter_names(item):
            alike = groups[fold(name.text)]
            if all((known.outlet, known.text) != (name.outlet, name.text) for known in alike):
                alike.append(name)
    return tuple(
        _Group(folded, tuple(names), uncased=any(not name.text[0].isupper() for name in names))
        for folded, names in sorted(groups.items())
    )


def _forms(name: Name) -> Iterator[str]:
    """How a name that is bound to its letter case is written: of several words also all in capitals."""
    yield name.text
    if " " in name.text:
        yield name.text.upper()


def _is_bound(char: str) -> bool:
    """Whether a name that begins so begins a word: not in scripts that write no spaces, or glue particles to names."""
    return _LETTER.match(char) is not None and not "\u0600" <= char <= "\u06ff"
