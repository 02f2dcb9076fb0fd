"""From the walk's lines to labelled blocks: what each line is, and which of them are the article's text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from newscrawl.knowledge import line_kind
from newscrawl.page.article import Place
from newscrawl.page.credit_lines import credit_zone
from newscrawl.page.head import absolute_url
from newscrawl.page.language import detect_language, phrase_languages
from newscrawl.page.markup import FOREIGN
from newscrawl.page.model import Block, Link, Zone
from newscrawl.page.normal_form import compose
from newscrawl.page.order import TEXT_ZONES, order_blocks
from newscrawl.page.outline import Outline, Run
from newscrawl.page.prose import prose_length

_LINE_ZONES: Final[dict[str, Zone]] = {
    "related": "related", "share": "share", "placeholder": "placeholder", "newsletter": "newsletter", "comments": "comments",
    "legal": "legal", "advert": "placeholder", "consent": "consent", "byline": "byline",
}  # fmt: skip
_INVISIBLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff]")
_SHORTEST_PROSE: Final = 60  # characters of a line that tells a language
_ENOUGH_PROSE: Final = 700
_LONGEST_LABEL: Final = 300  # characters of a line that may be no more than a credit
_MOST_LINKED: Final = 0.6  # share of a line inside links above which it is a link list, not prose


@dataclass(frozen=True, slots=True)
class Layout:
    """A page laid out: what the walk saw, where the article stands, and every line labelled.

    `blocks` run parallel to the outline's lines; `language` is that of the prose, `languages` those of the page's phrases.
    """

    outline: Outline
    place: Place | None
    blocks: tuple[Block, ...]
    language: str
    languages: tuple[str, ...]

    def frames(self, node: int) -> bool:
        """Whether a node lies in the article's frame."""
        return self.place is not None and self.place.frames(node)


def lay_out(outline: Outline, place: Place | None, url: str, *, declared_language: str | None) -> Layout:
    """Label every line of the page, in document order."""
    language = detect_language(_sample_prose(outline, place))
    languages = phrase_languages(language, declared_language)
    labeller = _Labeller(place, url, languages)
    blocks = [labeller.block(run) for run in outline.runs]
    return Layout(outline, place, tuple(blocks if place is None else order_blocks(blocks)), language, languages)


def join_text(blocks: tuple[Block, ...], title: str | None) -> str | None:
    """The article's text: its body paragraphs joined by blank lines; None where it has none."""
    paragraphs = [clean_text(block.text) for block in blocks if block.inside and block.zone in TEXT_ZONES]
    while paragraphs and title and paragraphs[0] == title:
        paragraphs.pop(0)
    return "\n\n".join(paragraphs) or None


def _sample_prose(outline: Outline, place: Place | None) -> str:
    """Prose of the article, enough to tell its language by."""
    lines: list[str] = []
    for run in outline.runs:
        if place is not None and place.holds(run.node) and run.zone in TEXT_ZONES and prose_length(run.text) > _SHORTEST_PROSE:
            lines.append(run.text)
            if sum(map(len, lines)) > _ENOUGH_PROSE:
                break
    return " ".join(lines)


@dataclass(frozen=True, slots=True)
class _Labeller:
    """Labels the lines of one page."""

    place: Place | None
    url: str
    languages: tuple[str, ...]

    def block(self, run: Run) -> Block:
        """A line as a block with its zone."""
        holds = self.place is not None and self.place.holds(run.node)
        inside = holds or (self.place is not None and self.place.frames(run.node) and run.zone not in FOREIGN)
        zone = self.text_zone(run) if holds else _outer_zone(run, inside=inside)
        links = tuple(_iter_links(run, self.url)) if inside and run.links else ()
        return Block(zone, run.text, run.tag, run.hint, links, inside=inside)

    def text_zone(self, run: Run) -> Zone:
        """The zone of a line within the article's container."""
        if run.zone in FOREIGN:
            return run.zone
        kind = line_kind(run.text)
        if kind:
            return _LINE_ZONES[kind]
        if run.zone not in TEXT_ZONES:
            return _unless_prose(run)
        if run.linked > _MOST_LINKED * len(run.text) and len(run.text) < 200:
            return "related"
        return (credit_zone(run.text, self.languages) if len(run.text) <= _LONGEST_LABEL else None) or run.zone


def _iter_links(run: Run, url: str) -> Iterator[Link]:
    for href, rel, start, end in run.links:
        address = absolute_url(url, href)
        if address:
            yield Link(address, start, end, rel)


def _outer_zone(run: Run, *, inside: bool) -> Zone:
    """The zone of a line outside the article's text: prose out there is a teaser, unless it stands in the frame."""
    if run.zone == "body":
        kind = line_kind(run.text)
        if kind:
            return _LINE_ZONES[kind]
        return "label" if inside and len(run.text) <= _LONGEST_LABEL else "teaser"
    return run.zone


def _unless_prose(run: Run) -> Zone:
    """A marked zone within the text holds for what is short: "author" around the whole article says nothing."""
    return "body" if len(run.text) > _LONGEST_LABEL and run.zone not in {"title", "caption"} else run.zone


def clean_text(text: str) -> str:
    """Text as it is delivered: NFC, without control characters, soft hyphens, zero-width characters, byte order marks."""
    return compose(_INVISIBLE.sub("", text)).strip()
