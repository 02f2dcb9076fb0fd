"""Placing: which story an article belongs to, by the evidence of the articles placed before it."""

from __future__ import annotations

from newscrawl.items import Article, StoryLink
from newscrawl.page import article_id, registrable_domain
from newscrawl.stories.fingerprint import text_key
from newscrawl.stories.index import PlacedArticle, StoryIndex


def place(article: Article, index: StoryIndex) -> StoryLink:
    """Return the article's story link and record it in the index; asking again gives the same answer.

    A relation holds between articles, not between versions: every version of an article bears the link under which its
    first version was placed, so its story id never changes, and `version` alone tells that a text was changed. A further
    version only adds its text to what later articles are matched with.
    """
    key = text_key(article.text)
    addresses = frozenset({article.id, _find_address_id(article.url) or article.id})
    foreign = _find_foreign_id(article)
    with index.transaction():
        link = index.find_link(article.id) or _match(article.id, key, foreign, index)
        index.add(PlacedArticle(article.id, link, addresses, key))
    return link


def _match(own: str, key: bytes | None, foreign: str | None, index: StoryIndex) -> StoryLink:
    """Match an article that was never placed: by its whole text, then by the original that its canonical link names."""
    if key is not None and (original := index.find_by_key(key)) is not None:
        return _copy_of(original, index, similarity=1.0)
    if foreign is not None and (original := index.find_by_address(foreign)) is not None:
        return _copy_of(original, index, similarity=None)
    return StoryLink(id=own, relation="first", of=None, similarity=None, method=None)


def _copy_of(original: str, index: StoryIndex, *, similarity: float | None) -> StoryLink:
    """Link to the original's story, which may have begun with yet another article."""
    known = index.find_link(original)
    story = original if known is None else known.id
    return StoryLink(story, "copy", of=original, similarity=similarity, method="canonical" if similarity is None else "exact")


def _find_foreign_id(article: Article) -> str | None:
    """Return the id of the address that the canonical link names, where it leaves the site."""
    canonical = article.canonical_url
    named = _find_address_id(canonical) if canonical else None
    if canonical is None or named is None or registrable_domain(canonical) == registrable_domain(article.url):
        return None
    return named


def _find_address_id(url: str) -> str | None:
    """Return the id that an article would have by this address alone; None where it is no web address."""
    try:
        return article_id(url, None)
    except ValueError:
        return None
