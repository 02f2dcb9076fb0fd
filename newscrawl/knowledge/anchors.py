"""The parts of a pattern, and the anchors that they give it: literals that stand in every text that it matches.

A space at the rim of an anchor says that a word begins or ends there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawl.knowledge.slots import LETTER


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a pattern: its regular expression, and what the anchors of the whole are told from."""

    regex: str
    anchors: frozenset[str] = frozenset()  # literals, one of which it contains
    leads: frozenset[str] = frozenset()  # literals, with one of which it begins
    opens: bool = False  # may begin with a letter
    closes: bool = False  # may end with one
    optional: bool = False
    spaced: bool = False  # begins with a space
    closed: bool = False  # an anchor that ends with a letter ends where the part does


def is_letter(char: str) -> bool:
    """Whether it is a letter or digit of a script that parts its words."""
    return re.match(LETTER, char) is not None


def touches_word(parts: list[Part], side: str) -> bool:
    """Whether a pattern may begin (or, reversed, end) with a letter, and so must not do it inside a word."""
    for part in parts:
        if getattr(part, side):
            return True
        if not part.optional:
            return False
    return False


def with_edges(piece: str) -> str:
    """A piece that keeps a space at its rim where that parts it from another word: beside a sign it may be missing."""
    inner = piece.strip()
    if not inner:
        return ""
    before, after = piece[0] == " " and is_letter(inner[0]), piece[-1] == " " and is_letter(inner[-1])
    return " " * before + inner + " " * after


def leads_of(parts: list[Part]) -> frozenset[str]:
    """The literals, with one of which every match begins; none where it may begin with anything."""
    return _before_space(parts[0].leads, parts) if parts else frozenset[str]()


def openings_of(parts: list[Part]) -> frozenset[str]:
    """What a text may begin with, signs apart; nothing where that may be anything."""
    for part in parts:
        words = frozenset(re.sub(r"\A[\W_]+|[\W_]+\Z", "", lead) for lead in part.leads)
        if words != {""}:
            return frozenset() if "" in words else words
    return frozenset()


def best_anchors(parts: list[Part]) -> frozenset[str]:
    """The most telling of the parts that every match must contain: the one whose shortest literal is longest."""
    sure = [_before_space(part.anchors, parts[i:]) for i, part in enumerate(parts) if part.anchors]
    return max(sure, key=lambda anchors: min(map(weight, anchors)), default=frozenset[str]())


def signs_of(parts: list[Part]) -> frozenset[frozenset[str]]:
    """Sets of signs, of each of which every match holds one: told from the parts whose anchors are single signs."""
    signs = (frozenset(anchor.strip() for anchor in part.anchors) for part in parts if part.anchors)
    return frozenset(one for one in signs if all(len(sign) == 1 and not sign.isalnum() for sign in one))


def _before_space(anchors: frozenset[str], parts: list[Part]) -> frozenset[str]:
    """Anchors of the first of the parts, with the edge that the space behind it gives them."""
    if len(parts) < 2 or not parts[1].spaced or not parts[0].closed:
        return anchors
    return frozenset(anchor + " " if is_letter(anchor[-1]) else anchor for anchor in anchors)


def are_telling(anchors: frozenset[str]) -> bool:
    """Whether literals are rare enough to be looked for: none is a mere letter or an everyday sign."""
    return bool(anchors) and all(weight(anchor) > 1 or not anchor.isascii() for anchor in anchors)


def weight(anchor: str) -> int:
    """How telling an anchor is: its length without the edges of its words."""
    return len(anchor.strip())
