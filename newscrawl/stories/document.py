"""What placing needs to know of an article, and what an index keeps of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from newscrawl.items import TEXT_ORIGIN_ROLES, Article, Credit, Precision
from newscrawl.knowledge import outlet_by_host
from newscrawl.page import article_id, host_of, registrable_domain
from newscrawl.stories.anchors import Anchors
from newscrawl.stories.shingles import Sketch

_UNKNOWN: Final = "und"


@dataclass(frozen=True, slots=True)
class Document:
    """An article to be placed. Only `id` and `text` must be known; the rest says more where it is.

    `language` is a primary subtag or `und`; `published` an aware instant, of a `whole_day` where no time is known;
    `credits` its credits, whatever their role; `images` the addresses of its images.
    """

    id: str
    text: str
    title: str = ""
    language: str = _UNKNOWN
    published: datetime | None = None
    url: str | None = None
    canonical_url: str | None = None
    credits: tuple[Credit, ...] = ()
    images: tuple[str, ...] = ()
    whole_day: bool = False

    @property
    def domain(self) -> str:
        """The registrable domain it was read from; empty where that is not known."""
        return registrable_domain(self.url) if self.url else ""

    @property
    def publisher(self) -> str:
        """The registry id of the outlet that published it, else its domain."""
        owner = outlet_by_host(host_of(self.url)) if self.url else None
        return owner.id if owner else self.domain

    @property
    def sources(self) -> frozenset[str]:
        """Registry ids, else domains, of the outlets that it says its text is from."""
        credited = (credit for credit in self.credits if credit.role in TEXT_ORIGIN_ROLES)
        return frozenset(one for credit in credited if (one := credit.outlet or credit.domain))

    def addresses(self) -> frozenset[str]:
        """The ids of the addresses that it is known under, its own id among them."""
        return frozenset(one for one in (self.id, address_id(self.url)) if one)

    def iter_originals(self) -> Iterator[str]:
        """Yield the ids of addresses on other sites that it names as its original: canonical links, links of credits."""
        named = [self.canonical_url, *(credit.url for credit in self.credits if credit.role in TEXT_ORIGIN_ROLES)]
        for url in named:
            if url and registrable_domain(url) != self.domain and (one := address_id(url)):
                yield one


@dataclass(frozen=True, slots=True)
class Member:
    """An article that an index knows, with what others are compared with.

    `number` is the index's own, in the order of placing; `story` the id of its story as it is now, `begins` the number of
    the article that was the first to be placed of that; `relation` and `of` are what is known of it by now. `sketch` is None
    where the text adds nothing to its story's, `anchors` where it never had to be compared across languages, or was not asked
    for that.
    """

    number: int
    id: str
    story: str
    begins: int
    relation: str
    of: str | None
    language: str
    published: datetime | None
    publisher: str
    domain: str
    sources: frozenset[str]
    url: str | None
    sketch: Sketch | None
    anchors: Anchors | None
    whole_day: bool = False


def document_of(article: Article) -> Document:
    """Return what placing needs of a line."""
    return Document(
        id=article.id,
        text=article.text or "",
        title=article.title or "",
        language=article.language.partition("-")[0],
        published=_instant(article.published.utc) if article.published else None,
        url=article.url,
        canonical_url=article.canonical_url,
        credits=article.credits,
        images=tuple(image.url for image in article.images),
        whole_day=article.published is not None and is_whole_day(article.published.precision),
    )


def is_whole_day(precision: Precision) -> bool:
    """Whether a date says no time of day, so that its instant is only where its day, month or year begins."""
    return precision in {"day", "month", "year"}


def address_id(url: str | None) -> str | None:
    """Return the id that an article would have by this address alone; None where it is no web address."""
    try:
        return article_id(url, None) if url else None
    except ValueError:
        return None


def _instant(utc: str) -> datetime:
    return datetime.fromisoformat(utc).astimezone(UTC)
