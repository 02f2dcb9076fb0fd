"""Gaps counted over many lines: what comes up often, and on how many sites, is worth an entry of the registry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from newscrawl.credits.gaps import GAP_KINDS, Gap, GapKind, iter_gaps
from newscrawl.items import Article
from newscrawl.knowledge.registry import name_key

_MOST_ROWS: Final = 100_000  # held in memory; of more, those met once are forgotten
_MOST_PEOPLE: Final = 200_000
_PERSON: Final = (2, 3)  # words of a name that may be a person's


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap as all lines show it: how often, on how many sites, in which languages most, and one example."""

    kind: GapKind
    words: str
    count: int
    sites: int
    languages: tuple[str, ...]
    domain: str | None
    example_id: str
    example_url: str
    example: str


@dataclass(slots=True)
class _Seen:
    """What is counted of one gap; `first`, `id` and `url` are its example."""

    first: Gap
    id: str
    url: str
    kinds: Counter[GapKind] = field(default_factory=Counter)
    spellings: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    sites: set[str] = field(default_factory=set)
    domain: str | None = None


class GapCounts:
    """Counts the gaps of article after article; `articles` says of how many."""

    def __init__(self) -> None:
        self.articles = 0
        self._seen: dict[tuple[str, str], _Seen] = {}
        self._people: set[str] = set()

    def apply(self, article: Article) -> None:
        """Count the gaps of one article; a further version of one that was delivered before shows nothing new."""
        if article.version > 1:
            return
        self.articles += 1
        if len(self._people) < _MOST_PEOPLE:
            self._people.update(_iter_people(article))
        for gap in iter_gaps(article):
            self._count(gap, article)
        if len(self._seen) > _MOST_ROWS:
            self._seen = {key: seen for key, seen in self._seen.items() if seen.kinds.total() > 1}

    def _count(self, gap: Gap, article: Article) -> None:
        seen = self._seen.setdefault(gap.key, _Seen(gap, article.id, article.url))
        seen.kinds[gap.kind] += 1
        seen.spellings[gap.words] += 1
        seen.languages[article.language] += 1
        seen.sites.add(article.site.domain)
        seen.domain = seen.domain or gap.domain

    def rows(self, least: int) -> tuple[GapRow, ...]:
        """The gaps met `least` times or more, by kind; within one those of the most sites first, then the most frequent."""
        rows = [
            _row(seen)
            for key, seen in self._seen.items()
            if seen.kinds.total() >= least and not (key[0] == "name" and self._is_person(key[1], seen))
        ]
        return tuple(sorted(rows, key=lambda row: (GAP_KINDS.index(row.kind), -row.sites, -row.count, row.words)))

    def _is_person(self, key: str, seen: _Seen) -> bool:
        """Whether a name that stands where credits do is rather a person's: a known one, or shaped so and of one site alone."""
        if seen.kinds.keys() & {"outlet", "address"}:
            return False
        words = seen.first.words.split()
        shaped = len(words) in _PERSON and all(word[0].isupper() and "." not in word[2:] for word in words)
        return key in self._people or (shaped and len(seen.sites) == 1)


def _row(seen: _Seen) -> GapRow:
    return GapRow(
        kind=seen.kinds.most_common(1)[0][0],
        words=seen.spellings.most_common(1)[0][0],
        count=seen.kinds.total(),
        sites=len(seen.sites),
        languages=tuple(language for language, _ in seen.languages.most_common(3) if language != "und"),
        domain=seen.domain,
        example_id=seen.id,
        example_url=seen.url,
        example=seen.first.text,
    )


def _iter_people(article: Article) -> Iterable[str]:
    """Keys of people's names: authors, and who stands before the slash of a photo credit."""
    yield from (name_key(author) for author in article.authors if " " in author)
    for image in article.images:
        if image.credit and "/" in image.credit:
            yield name_key(image.credit.split("/")[0].rpartition(":")[2])
