"""The room's one way through: gather claims, judge them, settle them, name the origin."""

from __future__ import annotations

from datetime import datetime

from newscrawl.credits.candidates import read_blocks
from newscrawl.credits.decide import credit_of, judge, settle
from newscrawl.credits.metadata import read_metadata
from newscrawl.credits.model import Claims, CreditFindings, Publisher
from newscrawl.credits.origin import find_origin
from newscrawl.credits.roles import betrayal_of
from newscrawl.dates import PageDates
from newscrawl.page import Page
from newscrawl.site import FeedItem


def find_credits(
    page: Page, *, publisher: Publisher, dates: PageDates, fetched_at: datetime | None, item: FeedItem | None
) -> CreditFindings:
    """The outlets that a page really credits, with role and verbatim evidence, and the one best origin of its text.

    `dates` and `fetched_at` resolve what a stated date leaves out (its year); `item` is what a feed said of the page.
    """
    claims = Claims()
    names = read_blocks(page, publisher, _now(dates, fetched_at), claims)
    read_metadata(page, names, item, claims)
    kept, refused = judge(claims.found, publisher, betrayal_of(page, publisher, claims.found))
    groups, covered = settle(kept)
    return CreditFindings(
        credits=tuple(credit_of(group, publisher) for group in groups),
        origin=find_origin(groups, publisher),
        flags=("unnamed_agency",) if claims.unnamed else (),
        rejected=tuple(dict.fromkeys((*refused, *covered, *claims.rejected))),
    )


def _now(dates: PageDates, fetched_at: datetime | None) -> datetime | None:
    """The instant that incomplete dates are reckoned from: the page's own publication, else its fetching."""
    return datetime.fromisoformat(dates.published.utc) if dates.published else fetched_at
