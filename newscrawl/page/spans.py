"""Where the links of a line stand, in time that grows with the line alone: a page may hold 50,000 links in one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter

LinkSpan = tuple[str, str, int, int]
"""A link: (href, rel, start, end), its span [start, end) in the line's text."""


def fold_spans(raw: str, links: list[LinkSpan]) -> list[LinkSpan]:
    """Links with their spans of raw text as spans of the same text with its white space folded, rims trimmed."""
    counts: dict[int, tuple[int, int]] = {}  # letters and words before a place
    letters = words = at = 0
    for place in sorted({place for link in links for place in link[2:]}):
        pieces = raw[at:place].split()
        letters += sum(map(len, pieces))
        words += len(pieces) - (place > at and _within_word(raw, at))
        counts[place] = letters, words
        at = place
    spans: list[LinkSpan] = []
    for href, rel, start, end in links:
        (before, words_before), (until, words_until) = counts[start], counts[end]
        inner_words = words_until - words_before + (end > start and _within_word(raw, start))
        at = before + max(0, words_before - 1)
        at += bool(before) and until > before and (raw[start - 1].isspace() or raw[start].isspace())
        spans.append((href, rel, at, at + until - before + max(0, inner_words - 1)))
    return spans


def _within_word(raw: str, place: int) -> bool:
    return 0 < place < len(raw) and not raw[place - 1].isspace() and not raw[place].isspace()


def iter_within(links: list[LinkSpan], start: int, end: int) -> Iterator[LinkSpan]:
    """The links that lie in a part of the text, in its own places. Links are in the order of their ends."""
    for href, rel, first, last in islice(links, bisect_right(links, start, key=itemgetter(3)), None):
        if first >= end:
            return
        yield href, rel, max(0, first - start), min(end, last) - start
