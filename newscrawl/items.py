"""The vocabulary: one frozen dataclass per object of the JSON line, one attribute per key, in the line's own order.

The JSON Schema, the checks and the documentation are all derived from these types (see `newscrawl.lake.lines`), so a meaning
is written down once, here. The values are plain and picklable: they pass between rooms and between processes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal, get_args

from msgspec import Meta

SCHEMA: Final = "newscrawl.article/1"
LINK_SCHEMA: Final = "newscrawl.link/1"

Role = Literal["agency", "republished_from", "translated_from", "reported_by", "photo", "partner", "licence"]
TEXT_ORIGIN_ROLES: Final[frozenset[Role]] = frozenset({"agency", "republished_from", "translated_from"})

EvidenceKind = Literal[
    "dateline", "byline", "trailing_credit", "source_label", "contribution_note", "republish_notice",
    "translation_notice", "copyright_line", "in_text", "photo_caption", "partner_note", "licence_note",
    "metadata", "photo_metadata", "canonical", "counter_pixel", "source_link", "url_path",
    "feed_source", "feed_creator", "matched_text", "inferred",
]  # fmt: skip
EVIDENCE_KINDS: Final[tuple[EvidenceKind, ...]] = get_args(EvidenceKind)

Precision = Literal["year", "month", "day", "hour", "minute", "second"]
ZoneSource = Literal["explicit", "page", "site", "outlet", "assumed"]
Extent = Literal["full", "partial"]
Relation = Literal["first", "copy", "translation", "excerpt", "update"]
Method = Literal["exact", "shingles", "canonical", "pixel", "image", "embedding"]
Via = Literal["wordpress", "feed", "sitemap", "listing", "file", "warc"]
Flag = Literal[
    "date_conflict", "gallery", "js_shell", "language_conflict", "live_blog", "no_article", "paywalled",
    "text_withheld", "unnamed_agency",
]  # fmt: skip

Confidence = Annotated[float, Meta(ge=0, le=1)]
HexId = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]
ContentHash = Annotated[str, Meta(pattern=r"^sha256:[0-9a-f]{64}$")]
UtcInstant = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")]
Version = Annotated[int, Meta(ge=1)]


@dataclass(frozen=True, slots=True)
class DateReading:
    """One date as it was read: the instant, how far to trust it, and where it stood.

    `local` is cut to `precision` and keeps the evidence's own wall clock and offset; `utc` is the first instant of that
    interval in `zone` (RFC 3339). An `assumed` zone is reckoned in UTC and leaves `local` without an offset.
    """

    utc: UtcInstant
    local: str
    precision: Precision
    zone: str
    zone_source: ZoneSource
    raw: str
    evidence: str
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that prove a credit: their kind, the zone or attribute they stood in, and the words themselves.

    `text` occurs verbatim in the decoded page (entities resolved, white space folded), or in the feed item for the kinds
    `feed_*`; it is null only for `matched_text`.
    """

    kind: EvidenceKind
    where: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Credit:
    """One outlet in one role. `outlet` is the registry id, or null for an outlet that is named but not known."""

    outlet: str | None
    name: str
    domain: str | None
    role: Role
    evidence: Evidence
    date: DateReading | None
    url: str | None
    same_group: bool
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Origin:
    """The one best answer to "where does this text come from?"; repeats one credit with a text-origin role."""

    outlet: str | None
    name: str
    role: Literal["agency", "republished_from", "translated_from"]
    extent: Extent
    url: str | None
    confidence: Confidence
    because: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SiteRef:
    """The site that published the page: the spider's, else what the page says of itself."""

    id: str | None
    name: str | None
    domain: str


@dataclass(frozen=True, slots=True)
class Image:
    """An image of the article, its caption without the credit, and the credit as printed."""

    url: str
    caption: str | None
    credit: str | None


@dataclass(frozen=True, slots=True)
class RelatedLink:
    """A read-also link that stood in the article and was taken out of its text."""

    url: str | None
    title: str


@dataclass(frozen=True, slots=True)
class StoryLink:
    """Which story an article belongs to, how, and by which evidence."""

    id: HexId
    relation: Relation
    of: HexId | None
    similarity: Confidence | None
    method: Method | None


@dataclass(frozen=True, slots=True)
class Rights:
    """What page and site reserve: robots directives, the TDM Reservation Protocol, `noai`, a licence link."""

    robots: tuple[str, ...]
    tdm_reservation: bool | None
    tdm_policy: str | None
    noai: bool
    licence: str | None


@dataclass(frozen=True, slots=True)
class CrawlInfo:
    """How the page came to be read; unknown parts are null."""

    run: str | None
    spider: str | None
    fetched_at: UtcInstant | None
    via: Via | None
    status: int | None
    rendered: bool | None
    page_id: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """One JSON line: one version of one article."""

    schema: Literal["newscrawl.article/1"]
    id: HexId
    version: Version
    content_hash: ContentHash
    url: str
    canonical_url: str | None
    site: SiteRef
    title: str | None
    text: str | None
    summary: str | None
    language: str
    language_declared: str | None
    authors: tuple[str, ...]
    section: str | None
    tags: tuple[str, ...]
    images: tuple[Image, ...]
    published: DateReading | None
    modified: DateReading | None
    credits: tuple[Credit, ...]
    origin: Origin | None
    related: tuple[RelatedLink, ...]
    story: StoryLink | None
    rights: Rights
    flags: tuple[Flag, ...]
    crawl: CrawlInfo


@dataclass(frozen=True, slots=True)
class LateFinding:
    """One line of `links/`: what was learned of an article after its line was written, which is never rewritten.

    `at` is when, `id` the article, `story` the story that its line names. `same_as` is the story that this one turned out to
    be, or null. `relation`, `of`, `similarity` and `method` replace those of its StoryLink where they are given;
    `credits_added` come to its credits.
    """

    schema: Literal["newscrawl.link/1"]
    at: UtcInstant
    id: HexId
    story: HexId
    same_as: HexId | None
    relation: Relation | None
    of: HexId | None
    similarity: Confidence | None
    method: Method | None
    credits_added: tuple[Credit, ...]
