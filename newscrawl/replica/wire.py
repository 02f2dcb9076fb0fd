"""HTTP/1.1 on asyncio, as much of it as a crawler speaks: GET and HEAD, keep-alive, pipelining; no bodies in requests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from newscrawl.replica.answer import TEXT, Answer, Request, answer
from newscrawl.replica.faults import Fault

MAX_HEAD: Final = 64 * 1024
Handler = Callable[[Request], tuple[Answer, Fault | None]]


class Wire(asyncio.Protocol):
    """One connection: cuts requests out of the bytes and writes the handler's answers in their order."""

    def __init__(self, handler: Handler, opened: set[asyncio.BaseTransport]) -> None:
        self._handler = handler
        self._opened = opened
        self._buffer = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the connection, so that the server can close it."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # asyncio's own promise for a TCP server
        self._transport = transport
        self._opened.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        """Forget the connection."""
        self._opened.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        """Answer every whole request that has arrived."""
        self._buffer += data
        while not self._transport.is_closing():
            head, end, rest = self._buffer.partition(b"\r\n\r\n")
            if not end:
                break
            self._buffer = rest
            self._respond(head)
        if len(self._buffer) > MAX_HEAD:
            self._transport.close()

    def _respond(self, head: bytes) -> None:
        request, keep_alive = parse_head(head)
        if request is None or request.method not in {"GET", "HEAD"}:
            status = 400 if request is None else 405
            refused = answer("The replica answers GET and HEAD.\n", TEXT, status=status)
            self._transport.write(refused.encode(head=False, keep_alive=False))
            self._transport.close()
            return
        whole, fault = self._handler(request)
        behaviour = fault.behaviour if fault else None
        if behaviour == "hang":
            return
        if behaviour == "drop":
            self._transport.abort()
            return
        data = whole.encode(head=request.method == "HEAD", keep_alive=keep_alive)
        if behaviour == "truncate":
            data, keep_alive = data[: len(data) - len(whole.body) // 2], False
        self._transport.write(data)
        if not keep_alive:
            self._transport.close()


def parse_head(head: bytes) -> tuple[Request | None, bool]:
    """The request in these bytes (None where they are none) and whether the connection stays open after it."""
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        return None, False
    pairs = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    host = headers.get("host", "").rpartition("@")[2].split(":")[0].lower()
    keep_alive = words[2] != "HTTP/1.0" and headers.get("connection", "").lower() != "close"
    target = words[1] if words[1].startswith("/") else "/"
    return Request(host, words[0], target, headers), keep_alive
