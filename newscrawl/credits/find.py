"""The room's one way through: gather claims, judge them, settle them, name the origin."""

from __future__ import annotations

from datetime import datetime

from newscrawl.credits.boilerplate import Boilerplate
from newscrawl.credits.candidates import read_blocks
from newscrawl.credits.decide import credit_of, judge, settle
from newscrawl.credits.metadata import read_metadata
from newscrawl.credits.model import Claims, CreditFindings, Publisher
from newscrawl.credits.origin import find_origin
from newscrawl.credits.publisher import is_publisher
from newscrawl.credits.roles import betrayal_of
from newscrawl.dates import PageDates
from newscrawl.page import Page
from newscrawl.site import FeedItem


def find_credits(
    page: Page,
    *,
    publisher: Publisher,
    dates: PageDates,
    fetched_at: datetime | None,
    item: FeedItem | None,
    boilerplate: Boilerplate | None = None,
) -> CreditFindings:
    """The outlets that a page really credits, with role and verbatim evidence, and the one best origin of its text.

    `dates` and `fetched_at` resolve what a stated date leaves out (its year); `item` is what a feed said of the page;
    `boilerplate` what earlier runs learned of its site.
    """
    claims = Claims()
    names = read_blocks(page, publisher, _now(dates, fetched_at), claims)
    read_metadata(page, names, item, claims)
    lines = {claim.line for claim in claims.found if claim.line and not is_publisher(claim, publisher)}
    of_site = [claim for claim in claims.found if boilerplate and boilerplate.holds(claim, publisher.domain)]
    found = [claim for claim in claims.found if claim not in of_site] if of_site else claims.found
    kept, refused = judge(found, publisher, betrayal_of(page, publisher, found))
    groups, covered = settle(kept)
    return CreditFindings(
        credits=tuple(credit_of(group, publisher) for group in groups),
        origin=find_origin(groups, publisher),
        flags=("unnamed_agency",) if claims.unnamed else (),
        rejected=tuple(
            dict.fromkeys((*(claim.reject("site-wide boilerplate") for claim in of_site), *refused, *covered, *claims.rejected))
        ),
        lines=tuple(sorted(lines)),
    )


def _now(dates: PageDates, fetched_at: datetime | None) -> datetime | None:
    """The instant that incomplete dates are reckoned from: the page's own publication, else its fetching."""
    return datetime.fromisoformat(dates.published.utc) if dates.published else fetched_at
