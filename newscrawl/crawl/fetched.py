"""Reading a fetched page: what a crawl runs in its worker processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from newscrawl.items import Article
from newscrawl.reading import explain_article


@dataclass(frozen=True, slots=True)
class FetchedArticle:
    """An article, its lines from which the run learns what is boilerplate of the site, whether its page states a date."""

    article: Article
    credit_lines: tuple[str, ...]
    states_date: bool


def read_fetched_page(body: bytes, url: str, **known: Any) -> FetchedArticle:  # noqa: ANN401 - the arguments of explain_article
    """Read one page as `newscrawl.reading.read_article` does, with the same arguments and errors."""
    reading = explain_article(body, url, **known)
    return FetchedArticle(reading.article, reading.credits.lines, bool(reading.dates.candidates or reading.page.times))
