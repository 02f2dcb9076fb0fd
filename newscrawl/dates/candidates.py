"""Every place where a page states a date, each with the weight it has in the choice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Literal

from newscrawl.dates.model import Which
from newscrawl.page import Page, is_article, types_of
from newscrawl.site import FeedItem

Family = Literal["rule", "item", "jsonld", "meta", "time", "line", "url"]


@dataclass(frozen=True, slots=True)
class Source:
    """One statement of a date. `weight` is how much it counts among others; sources of one `family` count once.

    `line` says that it is text for people, which may hold several dates or none; else it is meant as one date.
    """

    family: Family
    which: Which
    raw: str
    evidence: str
    weight: int
    line: bool = False


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
# Linked data about other things than the page's own text: used where nothing else speaks.
_LD_ASIDE: Final = frozenset(
    {"videoobject", "imageobject", "audioobject", "mediaobject", "product", "podcastepisode", "dataset"}
)
_LD_PAGES: Final = frozenset(
    {"webpage", "itempage", "articlepage", "creativework", "review", "claimreview", "recipe", "mediareview"}
)
_LD_OTHERS: Final = 3  # weight of objects aside
_MOST_OBJECTS, _MOST_TIMES, _MOST_LINES = 60, 30, 40
_LONGEST_LINE: Final = 220
_LONGEST_STRANGER: Final = 80
_HEADROOM: Final = 4  # blocks before the title, and after the first of the text, that may still be the article's own head
_LINE_WEIGHTS: Final[dict[str, int]] = {"dateline": 13, "byline": 13, "label": 11, "kicker": 11, "lead": 7}

_PUBLISHED_MARK: Final = re.compile(r"datepublished|\bpublished\b|pubdate|publish|entry-date|datecreated|\bposted\b|\bcreat")
_MODIFIED_MARK: Final = re.compile(r"datemodified|updat|modif|lastmod|\bedited\b")
_FOREIGN: Final = frozenset({
    "related", "teaser", "comments", "footer", "navigation", "share", "consent", "newsletter", "placeholder", "legal",
})  # fmt: skip
_GUESSED: Final = frozenset({"teaser", "share", "title"})  # zones that markup least surely tells
_DIGIT: Final = re.compile(r"\d")

_URL_DAY: Final = re.compile(
    r"(?<=[/=_.-])((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2]|(?<=[/_.-])[1-9](?=[/_-]))[/_.-]?(0[1-9]|[12]\d|3[01]|(?<=[/_-])[1-9](?=[/_-]))(?!\d)"
)
_URL_NAMED: Final = re.compile(r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/(\d\d?)/")
_URL_BACKWARDS: Final = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])[-_.](0[1-9]|1[0-2])[-_.]((?:19|20)\d\d)(?!\d)")
_URL_UNIX: Final = re.compile(r"-(1[0-9]{9})(?=\Z|[/?.])")


def iter_sources(page: Page, item: FeedItem | None) -> Iterator[Source]:
    """Every statement of a date that may be the page's own, the more trusted kinds first."""
    yield from _declared(page)
    if item is not None:
        yield from _of_item(item)
    yield from _linked(page)
    for meta in page.metas:
        known = _METAS.get(meta.name)
        if known is not None and _DIGIT.search(meta.content):
            yield Source("meta", known[0], meta.content, f"meta:{meta.name}", known[1])
    yield from _times(page)
    yield from _of_url(page)
    yield from _lines(page)


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


def _linked(page: Page) -> Iterator[Source]:
    articles = 0
    for node in page.linked_data[:_MOST_OBJECTS]:
        article = is_article(node)
        articles += article
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


def _times(page: Page) -> Iterator[Source]:
    unmarked = 0
    for mark in page.times[:_MOST_TIMES]:
        if mark.zone in _FOREIGN:
            continue
        which: Which = "unknown"
        if _PUBLISHED_MARK.search(mark.hint):
            which = "published"
        if _MODIFIED_MARK.search(mark.hint) and not re.search(r"datepublished|\bpublished\b|entry-date", mark.hint):
            which = "modified"
        unmarked += which == "unknown"
        weight = 22 if which != "unknown" else 15 if unmarked == 1 and mark.inside else 8
        if mark.attribute and _DIGIT.search(mark.attribute):
            yield Source("time", which, mark.attribute, "time[datetime]", weight)
        if mark.text and _DIGIT.search(mark.text) and len(mark.text) <= _LONGEST_LINE:
            yield Source("time", which, mark.text, "time", weight - 1, line=True)


def _of_url(page: Page) -> Iterator[Source]:
    for url in dict.fromkeys(filter(None, (page.url, page.canonical_url))):
        path = url.partition("://")[2].partition("/")[2]
        path = f"/{path.partition('#')[0]}"[:400]
        if match := _URL_DAY.search(path):
            yield Source("url", "published", f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}", "url", 16)
        elif match := _URL_NAMED.search(path):
            yield Source("url", "published", f"{match[3]} {match[2]} {match[1]}", "url", 16, line=True)
        elif match := _URL_BACKWARDS.search(path):
            yield Source("url", "published", f"{match[3]}-{match[2]}-{match[1]}", "url", 12)
        elif match := _URL_UNIX.search(path):
            yield Source("url", "published", match[1], "url", 10)


def _lines(page: Page) -> Iterator[Source]:
    """Short lines around the article with a date in them, and the first lines of its text.

    A line in a zone of other stories counts a little where it stands at the article's head: zones are told by guessing too.
    """
    head = _head_of_article(page)
    seen = body = 0
    for place, block in enumerate(page.blocks):
        body += block.zone == "body"
        if block.zone in {"title", "caption"} or len(block.text) > _LONGEST_LINE or not _DIGIT.search(block.text):
            continue
        weight = _LINE_WEIGHTS.get(block.zone, 0)
        if block.zone == "body":
            weight = 8 if body == 1 else 6 if place in head else 4
        elif block.zone in _FOREIGN:
            weight = 6 if place in head and len(block.text) <= _LONGEST_STRANGER else 0
        if weight:
            seen += 1
            yield Source("line", "unknown", block.text, f"text:{block.zone}", weight, line=True)
        if seen >= _MOST_LINES:
            return


def iter_guesses(page: Page) -> Iterator[Source]:
    """Dates in zones of other stories, for a page that states none of its own: zones are told by guessing too."""
    for mark in page.times[:_MOST_TIMES]:
        if mark.zone in _GUESSED and mark.attribute and _DIGIT.search(mark.attribute):
            yield Source("time", "unknown", mark.attribute, "time[datetime]", 2)
    lines = (b for b in page.blocks if len(b.text) <= _LONGEST_STRANGER and _DIGIT.search(b.text))
    for block in islice((b for b in lines if b.zone in _FOREIGN or b.zone == "title"), _MOST_LINES):
        weight = 2 if block.zone in _GUESSED else 1
        yield Source("line", "unknown", block.text, f"text:{block.zone}", weight, line=True)


def _head_of_article(page: Page) -> range:
    """Places of the blocks from a little before the title to the first lines of the text."""
    zones = [block.zone for block in page.blocks]
    if "body" not in zones:
        return range(0)
    first = zones.index("body")
    title = max((place for place in range(first) if zones[place] == "title"), default=first)
    return range(title - _HEADROOM, first + _HEADROOM)
