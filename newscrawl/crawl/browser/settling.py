"""When a rendered page is ready, and its markup then: walls dismissed, gone through to its end, waited for within bounds."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from importlib.resources import files
from time import monotonic
from typing import Any, Final

from playwright.async_api import Page

from newscrawl.crawl.browser.page_requests import PageRequests
from newscrawl.knowledge import read_web
from newscrawl.site import Rendering

BEFOREHAND: Final = """{
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (how) { return attach.call(this, { ...how, mode: "open" }); };
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) delete window[name];
}"""
"""Run before a page's own scripts: closed shadow trees can be read too, and what speaks anything but HTTP is not there."""

_STEP: Final = 0.1  # seconds between two looks at a page
_QUIET: Final = 0.5  # seconds without a change after which a page is taken to be done
_AFTER_SCROLL: Final = 2.0  # seconds that a page may go on changing after a scroll, before the next
_TICK: Final = 20  # characters by which a text may grow of itself
_LEAST_CALL: Final = 5.0  # seconds that a page has for an answer on a busy machine, though its time be nearly over
_LAST_CALL: Final = 10.0  # the same for its markup
_MOST_SCROLLS: Final = 100
_SCRIPT: Final = (files(__package__) / "page.js").read_text("utf-8").strip().removesuffix(";")


class NotReadyError(Exception):
    """The time was over before what the site declares was there."""


class TooLargeError(Exception):
    """The rendered page is larger than a page may be."""


@dataclass(frozen=True, slots=True)
class _State:
    """What a look at the page saw: characters of text, elements, pixels of height."""

    ready: bool
    loaded: bool
    text: int
    nodes: int
    height: int

    def has_grown(self, before: _State) -> bool:
        """Whether there is more than before; a clock or a counter that ticks makes no more."""
        return self.nodes > before.nodes or self.height > before.height or self.text > before.text + _TICK


class Settling:
    """Brings one page to rest.

    `seconds` are those of the page itself: they do not pass while a request of its waits in newscrawl's queues, which keep
    the pace that the site is owed.
    """

    def __init__(self, page: Page, requests: PageRequests, rendering: Rendering, seconds: float) -> None:
        self._page = page
        self._requests = requests
        self._rendering = rendering
        self._left = seconds
        self._scrolled = False
        self._wish = {"ready": list(rendering.ready), "walls": [*rendering.dismiss, *read_web()["consent"]["dismiss"]]}

    async def settle(self) -> None:
        """Return when the page is ready. Raises NotReadyError where it has to show something and does not in time."""
        state = await self._rest(self._left)
        for _ in range(min(self._rendering.scrolls, _MOST_SCROLLS)):
            before = state
            await self._call("scroll", None)
            self._scrolled = True
            state = await self._rest(_AFTER_SCROLL)
            if not state.has_grown(before) or self._left <= 0:
                break
        while self._rendering.ready and not state.ready:
            if self._left <= 0:
                raise NotReadyError(f"nothing matches {' or '.join(map(repr, self._rendering.ready))}")
            state = await self._look()

    async def read(self, most: int) -> str:
        """The markup of the page. Raises TooLargeError for more than `most` characters."""
        self._requests.close()
        found = await self._call("serialize", most, _LAST_CALL)
        if not isinstance(found, str) or len(found) > most:
            raise TooLargeError
        return found

    async def _rest(self, patience: float) -> _State:
        """Look until nothing has changed for a while, what is awaited is there (before any scroll), or the time is over."""
        state, still, end = await self._look(), 0.0, self._left - patience
        while self._left > max(end, 0) and still < _QUIET and not (state.ready and not self._scrolled):
            before = state
            state = await self._look()
            calm = state == before and state.loaded and not self._requests.pending
            still = still + _STEP if calm else 0.0
        return state

    async def _look(self) -> _State:
        began, waits = monotonic(), self._requests.pending
        await asyncio.sleep(_STEP)
        seen = await self._call("observe", self._wish)
        if not waits:
            self._left -= monotonic() - began
        sizes = (int(seen[name]) for name in ("text", "nodes", "height"))
        return _State(bool(seen["ready"]), bool(seen["loaded"]), *sizes)

    async def _call(self, name: str, argument: object, least: float = _LEAST_CALL) -> Any:  # noqa: ANN401 - what the page answers
        """Call a function of page.js. Raises TimeoutError where the page's own scripts leave it no turn."""
        async with asyncio.timeout(max(self._left, least)):
            return await self._page.evaluate(f"argument => {_SCRIPT}.{name}(argument)", argument)
