"""Lines that are a credit and nothing else, and captions that end in one: what the phrase files say of a block of text."""

from __future__ import annotations

import re
from typing import Final

from newscrawl.knowledge import PhraseHit, scan_block
from newscrawl.page.model import Zone

# A credit that fills a line of its own makes the line a label, a caption or a byline, not text.
_FORM_ZONES: Final[dict[str, Zone]] = {
    "photo_caption": "caption",
    "source_label": "label",
    "copyright_line": "legal",
    "byline": "byline",
    "dateline": "dateline",
    "trailing_credit": "label",
    "republish_notice": "label",
    "translation_notice": "label",
    "contribution_note": "label",
    "partner_note": "label",
    "licence_note": "label",
}
# Said in a line of its own, whatever else the line says: "… Read the original article."
_NOTICES: Final = frozenset({"republish_notice", "translation_notice", "licence_note", "partner_note"})
_FILLS: Final = 0.7  # share of a line that a credit takes up to be all of it
_LONGEST_DATELINE: Final = 60  # characters of one that stands in a line of its own
_RIM: Final = 2  # characters that may follow what has the shape of a photo credit: a bracket, a full stop
YEAR: Final = re.compile(r"(?:19|20)\d\d")  # of the news on the web: texts are signed with it, pictures are not
_LAST_WORDS: Final = 3  # words that may follow a photo credit: the photographer's name


def credit_zone(text: str, languages: tuple[str, ...]) -> Zone | None:
    """The zone of a short line that is a credit, or a caption that ends in one; None for text.

    What a language has words for is believed before what has only the shape of a credit.
    """
    hits = [hit for hit in scan_block(text, languages).hits if hit.rule.phrase.says != "none" and not _needs_markup(hit)]
    if any(hit.rule.phrase.form in _NOTICES for hit in hits):
        return "label"
    if any(hit.rule.phrase.form == "copyright_line" and YEAR.search(text) and _fills(hit, text) for hit in hits):
        return "legal"  # signed with its year, as texts are
    worded = [hit for hit in hits if hit.rule.language != "mul"]
    return _zone_by(worded, text) or _zone_by(hits, text)


def _needs_markup(hit: PhraseHit) -> bool:
    """Whether a formula is so general that it counts only where markup already names a byline."""
    zones = hit.rule.phrase.zones
    return bool(zones) and {"byline", "dateline"}.issuperset(zones)


def _zone_by(hits: list[PhraseHit], text: str) -> Zone | None:
    whole = [hit for hit in hits if hit.rule.phrase.form in _FORM_ZONES and _fills(hit, text)]
    if not whole:
        closings = {(hit.start, hit.end) for hit in hits if hit.rule.phrase.form == "trailing_credit"}
        photos = (hit for hit in hits if not (_ends_sentence(text[: hit.start]) and (hit.start, hit.end) in closings))
        return "caption" if any(_ends_caption(hit, text) for hit in photos) else None
    form = max(whole, key=lambda hit: hit.end - hit.start).rule.phrase.form
    return None if form == "dateline" and len(text) > _LONGEST_DATELINE else _FORM_ZONES[form]


def _fills(hit: PhraseHit, text: str) -> bool:
    return hit.end - hit.start >= _FILLS * len(text)


def _ends_sentence(text: str) -> bool:
    return text.rstrip()[-1:] in {".", "!", "?"}


def split_credit(text: str, languages: tuple[str, ...]) -> tuple[str | None, str | None]:
    """A caption as (caption, credit): the credit is the photo formula that ends it."""
    starts = [hit.start for hit in scan_block(text, languages).hits if _ends_caption(hit, text)]
    if not starts:
        return text or None, None
    return text[: min(starts)].strip(" -–—|(") or None, text[min(starts) :]


def _ends_caption(hit: PhraseHit, text: str) -> bool:
    """Whether a photo credit ends the text; a bare outlet behind a full stop is as likely the end of an agency's story."""
    if hit.rule.phrase.form != "photo_caption":
        return False
    if hit.rule.language != "mul":
        return len(text[hit.end :].split()) <= _LAST_WORDS
    if hit.end < len(text) - _RIM:
        return False
    words = text[hit.start : hit.end]
    for mention in reversed(hit.mentions):
        words = words[: mention.start - hit.start] + words[mention.end - hit.start :]
    if any(char.isalnum() or char in "/©|·" for char in words):
        return True
    before = text[: hit.start].rstrip()[-1:] + words.strip()[:1]
    return not any(stop in before for stop in ".!?")
