"""Where a page states a date for people: marked elements, and lines of text around the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from newscrawl.dates.model import Source, Which
from newscrawl.page import STORY_ZONES, Block, Page

_MOST_TIMES, _MOST_LINES = 30, 40
_LONGEST_LINE: Final = 220
_LONGEST_BODY_LINE: Final = 120  # a longer paragraph is prose
_LONGEST_MARKED_LINE: Final = 400
_LONGEST_STRANGER: Final = 80
_LONGEST_LABEL, _SHORTEST_TITLE = 30, 12
_HEADROOM: Final = 4  # blocks before the title, and after the first of the text, that may still be the article's own head
LABEL_WEIGHT: Final = 11  # of a line beside the article that is not of its text
MARKED_WEIGHT: Final = 13  # of a line that markup tells to be about the article
_LINE_WEIGHTS: Final[dict[str, int]] = {
    "dateline": MARKED_WEIGHT,
    "byline": MARKED_WEIGHT,
    "label": LABEL_WEIGHT,
    "kicker": LABEL_WEIGHT,
    "lead": 7,
}
_BESIDE: Final = frozenset({"body", *(zone for zone, weight in _LINE_WEIGHTS.items() if weight >= LABEL_WEIGHT)})
_OPENING_WEIGHT: Final = 9  # a paragraph that opens with a date, as a dateline does
_OPENERS: Final = 5  # so many first paragraphs may

_PUBLISHED_MARK: Final = re.compile(r"datepublished|\bpublished\b|pubdate|publish|entry-date|datecreated|\bposted\b|\bcreat")
_PUBLISHED_SURELY: Final = re.compile(r"datepublished|\bpublished\b|entry-date")
_MODIFIED_MARK: Final = re.compile(r"datemodified|updat|modif|lastmod|\bedited\b")
# classes of the line under a title, or under the text, in which a content system tells author, date and section
_LINE_MARK: Final = re.compile(
    r"(?:post|entry|article|story|news)[-_]?(?:meta|date|info|time)|pub(?:lish)?[-_]?date|byline|dateline"
)
_FLATTENED: Final = frozenset({"navigation", "share"})  # whose text is one line, however long
_GUESSED: Final = frozenset({"teaser", "share", "title"})  # zones that markup least surely tells
_DIGIT: Final = re.compile(r"\d")
_DAY: Final = (
    r"(?:\d{1,2}[./]\s?\d{1,2}[./]\s?(?:19|20)\d\d|(?:19|20)\d\d[-/.]\d\d[-/.]\d\d"
    r"|\d{1,2}\.?\s[^\W\d_]{3,12}\.?,?\s(?:19|20)\d\d|[^\W\d_]{3,12}\.?\s\d{1,2},?\s(?:19|20)\d\d)"
)
# as in "27.1.2022 - Text", or "PARIS, 3 May 2021 (Wire) - Text"
_OPENING: Final = re.compile(
    rf"(?:[^\d.!?]{{3,40}}?[\s,(/]{_DAY}\s?[)/]?\s?(?:[(/][^()/]{{1,30}}[)/]\s?)?[\u2013\u2014-]|{_DAY}(?=\.?\s|\s?[:|\u2013\u2014-]))"
)


def iter_times(page: Page) -> Iterator[Source]:
    """Elements marked as dates: their attributes and their texts. One that names publication takes the page's voice."""
    marks = [(mark, _which(mark.hint)) for mark in page.times[:_MOST_TIMES] if mark.zone in STORY_ZONES]
    voiced = any(which == "published" for _, which in marks)
    for mark, which in marks:
        weight = 22
        if which == "unknown":
            weight = 8 if voiced or not mark.inside else 15
            voiced = voiced or mark.inside
        if mark.attribute and _DIGIT.search(mark.attribute):
            yield Source("time", which, mark.attribute, "time[datetime]", weight)
        if mark.text and len(mark.text) <= _LONGEST_LINE and _DIGIT.search(mark.text):
            yield Source("time", which, mark.text, "time", weight - 1, line=True)


@lru_cache(maxsize=4096)  # a site's pages share their classes
def _which(hint: str) -> Which:
    if _MODIFIED_MARK.search(hint) and not _PUBLISHED_SURELY.search(hint):
        return "modified"
    return "published" if _PUBLISHED_MARK.search(hint) else "unknown"


@lru_cache(maxsize=4096)
def _is_marked(hint: str) -> bool:
    return _LINE_MARK.search(hint) is not None


def iter_lines(page: Page, *, sure: bool) -> Iterator[Source]:
    """Short lines around the article with a date in them, and the first lines of its text.

    A line in a zone of other stories counts a little where it stands at the article's head: zones are told by guessing too.
    Where the page's date is `sure` already, only lines beside the text are read: for the clock they show, or for a change.
    """
    return islice(_lines_beside(page) if sure else _lines_around(page), _MOST_LINES)


def _lines_beside(page: Page) -> Iterator[Source]:
    """Of all blocks a page has few are asked for a digit: those that markup tells to be about the article."""
    blocks = page.blocks
    for place, block in enumerate(blocks):
        if block.zone in _BESIDE and (weight := _weigh_line(block)) >= LABEL_WEIGHT and _DIGIT.search(block.text):
            yield _line(block, weight, blocks[place - 1].text if place else "")


def _lines_around(page: Page) -> Iterator[Source]:
    head = _head_of_article(page)
    body = 0
    before = ""
    for place, block in enumerate(page.blocks):
        body += block.zone == "body"
        label, before = before, block.text
        if not _DIGIT.search(block.text):
            continue
        weight = _weigh_line(block, first=body == 1, head=place in head)
        if weight:
            yield _line(block, weight, label)
        elif opening := _find_opening(page, block, head=place in head or body <= _OPENERS):
            yield Source("line", "unknown", opening, f"text:{block.zone}", _OPENING_WEIGHT, line=True)


def _find_opening(page: Page, block: Block, *, head: bool) -> str:
    """The date with which a long paragraph opens, or what follows the title in a header; empty where there is none."""
    if block.zone in _FLATTENED:
        return _after_title(page, block.text)
    opening = _OPENING.match(block.text[:_LONGEST_LINE]) if head and block.zone in STORY_ZONES else None
    return opening[0] if opening else ""


def _after_title(page: Page, text: str) -> str:
    """What follows the page's title in the text of a header that was taken for navigation or for buttons, title and all."""
    title = page.title.value if page.title else ""
    place = text.rfind(title) if len(title) >= _SHORTEST_TITLE else -1
    return text[place + len(title) :][:_LONGEST_STRANGER].strip() if place >= 0 else ""


def _weigh_line(block: Block, *, first: bool = False, head: bool = False) -> int:
    zone, size = block.zone, len(block.text)
    if zone == "body" and size <= _LONGEST_MARKED_LINE and _is_marked(block.hint):
        return MARKED_WEIGHT
    if size > _LONGEST_LINE or zone == "title":
        return 0
    if zone == "body":
        return 0 if size > _LONGEST_BODY_LINE else 8 if first else 6 if head else 4
    if zone not in STORY_ZONES or zone == "caption":
        return 6 if head and size <= _LONGEST_STRANGER else 0
    return _LINE_WEIGHTS.get(zone, 0)


def _line(block: Block, weight: int, before: str) -> Source:
    label = (
        before if len(before) <= _LONGEST_LABEL and len(block.text) <= _LONGEST_STRANGER and not _DIGIT.search(before) else ""
    )
    return Source("line", "unknown", block.text, f"text:{block.zone}", weight, line=True, label=label)


def iter_guesses(page: Page) -> Iterator[Source]:
    """Dates in zones of other stories, for a page that states none of its own: zones are told by guessing too."""
    for mark in page.times[:_MOST_TIMES]:
        if mark.zone in _GUESSED and mark.attribute and _DIGIT.search(mark.attribute):
            yield Source("time", "unknown", mark.attribute, "time[datetime]", 2)
    pairs = zip(("", *(block.text for block in page.blocks)), page.blocks, strict=False)
    lines = ((before, b) for before, b in pairs if len(b.text) <= _LONGEST_STRANGER and _DIGIT.search(b.text))
    for before, block in islice(((t, b) for t, b in lines if b.zone not in STORY_ZONES or b.zone == "title"), _MOST_LINES):
        yield _line(block, 2 if block.zone in _GUESSED else 1, before)


def _head_of_article(page: Page) -> range:
    """Places of the blocks from a little before the title to the first lines of the text."""
    first = next((place for place, block in enumerate(page.blocks) if block.zone == "body"), None)
    if first is None:
        return range(0)
    title = max((place for place in range(first) if page.blocks[place].zone == "title"), default=first)
    return range(title - _HEADROOM, first + _HEADROOM)
