"""Links that lead to an article by way of the site that lists it: the article's own address, read out of them offline."""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode
from typing import Final
from urllib.parse import parse_qs, urlsplit

_GOOGLE: Final = re.compile(r"/(?:__i/)?(?:rss/)?(?:rd/)?articles/([A-Za-z0-9_-]{8,1600})$")
_BING: Final = "/news/apiclick.aspx"
_ADDRESS_FIELD: Final = 0x22  # field 4 of the message, length-delimited
_HEAD: Final = b"\x08\x13"  # field 1, the kind of link


def unwrap_link(link: str) -> str:
    """The address that a link of Bing News or an old one of Google News leads to; any other link as it is.

    Bing carries the address in the query. Google's identifier was a Protocol Buffers message that held it; those made since
    2024 hold a token that only Google's server can resolve, and stay as they are.
    """
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return link
    if f".{host}".endswith(".bing.com") and parts.path.lower() == _BING:
        return next(iter(parse_qs(parts.query).get("url", ())), link)
    if host == "news.google.com" and (found := _GOOGLE.search(parts.path)):
        return _read_google_id(found[1]) or link
    return link


def _read_google_id(identifier: str) -> str | None:
    try:
        message = urlsafe_b64decode(identifier + "=" * (-len(identifier) % 4))
    except (binascii.Error, ValueError):
        return None
    if not message.startswith(_HEAD) or len(message) < 5 or message[2] != _ADDRESS_FIELD:
        return None
    length, start = message[3], 4
    if length > 127:  # a varint of two bytes: no address is longer than those can say
        length, start = (length & 127) | message[4] << 7, 5
    address = message[start : start + length]
    if len(address) < length or not address.startswith((b"http://", b"https://")):
        return None
    return address.decode("utf-8", "replace")
