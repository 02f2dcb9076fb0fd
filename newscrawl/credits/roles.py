"""From what the evidence says to the role of a credit: by the outlet's kind, its languages, and what else the page betrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from newscrawl.credits.model import Claim, Publisher
from newscrawl.items import Evidence, Role
from newscrawl.knowledge import Outlet, line_kind, outlet_by_host
from newscrawl.page import YEAR, Page, host_of

_WIRES: Final = frozenset({"agency", "press_release"})
_PICTURES: Final = frozenset({"photo_agency"})
_NO_DESKS: Final = _WIRES | _PICTURES | {"aggregator"}  # whose photo credit never tells where a text is from
_PLAIN: Final[dict[str, Role]] = {
    "reported_by": "reported_by",
    "photo": "photo",
    "house": "photo",
    "partner": "partner",
    "licence": "licence",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a claim is no credit."""

    reason: str


@dataclass(frozen=True, slots=True)
class Betrayal:
    """What a page shows of the place its text was taken from, beside the words of the credit itself.

    `linked` are the outlets whose read-also links were left in it, or whose servers give its pictures; a link in the text
    proves nothing, for every report links to its source. `leftovers` says that placeholders of a template stand in it.
    """

    language: str
    aggregates: bool
    leftovers: bool
    linked: frozenset[str]
    licensed: frozenset[str]


def betrayal_of(page: Page, publisher: Publisher, claims: list[Claim]) -> Betrayal:
    """Gather the page's independent tells."""
    links = (link.url for block in page.blocks if block.zone == "related" and block.inside for link in block.links)
    owners = (outlet_by_host(host_of(url)) for url in (*links, *(image.url for image in page.images)))
    return Betrayal(
        language=page.language.split("-")[0],
        aggregates=publisher.aggregates,
        leftovers=any(block.zone == "placeholder" and line_kind(block.text) == "placeholder" for block in page.blocks),
        linked=frozenset(owner.id for owner in owners if owner),
        licensed=frozenset(claim.key for claim in claims if claim.says in {"licence", "text", "translated"}),
    )


def role_of(claim: Claim, betrayal: Betrayal) -> Role | Refusal:
    """The role of a claim, or why it is no credit."""
    if claim.says in {"text", "translated"}:
        return _text_role(claim, betrayal)
    return _PLAIN.get(claim.says) or Refusal("looks like a credit and is none")


def _text_role(claim: Claim, betrayal: Betrayal) -> Role:
    kind = claim.outlet.kind if claim.outlet else "site"
    if kind == "agency" and _signs_a_picture(claim.evidence):
        return "photo"
    if kind in _WIRES:
        return "agency"
    if claim.kind == "contribution_note":
        return "reported_by"  # "With reports from Reforma": only wires give a text that others build upon
    if kind in _PICTURES:
        return "photo"  # it sells no texts: its bare name beside a story is that of a picture
    if claim.says == "translated" or (claim.outlet and speaks_another_language(claim.outlet, betrayal.language)):
        return "translated_from"
    return "republished_from"


def _signs_a_picture(evidence: Evidence) -> bool:
    """Whether a copyright line is a picture's ("© X/dpa"): it stands outside the text, and a text is signed with the year."""
    if evidence.kind != "copyright_line" or evidence.where in {"body", "lead"}:
        return False
    return not YEAR.search(evidence.text or "")


def betrays_translation(claim: Claim, betrayal: Betrayal) -> bool:
    """Whether a photo credit also tells that the text was translated from the outlet.

    It never does so alone: the outlet must write in another language, be neither wire nor photo agency, and something
    independent must support it: the formula is one that only the outlet's own pages print, its name was translated, the
    page has leftovers of a template, links or pictures of the outlet, its licence, or the publisher is a known aggregator.
    """
    who = claim.outlet
    if who is None or claim.says not in {"photo", "house"} or claim.kind == "inferred":
        return False
    if who.kind in _NO_DESKS:
        return False
    if claim.says == "house":  # of an outlet's own pages in its first language, whatever else it publishes
        return betrayal.language not in {"und", who.languages[0].split("-")[0]}
    if not speaks_another_language(who, betrayal.language):
        return False
    told_by_page = betrayal.aggregates or betrayal.leftovers or who.id in betrayal.linked | betrayal.licensed
    return claim.mangled or told_by_page


def as_inferred(claim: Claim) -> Claim:
    """The claim that the text was translated from the outlet, with the photo credit's words as what gave it away."""
    evidence = Evidence("inferred", claim.evidence.where, claim.evidence.text)
    return Claim(claim.name, claim.outlet, "translated", evidence, claim.domain, claim.url, mangled=claim.mangled)


def speaks_another_language(one: Outlet, language: str) -> bool:
    """Whether a text in this language cannot be the outlet's own; never for an undetermined language."""
    return language != "und" and bool(one.languages) and all(tag.split("-")[0] != language for tag in one.languages)
