"""Where on the page the article stands: the container of its text, and the frame that holds its title and bylines too."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from newscrawl.page.markup import FOREIGN
from newscrawl.page.outline import Outline, Run
from newscrawl.page.prose import prose_length

_TAG_WEIGHT: Final[dict[str, float]] = {
    "p": 1.0,
    "li": 0.5,
    "h2": 0.2,
    "h3": 0.2,
    "h4": 0.2,
    "h1": 0.0,
    "td": 0.6,
    "figcaption": 0.0,
}
_PLAIN_WEIGHT: Final = 0.7  # a line in a div or another element that is no paragraph
_SENTENCE_END: Final = frozenset(".!?…。！？؟।»”\"'’)」』:;")
_LEAST_MASS: Final = 140.0  # weighted characters; a page with less holds no article
_DOMINANT: Final = 0.72  # share of its parent's mass with which a child is taken to be the container


@dataclass(frozen=True, slots=True)
class Place:
    """Node ranges [start, end) of the article's text, in order and apart; of the frame that speaks of the same story."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    frame: tuple[int, int]

    def holds(self, node: int) -> bool:
        """Whether a node lies in the article's text."""
        at = bisect_right(self.starts, node) - 1
        return at >= 0 and node < self.ends[at]

    def frames(self, node: int) -> bool:
        """Whether a node lies in the frame."""
        return self.frame[0] <= node < self.frame[1] or self.holds(node)


def find_place(outline: Outline, selected: tuple[int, ...] = ()) -> Place | None:
    """The article's place, or None where the page holds no text to speak of.

    `selected` are nodes that a site's own rule names as the text: they are taken as they are.
    """
    if selected:
        ranges = tuple(_outermost((node, outline.nodes[node].end) for node in selected))
        return _place(outline, ranges)
    mass = _masses(outline, [0.0 if run.zone in FOREIGN else run_mass(run) for run in outline.runs])
    if mass[0] < _LEAST_MASS:
        return None
    ranges = _named(outline, mass) or (_descend(outline, mass),)
    return _place(outline, ranges)


def _place(outline: Outline, ranges: tuple[tuple[int, int], ...]) -> Place:
    starts, ends = zip(*ranges, strict=True)
    return Place(starts, ends, _frame(outline, ranges))


def _outermost(ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The ranges that lie in no other, in order."""
    last = -1
    for start, end in sorted(ranges):
        if start >= last:
            yield start, end
            last = end


def run_mass(run: Run) -> float:
    """How much a line looks like prose: its length (bounded), less what is linked, by its tag and its punctuation."""
    length = prose_length(run.text)
    if length < 20 or run.linked * 2 > len(run.text):
        return 0.0
    mass = min(length, 800) * _TAG_WEIGHT.get(run.tag, _PLAIN_WEIGHT) * (1 - run.linked / len(run.text))
    return mass if run.text[-1] in _SENTENCE_END or length > 200 else mass * 0.4


def _masses(outline: Outline, own: list[float]) -> list[float]:
    """Mass of every node: that of the lines in it and below it."""
    mass = [0.0] * len(outline.nodes)
    for run, weight in zip(outline.runs, own, strict=True):
        mass[run.node] += weight
    for index in range(len(mass) - 1, 0, -1):
        mass[outline.nodes[index].parent] += mass[index]
    return mass


def _named(outline: Outline, mass: list[float]) -> tuple[tuple[int, int], ...] | None:
    """The containers that markup names as the text: all of the surest name that holds enough, outermost first."""
    ranks = sorted({node.rank for node in outline.nodes if node.rank}, reverse=True)
    for rank in ranks:
        ranges: list[tuple[int, int]] = []
        for index, node in enumerate(outline.nodes):
            if node.rank == rank and mass[index] > 0 and (not ranges or index >= ranges[-1][1]):
                ranges.append((index, node.end))
        held = sum(mass[start] for start, _ in ranges)
        most = max((mass[start] for start, _ in ranges), default=0.0)
        if held >= 0.5 * mass[0] or (most >= 0.35 * mass[0] and most >= 0.7 * held):
            return tuple(span for span in ranges if mass[span[0]] >= 0.1 * most or len(ranges) <= 3)
    return None


def _descend(outline: Outline, mass: list[float]) -> tuple[int, int]:
    """The smallest node that still holds most of the text: down from the root while one child dominates."""
    children: dict[int, list[int]] = {}
    for index, node in enumerate(outline.nodes[1:], start=1):
        children.setdefault(node.parent, []).append(index)
    at = 0
    while True:
        best = max(children.get(at, ()), key=lambda index: mass[index], default=None)
        if best is None or mass[best] < _DOMINANT * mass[at] or outline.nodes[best].tag in _TAG_WEIGHT:
            return at, outline.nodes[at].end
        at = best


def _frame(outline: Outline, ranges: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    """The lowest common ancestor of the text and the last h1 before it; the text's parent where that is the whole page."""
    first, last = ranges[0][0], ranges[-1][1]
    title = max((run.node for run in outline.runs if run.zone == "title" and run.node < last), default=first)
    at = first
    while at > 0 and not (at <= title < outline.nodes[at].end and last <= outline.nodes[at].end):
        at = outline.nodes[at].parent
    if at <= 1:  # html or body: only from the title to the end of the text
        return min(title, first), last
    return at, outline.nodes[at].end
