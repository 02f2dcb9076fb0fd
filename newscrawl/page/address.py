"""Addresses: what makes two of them the same page, and the id that an article gets from its own."""

from __future__ import annotations

import hashlib
import re
from functools import cache, lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

import tldextract
from w3lib.url import canonicalize_url

from newscrawl.knowledge import read_web
from newscrawl.page.normal_form import compose

# The list that the wheel carries: nothing is fetched. Private suffixes count, so two blogs of one host are two sites.
_SUFFIXES: Final = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)

_PLAIN_HOST: Final = re.compile(r"https?://([A-Za-z0-9.-]+)(?=[/?#]|\Z)")
# An address that is as it should be: nothing in it to be sorted, dropped or encoded.
_PLAIN_ADDRESS: Final = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)((?:/[A-Za-z0-9._-]*)*)")


def host_of(url: str) -> str:
    """The host name of an address, lower-case; empty where it has none."""
    plain = _PLAIN_HOST.match(url)
    if plain:  # nearly all are; to take an address apart costs ten times as much
        return plain[1].lower()
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def registrable_domain(host_or_url: str) -> str:
    """The registrable domain of a host or address (`news.bbc.co.uk` gives `bbc.co.uk`); the host itself where there is none.

    By the Public Suffix List, private section included. Empty for an address that is broken.
    """
    try:
        host = (urlsplit(host_or_url).hostname if "//" in host_or_url else host_or_url) or ""
    except ValueError:
        return ""
    return _SUFFIXES(host).top_domain_under_public_suffix or host.lower()


@lru_cache(maxsize=1024)  # of one page its address is asked for a dozen times, from the request to the ledger
def address(url: str) -> str:
    """The address that identifies a page: host in lower case without `www.`, path without trailing slash, sorted query.

    No scheme, port, fragment or tracking parameter. Raises ValueError for text that is no http(s) address.
    """
    plain_address = _PLAIN_ADDRESS.fullmatch(url)
    if plain_address:  # as most are; to bring one into order costs thirty times as much
        return plain_address[1].removeprefix("www.") + plain_address[2].rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{url!r} is not an http or https address")
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(pair[0])])
    plain = urlsplit(canonicalize_url(parts._replace(query=query, fragment="").geturl()))
    host = (plain.hostname or "").removeprefix("www.")
    return host + plain.path.rstrip("/") + (f"?{plain.query}" if plain.query else "")


def article_id(url: str, canonical_url: str | None) -> str:
    """First 16 hex digits of the SHA-256 of the article's own address (DESIGN, the JSON line: `id`).

    The canonical address counts where it stays on the page's registrable domain and is not the site's root: one that
    leaves the site is evidence of an origin, never an identity.
    """
    own = canonical_url if canonical_url and _is_own(url, canonical_url) else url
    return hashlib.sha256(address(own).encode()).hexdigest()[:16]


def content_hash(title: str | None, text: str | None) -> str:
    """`sha256:` of the NFC, white-space-folded title, a line feed, and the text likewise."""
    folded = (" ".join(compose(part or "").split()) for part in (title, text))
    return "sha256:" + hashlib.sha256("\n".join(folded).encode("utf-8", "replace")).hexdigest()


def _is_own(url: str, canonical_url: str) -> bool:
    try:
        path = address(canonical_url).partition("/")[2]
    except ValueError:
        return False
    return bool(path) and registrable_domain(canonical_url) == registrable_domain(url)


def _is_tracking(name: str) -> bool:
    return _tracking().fullmatch(name.lower()) is not None


@cache
def _tracking() -> re.Pattern[str]:
    names = (re.escape(name).replace(r"\*", ".*") for name in read_web()["tracking"])
    return re.compile("|".join(names))
