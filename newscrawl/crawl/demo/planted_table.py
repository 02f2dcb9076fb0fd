"""The planted stories of all sites beside what was found of them, as a Markdown table: what is wrong is in bold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from newscrawl.crawl.demo.compare import Check
from newscrawl.crawl.demo.planted import Planted, language_of
from newscrawl.crawl.probing import cut_words

_TITLE: Final = 50
_HEAD: Final = ("spider", "article", "planted as", "its story", "relation", "credits", "origin")


def iter_table(rows: Iterable[Planted]) -> Iterator[str]:
    """The lines of the table."""
    yield _line(_HEAD)
    yield _line(["---"] * len(_HEAD))
    for row in rows:
        yield _line(_cells(row))


def iter_figures(rows: Sequence[Planted], wrong: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """How many of each are right, and the stories that were joined wrongly, `wrong` by their articles' addresses."""
    taken = [row for row in rows if not row.is_original and not row.is_apart]
    apart = [row for row in rows if row.is_apart]
    for label, right, of in (
        ("copies, excerpts and translations in their original's story", sum(row.is_placed for row in taken), taken),
        ("articles like them kept apart", sum(row.is_placed for row in apart), apart),
        ("articles with the planted credits and no others", sum(row.is_credited for row in rows), rows),
        ("relations that hold", sum(row.is_related for row in rows), rows),
        ("articles with the planted origin", sum(row.check.origin_is_right for row in rows), rows),
    ):
        yield f"{label}: {right}/{len(of)}"
    yield f"stories joined wrongly: {len(wrong)}"
    for urls in wrong:
        yield f"  {' '.join(urls)}"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(row: Planted) -> tuple[str, ...]:
    article = row.check.article
    title = cut_words(article.title or article.url, _TITLE).replace("|", "/")
    planted = "original" if row.is_original else row.check.truth.relation or "another story"
    return (
        row.spider,
        f"{title} ({language_of(article)})",
        planted if row.is_original else f"↳ {planted}",
        _story(row),
        _relation(row),
        _credits(row.check),
        _origin(row.check),
    )


def _story(row: Planted) -> str:
    if row.is_original:
        return ""
    if row.is_apart:
        return "apart" if row.is_placed else "**joined**"
    return "met" if row.is_placed else "**not met**"


def _relation(row: Planted) -> str:
    story = row.check.article.story
    if story is None:
        return ""
    told = f"{story.relation} by {story.method}" if story.method else story.relation
    return told if row.is_related else f"**{told}**"


def _credits(check: Check) -> str:
    found = [f"{name} {role}" for name, role in sorted(check.found & check.planted)]
    missed = [f"**missed: {name} {role}**" for name, role in sorted(check.planted - check.found)]
    extra = [f"**not planted: {name} {role}**" for name, role in sorted(check.found - check.planted)]
    return ", ".join([*found, *missed, *extra])


def _origin(check: Check) -> str:
    found = check.article.origin.name if check.article.origin else "its own"
    return found if check.origin_is_right else f"**{found}**, planted: {check.planted_origin or 'its own'}"
