"""The planted stories of all sites beside what a lake says of them in the end, article by article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from newscrawl.crawl.demo.compare import Check
from newscrawl.items import Article
from newscrawl.replica import Replica, Truth


@dataclass(frozen=True, slots=True)
class Planted:
    """One article that a spider delivered, of a story that is told more than once, or only like one (`is_apart`).

    `original` is what it was planted as a copy, an excerpt or a translation of, or as like in matter; itself for an original.
    `matched` is what its story link says that it was matched with, if anything.
    """

    check: Check
    original: Article
    matched: Article | None

    @property
    def spider(self) -> str:
        """Who delivered it; of a search engine's finds that is not the site which published it."""
        return self.check.article.crawl.spider or ""

    @property
    def is_original(self) -> bool:
        """Whether others were planted as taken from it."""
        return self.original.url == self.check.article.url

    @property
    def is_apart(self) -> bool:
        """Whether it is another story than that of `original`."""
        return not self.is_original and self.check.truth.same_story is None

    @property
    def is_placed(self) -> bool:
        """Whether it shares the original's story, or does not where it must not."""
        return (story_of(self.check.article) == story_of(self.original)) != self.is_apart

    @property
    def is_credited(self) -> bool:
        """Whether its credits, outlet and role, are those that were planted, and no others."""
        return self.check.found == self.check.planted

    @property
    def is_related(self) -> bool:
        """Whether its relation is one that holds: `first` for the original alone, `translation` for another language alone.

        True where it is not in the original's story: then there is nothing to relate it to.
        """
        article, story = self.check.article, self.check.article.story
        if self.is_apart or not self.is_placed or story is None:
            return True
        if self.is_original or self.matched is None:
            return self.is_original == (story.relation == "first")
        return (story.relation == "translation") == (language_of(article) != language_of(self.matched))

    @property
    def is_right(self) -> bool:
        """Whether its story, credits and origin were found as they were planted, whatever its relation."""
        return self.is_placed and self.is_credited and self.check.origin_is_right


def truths_of(replica: Replica) -> dict[str, Truth]:
    """Address -> what is true of it, for every article of every site."""
    hosts = [site.host for site in replica.sites] + [site.hosts[0] for site in replica.printed]
    return {url: truth for host in hosts for url, truth in replica.truth(host).items()}


def find_planted(articles: Iterable[Article], truths: Mapping[str, Truth]) -> list[Planted]:
    """The articles of planted stories as a lake has them in the end, story by story, the original and the oldest first.

    An article that two spiders delivered is there twice. Those whose original was not delivered are left out.
    """
    latest = latest_lines(articles)
    by_url = {article.url: article for article in latest}
    by_id = {article.id: article for article in latest}
    led = {truth.same_story or truth.near for truth in truths.values()}
    found = []
    for article in latest:
        truth = truths[article.url]
        first = article.url if article.url in led and not truth.near else truth.same_story or truth.near
        if first in by_url:
            matched = by_id.get(article.story.of) if article.story and article.story.of else None
            found.append(Planted(Check(article, b"", truth), by_url[first], matched))
    return sorted(found, key=_in_order)


def iter_wrong_joins(articles: Iterable[Article], truths: Mapping[str, Truth]) -> Iterator[tuple[str, ...]]:
    """The addresses of every story of a lake that holds articles of more than one true story."""
    told: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        told[story_of(article)].add(article.url)
    for urls in told.values():
        if len({truths[url].same_story or url for url in urls}) > 1:
            yield tuple(sorted(urls))


def latest_lines(articles: Iterable[Article]) -> list[Article]:
    """The last version of each article, of each spider that delivered it."""
    latest: dict[tuple[str, str | None], Article] = {}
    for article in sorted(articles, key=lambda one: one.version):
        latest[article.id, article.crawl.spider] = article
    return list(latest.values())


def story_of(article: Article) -> str:
    """The id of its story; of an article without one its own."""
    return article.story.id if article.story else article.id


def language_of(article: Article) -> str:
    """Its language without script and region."""
    return article.language.partition("-")[0]


def _in_order(planted: Planted) -> tuple[str, str, bool, bool, str, str]:
    article, original = planted.check.article, planted.original
    return (
        original.published.utc if original.published else "",
        original.url,
        not planted.is_original,
        planted.is_apart,
        article.published.utc if article.published else "",
        planted.spider,
    )
