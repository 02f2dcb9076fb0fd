"""The search for what an article is a translation of: the nearest vectors, then the verifier, which may say "none"."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from newscrawl.items import Method
from newscrawl.stories.index import StoryIndex
from newscrawl.stories.matching import Match, Prepared, is_near
from newscrawl.stories.nearest import Signatures
from newscrawl.stories.translation import CERTAIN, LIKELY, NEAREST, Side, nearness, pair_features
from newscrawl.stories.verifier import Verifier

# The probability that is enough where both articles show the same image.
_LIKELY_WITH_IMAGE: Final = 0.35


class TranslationFinder:
    """Finds the originals and translations of articles in an index; keeps the signatures of those placed so far in memory."""

    def __init__(self, index: StoryIndex, verifier: Verifier, window: timedelta) -> None:
        self._index = index
        self._verifier = verifier
        self._window = window
        self._signatures = Signatures()

    def find(self, article: Prepared, pictured: frozenset[int]) -> tuple[Match, ...]:
        """Return the best match of an encoded article, and the certain ones in yet other languages behind it.

        Less is asked of an article that is `pictured` with an image of this one's.
        """
        ranked = self._rank(article)
        cosines = [cosine for cosine, _ in ranked]
        nearest = {number: cosine for cosine, number in ranked[:NEAREST]}
        found = []
        for member in self._index.load_members(nearest, across=True).values():
            cosine = nearest[member.number]
            if member.anchors is None or not is_near(article, member, self._window):
                continue
            sides = (Side(article.anchors, article.document.published), Side(member.anchors, member.published))
            probability = self._verifier.probability(pair_features(*sides, nearness(cosine, cosines)))
            if probability >= (_LIKELY_WITH_IMAGE if member.number in pictured else LIKELY):
                method: Method = "embedding" if probability >= LIKELY else "image"
                found.append(Match(member, "translation", method, round(probability, 3), certain=probability >= CERTAIN))
        found.sort(key=lambda match: (-(match.similarity or 0.0), match.member.number))
        languages = {found[0].member.language} if found else set()
        return (*found[:1], *(match for match in found[1:] if match.certain and match.member.language not in languages))

    def _rank(self, article: Prepared) -> list[tuple[float, int]]:
        """The articles in other languages whose vectors are nearest: the cosines and the numbers, the nearest first."""
        assert article.vector is not None  # noqa: S101 - only what was encoded is asked for
        self._signatures.extend(self._index.iter_vectors(self._signatures.last))
        shortlist = self._signatures.shortlist(article.vector, article.document.language)
        vectors = self._index.load_vectors(shortlist)
        cosines = [(float(vector @ article.vector), number) for number, vector in vectors.items()]
        return sorted(cosines, key=lambda one: (-one[0], one[1]))
