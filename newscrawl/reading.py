"""The only composer: bytes in, one Article out, without a story. Crawl, extract, probe and the benchmarks all read here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from newscrawl.credits import Boilerplate, CreditFindings, find_credits, publisher_of
from newscrawl.dates import PageDates, find_dates
from newscrawl.items import SCHEMA, Article, CrawlInfo, Flag, SiteRef
from newscrawl.page import Page, article_id, content_hash, is_json, lay_out_detail, read_page, registrable_domain
from newscrawl.site import FeedItem, Site

_UNKNOWN_CRAWL: Final = CrawlInfo(run=None, spider=None, fetched_at=None, via=None, status=None, rendered=None, page_id=None)


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with all that led to it: the page's zones, every date and credit considered, and why some were dropped."""

    article: Article
    page: Page
    dates: PageDates
    credits: CreditFindings


def read_article(
    body: bytes,
    url: str,
    *,
    site: Site | None = None,
    fetched_at: datetime | None = None,
    content_type: str | None = None,
    headers: Mapping[str, str] | None = None,
    item: FeedItem | None = None,
    boilerplate: Boilerplate | None = None,
    crawl: CrawlInfo | None = None,
) -> Article:
    """Read one page into the line that is written of it, version 1, its story not yet placed.

    `url` is the address after redirects, `site` whose rules, zone and names apply, `fetched_at` the instant (with offset)
    that relative dates are reckoned from, `item` what a feed or listing said of the page, `boilerplate` what earlier runs
    learned of its site. The same arguments give the same article on every machine. Raises PageError for a body that is no
    HTML page.
    """
    return explain_article(
        body,
        url,
        site=site,
        fetched_at=fetched_at,
        content_type=content_type,
        headers=headers,
        item=item,
        boilerplate=boilerplate,
        crawl=crawl,
    ).article


def explain_article(
    body: bytes,
    url: str,
    *,
    site: Site | None = None,
    fetched_at: datetime | None = None,
    content_type: str | None = None,
    headers: Mapping[str, str] | None = None,
    item: FeedItem | None = None,
    boilerplate: Boilerplate | None = None,
    crawl: CrawlInfo | None = None,
) -> Reading:
    """The same reading with everything that led to it, for a person who wants to trust or contest it."""
    rendering = site.find_rendering(url) if site else None
    if site and site.detail and is_json(body):
        body, content_type, rendering = lay_out_detail(body, site.detail), "text/html; charset=utf-8", None
    rules, ready = site.rules if site else None, rendering.ready if rendering else ()
    page = read_page(body, url, content_type=content_type, headers=headers, rules=rules, ready=ready)
    dates = find_dates(page, site=site, fetched_at=fetched_at, item=item)
    credits = find_credits(
        page, publisher=publisher_of(page, site), dates=dates, fetched_at=fetched_at, item=item, boilerplate=boilerplate
    )
    info = crawl or _UNKNOWN_CRAWL
    if fetched_at is not None:
        info = replace(info, fetched_at=fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    return Reading(_compose(page, dates, credits, (site, info)), page, dates, credits)


def _compose(page: Page, dates: PageDates, credits: CreditFindings, context: tuple[Site | None, CrawlInfo]) -> Article:
    site, info = context
    title = page.title.value if page.title else None
    return Article(
        schema=SCHEMA,
        id=article_id(page.url, page.canonical_url),
        version=1,
        content_hash=content_hash(title, page.text),
        url=page.url,
        canonical_url=page.canonical_url,
        site=_site_ref(page, site),
        title=title,
        text=page.text,
        summary=page.summary.value if page.summary else None,
        language=page.language,
        language_declared=page.language_declared,
        authors=tuple(author.value for author in page.authors),
        section=page.section.value if page.section else None,
        tags=tuple(tag.value for tag in page.tags),
        images=page.images,
        published=dates.published,
        modified=dates.modified,
        credits=credits.credits,
        origin=credits.origin,
        related=page.related,
        story=None,
        rights=page.rights,
        flags=_flags(page, dates, credits),
        crawl=info,
    )


def _site_ref(page: Page, site: Site | None) -> SiteRef:
    if site:
        return SiteRef(site.id, site.name, site.domain)
    return SiteRef(None, page.site_name, registrable_domain(page.url))


def _flags(page: Page, dates: PageDates, credits: CreditFindings) -> tuple[Flag, ...]:
    flags: set[Flag] = {*page.flags, *dates.flags, *credits.flags}
    declared = page.language_declared
    if declared and page.language != "und" and declared.partition("-")[0] != page.language.partition("-")[0]:
        flags.add("language_conflict")
    return tuple(sorted(flags))
