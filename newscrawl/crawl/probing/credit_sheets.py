"""The report's sections on credits: each with its evidence where it stands on the page, and what was turned down."""

from __future__ import annotations

from typing import Final

from rich.text import Text

from newscrawl.crawl.probing.sheet import Sheet
from newscrawl.crawl.probing.terminal import clean_side, clean_words, cut_words, make_text
from newscrawl.crawl.probing.wording import EVIDENCE
from newscrawl.credits import Rejected
from newscrawl.items import Credit, Evidence
from newscrawl.page import Page
from newscrawl.reading import Reading

_AROUND: Final = 90  # characters of the block shown on either side of the evidence
_LONGEST: Final = 300  # characters shown of words that are no credit
_MARKS: Final = ("▸", "◂")  # around the evidence: a pipe shows no colours


def credit_sheet(reading: Reading) -> Sheet:
    """Every credit, best first, with its evidence in context."""
    sheet = Sheet("Credits", empty="no outlet is credited")
    for credit in reading.article.credits:
        sheet.add(credit.role, _headline(credit))
        words = Text(f"{EVIDENCE[credit.evidence.kind]}: ")
        sheet.add("", words.append_text(find_context(reading.page, credit.evidence)))
        sheet.add("", f"kind {credit.evidence.kind}, in {credit.evidence.where}, confidence {credit.confidence:.2f}")
        if credit.date:
            sheet.add("", f"stated date {credit.date.local}, written “{credit.date.raw}”")
        sheet.add("", credit.url and f"article {credit.url}")
    return sheet


def rejected_sheet(rejected: tuple[Rejected, ...]) -> Sheet:
    """Every candidate that is no credit, with the reason."""
    sheet = Sheet("Rejected", empty="no candidate was turned down")
    for one in rejected:
        line = make_text(one.name, "bold").append(f"  [{one.outlet}]" if one.outlet else "")
        line.append(": ").append(one.reason, "yellow")
        sheet.add(one.role or "mention", line.append_text(make_text("", note=one.where)))
        sheet.add("", Text(f"“{cut_words(one.text, _LONGEST)}”", "dim") if one.text else None)
    return sheet


def find_context(page: Page, evidence: Evidence) -> Text:
    """The evidence, marked, amid the words it stands in; alone where it is an attribute, or fills its block."""
    if evidence.text is None:
        return Text(f"(in {clean_words(evidence.where)})")
    words = evidence.text
    block = next((block.text for block in page.blocks if block.zone == evidence.where and words in block.text), words)
    before, _, after = block.partition(words)
    left = f"…{before[-_AROUND:]}" if len(before) > _AROUND else before
    right = f"{after[:_AROUND]}…" if len(after) > _AROUND else after
    text = Text(clean_side(left))
    text.append(f"{_MARKS[0]}{clean_words(words)}{_MARKS[1]}", "bold green")
    return text.append(clean_side(right))


def _headline(credit: Credit) -> Text:
    known = f"[{credit.outlet}]" if credit.outlet else "not in the registry"
    line = make_text(credit.name, "bold").append(f"  {known}")
    if credit.domain:
        line.append(f"  {clean_words(credit.domain)}")
    return line.append("  same group as the publisher", "magenta") if credit.same_group else line
