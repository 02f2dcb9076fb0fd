"""What a door gives: items, and the addresses to ask next. The same for all doors, so that one walk serves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit

from newscrawl.site import FeedItem

MAX_URL: Final = 2000
"""Characters of an address; longer ones are no articles, and Scrapy drops them without a word."""


class DoorError(ValueError):
    """A door's answer cannot be read; the message is a short reason for a log line."""


class UnreachableError(DoorError):
    """The host cannot be reached at all: its other doors need not be tried."""


@dataclass(frozen=True, slots=True)
class DoorAnswer:
    """What a door answered: status, address after redirects, body, headers by lower-case name.

    `cut`: the connection was lost before the body had the length that was announced.
    """

    status: int
    url: str
    body: bytes
    headers: Mapping[str, str]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class DoorPage:
    """One answer of a door: what it lists, in its order, and the addresses to ask next (none at the end).

    `changed` tells of some of those addresses when they changed last, as the door words it. `hub` is the WebSub hub that
    the door names. `broken` says why there may be more than `items`: the answer was cut off. `passed_over` counts sitemaps
    of an index that the declaration does not want.
    """

    items: tuple[FeedItem, ...] = ()
    next: tuple[str, ...] = ()
    changed: Mapping[str, str] = field(default_factory=dict)
    hub: str | None = None
    broken: str | None = None
    passed_over: int = 0


def tell_cut(items: tuple[FeedItem, ...]) -> str:
    """The words for an answer that ends too early."""
    return f"the answer is cut off: only {len(items)} of what it lists came whole"


def clean_url(url: str | None, base: str) -> str | None:
    """The absolute http(s) address without fragment; None for other schemes, credentials, control characters."""
    if not url or len(url) > MAX_URL:
        return None
    try:
        absolute = urljoin(base, url.strip())
        parts = urlsplit(absolute)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None or port == 0:
        return None
    if any(char.isspace() or not char.isprintable() for char in absolute):
        return None
    return parts._replace(fragment="").geturl()


def clean_text(text: object) -> str | None:
    """Text with its white space folded; None for empty text and for what is no text."""
    return (" ".join(text.split()) or None) if isinstance(text, str) else None
