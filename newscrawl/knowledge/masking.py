"""A text with the outlets that it mentions masked, as phrase patterns see it: a name is one character, whatever it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from newscrawl.knowledge.files import read_languages
from newscrawl.knowledge.mentions import Mention
from newscrawl.knowledge.plain import fold
from newscrawl.knowledge.slots import JOINED, MASKS, OUTLET

_QUOTES: Final = ("'", '"')
_SIGNS: Final = frozenset(",;/&+|·、-")
_LONGEST_JOINER: Final = 40  # characters
_MASK: Final = re.compile(f"[{MASKS}]")


def mask(text: str, mentions: Sequence[Mention]) -> tuple[str, Sequence[int]]:
    """The plain text with each mention, and quotes around it, as one character; for each masked offset the original.

    `OUTLET` stands for a mention, `JOINED` for one that a joiner parts from the mention before it ("Reuters and AFP").
    """
    if _MASK.search(text):
        text = _MASK.sub(" ", text)
    if not mentions:
        return text, range(len(text) + 1)
    pieces: list[str] = []
    back: list[int] = []
    at = 0
    for mention in mentions:
        start, end = mention.start, mention.end
        if at < start and text[start - 1] in _QUOTES and text[end : end + 1] == text[start - 1]:
            start, end = start - 1, end + 1
        between = text[at:start]
        pieces += (between, JOINED if at and _is_joiner(between) else OUTLET)
        back += range(at, start + 1)
        at = end
    pieces.append(text[at:])
    back += range(at, len(text) + 1)
    return "".join(pieces), back


def _is_joiner(between: str) -> bool:
    """Whether what stands between two outlets joins them in one credit: a sign, or one of the words for it in any language."""
    if len(between) > _LONGEST_JOINER:
        return False
    words = between.strip()
    return words in _SIGNS or fold(words.removeprefix(",").lstrip()) in _joiners()


@cache
def _joiners() -> frozenset[str]:
    return frozenset(fold(word) for language in read_languages().values() for word in language.joiners)
