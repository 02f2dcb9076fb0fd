"""What a lake says in the end, and the table of planted against found, which must name what is wrong."""

from __future__ import annotations

from dataclasses import replace

from article_factory import CREDIT, make_article, make_finding

from newscrawl.crawl.demo.planted import find_planted, iter_wrong_joins
from newscrawl.crawl.demo.planted_table import iter_figures, iter_table
from newscrawl.crawl.demo.told import apply_links
from newscrawl.items import Article, Evidence, LateFinding, StoryLink
from newscrawl.replica import ExpectedCredit, Truth

ADDED = replace(
    CREDIT, outlet="sindonews", name="Sindonews", role="translated_from", evidence=Evidence("matched_text", "x", None)
)


def told(number: int, story: int) -> Article:
    """An article that credits nobody, placed as a copy in the story that another one begins."""
    first = make_article(story).id
    link = StoryLink(first, *(("first", None) if number == story else ("copy", first)), None, None)
    return make_article(number, story=link, credits=(), origin=None)


def joined(story: int, same_as: int, hour: int) -> LateFinding:
    first, second = make_article(story).id, make_article(same_as).id
    found = make_finding(story, same_as=second, relation=None, of=None, credits_added=())
    return replace(found, story=first, at=f"2022-12-12T{hour:02}:00:00Z")


def test_what_was_learned_late_is_part_of_what_a_lake_says() -> None:
    article = told(1, 1)
    finding = make_finding(1, relation="translation", of=make_article(2).id, credits_added=(ADDED,))
    (found,) = apply_links([article], [finding, replace(finding, at="2022-12-13T00:00:00Z")])
    assert (found.story.relation, found.story.of) == ("translation", make_article(2).id)  # type: ignore[union-attr]
    assert found.credits == (ADDED,)
    assert found.origin is not None
    assert (found.origin.outlet, found.origin.role) == ("sindonews", "translated_from")


def test_an_origin_that_a_page_names_stays() -> None:
    article = replace(make_article(1), story=told(1, 1).story)
    assert article.origin
    (found,) = apply_links([article], [make_finding(1, relation="copy", credits_added=(ADDED,))])
    assert (found.origin, found.credits) == (article.origin, (*article.credits, ADDED))


def test_stories_are_followed_to_the_one_that_they_turned_out_to_be() -> None:
    articles = [told(1, 1), told(2, 2), told(3, 3), told(4, 3)]
    found = apply_links(articles, [joined(3, 2, 1), joined(2, 1, 2)])
    assert [article.story.id for article in found if article.story] == [make_article(1).id] * 4


def lines_of(articles: list[Article], truths: dict[str, Truth]) -> list[str]:
    rows = find_planted(articles, truths)
    return [*iter_table(rows), *iter_figures(rows, list(iter_wrong_joins(articles, truths)))]


def test_the_table_names_what_is_wrong() -> None:
    original, copy, silent, near = (make_article(number).url for number in (1, 2, 3, 4))
    truths = {
        original: Truth(),
        copy: Truth((ExpectedCredit("AFP", "agency", "x"),), "AFP", same_story=original, relation="copy"),
        silent: Truth(same_story=original, relation="translation", unstated=ExpectedCredit("Sindonews", "translated_from")),
        near: Truth(near=original),
    }
    renamed = StoryLink(make_article(1).id, "translation", make_article(1).id, None, None)  # in the language of its original
    lines = lines_of([told(1, 1), replace(told(2, 1), story=renamed), told(3, 3), told(4, 1)], truths)
    shown = "\n".join(lines)
    assert len([line for line in lines if line.startswith("|")]) == 6
    for fact in (
        "| ↳ copy | met | **translation** | **missed: afp agency** | **its own**, planted: AFP |",
        "| ↳ translation | **not met** | first | **missed: sindonews translated_from** | **its own**, planted: Sindonews |",
        "| ↳ another story | **joined** | copy |  | its own |",
        "copies, excerpts and translations in their original's story: 1/2",
        "articles like them kept apart: 0/1",
        "articles with the planted credits and no others: 2/4",
        "articles with the planted origin: 2/4",
        "relations that hold: 3/4",
        f"stories joined wrongly: 1\n  {original} {copy} {near}",
    ):
        assert fact in shown, shown


def test_what_is_as_planted_is_not_in_bold() -> None:
    original, silent = make_article(1).url, make_article(2).url
    truths = {
        original: Truth(),
        silent: Truth(same_story=original, relation="copy", unstated=ExpectedCredit("Sindonews", "translated_from")),
    }
    articles = apply_links([told(1, 1), told(2, 1)], [make_finding(2, relation="copy", credits_added=(ADDED,))])
    lines = lines_of(articles, truths)
    assert not [line for line in lines if "**" in line]
    assert "stories joined wrongly: 0" in lines
