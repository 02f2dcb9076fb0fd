"""What rendering did for the pages of a site, by their kind: which need it, and which it does not help.

Pages like those that needed it are rendered at once, and of those that it did not help it is tried with but one in ten. The
answer that was fetched plainly is what the browser is given, so that this saves no request: it saves reading large shells, and
waiting for pages that have no text in a browser either.
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
ENOUGH_SHELLS: Final = 5
"""Pages in a row that needed rendering before pages of the kind are rendered at once."""
TRY_AGAIN: Final = 10
"""Of so many pages of a kind one is tried the other way all the same."""
_LOOKED_AT: Final = 1024 * 1024  # bytes of a page, which is looked at on the reactor
_MOST_KINDS: Final = 500  # kinds of one site; further ones share one


class RenderHabits:
    """The kinds of pages of one site, as earlier runs knew them and with what this one learns."""

    def __init__(self, known: dict[str, RenderHabit]) -> None:
        self.learned = dict(known)

    def is_known_shell(self, url: str, rendering: Rendering, body: bytes) -> bool:
        """Whether a page need not be read as it was fetched: it is like those before it, and has no more paragraphs."""
        habit = self._find(url, rendering)
        if habit.shells < ENOUGH_SHELLS or _count_paragraphs(body) > habit.paragraphs:
            return False
        return not self._is_tried(habit)

    def is_worth(self, url: str, rendering: Rendering) -> bool:
        """Whether to render the page at `url`; one that is not rendered is counted."""
        habit = self._find(url, rendering)
        if habit.vain < MOST_VAIN:
            return True
        return self._is_tried(habit)

    def apply(self, url: str, rendering: Rendering, body: bytes, *, helped: bool) -> None:
        """Enter what came of rendering a page that was fetched as `body`."""
        habit = self._find(url, rendering)
        if helped:
            paragraphs = max(habit.paragraphs, _count_paragraphs(body))
            self.learned[habit.kind] = replace(habit, shells=habit.shells + 1, paragraphs=paragraphs, vain=0)
        else:
            self.learned[habit.kind] = replace(habit, vain=habit.vain + 1)

    def apply_plain(self, url: str, rendering: Rendering) -> None:
        """Enter that a page had its text as it was fetched: its kind is mixed, and none of it is rendered unread."""
        habit = self._find(url, rendering)
        if habit.shells:
            self.learned[habit.kind] = replace(habit, shells=0, paragraphs=0)

    def _is_tried(self, habit: RenderHabit) -> bool:
        """Whether it is the turn of a page to be tried the other way; counts it."""
        passed = (habit.passed + 1) % TRY_AGAIN
        self.learned[habit.kind] = replace(habit, passed=passed)
        return passed == 0

    def _find(self, url: str, rendering: Rendering) -> RenderHabit:
        kind = find_kind(url, rendering)
        if kind not in self.learned and len(self.learned) >= _MOST_KINDS:
            kind = "other"
        return self.learned.get(kind) or RenderHabit(kind)


def _count_paragraphs(body: bytes) -> int:
    """Roughly: in any case a page with its text has more of them than one without."""
    return body.count(b"<p", 0, _LOOKED_AT) + body.count(b"<P", 0, _LOOKED_AT)


def find_kind(url: str, rendering: Rendering) -> str:
    """The pages that are taken to be like the one at `url`: those of its host in its first folder.

    And under the same declaration: what was in vain under another says nothing.
    """
    parts = urlsplit(url)
    first, slash, _ = parts.path.lstrip("/").partition("/")
    declared = hashlib.blake2b(repr(rendering).encode(), digest_size=4).hexdigest()
    return f"{parts.hostname}/{first + slash if slash else ''} {declared}"[:200]
