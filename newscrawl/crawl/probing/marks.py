"""Where in a line of the page the evidence of a reading stands: credits, dates, what was turned down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from newscrawl.credits import Rejected
from newscrawl.page import Block
from newscrawl.reading import Reading


@dataclass(frozen=True, slots=True)
class Mark:
    """A span [start, end) of a line, what stands there, its label, and what is told of it on pointing at it."""

    start: int
    end: int
    kind: Literal["credit", "date", "rejected"]
    label: str
    title: str


def marks_of(block: Block, reading: Reading) -> tuple[Mark, ...]:
    """The marks of a line in order; where two overlap, credits go before dates, dates before what was turned down."""
    kept: list[Mark] = []
    for mark in _iter_marks(block, reading):
        if all(mark.end <= other.start or other.end <= mark.start for other in kept):
            kept.append(mark)
    return tuple(sorted(kept, key=lambda mark: mark.start))


def _iter_marks(block: Block, reading: Reading) -> Iterator[Mark]:
    for credit in reading.article.credits:
        if credit.evidence.where == block.zone and (span := _find(block.text, credit.evidence.text)):
            title = f"{credit.role}: {credit.name} ({credit.evidence.kind}, confidence {credit.confidence:.2f})"
            yield Mark(*span, "credit", f"{credit.role} {credit.outlet or credit.name}", title)
    for date in reading.dates.candidates:
        if date.evidence in {"time", f"text:{block.zone}"} and (span := _find(block.text, date.raw)):
            yield Mark(*span, "date", "", f"{date.which}: {date.reading.local if date.reading else 'no date'}; {date.verdict}")
    for one in reading.credits.rejected:
        if one.where == block.zone and (span := _find_rejected(block.text, one)):
            yield Mark(*span, "rejected", "", f"{one.role or 'mention'} {one.name}, turned down: {one.reason}")


def _find(text: str, words: str | None) -> tuple[int, int] | None:
    at = text.find(words) if words else -1
    return (at, at + len(words or "")) if at >= 0 else None


def _find_rejected(text: str, one: Rejected) -> tuple[int, int] | None:
    """The name itself where it stands in the words around it, else those."""
    around = _find(text, one.text)
    name = _find(one.text, one.name)
    return (around[0] + name[0], around[0] + name[1]) if around and name else around
