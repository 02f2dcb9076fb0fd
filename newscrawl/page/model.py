"""What a page is once it has been read: plain, frozen, picklable values. The tree itself never leaves the room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from newscrawl.items import Flag, Image, RelatedLink, Rights

Zone = Literal[
    "title", "kicker", "byline", "dateline", "lead", "body", "caption", "label", "related", "teaser", "share",
    "comments", "consent", "newsletter", "footer", "navigation", "placeholder", "legal",
]  # fmt: skip

# Where a page speaks of its own story. Everything else speaks of other stories, of the site, or to the reader.
STORY_ZONES: Final[frozenset[Zone]] = frozenset({"title", "kicker", "byline", "dateline", "lead", "body", "caption", "label"})


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink inside a block: absolute address, and its span [start, end) in the block's text."""

    url: str
    start: int
    end: int
    rel: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that a reader sees as one line or paragraph, in document order, with the zone it stands in.

    `text` is its text nodes joined, entities resolved, white space folded, nothing else changed, so that a slice of it is
    verbatim evidence. `tag` is the element that holds it (`p`, `h1`, `figcaption`, `td` ...); `hint` the class and id
    tokens of that element and its nearest marked ancestors, lower-case, for those who decide by markup. `inside` says that
    the block lies within the article's own frame, whatever its zone: a notice under a stranger's sidebar is outside. Only
    blocks inside carry their `links`.
    """

    zone: Zone
    text: str
    tag: str
    hint: str = ""
    links: tuple[Link, ...] = ()
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Meta:
    """A `<meta>`: its `name`, `property`, `itemprop` or `http-equiv`, lower-case, and its content, white space folded."""

    name: str
    content: str


@dataclass(frozen=True, slots=True)
class TimeMark:
    """A `<time>` element, or one marked as a date by its class or itemprop.

    `attribute` is the machine-readable value (`datetime`, `content`, `data-…`), `text` what the reader sees, `hint` the
    lower-case class, id and itemprop tokens of it and its parent, `zone` where it stands, `inside` as in Block.
    """

    attribute: str | None
    text: str
    hint: str
    zone: Zone
    inside: bool = False


@dataclass(frozen=True, slots=True)
class HeadLink:
    """A `<link>` of the head: `rel` lower-case, absolute address, `type` and `hreflang` where given."""

    rel: str
    url: str
    type: str | None = None
    hreflang: str | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """What a site's own rules selected, field by field, with the rule that hit: `(value, selector)` pairs.

    `hits` counts, per `field:selector`, how often it matched: the trace by which drift of a layout is seen.
    """

    title: tuple[str, str] | None = None
    authors: tuple[tuple[str, str], ...] = ()
    published: tuple[str, str] | None = None
    modified: tuple[str, str] | None = None
    section: tuple[str, str] | None = None
    tags: tuple[tuple[str, str], ...] = ()
    hits: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Sourced:
    """A value and the place it was read from: `jsonld:headline`, `meta:og:title`, `h1`, `rule:h1.entry-title` ..."""

    value: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page, read once. Every later room works on this value alone.

    `url` is the address it was fetched from; `canonical_url` what it declares. `linked_data` are its JSON-LD objects as
    decoded JSON, flattened out of arrays, `@graph` and nesting; `images` those of the article; `image_urls` every image
    address of the page, counter pixels too, and `frame_urls` that of every frame. `text` is null where no article was found.
    `language` is read from the text.
    """

    url: str
    canonical_url: str | None
    site_name: str | None
    language: str
    language_declared: str | None
    title: Sourced | None
    text: str | None
    summary: Sourced | None
    authors: tuple[Sourced, ...]
    section: Sourced | None
    tags: tuple[Sourced, ...]
    images: tuple[Image, ...]
    related: tuple[RelatedLink, ...]
    rights: Rights
    flags: tuple[Flag, ...]
    blocks: tuple[Block, ...]
    metas: tuple[Meta, ...]
    linked_data: tuple[dict[str, Any], ...]
    times: tuple[TimeMark, ...]
    head_links: tuple[HeadLink, ...]
    image_urls: tuple[str, ...]
    frame_urls: tuple[str, ...]
    declared: Declared
