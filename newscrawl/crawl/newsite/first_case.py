"""The first case of a new site: a page as it was served, what was known of it, and what it is read into, to be confirmed."""

from __future__ import annotations

import gzip
import json
from dataclasses import asdict
from datetime import UTC
from typing import Final

from newscrawl.crawl.checking.visit import PageVisit
from newscrawl.items import Article, CrawlInfo
from newscrawl.lake import encode_line
from newscrawl.reading import read_article
from newscrawl.site import Site

_SHOWS: Final = "TODO say what this case shows"
_FOREIGN: Final = "The page is its publisher's: before you commit it, put your own words into its markup"
_QUESTIONS: Final = {
    "title": "is this the title, whole, without the site's name?",
    "text": "does the text begin and end where the article does, with nothing of the page between?",
    "language": "is it the language of the text?",
    "authors": "are these the people who wrote it, all of them?",
    "published": "is it the instant at which the page says that it was published?",
    "credits": "is every outlet credited that the page credits, in its role, and no other?",
    "origin": "is this where the text comes from?",
}
"""What a person has to see on the page, by the field of the line."""


def read_first(page: PageVisit, site: Site) -> Article:
    """The page as the tests of saved pages read it: without the headers that it came with. Raises PageError."""
    info = CrawlInfo(
        run=None, spider=None, fetched_at=None, via=page.item.via, status=None, rendered=None, page_id=None
    )  # fmt: skip
    body = page.answer.body if page.answer else b""
    return read_article(body, page.url, site=site, fetched_at=page.fetched_at, item=page.item, crawl=info)


def make_files(page: PageVisit, article: Article, *, served: bool) -> dict[str, bytes]:
    """The files of the case, by name. `served`: the page is the replica's and no publisher's."""
    fetched_at = page.fetched_at.astimezone(UTC) if page.fetched_at else None
    meta = {
        "url": page.url,
        "fetched_at": f"{fetched_at:%Y-%m-%dT%H:%M:%SZ}" if fetched_at else None,
        "shows": _SHOWS if served else f"{_SHOWS}. {_FOREIGN}",
        **({"served": True} if served else {}),
        "item": {key: value for key, value in asdict(page.item).items() if value},
    }
    line = json.loads(encode_line(article))
    for field, question in _QUESTIONS.items():
        line[field] = {"TODO": f"{question} Then put what was read, or what is right, in place of this", "read": line[field]}
    return {
        "page.html.gz": gzip.compress(page.answer.body if page.answer else b"", mtime=0),
        "meta.json": _write(meta),
        "expected.json": _write(line),
    }


def _write(value: object) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()
