"""Anchors: what survives translation and transliteration. Numbers, names by their consonants, the lengths of paragraphs.

A translation keeps the order of its numbers and the proportions of its paragraphs (Gale and Church 1993, "A program for
aligning sentences in bilingual corpora"); another report of the same matter has some of the numbers, in another order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from anyascii import anyascii

from newscrawl.stories.words import find_words

_NUMBER: Final = re.compile(r"\d{1,15}(?:[.,'\u00a0\u202f\u066b\u066c ]\d{1,15}){0,5}")
_KATAKANA: Final = re.compile("[\u30a1-\u30fa\u30fc]{3,}")
_IDEOGRAPHIC: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_GROUP: Final = 3  # digits between two marks that group thousands
_READ: Final = 4000  # characters: a story is told by its beginning
_MOST_NUMBERS: Final = 60
_MOST_NAMES: Final = 80
_MOST_PARAGRAPHS: Final = 16
_SHORTEST_NAME: Final = 3
_IDEOGRAPH_WEIGHT: Final = 2.2  # Latin letters that one ideograph says as much as

# Letters that one name is spelled with in different languages, once it is written in Latin letters.
_SAME_SOUND: Final = (("ph", "f"), ("sh", "s"), ("ch", "s"), ("kh", "h"), ("ts", "s"), ("x", "ks"))
_SAME_LETTER: Final = str.maketrans("cqgzvwjybd", "kkksffiipt")


@dataclass(frozen=True, slots=True)
class Anchors:
    """A text's anchors.

    `numbers` in the text's order, leading and trailing zeros off, which a change of unit adds and takes; `names` are keys of
    the words that are names as far as their writing tells; `paragraphs` lengths in Latin letters.
    """

    numbers: tuple[str, ...]
    names: frozenset[str]
    paragraphs: tuple[int, ...]


def find_anchors(title: str, text: str) -> Anchors:
    """Return the anchors of an article's title and the beginning of its text."""
    head = f"{title}. {text}"[:_READ]
    paragraphs = [round(_length(one)) for one in text[:_READ].split("\n") if one.strip()]
    return Anchors(
        numbers=tuple(_find_numbers(head)[:_MOST_NUMBERS]),
        names=frozenset(sorted(_find_names(head))[:_MOST_NAMES]),
        paragraphs=tuple(paragraphs[:_MOST_PARAGRAPHS]),
    )


def _find_numbers(text: str) -> list[str]:
    """The numbers of a text in the digits of any script: marks that group thousands are dropped, other parts stand alone."""
    found = []
    for match in _NUMBER.finditer(text):
        first, *rest = (str(int(part)) if part[0] != "0" else part for part in re.split(r"\D", _in_ascii(match[0])))
        grouped = bool(rest) and all(len(part) == _GROUP for part in rest) and len(first) <= _GROUP
        parts = ["".join((first, *rest))] if grouped else [first, *rest]
        found += [plain for part in parts if (plain := part.strip("0"))]
    return found


def _find_names(text: str) -> set[str]:
    """The keys of words that begin with a capital; in scripts without capitals, of katakana runs or of all longer words."""
    words = set(find_words(text))
    found: set[str] = set()
    for word in words:
        first = word[0]
        if _IDEOGRAPHIC.match(first):
            found.update(_KATAKANA.findall(word))
        elif len(word) >= _SHORTEST_NAME and (first.isupper() or first.upper() == first.lower()):
            found.add(word)
    return {key for word in found if (key := name_key(word)) is not None}


def name_key(name: str) -> str | None:
    """Return a name's key: its consonants, alike for the spellings of most languages; None where too little is left."""
    letters = "".join(c for c in anyascii(name).lower() if "a" <= c <= "z")
    for written, sound in _SAME_SOUND:
        letters = letters.replace(written, sound)
    letters = letters.translate(_SAME_LETTER)
    if not letters:
        return None
    consonants = re.sub("[aeiouh]", "", letters)
    key = ("a" if letters[0] in "aeiou" else "") + re.sub(r"(.)\1+", r"\1", consonants)
    return key[:6] if len(key) >= _SHORTEST_NAME else None


def _in_ascii(digits: str) -> str:
    return "".join(str(int(c)) if c.isdecimal() else c for c in digits)


def _length(paragraph: str) -> float:
    ideographs = len(_IDEOGRAPHIC.findall(paragraph))
    return len(paragraph) + (_IDEOGRAPH_WEIGHT - 1) * ideographs
