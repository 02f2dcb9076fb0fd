"""Claims from the text of a page: what its blocks say, zone by zone, by the phrases of the language files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from newscrawl.credits.model import Claim, Claims, Publisher, Rejected
from newscrawl.credits.publisher import host_of
from newscrawl.dates import parse_date
from newscrawl.items import DateReading, Evidence
from newscrawl.knowledge import Mention, Outlet, PhraseHit, Scan, outlet, outlet_by_host, outlets_by_name, read_languages, scan
from newscrawl.page.address import registrable_domain
from newscrawl.page.model import Block, Page, Zone

# Where a page may say who wrote its story. A notice counts inside the article's own container only; elsewhere it is the site's.
CREDIT_ZONES: Final[frozenset[Zone]] = frozenset({"byline", "dateline", "lead", "body", "caption", "label", "kicker"})
_INSIDE_ONLY: Final[frozenset[Zone]] = frozenset({"legal"})
_MAX_BLOCKS: Final = 600  # of one page; more is a list, not an article
_CONTEXT: Final = 40  # characters shown on either side of a mention that was turned down
_BRACKETS: Final = " \t\n.,;:()[]«»“”\"'"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a phrase is read against: the publisher, the page's languages and its own date."""

    publisher: Publisher
    languages: tuple[str, ...]
    now: datetime | None


def surroundings_of(page: Page, publisher: Publisher, now: datetime | None) -> Surroundings:
    """The languages whose phrases are looked for are the page's, as read and as declared, and English."""
    tags = [page.language, page.language_declared or "", "en"]
    languages = tuple(dict.fromkeys(base for tag in tags if (base := tag.split("-")[0].lower()) and base != "und"))
    return Surroundings(publisher, languages, now)


def read_blocks(page: Page, around: Surroundings, claims: Claims) -> None:
    """Add to `claims` what every block of a zone that may hold credits says."""
    for block in page.blocks[:_MAX_BLOCKS]:
        if block.zone in CREDIT_ZONES or (block.inside and block.zone in _INSIDE_ONLY):
            read_block(block, around, claims)


def read_block(block: Block, around: Surroundings, claims: Claims) -> None:
    """Add to `claims` what one block says; a mention that stands in no phrase is turned down as a mere mention."""
    found = _scan_block(block, around)
    hits = [hit for hit in found.hits if not hit.rule.phrase.zones or block.zone in hit.rule.phrase.zones]
    claims.unnamed |= any(hit.rule.phrase.says == "unnamed" for hit in hits)
    for mention in found.mentions:
        named = _outlet_of(mention, around.publisher)
        around_it = [hit for hit in hits if hit.start <= mention.start and mention.end <= hit.end]
        hit = max(around_it, key=_specificity, default=None)
        if hit is None:
            claims.rejected.append(_mere_mention(block, mention, named))
        else:
            claims.found.append(_known(block, hit, around, mention=mention, named=named))
    for hit in hits:
        if hit.name and not hit.mentions:
            claims.found.extend(_unknown(block, hit, around))


def _scan_block(block: Block, around: Surroundings) -> Scan:
    """The block's mentions and phrases; a known outlet's own languages are tried too, for what translation left standing."""
    found = scan(block.text, around.languages)
    spoken = {tag.split("-")[0] for m in found.mentions for key in m.outlets for tag in outlet(key).languages}
    more = tuple(sorted((spoken & read_languages().keys()) - set(around.languages)))
    return scan(block.text, (*around.languages, *more)) if more else found


def _specificity(hit: PhraseHit) -> tuple[int, int, int]:
    """The longest phrase wins; of equal ones that of a language, then the one that comes first in its file."""
    return (hit.end - hit.start, hit.rule.language != "mul", -len(hit.mentions))


def _outlet_of(mention: Mention, publisher: Publisher) -> Outlet:
    """The outlet that a name of several means here: the publisher's own, else its country's, else the likeliest."""
    meant = [outlet(key) for key in mention.outlets]
    own = publisher.outlet
    if own is None or len(meant) == 1:
        return meant[0]
    return min(meant, key=lambda one: (one.id != own.id, one.country != own.country))


def _known(block: Block, hit: PhraseHit, around: Surroundings, *, mention: Mention, named: Outlet) -> Claim:
    written = block.text[mention.start : mention.end]
    return Claim(
        name=named.name,
        outlet=named,
        says=hit.rule.phrase.says,
        evidence=_evidence(block, hit),
        domain=named.domains[0] if named.domains else None,
        url=_source_link(block, named),
        date=_date(block, hit, around),
        partial=hit.rule.phrase.partial or _shares_with_publisher(hit, around.publisher),
        sure=mention.sure,
        mangled=written in named.mangled,
    )


def _unknown(block: Block, hit: PhraseHit, around: Surroundings) -> Iterator[Claim]:
    start, end = hit.name or (0, 0)
    name = block.text[start:end].strip(_BRACKETS)
    if len(name) < 2:
        return
    known = outlets_by_name(name)
    link = next((link.url for link in block.links if link.start < end and start < link.end), None)
    yield Claim(
        name=known[0].name if known else name,
        outlet=known[0] if known else None,
        says=hit.rule.phrase.says,
        evidence=_evidence(block, hit),
        domain=registrable_domain(link) if link else None,
        url=link if link and is_article_address(link) else None,
        date=_date(block, hit, around),
        partial=hit.rule.phrase.partial,
        sure=bool(known),
    )


def _mere_mention(block: Block, mention: Mention, named: Outlet) -> Rejected:
    text = block.text[max(0, mention.start - _CONTEXT) : mention.end + _CONTEXT]
    return Claim(named.name, named, "none", Evidence("in_text", block.zone, text)).reject("mentioned only")


def _evidence(block: Block, hit: PhraseHit) -> Evidence:
    return Evidence(hit.rule.phrase.form, block.zone, block.text[hit.start : hit.end].strip())


def _date(block: Block, hit: PhraseHit, around: Surroundings) -> DateReading | None:
    """The date stated with the credit. The formula writes day, month, year whatever the page's language."""
    if hit.date is None:
        return None
    text = block.text[hit.date[0] : hit.date[1]]
    language = hit.rule.language if hit.rule.language != "mul" else around.languages[0]
    return parse_date(text, language=language, order="dmy", now=around.now, evidence="credit")


def _shares_with_publisher(hit: PhraseHit, publisher: Publisher) -> bool:
    """Whether the same words credit the publisher too ("Par Le Figaro et AFP")."""
    own = publisher.outlet
    return own is not None and len(hit.mentions) > 1 and any(own.id in mention.outlets for mention in hit.mentions)


def _source_link(block: Block, named: Outlet) -> str | None:
    """The address of an article of the outlet's that the block links to."""
    return next(
        (link.url for link in block.links if is_article_address(link.url) and outlet_by_host(host_of(link.url)) == named), None
    )


def is_article_address(url: str) -> bool:
    """Whether an address leads deeper than a front page or a section."""
    path = url.split("://", 1)[-1].partition("/")[2].split("?")[0].strip("/")
    return len(path) > 12 or path.count("/") > 1
