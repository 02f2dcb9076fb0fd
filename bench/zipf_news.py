"""A make-believe news lake of any size: seeded documents by Zipf's law, with planted copies and translations, and the truth.

Every document follows from its number and the seed alone, so that nothing has to be kept to copy an earlier one. A text is
drawn from its language's words by the law of Zipf and Mandelbrot, and has what makes real news hard to tell apart: the words
and now and then the background paragraph of its topic, stock phrases, a site's own lines, names and numbers. The languages
have the same concepts in the same order and no word in common, but names: so a translation is the same concepts, reworded.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from coined_words import LANGUAGES, coin_vocabularies
from numpy.typing import NDArray

from newscrawl.stories import Document

Concepts = NDArray[np.int64]
Kind = Literal["own", "edited", "cut", "main item", "items", "translation"]

START: Final = datetime(2026, 3, 1, tzinfo=UTC)
DAYS: Final = 40
"""Days that a lake spreads over, whatever its size: less than the window of stories, so that none of it is pruned."""
WORDS: Final = 30_000
_NAMES: Final = 24_000  # the rarest concepts, from this one on, are names
_NUMBERS: Final = 10_000  # concepts above WORDS
_TOPICS: Final = 2_000
_PHRASES: Final = 3_000
_SITES: Final = 300
_MASK: Final = 2**64 - 1
_SENTENCE: Final = 18  # words on average
_PLANTED: Final[tuple[tuple[Kind, float], ...]] = (("edited", 0.06), ("cut", 0.02), ("main item", 0.01), ("items", 0.01))

_LANGUAGE_SHARES: Final = (0.3, 0.5, 0.65, 0.8, 0.9)  # cumulated
_TRIED: Final = 60  # documents, to find four in one language


@dataclass(frozen=True, slots=True)
class Draft:
    """A document before it is written out: the concepts of its title and of each sentence."""

    title: Concepts
    sentences: tuple[Concepts, ...]
    topic: int


@dataclass(frozen=True, slots=True)
class Planted:
    """A document with the truth: how it was made, and the number of the document that began its story."""

    document: Document
    kind: Kind
    story: int


class Lake:
    """Documents 0, 1, 2 … `size`, one after another over DAYS; `translations` is the share of them that are translations."""

    def __init__(self, size: int, *, seed: int = 7, translations: float = 0.0) -> None:
        self._size, self._seed, self._translations = size, seed, translations
        rng = np.random.default_rng(seed)
        self._zipf = _cumulated(WORDS, 2.7)
        self._topics = _cumulated(_TOPICS, 10.0)
        self._topic_words = np.sort(rng.integers(300, WORDS, (_TOPICS, 40)))
        self._backgrounds = self._draw(rng, _TOPICS * 45).reshape(_TOPICS, 45)
        self._phrases = self._draw(rng, _PHRASES * 4).reshape(_PHRASES, 4)
        self._phrase_ranks = _cumulated(_PHRASES, 5.0)
        self._boilerplate = [self._draw(rng, int(length)) for length in rng.integers(8, 25, _SITES)]
        self._vocabularies = coin_vocabularies(rng, (_NAMES, WORDS - _NAMES, _NUMBERS))
        self._draft = lru_cache(4096)(self._make_draft)

    def concepts(self) -> dict[str, int]:
        """Every word of every language, in small letters, with its concept."""
        return {
            str(word).casefold(): concept
            for vocabulary in self._vocabularies.values()
            for concept, word in enumerate(vocabulary[:WORDS])
        }

    def documents(self, first: int, end: int) -> Iterator[Planted]:
        """Yield the documents of these numbers."""
        return (self._make(number) for number in range(first, end))

    def story_of(self, number: int) -> int:
        """The number of the document that began a document's story: its own, if none did."""
        kind, of = self._plan(number)
        return number if kind == "items" else of

    def _make(self, number: int) -> Planted:
        kind, of = self._plan(number)
        rng = self._rng(number, 1)
        draft = self._draft(of)
        if kind in {"edited", "cut", "translation"}:
            draft = self._vary(rng, draft, kind)
        elif kind != "own":
            draft = self._round_up(rng, number, of)
        language = self._language(of)
        if kind == "translation":
            language = (language + 1 + int(rng.integers(len(LANGUAGES) - 1))) % len(LANGUAGES)
        site = int(_SITES * rng.random() ** 2)
        if site % 2:
            draft = replace(draft, sentences=(*draft.sentences, self._boilerplate[site]))
        document = self._write(number, draft, LANGUAGES[language], site)
        return Planted(document, kind, self.story_of(number))

    def _language(self, number: int) -> int:
        return bisect(_LANGUAGE_SHARES, self._chance(number, 2))

    def _plan(self, number: int) -> tuple[Kind, int]:
        """How a document is made, and of which earlier one: mostly of late ones, of any age some."""
        chance, age = self._chance(number, 4), self._chance(number, 5)
        for kind, share in (("translation", self._translations), *_PLANTED):
            chance -= share
            if chance < 0 and number:
                return kind, self._plan(number - 1 - int((number - 1) * age**3))[1]
        return "own", number

    def _make_draft(self, number: int) -> Draft:
        """A text of its own: 1,200 characters in the median, with a long tail."""
        rng = self._rng(number, 3)
        topic = int(np.searchsorted(self._topics, rng.random()))
        count = int(np.clip(rng.lognormal(5.4, 0.65), 35, 3_000))
        words = self._draw(rng, count)
        told = rng.random(count) < 0.2
        words[told] = self._topic_words[topic][rng.integers(0, 40, int(told.sum()))]
        starts = rng.integers(0, count - 4, max(1, count // 40))
        words[(starts[:, None] + np.arange(4)).ravel()] = self._phrases[
            np.searchsorted(self._phrase_ranks, rng.random(len(starts)))
        ].ravel()
        words[rng.integers(0, count, max(1, count // 40))] = WORDS + rng.integers(1, _NUMBERS, max(1, count // 40))
        cuts = np.cumsum(rng.integers(_SENTENCE - 8, _SENTENCE + 9, count // (_SENTENCE - 8)))
        sentences = [one for one in np.split(words, cuts[cuts < count]) if len(one)]
        if rng.random() < 0.2 and count > 3 * self._backgrounds.shape[1]:  # of a shorter text it would be the matter
            sentences.insert(int(rng.integers(1, len(sentences) + 1)), self._backgrounds[topic])
        title = np.concatenate([self._topic_words[topic][rng.integers(0, 40, 4)], self._draw(rng, 4)])
        return Draft(title, tuple(sentences), topic)

    def _vary(self, rng: np.random.Generator, draft: Draft, kind: Kind) -> Draft:
        """Another's text: a twentieth to a quarter of its words changed, some sentences dropped, or its beginning alone."""
        sentences = draft.sentences
        if kind == "cut":
            sentences = sentences[: max(2, int(len(sentences) * rng.uniform(0.35, 0.6)))]
        share = 0.01 if kind == "cut" else rng.uniform(0.05, 0.25)
        kept = [one for one in sentences if kind != "edited" or rng.random() > 0.1] or list(sentences)
        return Draft(self._reword(rng, draft.title, 0.5), tuple(self._reword(rng, one, share) for one in kept), draft.topic)

    def _reword(self, rng: np.random.Generator, words: Concepts, share: float) -> Concepts:
        """A part of the words changed; numbers stay."""
        changed = (rng.random(len(words)) < share) & (words < WORDS)
        return np.where(changed, self._draw(rng, len(words)), words)

    def _round_up(self, rng: np.random.Generator, number: int, of: int) -> Draft:
        """A main item and the beginnings of two others; or the beginnings of four, none more than another."""
        drawn = dict.fromkeys(self._plan(int(one))[1] for one in rng.integers(0, max(1, number), _TRIED))
        others = [self._draft(one) for one in drawn if one != of and self._language(one) == self._language(of)][:4]
        kind, main = self._plan(number)[0], self._draft(of)
        if kind == "main item":
            parts = [main.sentences, *(one.sentences[:2] for one in others[:2])]
        else:
            parts = [one.sentences[:3] for one in others]
        return Draft(self._draw(rng, 7), tuple(sentence for part in parts for sentence in part), main.topic)

    def _write(self, number: int, draft: Draft, language: str, site: int) -> Document:
        vocabulary, gap = self._vocabularies[language], "" if language == "zh" else " "
        stop = "。" if language == "zh" else ". "
        written = [(said := gap.join(vocabulary[one].tolist()))[0].upper() + said[1:] for one in draft.sentences]
        paragraphs = [stop.join(written[at : at + 3]) + stop.strip() for at in range(0, len(written), 3)]
        published = START + timedelta(days=DAYS) * (number / self._size)
        return Document(
            id=f"{number:016x}",
            text="\n\n".join(paragraphs),
            title=gap.join(vocabulary[draft.title].tolist()),
            language=language,
            published=published,
            url=f"https://www.site{site}.example/{published:%Y/%m}/story-{number:07d}.html",
        )

    def _draw(self, rng: np.random.Generator, count: int) -> Concepts:
        return np.searchsorted(self._zipf, rng.random(count)).astype(np.int64)

    def _chance(self, number: int, purpose: int) -> float:
        """A number from 0 to 1 that is asked for too often to begin a generator for each: splitmix64."""
        mixed = (((self._seed << 8) + purpose) * 0xD1342543DE82EF95 + (number + 1) * 0x9E3779B97F4A7C15) & _MASK
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return (mixed ^ (mixed >> 31)) / 2**64

    def _rng(self, number: int, purpose: int) -> np.random.Generator:
        return np.random.Generator(np.random.PCG64((self._seed << 48) + (purpose << 40) + number))


def number_of(article: str) -> int:
    """The number of a document by its id."""
    return int(article, 16)


def _cumulated(count: int, offset: float) -> NDArray[np.float64]:
    """The law of Zipf and Mandelbrot, cumulated."""
    weights = 1.0 / (np.arange(count) + offset)
    cumulated: NDArray[np.float64] = np.cumsum(weights / weights.sum())
    cumulated[-1] = 1.0
    return cumulated
