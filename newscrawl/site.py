"""What a site may declare about itself. A site is data first; code is the exception.

A spider holds one `Site`. `reading` and the rooms above it get the same value as an argument, so a saved page is read by the
very rules that crawl it.
"""

from __future__ import annotations

import re
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
    """A feed: RSS, Atom, RDF or JSON Feed. `paged` is the query parameter that turns its pages, or None where it has one page.

    Where the feed itself names its next page, that is asked for, whatever `paged` says. `source_suffix` is what the feed puts
    behind the name of an item's source and is none of it ("Reuters on MSN").
    """

    path: str = "/feed/"
    paged: str | None = "paged"
    source_suffix: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap or sitemap index; of an index only the children whose address contains `children` are read.

    At the path `/robots.txt` the index is what its `Sitemap:` lines name, all of it where no address contains `children`.
    """

    path: str = "/sitemap_index.xml"
    children: str = "post-sitemap"


@dataclass(frozen=True, slots=True)
class Listing:
    """Pages that list articles: CSS of the article links, and of the link to the next page (`rel=next` without one).

    `pages` is for lists whose pages have no such link: the address of a further page, where `{n}` stands for `start` on the
    second page and for `step` more on each one after. A list that a script loads has its address in `path` or `pages`; where
    JSON is answered, `members` is the path of names (with dots between them) to the addresses of the articles, or to HTML in
    which `links` are looked for.
    """

    path: str = "/"
    links: str = "h2.entry-title a::attr(href)"
    next_page: str = "a.next.page-numbers::attr(href)"
    pages: str = ""
    start: int = 2
    step: int = 1
    members: str = ""


Door = WordPressApi | Feed | Sitemap | Listing
WORDPRESS_DOORS: tuple[Door, ...] = (WordPressApi(), Feed(), Sitemap(), Listing())


@dataclass(frozen=True, slots=True)
class JsonDetail:
    """The members of the JSON document that holds an article, for a site whose own pages are empty shells.

    Each is a path of names with dots between them; a list on the way stands for all that is in it. `text` is HTML;
    `outlet` names who wrote it, `original` is its address there. `images` leads to objects with the members `image`:
    address, caption, credit.
    """

    title: str = "title"
    text: str = "body"
    summary: str = "abstract"
    authors: str = "authors.name"
    outlet: str = "provider.name"
    original: str = "sourceHref"
    published: str = "publishedDateTime"
    modified: str = "updatedDateTime"
    language: str = "locale"
    images: str = "imageResources"
    image: tuple[str, str, str] = ("url", "caption", "attribution")


@dataclass(frozen=True, slots=True)
class Rendering:
    """How pages that scripts draw are rendered in a browser: those in whose address `pages` (a pattern) is found.

    A page is read as it was fetched; one without an article, or without what `ready` selects, is rendered and read again.
    `always`: rendered without asking, for a listing that grows, or a text that only begins on the plain page. Listings are
    rendered by an `always` only.

    `ready` is CSS, any of which shows that what matters is there; without it a page is ready when nothing stirs any more.
    `scrolls` is how many times the page is gone through to its end at most, to make it load more; `dismiss` CSS of buttons that
    close a wall before it, beside those of well-known consent walls. The browser asks the site's own domain only, and the
    registrable domains in `hosts`.
    """

    pages: str = ""
    ready: tuple[str, ...] = ()
    scrolls: int = 0
    dismiss: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    always: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """One site: who it is, how its articles are discovered, how its pages are read.

    `domain` is the registrable domain; `home` the address of its front page; `languages` BCP 47 tags it publishes in;
    `zone` the IANA zone of its naive times; `outlet` its id in the outlet registry, whose names are then never credits;
    `doors` are tried in order until one answers.

    `editions` are the front pages of its other hosts and languages: a door is asked at each, its path joined to them as to
    `home`. `served_at` says where the whole of an article is to be had, if not at its address: a pattern and its replacement
    as `re.sub` takes them; `detail` that a JSON document is served there. `rendering` says which pages need a browser; the
    first whose `pages` fits counts. `gathers` is for a search engine: its doors list articles of others, which are read where
    they stand, and under the names of those sites.
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
    editions: tuple[str, ...] = ()
    served_at: tuple[str, str] | None = None
    detail: JsonDetail | None = None
    rendering: tuple[Rendering, ...] = ()
    gathers: bool = False

    def served_url(self, url: str) -> str:
        """Where the whole of the article at `url` is to be had."""
        return re.sub(*self.served_at, url, count=1) if self.served_at else url

    def find_rendering(self, url: str) -> Rendering | None:
        """How the page at `url` is rendered; None for one that is read as it was fetched."""
        return next((rendering for rendering in self.rendering if re.search(rendering.pages, url)), None)

    @property
    def script_hosts(self) -> tuple[str, ...]:
        """What the browser may ask beside the site's own domain."""
        return tuple(host for rendering in self.rendering for host in rendering.hosts)

    def own_url(self, url: str, fetched: str) -> str:
        """The address of the article at `url`, whose page came from `fetched` (after redirects): not where it is served."""
        return url if fetched == self.served_url(url) else fetched


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
