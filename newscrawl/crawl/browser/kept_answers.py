"""Scripts and styles that the pages of a site share, kept in memory for the length of a run, and asked for once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from newscrawl.crawl.web.failed import explain

MOST_BYTES: Final = 64 * 1024 * 1024
"""Bytes of bodies that are kept; those used longest ago are dropped."""


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """What newscrawl's downloader got: status, headers by lower-case name, the body as it is read."""

    status: int
    headers: dict[str, str]
    body: bytes


class KeptAnswers:
    """Answers by address; what is missing or forbidden is kept too, what may be had later is not."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[str, asyncio.Future[WebAnswer]] = OrderedDict()
        self._bytes = 0

    async def find(self, url: str, ask: Callable[[str], Awaitable[WebAnswer]]) -> WebAnswer:
        """The answer of an address, asked for where it is not known. Raises what `ask` raised."""
        known = self._kept.get(url)
        if known is None or known.cancelled():
            known = self._kept[url] = asyncio.ensure_future(ask(url))
            known.add_done_callback(partial(self._settle, url))
        self._kept.move_to_end(url)
        return await asyncio.shield(known)

    def _settle(self, url: str, done: asyncio.Future[WebAnswer]) -> None:
        if not _is_final(done):
            self._kept.pop(url, None)
            return
        self._bytes += _size(done)
        for old in list(self._kept):
            if self._bytes <= self._most:
                return
            if self._kept[old].done():
                self._bytes -= _size(self._kept.pop(old))


def _is_final(done: asyncio.Future[WebAnswer]) -> bool:
    """Whether another page of this run would get the same."""
    if done.cancelled():
        return False
    if error := done.exception():
        return explain(error).final
    status = done.result().status
    return status < 500 and status != 429


def _size(done: asyncio.Future[WebAnswer]) -> int:
    return len(done.result().body) if done.exception() is None else 0
