"""What a site may declare about itself. A site is data first; code is the exception.

A spider holds one `Site`. `reading` and the rooms above it get the same value as an argument, so a saved page is read by the
very rules that crawl it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class PageRules:
    """A site's own selectors: CSS, tried in order, the first that matches wins.

    A selector alone gives the element's whole text, linked words too; `::text` its own text nodes, `::attr()` an attribute.
    `text` selects the element(s) that hold the article, `drop` what to cut out of them; the others select a value each.
    An empty tuple leaves the field to the generic reading.
    """

    title: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordPressApi:
    """The REST API of any WordPress, asked for what changed since the last run (`modified_after`)."""

    path: str = "/wp-json/wp/v2/posts"
    per_page: int = 100


@dataclass(frozen=True, slots=True)
class Feed:
    """An RSS or Atom feed; `paged` is the query parameter that turns its pages, or None where it has one page."""

    path: str = "/feed/"
    paged: str | None = "paged"


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap or sitemap index; of an index only the children whose address contains `children` are read."""

    path: str = "/sitemap_index.xml"
    children: str = "post-sitemap"


@dataclass(frozen=True, slots=True)
class Listing:
    """Pages that list articles: CSS of the article links, and of the link to the next page."""

    path: str = "/"
    links: str = "h2.entry-title a::attr(href)"
    next_page: str = "a.next.page-numbers::attr(href)"


Door = WordPressApi | Feed | Sitemap | Listing
WORDPRESS_DOORS: tuple[Door, ...] = (WordPressApi(), Feed(), Sitemap(), Listing())


@dataclass(frozen=True, slots=True)
class Site:
    """One site: who it is, how its articles are discovered, how its pages are read.

    `domain` is the registrable domain; `home` the address of its front page; `languages` BCP 47 tags it publishes in;
    `zone` the IANA zone of its naive times; `outlet` its id in the outlet registry, whose names are then never credits;
    `doors` are tried in order until one answers.
    """

    id: str
    name: str
    domain: str
    home: str
    languages: tuple[str, ...] = ()
    country: str | None = None
    zone: str | None = None
    outlet: str | None = None
    doors: tuple[Door, ...] = ()
    rules: PageRules = field(default_factory=PageRules)


@dataclass(frozen=True, slots=True)
class FeedItem:
    """What a door said of an article before its page was fetched; every text is as the door gave it.

    `published` and `modified` carry an explicit offset where the door has one (`date_gmt` of WordPress gets its `Z`).
    """

    url: str
    via: Literal["wordpress", "feed", "sitemap", "listing"]
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    creators: tuple[str, ...] = ()
    source_name: str | None = None
    source_url: str | None = None
