"""A request as the make-believe sites understand it, and their answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

HTML: Final = "text/html; charset=UTF-8"
JSON: Final = "application/json; charset=UTF-8"
XML: Final = "text/xml; charset=UTF-8"
RSS: Final = "application/rss+xml; charset=UTF-8"
CSS: Final = "text/css; charset=UTF-8"
JAVASCRIPT: Final = "text/javascript; charset=UTF-8"
TEXT: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request: `target` is the path with its query, header names are lower-case."""

    host: str
    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path without the query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> dict[str, str]:
        """The query; the last of repeated names wins."""
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer; `headers` without those that follow from the body."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def encode(self, *, head: bool, keep_alive: bool) -> bytes:
        """The bytes on the wire. There is no Date: the replica reads no clock and answers alike at all times."""
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.status != HTTPStatus.NOT_MODIFIED:
            lines.append(f"Content-Length: {len(self.body)}")
        lines.append(f"Connection: {'keep-alive' if keep_alive else 'close'}")
        start = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        return start if head or self.status == HTTPStatus.NOT_MODIFIED else start + self.body

    def find_header(self, name: str) -> str | None:
        """The value of a header, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def answer(body: str | bytes, kind: str, *, status: int = 200, modified: datetime | None = None) -> Answer:
    """An answer with its validators: a strong ETag of the body, and Last-Modified where a time is given."""
    data = body.encode() if isinstance(body, str) else body
    headers = [("Content-Type", kind), ("Server", "nginx")]
    if status == HTTPStatus.OK:
        headers.append(("ETag", f'"{hashlib.blake2b(data, digest_size=12).hexdigest()}"'))
        if modified is not None:
            headers.append(("Last-Modified", format_datetime(modified, usegmt=True)))
    return Answer(status, data, tuple(headers))


def redirect(address: str) -> Answer:
    """A permanent redirect."""
    return Answer(301, b"", (("Content-Type", HTML), ("Location", address), ("X-Redirect-By", "WordPress")))


def is_unchanged(request: Request, whole: Answer) -> bool:
    """Whether the client's copy is still good (RFC 9110, 13.2.2: If-None-Match wins over If-Modified-Since)."""
    if whole.status != HTTPStatus.OK:
        return False
    etag, modified = whole.find_header("ETag"), whole.find_header("Last-Modified")
    wanted = request.headers.get("if-none-match")
    if wanted is not None:
        tags = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
        return "*" in tags or etag in tags
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def not_modified(whole: Answer) -> Answer:
    """The 304 for an answer: its validators and no body."""
    kept = tuple((name, value) for name, value in whole.headers if name in {"ETag", "Last-Modified", "Server"})
    return Answer(304, b"", kept)
