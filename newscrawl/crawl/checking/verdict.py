"""What a look at a site says of its declaration: which doors and rules still serve. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Final

from newscrawl.crawl.account import FIELDS, filled_fields
from newscrawl.crawl.checking.visit import PageVisit, SiteVisit
from newscrawl.page import PageError
from newscrawl.reading import Reading, explain_article
from newscrawl.site import PageRules, Site

_DRAWN: Final = "is drawn by scripts: a crawl renders it, this look does not"


@dataclass(frozen=True, slots=True)
class DoorTally:
    """A door at one edition, and how many of the site's articles its first page lists."""

    door: str
    url: str
    listed: int
    failed: str | None


@dataclass(frozen=True, slots=True)
class RuleTally:
    """A declared selector: the pages on which it was tried (none where an earlier one of its field hit), and where it hit."""

    field: str
    css: str
    tried: int
    hits: int

    @property
    def missed(self) -> bool:
        """Whether it serves no longer. What `drop` cuts out need not stand on every page, so its silence proves nothing."""
        return self.field != "drop" and self.tried > 0 and not self.hits


@dataclass(frozen=True, slots=True)
class Trouble:
    """What does not serve any longer: the door or rule as it is declared, what was found, what a person can do."""

    thing: str
    said: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SiteCheck:
    """What was found of one site. `failed` are addresses of articles that were not read, with the reason."""

    site: str
    doors: tuple[DoorTally, ...]
    pages: int
    failed: tuple[tuple[str, str], ...]
    rules: tuple[RuleTally, ...]
    fields: dict[str, int]
    troubles: tuple[Trouble, ...]


def judge_visit(visit: SiteVisit) -> SiteCheck:
    """Read the pages of a visit by the rules of their sites, and say what of the declaration still serves."""
    read: list[Reading] = []
    failed: list[tuple[str, str]] = []
    for page in visit.pages:
        try:
            read.append(_read(page))
        except PageError as error:
            failed.append((page.url, str(error)))
    doors = tuple(DoorTally(door.name, door.url, len(door.items), door.failed) for door in visit.doors)
    rules = _tally_rules(visit.site, read)
    filled = Counter(name for reading in read for name in filled_fields(reading.article))
    counts = {name: filled[name] for name in FIELDS}
    found = SiteCheck(visit.site.id, doors, len(read), tuple(failed), rules, counts, ())
    return replace(found, troubles=tuple(_iter_troubles(found)))


def _read(page: PageVisit) -> Reading:
    """Raises PageError, which says too why a page was not fetched."""
    if page.answer is None:
        raise PageError(page.failed or "was not fetched")
    headers = page.answer.headers
    reading = explain_article(
        page.answer.body,
        page.url,
        site=page.site,
        fetched_at=page.fetched_at,
        content_type=headers.get("content-type"),
        headers=headers,
        item=page.item,
    )
    if "js_shell" in reading.article.flags and page.site and page.site.find_rendering(page.url):
        raise PageError(_DRAWN)
    return reading


def _tally_rules(site: Site, read: list[Reading]) -> tuple[RuleTally, ...]:
    """Every declared selector. A site that gathers has none: what it finds is read by the rules of others."""
    counts = [dict(reading.page.declared.hits) for reading in read]
    return tuple(
        RuleTally(name, css, sum(key in hits for hits in counts), sum(hits.get(key, 0) > 0 for hits in counts))
        for name in (field.name for field in fields(PageRules))
        for css in getattr(site.rules, name)
        for key in (f"{name}:{css}",)
    )


def _iter_troubles(found: SiteCheck) -> Iterator[Trouble]:
    place = f"spiders/{found.site}.py"
    for door in found.doors:
        if door.failed:
            remedy = f"open it in a browser, and put the door's new address into {place} or take the door out"
            yield Trouble(f"{door.door} door {door.url}", door.failed, remedy)
    if not found.pages and any(reason == _DRAWN for _, reason in found.failed):
        return
    if not found.pages:
        url, reason = next(iter(found.failed), ("", "no door lists any"))
        yield Trouble("articles", f"none could be read: {reason}", f"scrapy probe {url or 'URL'} shows one alone")
        return
    if not found.fields["text"]:
        yield Trouble(
            "articles", f"text on none of {found.pages} pages", f"see what they are with scrapy probe, then mend {place}"
        )
    for rule in found.rules:
        if rule.missed:
            remedy = f"look at one with scrapy probe and mend the selector in {place}, or look at more with --pages"
            yield Trouble(f"{rule.field} rule {rule.css}", f"hit on none of {rule.tried} pages", remedy)
