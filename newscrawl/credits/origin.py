"""One best answer to "where does this text come from?"."""

from __future__ import annotations

from newscrawl.credits.decide import Judged, credit_of
from newscrawl.credits.model import Publisher
from newscrawl.items import TEXT_ORIGIN_ROLES, Origin


def find_origin(groups: list[list[Judged]], publisher: Publisher) -> Origin | None:
    """The best text-origin credit, or None exactly when there is none.

    Who gave the whole text comes before who gave a part of it, an outlet before the agency that it took its text from,
    then the better evidence decides.
    """
    origins = [group for group in groups if group[0].role in TEXT_ORIGIN_ROLES]
    if not origins:
        return None
    best = min(origins, key=_rank)
    credit = credit_of(best, publisher)
    return Origin(
        outlet=credit.outlet,
        name=credit.name,
        role=credit.role,  # type: ignore[arg-type]
        extent="partial" if _is_partial(best) else "full",
        url=credit.url,
        confidence=credit.confidence,
        because=tuple(dict.fromkeys(one.claim.evidence for one in best)),
    )


def _rank(group: list[Judged]) -> tuple[bool, bool, float]:
    return (_is_partial(group), group[0].role == "agency", -group[0].confidence)


def _is_partial(group: list[Judged]) -> bool:
    """Partial where every visible credit says so; an attribute such as a JSON-LD author cannot tell."""
    said = [one.claim.partial for one in group if one.claim.kind != "metadata"]
    return bool(said) and all(said)
