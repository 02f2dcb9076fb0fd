"""How much of one text stands in another, and whether that makes them one story: same-language matching.

The shares are asked both ways (containment, Broder 1997): a part of a text has all of itself in the whole and the whole little
of itself in the part, where a resemblance of the two would be small. A text that was translated or written anew shares few
shingles, but all over; a background paragraph that two reports share stands in one place. So the spread counts as well. And it
keeps their order, where a follow-up takes up names and phrases of the report before it in an order of its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from newscrawl.items import Relation
from newscrawl.stories.shingles import Shingles, Sketch, is_among

Places = NDArray[np.intp]

# Chosen on bench/stories_same and bench/stories_edits together (docs/stories.md has the figures).
FEWEST_SHARED: Final = 5  # shingles; fewer are chance
_REWORDED: Final = 0.08  # of each text in the other, all over both
_IN_ORDER: Final = 5 / 6  # of what a reworded text shares
_PART: Final = 0.4  # of a text in a longer one, all over it
_MAIN: Final = 0.35  # of a text that holds another one: less, and the other is only an item of a round-up
_SPREAD: Final = 0.6  # of a text's sections in which something is shared
_CONTAINED: Final = 0.6  # of the centre of a story: what else such a text has is not the story's
_WHOLE: Final = 0.8  # of the one text, and
_LITTLE: Final = 0.5  # of the other: the one is an excerpt of it
_SECTIONS: Final = 10
_SECTION: Final = 6  # shingles of the shortest section


@dataclass(frozen=True, slots=True)
class Overlap:
    """What a text shares with an earlier one: shingles, the share of each in the other, the share of sections they stand in.

    `order` is the largest share of them that stands in both in the same order.
    """

    shared: int
    of_new: float
    of_old: float
    spread_new: float
    spread_old: float
    order: float

    @property
    def similarity(self) -> float:
        """The share of the smaller text that is found in the other, 0 to 1."""
        return min(1.0, max(self.of_new, self.of_old))

    @property
    def is_match(self) -> bool:
        """Whether the two texts tell one story: the same reworded, a part of it, or mostly it."""
        if self.shared < FEWEST_SHARED:
            return False
        all_over = min(self.of_new, self.of_old) >= _REWORDED and min(self.spread_new, self.spread_old) >= _SPREAD
        reworded = all_over and self.order >= _IN_ORDER
        part = self.of_new >= _PART and self.spread_new >= _SPREAD
        holds = self.of_old >= _PART and self.spread_old >= _SPREAD and self.of_new >= _MAIN
        return reworded or part or holds

    @property
    def is_certain(self) -> bool:
        """Whether the new text is the old one and little else, which no text is to two others that have nothing in common."""
        return self.is_match and self.of_new >= _CONTAINED and self.of_old >= _MAIN

    @property
    def holds_old(self) -> bool:
        """Whether the new text has the old one in it: what it has beside that may be another story's."""
        return self.of_old >= _CONTAINED

    def relation(self, *, same_site: bool) -> Relation:
        """What the new text is to the old one: an `excerpt`, an `update` by the same site, else a `copy`."""
        if self.of_new >= _WHOLE and self.of_old < _LITTLE:
            return "excerpt"
        return "update" if same_site else "copy"


def overlap(new: Sketch, old: Sketch) -> Overlap:
    """Compare two texts by their sketches."""
    limit = min(new.limit, old.limit)
    mine, other = new.below(limit), old.below(limit)
    in_mine = np.flatnonzero(is_among(mine, other))
    shared = len(in_mine)
    if shared < FEWEST_SHARED:  # as most have that an index finds
        return Overlap(shared, of_new=0.0, of_old=0.0, spread_new=0.0, spread_old=0.0, order=0.0)
    in_other = np.flatnonzero(is_among(other, mine))
    return Overlap(
        shared=shared,
        of_new=shared / len(mine),
        of_old=shared / len(other),
        spread_new=_spread(in_mine, len(mine)),
        spread_old=_spread(in_other, len(other)),
        order=_order(mine[in_mine], other[in_other]),
    )


def _order(mine: Shingles, other: Shingles) -> float:
    """The largest share of the same shingles, in two orders, that stands in both in one order."""
    places = np.argsort(other)[np.argsort(np.argsort(mine))]  # of each of mine in the other order
    return _rising(places.tolist()) / len(mine)


def _rising(places: Sequence[int]) -> int:
    """The length of the longest rising subsequence, by the lowest ends of those of each length (Fredman 1975)."""
    ends: list[int] = []  # of the rising subsequences of each length, the lowest last place
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)


def _spread(places: Places, length: int) -> float:
    """The share of a text's sections, at most ten of equal length, in which one of the places lies."""
    sections = min(_SECTIONS, max(1, length // _SECTION))
    return int(np.count_nonzero(np.bincount(places * sections // length))) / sections
