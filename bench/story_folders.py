"""Articles with the stories they belong to in truth, and how well a grouping of them agrees with it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from newscrawl.stories import Document

Pair = tuple[int, int]
Pairs = frozenset[Pair]

CUT: Final = 700
"""Characters of the longest text that is taken for a copy cut short, where another article of its story has more."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Articles, the story of each, and of which source each is; pairs of them are pairs of places in `documents`."""

    name: str
    documents: tuple[Document, ...]
    stories: tuple[str, ...]
    sources: tuple[str, ...]

    def head(self, count: int) -> Labelled:
        """The first of the articles alone."""
        return Labelled(self.name, self.documents[:count], self.stories[:count], self.sources[:count])

    def truth(self) -> Pairs:
        """The pairs of articles of one story."""
        return pairs_of(self.stories)

    def cut_short(self) -> frozenset[int]:
        """The places of the articles that are cut short."""
        lengths = [len(one.text) for one in self.documents]
        longest: defaultdict[str, int] = defaultdict(int)
        for story, length in zip(self.stories, lengths, strict=True):
            longest[story] = max(longest[story], length)
        each = enumerate(zip(self.stories, lengths, strict=True))
        return frozenset(place for place, (story, length) in each if length <= CUT < longest[story])


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs: how many are right of those that were said, and how many were said of those that are right."""

    right: int
    said: int
    true: int

    @property
    def precision(self) -> float:
        """1 where nothing was said."""
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        """1 where there was nothing to say."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.right / (self.said + self.true) if self.said + self.true else 1.0


def load_folder(folder: Path) -> Labelled:
    """The folder's `articles.jsonl` in its order, with the stories of its `truth.jsonl`."""
    truth = {row["id"]: row["story"] for row in _lines(folder / "truth.jsonl")}
    rows = _lines(folder / "articles.jsonl")
    return _labelled(folder.name, [(_document(row), str(truth[row["id"]]), folder.name) for row in rows])


def load_pairs(folder: Path, part: str) -> Labelled:
    """A part of every file of the folder, in the order of publication: `pair` names two articles that are translations."""
    found = [
        (_document(row), row["pair"] or row["id"], file.stem)
        for file in sorted(folder.glob("*.jsonl"))
        for row in _lines(file)
        if row["part"] == part
    ]
    return _labelled(f"{folder.name}, {part}", sorted(found, key=lambda one: _order(one[0])))


def pairs_of(groups: Sequence[str]) -> Pairs:
    """The pairs of places that hold the same."""
    places = defaultdict(list)
    for place, group in enumerate(groups):
        places[group].append(place)
    return frozenset(pair for members in places.values() for pair in combinations(members, 2))


def score(truth: Pairs, said: Pairs, counts: Callable[[Pair], bool] = lambda _: True) -> Score:
    """Compare pairs with the truth, those that count."""
    return Score(*(sum(map(counts, pairs)) for pairs in (truth & said, said, truth)))


def touching(places: Iterable[int]) -> Callable[[Pair], bool]:
    """Return whether a pair has one of those places in it."""
    wanted = frozenset(places)
    return lambda pair: not wanted.isdisjoint(pair)


def _labelled(name: str, rows: Sequence[tuple[Document, str, str]]) -> Labelled:
    documents, stories, sources = zip(*rows, strict=True) if rows else ((), (), ())
    return Labelled(name, documents, stories, sources)


def _order(document: Document) -> tuple[str, str]:
    """The order of publication; who does not say comes first."""
    return (document.published.isoformat() if document.published else "", document.id)


def _document(row: dict[str, Any]) -> Document:
    published = (row.get("published") or {}).get("utc")
    return Document(
        id=row["id"],
        text=row["text"],
        title=row.get("title") or "",
        language=(row.get("language") or "und").partition("-")[0],
        published=datetime.fromisoformat(published) if published else None,
        url=row.get("url"),
    )


def _lines(file: Path) -> list[dict[str, Any]]:
    with file.open("rb") as lines:
        return [json.loads(line) for line in lines if line.strip()]
