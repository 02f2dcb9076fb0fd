"""Gzip archives from strangers, unpacked within a bound."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO


def unpack(body: bytes, limit: int) -> bytes:
    """The bytes, unpacked where they are gzip (by their first bytes, whatever a name says).

    Raises ValueError for a broken archive and for more than `limit` bytes.
    """
    if body.startswith(b"\x1f\x8b"):
        try:
            with gzip.open(BytesIO(body)) as archive:
                body = archive.read(limit + 1)
        except (OSError, EOFError, zlib.error):
            raise ValueError("the gzip archive is broken") from None
    if len(body) > limit:
        raise ValueError(f"holds more than {limit // 1024**2} MiB")
    return body
