"""The head of an answer, bounded: Twisted bounds a line of it, but neither their number nor the interim answers before it."""

from __future__ import annotations

from typing import Final

from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientFactory, _LenientHTTP11ClientProtocol
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE, HTTP11ClientProtocol

MAX_HEAD: Final = 256 * 1024
"""Bytes before the body: status line, headers, and every 1xx answer before them. Browsers take about as much."""


class HeadTooLong(Exception):  # noqa: N818 - what the server did
    """An answer whose head does not end."""


class _BoundedHeadProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's protocol, which ends the connection when the bytes before a body are more than `MAX_HEAD`."""

    _head = 0

    def dataReceived(self, bytes: bytes) -> None:  # noqa: A002, N802 - Twisted's names
        """Count what comes before the body."""
        parser = self._parser
        if parser is None or parser.state in {BODY, DONE}:
            self._head = 0
        else:
            self._head += len(bytes)
        super().dataReceived(bytes)  # type: ignore[no-untyped-call]
        if self._parser is None or self._parser.state in {BODY, DONE}:
            self._head = 0
        elif self._head > MAX_HEAD:
            reason = Failure(HeadTooLong(f"more than {MAX_HEAD // 1024} KiB before the body"))  # type: ignore[no-untyped-call]
            self._giveUp(reason)  # type: ignore[no-untyped-call]


class BoundedHeadFactory(_LenientHTTP11ClientFactory):
    """Builds such protocols."""

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: ARG002, N802 - Twisted's signature
        """One for each connection."""
        return _BoundedHeadProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
