"""Conditional requests: asked for only where a site's 304 has proved true, and checked now and then.

Some servers keep an ETag, or answer 304 whatever they are asked, while the text changes (Media Cloud turned conditional
requests off for such). So a 304 is believed after PROOFS of them were checked by fetching the page whole; then one in SAMPLE
is still checked, and one that lied ends it for REST.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from newscrawl.items import Article
from newscrawl.store import Validators, Visit

PROOFS: Final = 5
SAMPLE: Final = 20
REST: Final = timedelta(days=90)
_LONGEST: Final = 500  # characters of a validator; a longer one is not sent back

logger = logging.getLogger(__name__)


def find_conditions(visit: Visit | None, validators: Validators, now: datetime) -> dict[str, str]:
    """The headers that make a request conditional; none for a page not read before, or a site whose 304 lied lately."""
    if visit is None or visit.content_hash is None or visit.failures:
        return {}
    if validators.lied_at is not None and now - validators.lied_at < REST:
        return {}
    asked = {"If-None-Match": visit.etag, "If-Modified-Since": visit.last_modified}
    return {name: value for name, value in asked.items() if value and len(value) <= _LONGEST}


def must_check(validators: Validators, answered: int) -> bool:
    """Whether the run's 304 number `answered` (from 1) is to be checked by fetching the page whole."""
    return validators.proved < PROOFS or answered % SAMPLE == 0


def after_check(validators: Validators, now: datetime, *, true: bool) -> Validators:
    """What a 304 that was checked says of the site."""
    return replace(validators, proved=validators.proved + 1) if true else Validators(0, lied_at=now)


class Conditional:
    """The conditional requests of one run of a site, begun at an aware instant."""

    def __init__(self, site: str, validators: Validators, now: datetime) -> None:
        self.validators = self._remembered = validators
        self._site = site
        self._now = now
        self._answered = 0
        self._tried = 0

    @property
    def learned(self) -> Validators | None:
        """What the run found of the site's 304 and is to be remembered; None for nothing new."""
        return None if self.validators is self._remembered else self.validators

    def headers_for(self, known: Visit | None) -> dict[str, str]:
        """What makes the request for a known page conditional; nothing where it is not to be."""
        if self.validators.proved < PROOFS and self._tried >= PROOFS:
            return {}  # as many as it takes were tried: what they prove is for the next run
        conditions = find_conditions(known, self.validators, self._now)
        self._tried += bool(conditions)
        return conditions

    def believes(self) -> bool:
        """Whether the 304 that was just received is believed; else the page is to be fetched whole, and judged."""
        self._answered += 1
        return not must_check(self.validators, self._answered)

    def judge(self, known: Visit, article: Article) -> None:
        """Compare a page fetched whole with what was known of it when a 304 said that it is the same."""
        true = known.content_hash == article.content_hash
        self.validators = after_check(self.validators, self._now, true=true)
        if not true:
            logger.warning(
                "%s: a 304 lied, as at %s; its pages are fetched whole for the next %s days", self._site, article.url, REST.days
            )
