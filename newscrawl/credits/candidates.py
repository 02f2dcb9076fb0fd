"""Claims from the text of a page: what its blocks say, zone by zone, by the phrases of the language files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from newscrawl.credits.boilerplate import recurring_line, speaks_of_its_text
from newscrawl.credits.model import Claim, Claims, Publisher, Rejected
from newscrawl.credits.names import PageNames, states_date
from newscrawl.dates import parse_date
from newscrawl.items import DateReading, Evidence
from newscrawl.knowledge import Mention, Outlet, PhraseHit, Scan, outlet, outlet_by_host, outlets_by_name, scan_block
from newscrawl.page import YEAR, Block, Page, Zone, host_of, phrase_languages, registrable_domain

# Where a page may say who wrote its story. A notice counts inside the article's own container only; elsewhere it is the site's.
CREDIT_ZONES: Final[frozenset[Zone]] = frozenset({"byline", "dateline", "lead", "body", "caption", "label"})
_INSIDE_ONLY: Final[frozenset[Zone]] = frozenset({"legal"})
_NO_REPORTS: Final[frozenset[Zone]] = frozenset({"byline", "dateline", "legal"})  # here an outlet is no quoted source
_MAX_BLOCKS: Final = 600  # of one page; more is a list, not an article
_CONTEXT: Final = 40  # characters shown on either side of a mention that was turned down
_PROSE: Final[frozenset[Zone]] = frozenset({"body", "lead"})
_SHORT_LINE: Final = 120  # characters; a block as short may be a photo credit in an element that does not say so
_LONG_LINE: Final = 300  # the same for a label, which often holds a caption and its credit
_COLUMNS: Final = "|·"  # what parts the columns of a line of author, date and section, as well as the names of a photo credit
_STOPS: Final = '.,;:!?-–—"'  # after these a caption may end with its credit; a sentence or a line of labels ends so too
_PARAGRAPH: Final = 80  # characters; from here on a block is a paragraph
_OPENING: Final = 3  # paragraphs; a dateline after as many opens another story
_BYLINES: Final = 3  # of one markup; more are those of a list of stories
_BRACKETS: Final = " \t\n.,;:()[]«»“”\"'"


@dataclass(slots=True)
class Reader:
    """Reads a page's blocks in order: what it is read against, and what has been seen so far."""

    names: PageNames
    languages: tuple[str, ...]
    now: datetime | None
    claims: Claims
    paragraphs: int = 0
    dateline: str | None = None


def read_blocks(page: Page, publisher: Publisher, now: datetime | None, claims: Claims) -> PageNames:
    """Add to `claims` what every block of a zone that may hold credits says; return what names mean on this page.

    Phrases are looked for in the page's languages, as read and as declared, and in English. `now` completes stated dates.
    """
    languages = phrase_languages(page.language, page.language_declared)
    scans = [(block, scan_block(block.text, languages)) for block in _credit_blocks(page)]
    sure = {m.outlets[0]: outlet(m.outlets[0]) for _, found in scans for m in found.mentions if m.sure}
    reader = Reader(PageNames(publisher, languages[0], sure), languages, now, claims)
    for block, found in scans:
        _read_block(block, found, reader)
        reader.paragraphs += block.zone in _PROSE and len(block.text) >= _PARAGRAPH
    return reader.names


def _credit_blocks(page: Page) -> Iterator[Block]:
    bylines = Counter((block.tag, block.hint) for block in page.blocks if block.zone == "byline")
    for block in page.blocks[:_MAX_BLOCKS]:
        listed = block.zone == "byline" and bylines[block.tag, block.hint] > _BYLINES
        if not listed and (block.zone in CREDIT_ZONES or (block.inside and block.zone in _INSIDE_ONLY)):
            yield block


def _read_block(block: Block, found: Scan, reader: Reader) -> None:
    """Add what one block says; a mention that stands in no phrase is turned down as a mere mention."""
    hits = [hit for hit in found.hits if _may_stand(hit, block)]
    reader.claims.unnamed |= any(hit.rule.phrase.says == "unnamed" for hit in hits)
    found_before = len(reader.claims.found)
    for mention in found.mentions:
        named = reader.names.outlet_of(block.text, mention)
        around = [hit for hit in hits if hit.start <= mention.start and mention.end <= hit.end]
        hit = max(around, key=lambda one: _specificity(one, block), default=None)
        if hit is None:
            reader.claims.rejected.append(_mere_mention(block, mention, named))
            continue
        claim = _known(block, hit, reader, mention=mention, named=named)
        reason = reader.names.doubt(block.text, mention, named, hit) or _objection(claim, block, reader)
        if reason:
            reader.claims.rejected.append(claim.reject(reason))
        else:
            reader.claims.found.append(claim)
    for hit in hits:
        if hit.name and not hit.mentions:
            reader.claims.found.extend(_unknown(block, hit, reader))
    if len(reader.claims.found) > found_before and (line := recurring_line(block, hits)):
        of_block = reader.claims.found[found_before:]
        reader.claims.found[found_before:] = [c if speaks_of_its_text(c) else replace(c, line=line) for c in of_block]


def _may_stand(hit: PhraseHit, block: Block) -> bool:
    """Whether the phrase may stand in this zone. A photo credit may in any, but prose does not hold one in its middle."""
    phrase = hit.rule.phrase
    if phrase.says == "reported_by" and block.zone in _NO_REPORTS:
        return False
    pictures = phrase.says in {"photo", "house"}
    if pictures and block.zone in _PROSE and len(block.text) > _LONG_LINE and hit.start > 0 and hit.end < len(block.text) - 1:
        return False
    if not phrase.zones or block.zone in phrase.zones:
        return True
    return pictures and "caption" in phrase.zones and (hit.rule.language != "mul" or _is_credit_line(hit, block))


def _is_credit_line(hit: PhraseHit, block: Block) -> bool:
    """Whether a block that is not marked as a caption is as short as a photo credit, and signs of one stand in the phrase."""
    rims = block.text[hit.start] + block.text[hit.end - 1]
    short = len(block.text) <= (_LONG_LINE if block.zone == "label" else _SHORT_LINE)
    return short and not set(rims) & set(_COLUMNS) and rims[0] not in _STOPS


def _objection(claim: Claim, block: Block, reader: Reader) -> str | None:
    """Why a dateline proves nothing here: a second one opens another story, and so does a late one."""
    if claim.kind != "dateline" or block.zone not in _PROSE:
        return None
    if reader.paragraphs >= _OPENING or reader.dateline not in {None, block.text}:
        return "the dateline of another story"
    reader.dateline = block.text
    return None


def _specificity(hit: PhraseHit, block: Block) -> tuple[bool, bool, bool, int, bool]:
    """A copyright line with its year wins, for texts are signed so; then a dateline or report with its date.

    Then what a language has words for, then the longest, then the one made for the zone, then the first of its file.
    """
    phrase = hit.rule.phrase
    native = not phrase.zones or block.zone in phrase.zones
    signed = native and phrase.form == "copyright_line" and YEAR.search(block.text, hit.start, hit.end) is not None
    return (signed, states_date(hit), hit.rule.language != "mul", hit.end - hit.start, native)


def _known(block: Block, hit: PhraseHit, reader: Reader, *, mention: Mention, named: Outlet) -> Claim:
    written = block.text[mention.start : mention.end]
    return Claim(
        name=named.name,
        outlet=named,
        says=hit.rule.phrase.says,
        evidence=_evidence(block, hit),
        domain=named.domains[0] if named.domains else None,
        url=_source_link(block, named),
        date=_date(block, hit, reader),
        partial=hit.rule.phrase.partial or _shares_with_publisher(hit, reader.names.publisher),
        sure=mention.sure,
        mangled=written in named.mangled,
    )


def _unknown(block: Block, hit: PhraseHit, reader: Reader) -> Iterator[Claim]:
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
        date=_date(block, hit, reader),
        partial=hit.rule.phrase.partial,
        sure=bool(known),
    )


def _mere_mention(block: Block, mention: Mention, named: Outlet) -> Rejected:
    text = block.text[max(0, mention.start - _CONTEXT) : mention.end + _CONTEXT]
    return Claim(named.name, named, "none", Evidence("in_text", block.zone, text)).reject("mentioned only")


def _evidence(block: Block, hit: PhraseHit) -> Evidence:
    return Evidence(hit.rule.phrase.form, block.zone, block.text[hit.start : hit.end].strip())


def _date(block: Block, hit: PhraseHit, reader: Reader) -> DateReading | None:
    """The date stated with the credit. The formula writes day, month, year whatever the page's language."""
    if hit.date is None:
        return None
    text = block.text[hit.date[0] : hit.date[1]]
    language = hit.rule.language if hit.rule.language != "mul" else reader.languages[0]
    return parse_date(text, language=language, order="dmy", now=reader.now, evidence="credit")


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
