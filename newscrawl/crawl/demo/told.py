"""What a lake says in the end: its lines, with what was learned of them after they were written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from newscrawl.crawl.demo.failure import DemoFailure
from newscrawl.items import TEXT_ORIGIN_ROLES, Article, Credit, LateFinding, StoryLink
from newscrawl.lake import LineError, decode_line, decode_link
from newscrawl.stories.direction import origin_of


def read_lake(lake: Path) -> list[tuple[Article, bytes]]:
    """Every line in the lake, as value and as bytes. Raises DemoFailure where there is none, or a line is none."""
    read: list[tuple[Article, bytes]] = []
    for path in sorted(lake.glob("dt=*/site=*/run=*.jsonl")):
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            try:
                read.append((decode_line(line), line))
            except LineError as error:
                raise DemoFailure(f"{path} line {number}: {error}") from error
    if not read:
        raise DemoFailure(f"the crawl ended well, but there is no line in {lake}")
    return read


def read_links(lake: Path) -> list[LateFinding]:
    """Every line of the lake's links, in the order in which they were learned. Raises LineError."""
    parts = sorted(lake.glob("links/dt=*/run=*.jsonl"))
    found = [decode_link(line) for path in parts for line in path.read_bytes().splitlines()]
    return sorted(found, key=lambda finding: finding.at)


def apply_links(articles: Iterable[Article], findings: Iterable[LateFinding]) -> list[Article]:
    """The articles as the findings, the earliest first, leave them: their story of the end, their relation, their credits.

    An article that named no origin has that of the first credit which came to it and speaks of the text.
    """
    joined: dict[str, str] = {}
    of_article: dict[str, list[LateFinding]] = defaultdict(list)
    for finding in findings:
        of_article[finding.id].append(finding)
        if finding.same_as is not None:
            joined[finding.story] = finding.same_as
    return [_applied(article, of_article[article.id], joined) for article in articles]


def _applied(article: Article, findings: list[LateFinding], joined: Mapping[str, str]) -> Article:
    if article.story is None:
        return article
    link, credits_ = article.story, article.credits
    for finding in findings:
        credits_ += tuple(credit for credit in finding.credits_added if not _holds(credits_, credit))
        if finding.relation is not None:
            link = StoryLink(link.id, finding.relation, finding.of, finding.similarity, finding.method)
    return replace(
        article,
        story=replace(link, id=_follow(link.id, joined)),
        credits=credits_,
        origin=article.origin or next((origin_of(credit) for credit in credits_ if credit.role in TEXT_ORIGIN_ROLES), None),
    )


def _holds(credits_: tuple[Credit, ...], credit: Credit) -> bool:
    return any((one.outlet, one.name, one.role) == (credit.outlet, credit.name, credit.role) for one in credits_)


def _follow(story: str, joined: Mapping[str, str]) -> str:
    """The story that one turned out to be: each step leads to an older one, so that there is an end."""
    while story in joined:
        story = joined[story]
    return story
