"""How the closed lists of the vocabulary are told to a person, and the origin of a text in one sentence."""

from __future__ import annotations

from typing import Final

from newscrawl.items import Article, Evidence, EvidenceKind, Flag, Origin, ZoneSource

EVIDENCE: Final[dict[EvidenceKind, str]] = {
    "dateline": "the dateline reads",
    "byline": "the byline reads",
    "trailing_credit": "a credit at the end reads",
    "source_label": "a source label reads",
    "contribution_note": "a note on contributions reads",
    "republish_notice": "a republication notice reads",
    "translation_notice": "a translation notice reads",
    "copyright_line": "the copyright line reads",
    "in_text": "the text says",
    "photo_caption": "a photo credit reads",
    "partner_note": "a note on a partner reads",
    "licence_note": "a licence note reads",
    "metadata": "the metadata says",
    "photo_metadata": "the metadata of a picture says",
    "canonical": "the page declares as its address",
    "counter_pixel": "a counting pixel is loaded from",
    "source_link": "a source link leads to",
    "url_path": "the address holds",
    "feed_source": "the feed names as source",
    "feed_creator": "the feed names as creator",
    "matched_text": "the same text stands in an earlier article",
    "inferred": "it is given away by",
}
"""Each kind of evidence as the start of a sentence that its words complete."""

FLAGS: Final[dict[Flag, str]] = {
    "date_conflict": "strong sources give publication dates more than a day apart",
    "gallery": "a picture gallery, not a text",
    "js_shell": "the page is drawn by JavaScript: without a browser its text is missing, or not all there",
    "language_conflict": "the page declares another language than its text is written in",
    "live_blog": "a live blog: its text changes all day",
    "no_article": "no article was found on the page",
    "paywalled": "the page says that it is not free to read",
    "text_withheld": "the text is there but is not delivered, as the site reserves it",
    "unnamed_agency": "agencies are credited without being named",
}

ZONE_SOURCES: Final[dict[ZoneSource, str]] = {
    "explicit": "written with the time",
    "page": "told elsewhere on the page",
    "site": "declared for the site",
    "outlet": "the outlet's own",
    "assumed": "assumed, since nothing tells it: reckoned in UTC",
}

_SURE: Final = 0.8  # from this confidence on the sentence needs no "probably"


def origin_sentence(article: Article) -> str:
    """Where the text comes from and how that is known, in one sentence that a journalist understands."""
    origin = article.origin
    if article.text is None and origin is None:
        return "No article was found on this page, so there is nothing to credit."
    if origin is None:
        whose = article.site.name or article.site.domain
        agencies = "; agencies are credited, but none is named" if "unnamed_agency" in article.flags else ""
        return f"The page credits no outlet with this text: as far as it tells, it is {whose}'s own{agencies}."
    where = f" ({origin.url})" if origin.url else ""
    return f"{_claim(origin)}{where}: {_reason(origin.because)} (confidence {origin.confidence:.2f})."


def _claim(origin: Origin) -> str:
    probably = "" if origin.confidence >= _SURE else "probably "
    whole = "This text" if origin.extent == "full" else "Part of this text"
    if origin.role == "agency":
        return f"{whole} {probably}comes from the agency {origin.name}"
    if origin.role == "translated_from":
        return f"{whole} is {probably}a translation of an article by {origin.name}"
    return f"{whole} was {probably}taken over from {origin.name}"


def _reason(because: tuple[Evidence, ...]) -> str:
    first, *more = because
    words = f"{EVIDENCE[first.kind]} “{first.text}”" if first.text else EVIDENCE[first.kind]
    return f"{words}, and {len(more)} more" if more else words
