"""What rendering did for the pages of a site, by their kind: where it keeps being in vain it is tried but now and then.

A page is always read first as it was fetched: that answer is what the browser is given, so it costs no request, and no page is
rendered that has its text. What may cost for nothing is to render pages that have no text in a browser either.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from newscrawl.site import Rendering
from newscrawl.store import RenderHabit

MOST_VAIN: Final = 5
"""Renderings in a row that may be in vain before pages of the kind are left alone."""
TRY_AGAIN: Final = 10
"""Of so many pages of a kind that is left alone one is rendered all the same."""
_MOST_KINDS: Final = 500  # kinds of one site; further ones share one


class RenderHabits:
    """The kinds of pages of one site, as earlier runs knew them and with what this one learns."""

    def __init__(self, known: dict[str, RenderHabit]) -> None:
        self.learned = dict(known)

    def is_worth(self, url: str, rendering: Rendering) -> bool:
        """Whether to render the page at `url`; one that is not rendered is counted."""
        habit = self._find(url, rendering)
        if habit.vain < MOST_VAIN:
            return True
        passed = (habit.passed + 1) % TRY_AGAIN
        self.learned[habit.kind] = replace(habit, passed=passed)
        return passed == 0

    def apply(self, url: str, rendering: Rendering, *, helped: bool) -> None:
        """Enter what came of rendering a page."""
        habit = self._find(url, rendering)
        self.learned[habit.kind] = RenderHabit(habit.kind) if helped else replace(habit, vain=habit.vain + 1)

    def _find(self, url: str, rendering: Rendering) -> RenderHabit:
        kind = find_kind(url, rendering)
        if kind not in self.learned and len(self.learned) >= _MOST_KINDS:
            kind = "other"
        return self.learned.get(kind) or RenderHabit(kind)


def find_kind(url: str, rendering: Rendering) -> str:
    """The pages that are taken to be like the one at `url`: those of its host in its first folder.

    And under the same declaration: what was in vain under another says nothing.
    """
    parts = urlsplit(url)
    first, slash, _ = parts.path.lstrip("/").partition("/")
    declared = hashlib.blake2b(repr(rendering).encode(), digest_size=4).hexdigest()
    return f"{parts.hostname}/{first + slash if slash else ''} {declared}"[:200]
