"""Words of languages that nobody speaks, for `zipf_news.py`: no two of the languages have one in common, but names."""

from __future__ import annotations

from itertools import count as count_up
from typing import Final

import numpy as np
from numpy.typing import NDArray

# Letters of each language, consonants and vowels; the last is written without spaces.
_ALPHABETS: Final = {
    "en": ("bdfghklmnprstvw", "aeiou"),
    "fr": ("bcdfjlmnpqrstv", "aeéiou"),
    "es": ("bcdgjlmnñprst", "aeioá"),
    "ru": ("бвгджзклмнпрст", "аеиоуыя"),
    "ar": ("بتجحدرزسشعفقكلمن", "اوي"),
    "zh": ("".join(map(chr, range(0x4E00, 0x5200))), ""),
}
LANGUAGES: Final = tuple(_ALPHABETS)


def coin_vocabularies(rng: np.random.Generator, size: tuple[int, int, int]) -> dict[str, NDArray[np.object_]]:
    """Every language's words by concept, short ones first, as in every language, then names, then numbers, which all share.

    `size` is how many words of its own a language has, how many names there are, and how many numbers.
    """
    own, others, numbers = size
    taken: set[str] = set()
    names = _coin(rng, ("bdfgklmnprstv", "aeiou"), (3, others), taken)
    common = [*(name.capitalize() for name in names), *map(str, range(numbers))]
    found = {}
    for language, (consonants, vowels) in _ALPHABETS.items():
        words: list[str] = []
        for syllables, count in ((1, 60), (2, 1_940), (3 if vowels else 2, own - 2_000)):
            words += _coin(rng, (consonants, vowels), (syllables, count), taken)
        found[language] = np.array([*words, *common], dtype=object)
    return found


def _coin(rng: np.random.Generator, letters: tuple[str, str], size: tuple[int, int], taken: set[str]) -> list[str]:
    """Words not `taken` yet: `size` is the syllables of each, and how many; where those run out the rest are longer."""
    consonants, vowels = letters
    syllables, count = size
    coined: list[str] = []
    for attempt in count_up():
        length = syllables + attempt // 20
        heads = rng.integers(0, len(consonants), (count, length)).tolist()
        tails = rng.integers(0, max(1, len(vowels)), (count, length)).tolist()
        for one, other in zip(heads, tails, strict=True):
            word = "".join(consonants[a] + (vowels[b] if vowels else "") for a, b in zip(one, other, strict=True))
            if word not in taken:
                taken.add(word)
                coined.append(word)
            if len(coined) == count:
                return coined
    return coined
