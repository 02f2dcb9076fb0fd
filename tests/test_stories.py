"""Placing: which articles share a story, on the index that runs use."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from article_factory import hash_content, make_article
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.items import Article, StoryLink
from newscrawl.page import article_id
from newscrawl.store import SqliteStoryIndex, open_story_index
from newscrawl.stories import MIN_COMPARED, place, text_key

TEXT = "Les pompiers de Lyon ont maîtrisé l'incendie dans la nuit de samedi à dimanche, sans faire de blessé. " * 4
SHORT = "a" * (MIN_COMPARED - 1)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SqliteStoryIndex]:
    with open_story_index(tmp_path) as opened:
        yield opened


def first(article: Article) -> StoryLink:
    return StoryLink(id=article.id, relation="first", of=None, similarity=None, method=None)


def elsewhere(number: int, **changes: object) -> Article:
    """An article of another site."""
    address = f"https://www.aggregator.example/{number}/"
    return make_article(1000 + number, url=address, id=article_id(address, None), **{"canonical_url": None, **changes})


SAME_KEY = [
    (TEXT.upper(), "letter case"),
    (TEXT.replace(" ", "\n\n"), "white space"),
    (TEXT.replace("'", "’").replace(",", " –"), "punctuation"),
    (TEXT.replace("î", "i\u0302"), "combining marks"),
    (TEXT.replace("fi", "ﬁ"), "ligatures"),
    ("\ufeff" + TEXT.replace("pom", "pom\u00ad"), "soft hyphens"),
]


@pytest.mark.parametrize(("text", "what"), SAME_KEY, ids=[what for _, what in SAME_KEY])
def test_typesetting_does_not_change_a_key(text: str, what: str) -> None:
    assert text_key(text) == text_key(TEXT) is not None, what


@pytest.mark.parametrize("text", [None, "", " ", SHORT, "_" * 5000, "- " * 5000], ids=repr)
def test_what_is_too_short_has_no_key(text: str | None) -> None:
    assert text_key(text) is None


@pytest.mark.parametrize("text", [SHORT + "a", "新" * MIN_COMPARED, TEXT])
def test_one_letter_more_is_another_text(text: str) -> None:
    assert text_key(text + "b") != text_key(text) is not None


@given(st.text(st.characters(), max_size=600))
def test_any_text_has_a_key_or_none(text: str) -> None:
    assert text_key(text) is None or text_key(text) == text_key(text.swapcase().swapcase() + " .")


def test_a_lone_article_is_the_first_of_its_story(index: SqliteStoryIndex) -> None:
    article = make_article(1)
    assert place(article, index) == first(article)


def test_the_same_text_elsewhere_is_a_copy(index: SqliteStoryIndex) -> None:
    original, copy, again = make_article(1, TEXT), elsewhere(1, text=TEXT.upper()), elsewhere(2, text=TEXT)
    place(original, index)
    link = StoryLink(original.id, "copy", of=original.id, similarity=1.0, method="exact")
    assert [place(copy, index), place(again, index)] == [link, link]


@pytest.mark.parametrize("text", [None, SHORT])
def test_short_texts_are_not_compared(index: SqliteStoryIndex, text: str | None) -> None:
    one, other = (dataclasses.replace(make_article(n), text=text) for n in (1, 2))
    assert [place(one, index), place(other, index)] == [first(one), first(other)]


CANONICALS = [
    ("https://journal.example/article-1/", True),
    ("http://www.journal.example/article-1?utm_source=x#top", True),
    ("https://journal.example/article-2/", False),
    ("https://www.aggregator.example/1/", False),  # its own address
    ("https://aggregator.example/article-1/", False),  # stays on its own site
    ("https://journal.example/", False),
    ("mailto:desk@journal.example", False),
    ("https://[broken/", False),
    ("not an address", False),
    (None, False),
]


@pytest.mark.parametrize(("canonical", "is_copy"), CANONICALS)
def test_a_canonical_link_to_a_placed_article_makes_a_copy(
    index: SqliteStoryIndex, canonical: str | None, *, is_copy: bool
) -> None:
    original = make_article(1)
    place(original, index)
    copy = elsewhere(1, canonical_url=canonical)
    link = StoryLink(original.id, "copy", of=original.id, similarity=None, method="canonical")
    assert place(copy, index) == (link if is_copy else first(copy))


def test_a_canonical_link_may_name_the_address_that_was_fetched(index: SqliteStoryIndex) -> None:
    fetched, canonical = "https://journal.example/?p=17", "https://journal.example/pont/"
    original = make_article(1, url=fetched, canonical_url=canonical, id=article_id(fetched, canonical))
    place(original, index)
    assert place(elsewhere(1, canonical_url=fetched), index).of == original.id


def test_a_copy_of_a_copy_belongs_to_the_first_story(index: SqliteStoryIndex) -> None:
    original, copy = make_article(1), elsewhere(1, canonical_url="https://journal.example/article-1/")
    of_copy = elsewhere(2, text=copy.text)
    place(original, index)
    place(copy, index)
    assert place(of_copy, index) == StoryLink(original.id, "copy", of=copy.id, similarity=1.0, method="exact")


def test_an_article_stays_where_it_was_placed(index: SqliteStoryIndex) -> None:
    original, copy = make_article(1, TEXT), elsewhere(1, text=TEXT)
    links = [place(original, index), place(copy, index)]
    rewritten = hash_content(dataclasses.replace(copy, text=f"Mise à jour de 8 heures. {TEXT}"))
    assert [place(original, index), place(copy, index), place(rewritten, index)] == [*links, links[1]]
    assert place(elsewhere(3, text=rewritten.text), index).of == copy.id


def test_a_story_outlives_the_process(tmp_path: Path) -> None:
    original = make_article(1, TEXT)
    with open_story_index(tmp_path) as index:
        place(original, index)
        index.sync()
    with open_story_index(tmp_path) as index:
        assert place(elsewhere(1, text=TEXT), index).id == original.id
        assert place(original, index) == first(original)
