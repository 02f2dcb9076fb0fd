"""Answers that are labelled as gzip and are not: their label is taken off, where Scrapy would drop the answer."""

from __future__ import annotations

from typing import Final

from scrapy import Request
from scrapy.http import Response

_LABELS: Final = frozenset({b"gzip", b"x-gzip"})
_GZIP: Final = b"\x1f\x8b"


class Packing:
    """Downloader middleware that stands between Scrapy's decompression and the web."""

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 - Scrapy's signature
        """The answer, without a label that its first bytes deny."""
        labels = [label.strip().lower() for line in response.headers.getlist("Content-Encoding") for label in line.split(b",")]
        if len(labels) == 1 and labels[0] in _LABELS and response.body and not response.body.startswith(_GZIP):
            del response.headers["Content-Encoding"]
        return response
