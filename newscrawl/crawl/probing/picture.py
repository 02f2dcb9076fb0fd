"""A reading as a picture: one HTML file with the page's lines coloured by zone, credits, dates and what was turned down marked.

The words are a stranger's: all of them are escaped, the file holds no script and no link, and its policy lets it load nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from newscrawl.crawl.probing.marks import Mark, marks_of
from newscrawl.crawl.probing.terminal import clean_side, clean_words, cut_words
from newscrawl.crawl.probing.wording import EVIDENCE, FLAGS, origin_sentence
from newscrawl.items import DateReading
from newscrawl.page import Block, Zone
from newscrawl.reading import Reading

_SHEET: Final = Path(__file__).with_name("picture.html")
_LONGEST: Final = 20_000  # characters shown of one line of the page
_MOST: Final = 3_000  # lines shown of one page
# Hue, in degrees, of the zones that a story is told in; the others are grey.
_HUES: Final[dict[Zone, int]] = {
    "title": 265, "kicker": 300, "byline": 28, "dateline": 48, "lead": 165, "body": 215, "caption": 95, "label": 340,
}  # fmt: skip


def draw_picture(reading: Reading) -> str:
    """The whole HTML document."""
    article, page = reading.article, reading.page
    shown = page.blocks[:_MOST]
    left_out = f"<p class=note>{len(page.blocks) - _MOST:,} more lines are not shown</p>" if len(page.blocks) > _MOST else ""
    return Template(_SHEET.read_text("utf-8")).substitute(
        title=_words(article.title or "(without a title)"),
        sentence=_words(origin_sentence(article)),
        facts="".join(f"<dt>{name}<dd>{_words(value)}" for name, value in _iter_facts(reading)),
        legend="".join(_legend(Counter(block.zone for block in page.blocks))),
        credits="".join(_iter_credits(reading)) or "<li class=none>no outlet is credited",
        lines="".join(_line(block, marks_of(block, reading)) for block in shown) + left_out,
    )


def _iter_facts(reading: Reading) -> Iterator[tuple[str, str]]:
    article = reading.article
    yield "address", cut_words(article.url, 300)
    yield "site", article.site.name or article.site.domain
    yield "published", _date(article.published)
    yield "changed", _date(article.modified)
    yield "language", article.language
    yield "authors", ", ".join(article.authors[:20]) or "none"
    for flag in article.flags:
        yield "flag", f"{flag}: {FLAGS[flag]}"


def _date(reading: DateReading | None) -> str:
    return f"{reading.local}  ({reading.zone_source} zone {reading.zone}, from {reading.evidence})" if reading else "not found"


def _legend(counts: Counter[Zone]) -> Iterator[str]:
    for zone, count in counts.most_common():
        yield f'<span class="zone" {_colour(zone)}>{zone} {count}</span> '
    yield '<span class="zone"><mark class=credit>credit</mark></span> <span class="zone"><mark class=date>date</mark></span> '
    yield '<span class="zone"><mark class=rejected>turned down (point at it for the reason)</mark></span>'


def _iter_credits(reading: Reading) -> Iterator[str]:
    """Every credit with its evidence, those too that stand in attributes, which the lines of the page do not show."""
    for credit in reading.article.credits:
        proof = credit.evidence
        words = f" <q>{_words(cut_words(proof.text, 300))}</q>" if proof.text else ""
        yield (
            f"<li><b>{_words(credit.name)}</b> <i>{credit.role}</i> {EVIDENCE[proof.kind]}{words}"
            f" <small>in {_words(proof.where)}, confidence {credit.confidence:.2f}</small>"
        )


def _line(block: Block, marks: tuple[Mark, ...]) -> str:
    text, at, pieces = block.text[:_LONGEST], 0, []
    for mark in marks:
        if mark.end <= len(text):
            pieces.append(_piece(text[at : mark.start]))
            note = f"<sup>{_words(mark.label)}</sup>" if mark.label else ""
            inner = _piece(text[mark.start : mark.end])
            pieces.append(f'<mark class="{mark.kind}" title="{_words(mark.title)}">{inner}</mark>{note}')
            at = mark.end
    pieces.append(_piece(text[at:]))
    outside = "" if block.inside else " outside"
    about = _words(f"<{block.tag}> {cut_words(block.hint, 200)}")
    return (
        f'<div class="line{outside}" {_colour(block.zone)}><span class="zone" title="{about}">{block.zone}</span>'
        f'<p dir="auto" class="{"heading" if block.zone == "title" else "text"}">{"".join(pieces)}</p></div>\n'
    )


def _colour(zone: Zone) -> str:
    hue = _HUES.get(zone)
    return 'style="--hue:0;--chroma:0%"' if hue is None else f'style="--hue:{hue};--chroma:70%"'


def _words(words: str) -> str:
    return escape(clean_words(words))


def _piece(words: str) -> str:
    return escape(clean_side(words)) if words.strip() else words[:1]
