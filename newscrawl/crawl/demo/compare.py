"""What crawls found beside what is true of the replica's posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from newscrawl.items import Article
from newscrawl.knowledge import outlets_by_name
from newscrawl.replica import Truth


@dataclass(frozen=True, slots=True)
class Check:
    """One article as it was delivered, its line, and what is true of its post."""

    article: Article
    line: bytes
    truth: Truth

    @property
    def origin_is_right(self) -> bool:
        """Whether the planted origin was found, or rightly none."""
        origin, planted = self.article.origin, self.planted_origin
        if origin is None or planted is None:
            return origin is None and planted is None
        return outlet_key(origin.outlet, origin.name) == outlet_key(None, planted)

    @property
    def planted_origin(self) -> str | None:
        """The origin's name: as the page states it, else as only the original of its story tells it."""
        return self.truth.origin or (self.truth.unstated.outlet if self.truth.unstated else None)

    @property
    def found(self) -> frozenset[tuple[str, str]]:
        """The credits of the line, as outlet and role."""
        return frozenset((outlet_key(credit.outlet, credit.name), credit.role) for credit in self.article.credits)

    @property
    def planted(self) -> frozenset[tuple[str, str]]:
        """The credits of the post, stated or not, as outlet and role."""
        unstated = (self.truth.unstated,) if self.truth.unstated else ()
        return frozenset((outlet_key(None, credit.outlet), credit.role) for credit in (*self.truth.credits, *unstated))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run beside the truth: the delivered articles by publication, and the addresses of posts that were not delivered."""

    checks: tuple[Check, ...]
    missing: tuple[str, ...]

    def first_of(self, check: Check) -> Check | None:
        """The earliest delivered article of this one's story; None where that is this one.

        By date, not by the lines' own relations: what a crawl met later may be the original of what it met before.
        """
        story = check.article.story
        told = [one for one in self.checks if story and one.article.story and one.article.story.id == story.id]
        first = min(told, key=lambda one: one.article.published.utc if one.article.published else "", default=check)
        return None if first is check else first

    @property
    def planted_copies(self) -> tuple[Check, ...]:
        """The articles that repeat another post of the same site."""
        urls = {check.article.url for check in self.checks}
        return tuple(check for check in self.checks if check.truth.same_story in urls)

    def is_joined(self, copy: Check) -> bool:
        """Whether a planted copy shares the story of the post that it repeats."""
        first = next(check for check in self.checks if check.article.url == copy.truth.same_story)
        one, other = copy.article.story, first.article.story
        return one is not None and other is not None and one.id == other.id


def compare(lines: list[tuple[Article, bytes]], truths: Mapping[str, Truth]) -> Comparison:
    """Put every delivered article beside its post; KeyError for an article that the replica does not have."""
    checks = [Check(article, line, truths[article.url]) for article, line in lines]
    checks.sort(key=lambda check: check.article.published.utc if check.article.published else "")
    delivered = {check.article.url for check in checks}
    return Comparison(tuple(checks), tuple(url for url in truths if url not in delivered))


def outlet_key(outlet: str | None, name: str) -> str:
    """What tells an outlet from another: its registry id, looked up by name where it is not given; else the name."""
    known = outlets_by_name(name)
    return outlet or (known[0].id if known else name.casefold())
