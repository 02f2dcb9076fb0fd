"""Every place where a page states a date, each with the weight it has in the choice: what is written for machines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from newscrawl.dates.lines import iter_times
from newscrawl.dates.model import Source, Which
from newscrawl.page import Page, is_article, types_of
from newscrawl.site import FeedItem

# From here on a statement of publication is strong: two that differ are a conflict.
STRONG: Final = 20

_METAS: Final[dict[str, tuple[Which, int]]] = {
    **dict.fromkeys(
        (
            "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
            "article:post_date", "og:pubdate", "parsely-pub-date", "sailthru.date", "article_date_original",
            "article.published", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "publish-date", "publish_date",
            "publishdate", "published_time", "published_at", "publication_date", "citation_publication_date",
            "citation_online_date", "article_published", "content_publisheddate", "date_published", "publisheddate",
            "published-date", "dcterms.issued", "dc.date.issued", "dcterms.date.issued", "rnews:datepublished",
            "shareaholic:article_published_time", "article.publication_date", "pub_date", "displaydate",
        ),
        ("published", 26),
    ),
    **dict.fromkeys(
        (
            "pubdate", "ptime", "date", "dc.date", "dcterms.date", "dc:date", "dc.date.created", "dcterms.created", "created",
            "article:created", "datecreated", "release_date", "originalpublicationdate", "pagedate", "dc.created",
            "article:published_date", "cxenseparse:recs:articlepublishdate", "og:release_date", "bt:pubdate", "timestamp",
            "artikel:date", "pdate", "entrydate", "creation_date", "newsdate",
        ),
        ("published", 14),
    ),
    **dict.fromkeys(
        (
            "article:modified_time", "article:modified", "og:article:modified_time", "og:modified_time", "og:updated_time",
            "datemodified", "dcterms.modified", "dc.date.modified", "dc.modified", "modified", "last-modified",
            "lastmodified", "moddate", "revised", "article:updated_time", "modified_time", "utime", "updated_time",
            "dateupdate", "last_updated_date", "shareaholic:article_modified_time", "bt:moddate", "cxenseparse:modifiedtime",
        ),
        ("modified", 26),
    ),
}  # fmt: skip
_LD_KEYS: Final[tuple[tuple[str, Which, int], ...]] = (
    ("datePublished", "published", 30), ("dateCreated", "published", 8), ("uploadDate", "published", 6),
    ("dateModified", "modified", 30),
)  # fmt: skip
_LD_DATES: Final = frozenset(key for key, _, _ in _LD_KEYS)
# Linked data about other things than the page's own text: used where nothing else speaks.
_LD_ASIDE: Final = frozenset(
    {"videoobject", "imageobject", "audioobject", "mediaobject", "product", "podcastepisode", "dataset"}
)
_LD_PAGES: Final = frozenset(
    {
        "webpage",
        "itempage",
        "articlepage",
        "creativework",
        "review",
        "claimreview",
        "recipe",
        "mediareview",
        "howto",
        "qapage",
        "aboutpage",
        "medicalwebpage",
        "faqpage",
        "course",
        "book",
        "photograph",
    }
)
_LD_OTHERS: Final = 3  # weight of objects aside
_MOST_OBJECTS: Final = 60
# a name that no list knows and that still says what it holds, as those of a site's own vocabulary do
_OWN_META_ENDINGS: Final = ("date", "time", "uploaded", "published", "created", "issued", "posted")
_OWN_META: Final = re.compile(
    r"(?:^|[._:-])(?:uploaded|published|created|issued|posted|pub_?date|upload_?date|publish_?(?:date|time)"
    r"|publication_?(?:date|time)|creat(?:e|ion)_?(?:date|time))\Z"
)
_OWN_META_WEIGHT: Final = 6
_DIGIT: Final = re.compile(r"\d")

_LONGEST_PATH: Final = 400
_URL_NUMBER: Final = re.compile(r"(?:19|20)\d\d|1\d{9}")
_URL_DAY: Final = re.compile(
    r"(?<=[/=_.-])((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2]|(?<=[/_.-])[1-9](?=[/_-]))[/_.-]?(0[1-9]|[12]\d|3[01]|(?<=[/_-])[1-9](?=[/_-]))(?!\d)"
)
_URL_NAMED: Final = re.compile(r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/(\d\d?)/")
_URL_BACKWARDS: Final = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])[-_.](0[1-9]|1[0-2])[-_.]((?:19|20)\d\d)(?!\d)")
_URL_UNIX: Final = re.compile(r"-(1[0-9]{9})(?=\Z|[/?.])")


def iter_sources(page: Page, item: FeedItem | None) -> Iterator[Source]:
    """Every statement of a date for machines that may be the page's own, and elements marked as dates; the trusted first."""
    yield from _declared(page)
    if item is not None:
        yield from _of_item(item)
    yield from _linked(page)
    yield from _metas(page)
    yield from iter_times(page)
    yield from _of_url(page)


def _declared(page: Page) -> Iterator[Source]:
    for which, found in (("published", page.declared.published), ("modified", page.declared.modified)):
        if found is not None:
            yield Source("rule", "published" if which == "published" else "modified", found[0], f"rule:{found[1]}", 100)


def _of_item(item: FeedItem) -> Iterator[Source]:
    weight = 20 if item.via == "listing" else 60
    if item.published:
        yield Source("item", "published", item.published, f"{item.via}:published", weight)
    if item.modified:
        yield Source("item", "modified", item.modified, f"{item.via}:modified", weight)


def _metas(page: Page) -> Iterator[Source]:
    for meta in page.metas:
        name, content = meta.name, meta.content
        known = _METAS.get(name)
        if known is None and name.endswith(_OWN_META_ENDINGS) and _OWN_META.search(name):
            known = ("published", _OWN_META_WEIGHT)
        if known is not None and _DIGIT.search(content):
            yield Source("meta", known[0], content, f"meta:{name}", known[1])


def _linked(page: Page) -> Iterator[Source]:
    articles = 0
    for node in page.linked_data[:_MOST_OBJECTS]:
        dated = not _LD_DATES.isdisjoint(node)
        article = (dated or not articles) and is_article(node)
        articles += article
        if not dated:
            continue
        for key, which, full in _LD_KEYS:
            value = node.get(key)
            if isinstance(value, list):
                value = value[0] if value else None
            if isinstance(value, str | int) and (weight := _linked_weight(node, full, article=article, place=articles)):
                yield Source("jsonld", which, str(value).strip(), f"jsonld:{key}", weight)


def _linked_weight(node: dict[str, Any], full: int, *, article: bool, place: int) -> int:
    """The first article is the page's; later ones are those it lists. 0 for what never dates a page: comments, events."""
    if article:
        return full if place == 1 else _LD_OTHERS
    types = types_of(node)
    if types & _LD_PAGES:
        return full * 3 // 4
    return _LD_OTHERS if types & _LD_ASIDE else 0


def _of_url(page: Page) -> Iterator[Source]:
    """The day in the page's address, else in its canonical one."""
    found = _read_url(page.url)
    if found is None and page.canonical_url and page.canonical_url != page.url:
        found = _read_url(page.canonical_url)
    if found is not None:
        yield found


def _read_url(url: str) -> Source | None:
    path = url.partition("://")[2].partition("/")[2].partition("#")[0][:_LONGEST_PATH]
    if not _URL_NUMBER.search(path):
        return None
    path = f"/{path}"
    if match := _URL_DAY.search(path):
        return Source("url", "published", f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}", "url", 16)
    if match := _URL_NAMED.search(path):
        return Source("url", "published", f"{match[3]} {match[2]} {match[1]}", "url", 16, line=True)
    if match := _URL_BACKWARDS.search(path):
        return Source("url", "published", f"{match[3]}-{match[2]}-{match[1]}", "url", 12)
    match = _URL_UNIX.search(path)
    return Source("url", "published", match[1], "url", 10) if match else None
