"""Hand-built pages for the tests of credits: a few blocks with their zones, and the attributes a case is about."""

from __future__ import annotations

import dataclasses

from newscrawl.credits import Boilerplate, CreditFindings, find_credits, publisher_of
from newscrawl.dates import PageDates
from newscrawl.items import DateReading, Rights
from newscrawl.page import Block, Declared, Page
from newscrawl.page.model import Zone
from newscrawl.site import FeedItem, Site

STRANGER = "https://journal.example.com/monde/un-article-quelconque"
NDM = "https://www.nouvelles-dumonde.com/un-article-quelconque/"
_RIGHTS = Rights(robots=(), tdm_reservation=None, tdm_policy=None, noai=False, licence=None)
PUBLISHED = DateReading(
    utc="2022-12-11T10:00:00Z", local="2022-12-11T10:00+00:00", precision="minute", zone="+00:00", zone_source="explicit",
    raw="2022-12-11T10:00:00Z", evidence="jsonld:datePublished", ambiguous=False,
)  # fmt: skip


def make_block(zone: Zone, text: str) -> Block:
    return Block(zone, text, "p", inside=zone not in {"related", "teaser", "footer", "navigation"})


def make_page(*blocks: tuple[Zone, str] | Block, language: str = "en", url: str = STRANGER, **changes: object) -> Page:
    page = Page(
        url=url, canonical_url=None, site_name=None, language=language, language_declared=None, title=None, text=None,
        summary=None, authors=(), section=None, tags=(), images=(), related=(), rights=_RIGHTS, flags=(),
        blocks=tuple(block if isinstance(block, Block) else make_block(*block) for block in blocks),
        metas=(), linked_data=(), times=(), head_links=(), image_urls=(), frame_urls=(), declared=Declared(),
    )  # fmt: skip
    return dataclasses.replace(page, **changes)


def read_credits(
    page: Page, *, site: Site | None = None, item: FeedItem | None = None, boilerplate: Boilerplate | None = None
) -> CreditFindings:
    publisher = publisher_of(page, site)
    dates = PageDates(published=PUBLISHED, modified=None, candidates=(), flags=())
    return find_credits(page, publisher=publisher, dates=dates, fetched_at=None, item=item, boilerplate=boilerplate)


def roles(findings: CreditFindings) -> set[tuple[str | None, str]]:
    return {(credit.outlet, credit.role) for credit in findings.credits}
