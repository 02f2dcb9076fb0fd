"""Growth: what placing a document costs, in time and on disk, in a story index of this size and that. See bench/README.md."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import process_time
from typing import Final

import numpy as np
from cpu_sampler import CpuSampler
from encoder_timer import EncoderTimer
from rich.console import Console
from rich.table import Table
from zipf_news import START, Lake, Planted, number_of

from newscrawl.items import LateFinding
from newscrawl.store import SqliteStoryIndex, open_story_index
from newscrawl.store.story_schema import STORIES
from newscrawl.stories import Encoder, Placement, Placer, load_verifier
from newscrawl.stories.encoder import OneByOne, Vector

LAST: Final = 10_000
"""Documents that are timed: the last ones of each size."""
BATCH: Final = 100
"""Documents of one transaction while the index is loaded, and of every other one that is timed; a crawl places one by one."""
TRANSLATIONS: Final = 0.1  # of the documents, where translations are searched for
_SHOWN: Final = 20  # functions of a profile


class ToyEncoder(OneByOne):
    """A cheap encoder that knows the concepts of the make-believe languages: alike texts get alike vectors of 384 numbers."""

    name = "toy"

    def __init__(self, lake: Lake) -> None:
        self._concepts = lake.concepts()
        count = max(self._concepts.values()) + 1
        # Frequent concepts say little: they weigh by the root of their rank, as inverse frequencies do.
        weights = np.minimum(1.0, np.sqrt(np.arange(count) / 2_000))[:, None]
        directions = np.random.default_rng(11).standard_normal((count, 384), dtype=np.float32)
        self._directions = (directions * weights).astype(np.float32)

    def encode(self, text: str) -> Vector:
        """The sum of the directions of the concepts that a text names, of length 1."""
        words = text.casefold().replace(".", " ").replace("。", " ").split()
        if len(words) < 20:  # written without spaces: two characters make a word, or four where two do not
            words = list(self._split("".join(words)))
        found = [concept for word in words if (concept := self._concepts.get(word)) is not None]
        vector: Vector = self._directions[found].sum(axis=0)
        length: Vector = vector / (float(np.linalg.norm(vector)) or 1.0)
        return length

    def _split(self, run: str) -> Iterator[str]:
        at = 0
        while at < len(run):
            size = next((size for size in (4, 3, 2, 1) if run[at : at + size] in self._concepts), 1)
            yield run[at : at + size]
            at += size


@dataclass(slots=True)
class Found:
    """How the planted documents of one kind were placed: how many there were, and how many are in their story."""

    planted: int = 0
    placed: int = 0


@dataclass(slots=True)
class Spent:
    """Seconds of CPU, and on how many documents."""

    seconds: float = 0.0
    documents: int = 0

    @property
    def each(self) -> float:
        """Seconds of a document."""
        return self.seconds / max(1, self.documents)

    def __str__(self) -> str:
        return f"{1 / self.each if self.each else 0:,.0f} a CPU-s, {self.each * 1000:.2f} ms each of {self.documents:,}"


@dataclass(slots=True)
class Size:
    """An index of so many documents: seconds of CPU to load it and to place the last ones, bytes on disk, what was found."""

    documents: int
    loaded: int
    loading: float
    opening: float
    singly: Spent = field(default_factory=Spent)
    jointly: Spent = field(default_factory=Spent)
    encoding: Spent = field(default_factory=Spent)
    size: int = 0
    false: int = 0
    kinds: dict[str, Found] = field(default_factory=dict)
    sampler: CpuSampler | None = None

    @property
    def timed(self) -> int:
        """How many documents were timed."""
        return self.singly.documents + self.jointly.documents


class Unsearched(SqliteStoryIndex):
    """An index that tells no vectors while it is loaded: so no time goes by for translations that nobody asks for."""

    def iter_vectors(self, _after: int) -> Iterator[tuple[int, str, Vector]]:
        """Nothing."""
        return iter(())


class Growing:
    """An index that grows document by document, looked at when it has reached a size."""

    def __init__(self, folder: Path, lake: Lake, encoder: Encoder | None) -> None:
        self._lake, self._number = lake, 0
        self._index: SqliteStoryIndex = open_story_index(folder)
        self._timer = None if encoder is None else EncoderTimer(encoder)
        verifier = replace(load_verifier(), encoder="toy", mean=np.zeros(384, np.float32))
        self._placer = Placer(self._index, encoder=self._timer, verifier=verifier)
        self._loading = Unsearched(self._index.path, STORIES)
        self._loader = Placer(self._loading, encoder=encoder, verifier=verifier)
        with open_story_index(folder, "warm.sqlite") as other:  # tables that are built once are charged to no document
            first = [one.document for one in lake.documents(0, BATCH)]
            Placer(other, encoder=encoder, verifier=verifier).place_all(first, START)

    def grow(self, documents: int, *, profile: bool) -> Size:
        """Load the index to LAST documents less than a size, then place those and say what that took."""
        loaded = max(0, documents - LAST - BATCH - self._number)
        loading = sum(self._place(self._loader, part, BATCH)[0] for part in self._take(self._number + loaded))
        opening = sum(self._place(self._placer, part, BATCH)[0] for part in self._take(max(self._number, documents - LAST)))
        size = Size(documents, loaded, loading, opening)
        gc.collect()
        gc.freeze()
        before = (self._timer.spent, self._timer.texts) if self._timer else (0.0, 0)
        size.sampler = CpuSampler() if profile else None
        for turn, part in enumerate(self._take(documents)):
            with size.sampler or nullcontext():
                spent, placements = self._place(self._placer, part, BATCH if turn % 2 else 1)
            timed = size.jointly if turn % 2 else size.singly
            timed.seconds += spent
            timed.documents += len(part)
            self._judge(size, part, placements)
        if self._timer:
            size.encoding = Spent(self._timer.spent - before[0], self._timer.texts - before[1])
        size.size = _bytes_of(self._index.path)
        return size

    def close(self) -> None:
        """Close the index."""
        self._loading.close()
        self._index.close()

    def _take(self, end: int) -> Iterator[list[Planted]]:
        """The next documents, BATCH at a time; what making them takes is nobody's."""
        while self._number < end:
            first, self._number = self._number, min(end, self._number + BATCH)
            yield list(self._lake.documents(first, self._number))

    def _place(self, placer: Placer, part: Sequence[Planted], together: int) -> tuple[float, list[Placement]]:
        """Place documents so many a transaction; returns the seconds of CPU, and what came of it."""
        placements: list[Placement] = []
        started = process_time()
        for at in range(0, len(part), together):
            documents = [one.document for one in part[at : at + together]]
            placements += placer.place_all(documents, documents[-1].published or START)
        return process_time() - started, placements

    def _judge(self, size: Size, part: Sequence[Planted], placements: Sequence[Placement]) -> None:
        """Enter who is in the story that it was planted in, and who was matched with a document of another one."""
        for planted, placement in zip(part, placements, strict=True):
            kind = size.kinds.setdefault(planted.kind, Found())
            kind.planted += 1
            kind.placed += self._lake.story_of(number_of(placement.link.id)) == planted.story
            of = placement.link.of
            size.false += of is not None and self._lake.story_of(number_of(of)) != planted.story
            size.false += sum(_is_wrong(self._lake, late) for late in placement.late)


def _bytes_of(path: Path) -> int:
    """The bytes of an index and its segments once its write-ahead log is in it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return sum(one.stat().st_size for one in path.parent.glob(f"{path.name}*"))


def _is_wrong(lake: Lake, late: LateFinding) -> bool:
    """Whether a late finding puts an article, or a story, into another one's."""
    said = {one for one in (late.id, late.same_as, late.of) if one is not None}
    return len({lake.story_of(number_of(one)) for one in said}) > 1


def _figures(size: Size, smaller: Size | None) -> Iterator[tuple[str, str]]:
    """What is told of a size, and beside it what the time per document is to that of the size before."""
    ratio = "" if smaller is None else f", {size.singly.each / smaller.singly.each:.2f} × that at {smaller.documents:,}"
    if size.loaded:
        yield "loaded before", f"{size.loaded:,} in {size.loading:.0f} CPU-s, {size.loaded / size.loading:.0f} a CPU-s"
        yield f"the first {BATCH} after that", f"{size.opening:.2f} CPU-s, with what is read of the index once"
    yield "one a transaction", f"{size.singly}{ratio}"
    yield f"{BATCH} a transaction", str(size.jointly)
    if size.encoding.documents:
        yield "of that the encoder", str(size.encoding)
    yield "on disk", f"{size.size / size.documents:,.0f} bytes a document"
    for kind, found in sorted(size.kinds.items()):
        yield f"{kind}: in their story", f"{found.placed:,} of {found.planted:,}, {found.placed / found.planted:.1%}"
    yield "matched wrongly", f"{size.false:,} of {size.timed:,}"
    for name, share in size.sampler.shares()[:_SHOWN] if size.sampler else ():
        yield f"{share:.1%}", name


def print_growth(sizes: Sequence[int], folder: Path, console: Console, *, across: bool, profile: bool) -> None:
    """Grow one index to each of the sizes, and print its figures as each is reached."""
    lake = Lake(max(sizes), translations=TRANSLATIONS if across else 0.0)
    growing = Growing(folder, lake, ToyEncoder(lake) if across else None)
    smaller = None
    for documents in sorted(sizes):
        size = growing.grow(documents, profile=profile)
        kind = "with translations" if across else "same language"
        about = f"{documents:,} documents, {kind}; the last {size.timed:,} timed"
        table = Table(title=about, title_justify="left", show_header=False)
        for row in _figures(size, smaller):
            table.add_row(*row)
        console.print(table)
        smaller = size
    growing.close()
