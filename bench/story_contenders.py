"""The ways of finding articles of one story that are compared: each says pairs, and what CPU that took."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Final

import numpy as np
from encoder_timer import EncoderTimer
from numpy.typing import NDArray
from story_folders import Labelled, Pair, Pairs, pairs_of, score

from newscrawl.store import open_story_index
from newscrawl.stories import Encoder, Placement, Placer

# ruff: noqa: PLC0415 - the peers are installed for this alone

PLACED: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When articles are placed, which says when one was published that does not say so."""
_BATCH: Final = 100  # articles of a transaction
_PERMUTATIONS: Final = 128
_THRESHOLDS: Final = (*(step / 100 for step in range(20, 100, 2)),)  # of a cosine, tried on the truth itself

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a contender said: pairs, seconds of CPU without the encoder's, the encoder's and its texts.

    `linked` are the pairs once what was learned later is followed, for who delivers that; `threshold` the best one, for who
    was given it.
    """

    pairs: Pairs
    spent: float
    encoding: float = 0.0
    encoded: int = 0
    linked: Pairs | None = None
    threshold: float | None = None


Contender = Callable[[Labelled], Answer]


def place(articles: Labelled, encoder: Encoder | None) -> Answer:
    """Ours: articles placed in their order in an empty index, a hundred a transaction."""
    timer = None if encoder is None else EncoderTimer(encoder)
    with tempfile.TemporaryDirectory(prefix="newscrawl-bench-") as folder, open_story_index(Path(folder)) as index:
        placer = Placer(index, encoder=timer)
        started = process_time()
        placements: list[Placement] = []
        for at in range(0, len(articles.documents), _BATCH):
            placements += placer.place_all(articles.documents[at : at + _BATCH], PLACED)
        spent = process_time() - started
    written = [one.link.id for one in placements]
    same = {late.story: late.same_as for one in placements for late in one.late if late.same_as}
    encoding, encoded = (timer.spent, timer.texts) if timer else (0.0, 0)
    linked = pairs_of([_followed(story, same) for story in written])
    return Answer(pairs_of(written), spent - encoding, encoding, encoded, linked)


def min_hash(articles: Labelled, threshold: float) -> Answer:
    """MinHash LSH of datasketch: shingles of three words, 128 permutations; what a query gives is near."""
    from datasketch import MinHash, MinHashLSH

    started, near = process_time(), list[Pair]()
    index = MinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS)
    for number, document in enumerate(articles.documents):
        words = re.findall(r"\w+", document.text.casefold())
        sketch = MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch({" ".join(words[at : at + 3]).encode() for at in range(max(1, len(words) - 2))})
        near += [(int(other), number) for other in index.query(sketch)]
        index.insert(number, sketch)
    spent = process_time() - started
    ends = np.array(near, dtype=np.intp).reshape(-1, 2).T
    return Answer(_best_grouping((ends[0], ends[1]), articles), spent)


def cosine(articles: Labelled, analyzer: str, size: int) -> Answer:
    """TF-IDF vectors of scikit-learn, every pair compared, at the threshold that is the best for these articles."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    started = process_time()
    texts = [one.text for one in articles.documents]
    vectors = TfidfVectorizer(analyzer=analyzer, ngram_range=(size, size), sublinear_tf=True).fit_transform(texts)
    alike = (vectors @ vectors.T).toarray()
    spent = process_time() - started
    tried = []
    for threshold in _THRESHOLDS:
        rows, columns = np.nonzero(np.triu(alike >= threshold, 1))
        tried.append(Answer(_best_grouping((rows, columns), articles), spent, threshold=threshold))
    truth = articles.truth()
    return max(tried, key=lambda one: score(truth, one.pairs).f1)


PEERS: Final[dict[str, Contender]] = {
    "datasketch MinHash LSH .25": lambda articles: min_hash(articles, 0.25),
    "datasketch MinHash LSH .5": lambda articles: min_hash(articles, 0.5),
    "TF-IDF cosine, 4 characters": lambda articles: cosine(articles, "char", 4),
    "TF-IDF cosine, words": lambda articles: cosine(articles, "word", 1),
}


def _best_grouping(ends: tuple[Places, Places], articles: Labelled) -> Pairs:
    """The near pairs themselves, or those of the groups that they chain: what serves the peer better with this truth."""
    near = frozenset(zip(ends[0].tolist(), ends[1].tolist(), strict=True))
    truth = articles.truth()
    return max(near, _chained(ends, len(articles.documents)), key=lambda pairs: score(truth, pairs).f1)


def _chained(ends: tuple[Places, Places], count: int) -> Pairs:
    """The pairs of the groups that near articles make, each near to another of its group."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(count, count))
    _, groups = connected_components(links, directed=False)
    return pairs_of([str(group) for group in groups])


def _followed(story: str, same: dict[str, str]) -> str:
    """The story that a story turned out to be."""
    while story in same:
        story = same[story]
    return story
