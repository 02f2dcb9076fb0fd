"""Which of two matched articles is the original, and what the other one's line then says."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from newscrawl.items import Credit, Evidence, Method, Origin, Relation, Role
from newscrawl.knowledge import Outlet, read_outlets, same_group
from newscrawl.stories.document import Document, Member

# Within so much of a time of publication, and on the day of which no time is known, nothing says who was first.
_TOGETHER: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_KINDS: Final = ("agency", "press_release", "newspaper", "broadcaster", "magazine", "site", "photo_agency", "aggregator")
_SURE: Final = 0.95  # of what a matched text proves, at most: a page may have been published before its date
_AGENCY: Final[frozenset[str]] = frozenset({"agency", "press_release"})


def is_original(new: Document, old: Member) -> bool:
    """Whether an article is the original of one placed before it.

    A stated credit decides, then the time of publication, then the kind of outlet; else the one placed first is the original.
    What says that it is from elsewhere has no original but that, or an agency behind it.
    """
    if old.publisher and old.publisher in new.sources:
        return False
    if new.publisher and new.publisher in old.sources:
        return True
    if old.sources and not old.sources & new.sources and not _is_agency(new.publisher):
        return False
    if _is_over(new, old):
        return True
    if _is_over(old, new):
        return False
    return _kind(new.publisher) < _kind(old.publisher)


def matched_credit(
    original: Document | Member, copy: Document | Member, relation: Relation, proof: tuple[Method, float | None]
) -> Credit | None:
    """Return the credit that a matched original gives its copy; None where it says so itself, or has no outlet to name.

    An original that is from elsewhere itself passes the credit on to where it is from. `proof` is how they were matched, and
    how alike they are.
    """
    source = next(iter(sorted(original.sources)), original.publisher)
    if relation == "update" or not source or source == copy.publisher or source in copy.sources:
        return None
    outlet, owner = read_outlets().get(source), read_outlets().get(copy.publisher)
    if outlet is not None and outlet.kind == "aggregator":
        return None
    method, similarity = proof
    sure = similarity if similarity is not None else 1.0
    return Credit(
        outlet=outlet.id if outlet else None,
        name=outlet.name if outlet else source,
        domain=next(iter(outlet.domains), None) if outlet else source,
        role=_role(outlet, relation),
        evidence=Evidence(kind="matched_text", where=f"article {original.id} by {method}", text=None),
        date=None,
        url=original.url if not original.sources else None,
        same_group=outlet is not None and owner is not None and same_group(outlet, owner),
        confidence=round(min(_SURE, 0.6 + 0.35 * sure), 2),
    )


def origin_of(credit: Credit) -> Origin:
    """Return the origin that a matched credit gives an article which names none itself: its text was found there."""
    assert credit.role in {"agency", "republished_from", "translated_from"}  # noqa: S101 - what `matched_credit` gives
    return Origin(
        outlet=credit.outlet,
        name=credit.name,
        role=credit.role,
        extent="full",
        url=credit.url,
        confidence=credit.confidence,
        because=(credit.evidence,),
    )


def _is_over(one: Document | Member, other: Document | Member) -> bool:
    """Whether one article was surely published before another, as far as the dates of both tell."""
    if one.published is None or other.published is None:
        return False
    return one.published + (_DAY if one.whole_day else _TOGETHER) <= other.published


def _is_agency(publisher: str) -> bool:
    outlet = read_outlets().get(publisher)
    return outlet is not None and outlet.kind in _AGENCY


def _role(outlet: Outlet | None, relation: Relation) -> Role:
    if outlet is not None and outlet.kind in _AGENCY:
        return "agency"
    return "translated_from" if relation == "translation" else "republished_from"


def _kind(publisher: str) -> int:
    outlet = read_outlets().get(publisher)
    return _KINDS.index(outlet.kind if outlet else "site")
