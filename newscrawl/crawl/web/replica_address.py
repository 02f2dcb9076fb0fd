"""The address of the replica that a mapped run connects to."""

from __future__ import annotations

from urllib.parse import urlsplit

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def replica_address(value: str | None) -> str | None:
    """The host and port of a replica (`127.0.0.1:8080`) from NEWSCRAWL_REPLICA, or None where it is empty: an unmapped run.

    Raises ValueError, with the remedy, for anything but `http://` on loopback: a mapped run lifts the delay, so it must not
    be able to reach a stranger's server.
    """
    if not value:
        return None
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme != "http" or parts.hostname not in _LOOPBACK or not port or parts.path.strip("/") or parts.query:
        raise ValueError(
            f"NEWSCRAWL_REPLICA={value!r} is no replica address; "
            "write http://127.0.0.1:PORT as `scrapy replica` prints it, or unset it to crawl the live site"
        )
    return parts.netloc.rpartition("@")[2]
