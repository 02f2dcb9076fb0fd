"""Reading a fetched page: what a crawl runs in its worker processes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from newscrawl.items import Article
from newscrawl.page import Page, address, host_of, registrable_domain
from newscrawl.reading import explain_article

_HTML: Final = re.compile(rb"<html(\s[^>]{0,2000})>", re.IGNORECASE)
_QUOTED: Final = re.compile(rb"""=\s{0,9}(?:"[^"]{0,500}"|'[^']{0,500}')""")
_AMP: Final = frozenset({b"amp", b"\xe2\x9a\xa1", b"\xe2\x9a\xa1\xef\xb8\x8f"})  # the sign of lightning, in two ways
_OPENING: Final = 4096  # bytes in which a page says that it is AMP


@dataclass(frozen=True, slots=True)
class FetchedArticle:
    """An article, its lines from which the run learns what is boilerplate of the site, whether its page states a date.

    `own_url` is the address of its own page, where this one is its AMP form.
    """

    article: Article
    credit_lines: tuple[str, ...]
    states_date: bool
    own_url: str | None = None


def read_fetched_page(body: bytes, url: str, **known: Any) -> FetchedArticle:  # noqa: ANN401 - the arguments of explain_article
    """Read one page as `newscrawl.reading.read_article` does, with the same arguments and errors."""
    reading = explain_article(body, url, **known)
    states_date = bool(reading.dates.candidates or reading.page.times)
    return FetchedArticle(reading.article, reading.credits.lines, states_date, _find_own(body, reading.page))


def _find_own(body: bytes, page: Page) -> str | None:
    """The canonical address of an AMP page (amp.dev, required markup), where it is another one of the same site."""
    tag = _HTML.search(body, 0, _OPENING)
    names = {name.lower() for name in _QUOTED.sub(b" ", tag[1]).split()} if tag else set()
    own = page.canonical_url
    if own is None or _AMP.isdisjoint(names) or address(own) == address(page.url):
        return None
    return own if registrable_domain(host_of(own)) == registrable_domain(host_of(page.url)) else None
