"""Which claims become credits: not the publisher's own, not an outlet quoting itself, one per outlet and role, best first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from newscrawl.credits.model import Claim, Publisher, Rejected
from newscrawl.credits.publisher import is_publisher
from newscrawl.credits.roles import Betrayal, Refusal, as_inferred, betrays_translation, role_of
from newscrawl.items import TEXT_ORIGIN_ROLES, Credit, EvidenceKind, Role
from newscrawl.knowledge import same_group

# How far each kind of evidence is to be trusted: the share of such credits that two readers of real pages upheld, drawn
# towards .9 where there were few. docs/credits.md has the table of what was stated against what held.
CONFIDENCE: Final[dict[EvidenceKind, float]] = {
    "counter_pixel": 0.98, "canonical": 0.97, "republish_notice": 0.95, "translation_notice": 0.95, "dateline": 0.97,
    "matched_text": 0.95, "source_label": 0.88, "byline": 0.92, "trailing_credit": 0.94, "feed_source": 0.9,
    "photo_caption": 0.94, "photo_metadata": 0.92, "metadata": 0.95, "copyright_line": 0.75, "contribution_note": 0.88,
    "partner_note": 0.9, "licence_note": 0.85, "feed_creator": 0.85, "in_text": 0.87, "source_link": 0.6, "url_path": 0.7,
    "inferred": 0.75,
}  # fmt: skip
_UNSURE: Final = 0.03  # taken off for a name that may mean something else, or that the registry does not know
_DATED: Final = 0.03  # added where the credit states its date
_HOUSE: Final = 0.1  # added to an inferred origin whose formula only the outlet's own pages print
_ORDER: Final[tuple[Role, ...]] = (
    "republished_from",
    "translated_from",
    "agency",
    "reported_by",
    "partner",
    "licence",
    "photo",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with its role and confidence."""

    claim: Claim
    role: Role
    confidence: float


def judge(claims: list[Claim], publisher: Publisher, betrayal: Betrayal) -> tuple[list[Judged], list[Rejected]]:
    """Give every claim its role, or the reason why it is no credit."""
    kept: list[Judged] = []
    dropped: list[Rejected] = []
    for claim in claims:
        role = role_of(claim, betrayal)
        if isinstance(role, Refusal):
            dropped.append(claim.reject(role.reason))
        elif claim.kind != "translation_notice" and is_publisher(claim, publisher):  # such a notice tells of another edition
            dropped.append(claim.reject("the publisher itself", role))
        else:
            kept.append(Judged(claim, role, confidence_of(claim)))
            if betrays_translation(claim, betrayal):
                bonus = _HOUSE if claim.says == "house" else 0.0
                inferred = as_inferred(claim)
                kept.append(Judged(inferred, "translated_from", round(confidence_of(inferred) + bonus, 2)))
    return kept, dropped


def confidence_of(claim: Claim) -> float:
    """How far to trust a claim, in [0, 1]: by its kind of evidence, its name, and whether it states a date."""
    value = (
        CONFIDENCE[claim.kind]
        - _UNSURE * (not claim.sure)
        - _UNSURE * (claim.outlet is None)
        + _DATED * (claim.date is not None)
    )
    return round(min(0.99, max(0.05, value)), 2)


def settle(judged: list[Judged]) -> tuple[list[list[Judged]], list[Rejected]]:
    """Group what is kept by outlet and role, best evidence first; drop what another credit of the same outlet covers."""
    origins = {one.claim.key for one in judged if one.role in TEXT_ORIGIN_ROLES}
    translated = {one.claim.key for one in judged if one.role == "translated_from"}
    groups: dict[tuple[str, Role], list[Judged]] = defaultdict(list)
    dropped: list[Rejected] = []
    for one in judged:
        if one.role == "reported_by" and one.claim.key in origins:
            dropped.append(one.claim.reject("the text's own outlet quoting itself", one.role))
            continue
        role: Role = "translated_from" if one.role == "republished_from" and one.claim.key in translated else one.role
        groups[one.claim.key, role].append(Judged(one.claim, role, one.confidence))
    ranked = [sorted(group, key=lambda one: -one.confidence) for group in groups.values()]
    return sorted(ranked, key=lambda group: (_ORDER.index(group[0].role), -group[0].confidence)), dropped


def credit_of(group: list[Judged], publisher: Publisher) -> Credit:
    """The credit that a group of claims of one outlet and role proves: best evidence, and the first date and address stated."""
    best = group[0].claim
    return Credit(
        outlet=best.outlet.id if best.outlet else None,
        name=best.name,
        domain=best.domain,
        role=group[0].role,
        evidence=best.evidence,
        date=next((one.claim.date for one in group if one.claim.date), None),
        url=next((one.claim.url for one in group if one.claim.url), None),
        same_group=_is_sister(best, publisher),
        confidence=group[0].confidence,
    )


def _is_sister(claim: Claim, publisher: Publisher) -> bool:
    """Whether outlet and publisher have one owner, or are two editions of one title."""
    if claim.outlet is None or publisher.outlet is None:
        return False
    return claim.outlet.id == publisher.outlet.id or same_group(claim.outlet, publisher.outlet)
