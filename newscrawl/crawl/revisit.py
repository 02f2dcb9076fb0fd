"""When an address is worth asking for again: by what its door says, its age, and how its site edits.

Pure functions: an instant is an argument, and a visit goes in and comes out changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from newscrawl.crawl.doors import latest_instant
from newscrawl.items import Article
from newscrawl.lake import Answer
from newscrawl.page import article_id
from newscrawl.site import FeedItem
from newscrawl.store import EditHabit, Visit

CLOCK_MARGIN: Final = timedelta(hours=1)
"""How far a site's clock may be behind ours: a change that it dates before a run may have come after."""

LEAST_INTERVAL: Final = timedelta(hours=1)
MOST_INTERVAL: Final = timedelta(days=60)
_AGES: Final = 4  # an article is looked at four times while its age doubles: edits come soon after publication or hardly ever
_USUAL_EDITS: Final = 0.1  # share of revisits that find another text, before a site has shown its own
_PRIOR: Final = 20  # revisits that the usual share weighs as much as
_PATIENCE: Final = 3  # failures in a row after which a page is no longer asked for in every run


@dataclass(frozen=True, slots=True)
class Seen:
    """A fetch of a listed address `at` an aware instant: what its door said of it, the validators it came with.

    `answer` is what an archive keeps of it, where the run has one.
    """

    item: FeedItem
    at: datetime
    etag: str | None = None
    last_modified: str | None = None
    answer: Answer | None = None

    @property
    def id(self) -> str:
        """The id of the address as the door lists it."""
        return article_id(self.item.url, None)


def is_due(visit: Visit | None, item: FeedItem, now: datetime) -> bool:
    """Whether a listed address is to be asked for: it is new, its door says that it changed, or its time has come."""
    if visit is None:
        return True
    modified = latest_instant(item.modified)
    if visit.gone_at or visit.failures:
        returned = visit.gone_at is not None and modified is not None and modified > visit.gone_at
        return returned or (visit.next_visit is not None and visit.next_visit <= now)
    if modified is not None and visit.last_seen is not None:
        return modified > visit.last_seen - CLOCK_MARGIN
    return visit.next_visit is None or visit.next_visit <= now


def find_interval(age: timedelta, streak: int, habit: EditHabit) -> timedelta:
    """How long to leave an article alone that is `age` old and was the same at its last `streak` visits.

    A quarter of its age; longer the less its site edits (up to four times) and the longer it stayed the same, shorter
    where a site edits much (down to half). Never less than LEAST_INTERVAL, never more than MOST_INTERVAL.
    """
    share = (habit.changes + _USUAL_EDITS * _PRIOR) / (habit.revisits + _PRIOR)
    factor = min(4.0, max(0.5, _USUAL_EDITS / share)) * 1.5 ** min(streak, 10)
    return min(MOST_INTERVAL, max(LEAST_INTERVAL, max(age, timedelta(0)) / _AGES * factor))


def after_reading(earlier: Visit | None, seen: Seen, article: Article, habit: EditHabit) -> Visit:
    """The visit of an address whose page was read into `article`."""
    visit = _meet(earlier, seen)
    known = visit.content_hash is not None
    changed = known and visit.content_hash != article.content_hash
    read = replace(
        visit,
        article=article.id,
        canonical=article.canonical_url,
        content_hash=article.content_hash,
        published=datetime.fromisoformat(article.published.utc) if article.published else None,
        etag=seen.etag,
        last_modified=seen.last_modified,
        changes=visit.changes + changed,
        streak=visit.streak + 1 if known and not changed else 0,
    )
    return _plan(read, seen.at, habit)


def after_same(earlier: Visit, seen: Seen, habit: EditHabit) -> Visit:
    """The visit of an address that was answered with 304, which is believed."""
    visit = _meet(earlier, seen)
    return _plan(replace(visit, streak=visit.streak + 1), seen.at, habit)


def after_failure(earlier: Visit | None, seen: Seen, *, gone: bool, final: bool) -> Visit:
    """The visit of an address that could not be read.

    One that is `gone`, or whose failure is `final` (no later run would do better), rests for a day, then for ever longer;
    any other is asked for in the next runs, then at growing intervals of up to a day.
    """
    visit = _meet(earlier, seen)
    failures = visit.failures + 1
    if final or gone:
        rest = min(timedelta(days=1) * 4 ** min(failures - 1, 5), MOST_INTERVAL)
    elif failures <= _PATIENCE:
        rest = timedelta(0)
    else:
        rest = min(LEAST_INTERVAL * 2 ** min(failures - _PATIENCE - 1, 10), timedelta(days=1))
    gone_at = (visit.gone_at or seen.at) if gone else visit.gone_at
    return replace(visit, failures=failures, gone_at=gone_at, next_visit=seen.at + rest)


def _meet(earlier: Visit | None, seen: Seen) -> Visit:
    """The visit with what the door says now."""
    visit = earlier or Visit(id=seen.id, url=seen.item.url, first_seen=seen.at)
    return replace(visit, url=seen.item.url, item=seen.item, dated=latest_instant(seen.item.modified) is not None)


def _plan(visit: Visit, at: datetime, habit: EditHabit) -> Visit:
    """The visit of an address that answered `at`, with the time of the next."""
    age = at - (visit.published or visit.first_seen)
    wait = find_interval(age, visit.streak, habit)
    return replace(visit, last_seen=at, reads=visit.reads + 1, failures=0, gone_at=None, next_visit=at + wait)
