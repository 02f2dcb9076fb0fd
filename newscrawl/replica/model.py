"""What the make-believe web is made of: sites, posts, and what is true of each post. Plain frozen values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from html import unescape
from re import compile as regex
from typing import Literal

ThemeName = Literal["generatepress", "soledad"]
_TAG = regex(r"<[^>]{1,2000}>")
_UNREAD = regex(r"(?s)<style>.{0,4000}?</style>|<!--.{0,400}?-->")


@dataclass(frozen=True, slots=True)
class ExpectedCredit:
    """A credit that a reader must find: the outlet's international name, its role, the words that prove it.

    `evidence` occurs verbatim on the page, and is empty where nothing there says so; `date` is the day stated with the credit
    (`YYYY-MM-DD`) or None.
    """

    outlet: str
    role: str
    evidence: str = ""
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of a post: the credits that its page states, the origin (outlet name) of these or None, and its paragraphs.

    `same_story` is the address of the post that was published first with this story, `relation` how this one relates to it
    (`copy`, `translation` or `excerpt`); both are None for a story that stands alone. `unstated` is the credit that only that
    post tells, where the page is silent. `near` is the address of a post of like matter, which is another story.
    """

    credits: tuple[ExpectedCredit, ...] = ()
    origin: str | None = None
    text: tuple[str, ...] = ()
    same_story: str | None = None
    relation: str | None = None
    unstated: ExpectedCredit | None = None
    near: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What every surface needs of a post before its content: kept in memory for each, so it is small."""

    id: int
    slug: str
    published: datetime
    modified: datetime
    category: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A post as its author sees it. `content` is the HTML of the body, instants are in UTC, `category` is a slug.

    `image` is the address of the featured image; without one the site's own upload stands for it. `canonical` is set only
    where the page declares another address than its own.
    """

    id: int
    slug: str
    title: str
    content: str
    published: datetime
    modified: datetime
    category: str
    tags: tuple[str, ...] = ()
    image: str | None = None
    canonical: str | None = None
    truth: Truth = Truth()

    @property
    def entry(self) -> Entry:
        """The part of the post that lists and indexes need."""
        return Entry(self.id, self.slug, self.published, self.modified, self.category, self.tags)

    @property
    def plain(self) -> str:
        """The content without markup, white space folded: what WordPress makes excerpts of."""
        return " ".join(unescape(_TAG.sub(" ", _UNREAD.sub(" ", self.content))).split())

    def excerpt(self, words: int = 55) -> str:
        """The first `words` words of the content."""
        return " ".join(self.plain.split(" ")[:words])


@dataclass(frozen=True, slots=True)
class Category:
    """A section of a site: WordPress id, slug and name."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Teaser:
    """Another story as sidebars and footers show it; its words, credits too, belong to that other story."""

    slug: str
    title: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class ReplicaSite:
    """One make-believe site. `utc_offset` is the clock its naive times follow, in hours.

    `notice` is a line that it prints under the text of every article, `hub` the WebSub hub of its feeds; empty for none.
    """

    host: str
    name: str
    theme: ThemeName
    locale: str
    author: str
    related_label: str
    utc_offset: int
    generator: str
    categories: tuple[Category, ...]
    teasers: tuple[Teaser, ...]
    notice: str = ""
    hub: str = ""

    @property
    def home(self) -> str:
        """The address of the front page, with its final slash."""
        return f"https://{self.host}/"

    @property
    def language(self) -> str:
        """The language the site claims (`en-US`), whatever its texts are written in."""
        return self.locale.replace("_", "-")

    @property
    def author_slug(self) -> str:
        """The author's name as it stands in addresses."""
        return self.author.lower().replace(" ", "-")

    def category(self, slug: str) -> Category:
        """The category of that slug; KeyError names the site and the slug."""
        for category in self.categories:
            if category.slug == slug:
                return category
        raise KeyError(f"{self.host} has no category {slug!r}; add it to newscrawl/replica/sites.toml")

    def address(self, post: Post | Entry) -> str:
        """The permalink of a post."""
        return f"{self.home}{post.slug}/"

    def image(self, post: Post) -> str:
        """The address of the post's featured image."""
        return post.image or f"{self.home}wp-content/uploads/{post.published:%Y/%m}/{post.slug}.png"

    def local(self, instant: datetime) -> datetime:
        """The instant on the site's own clock."""
        return instant.astimezone(timezone(timedelta(hours=self.utc_offset)))


def digest(text: str) -> str:
    """32 hex digits that depend on nothing but the text: for class names and ids that plugins make up."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
