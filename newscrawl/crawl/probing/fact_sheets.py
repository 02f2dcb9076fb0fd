"""The report's sections on the page itself: who and where it is, what it says, when, what it reserves, which rules hit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from typing import Final

from rich.text import Text

from newscrawl.crawl.probing.sheet import Sheet
from newscrawl.crawl.probing.terminal import clean_words, cut_words, make_text
from newscrawl.crawl.probing.wording import FLAGS, ZONE_SOURCES
from newscrawl.dates import PageDates
from newscrawl.items import Article, DateReading
from newscrawl.page import Block, Page, Sourced, registrable_domain
from newscrawl.reading import Reading
from newscrawl.site import PageRules, Site

_SHOWN: Final = 12  # of images and read-also links; more is counted
_RAW: Final = 120  # characters shown of a date as written
_PARAGRAPH: Final = 320  # characters shown of a paragraph


def identity_sheet(article: Article) -> Sheet:
    """What the article is called by."""
    sheet = Sheet("Identity")
    sheet.add("address", article.url)
    sheet.add("canonical", _canonical(article))
    sheet.add("id", article.id)
    spider = f"spider {article.site.id}" if article.site.id else "no spider declares this domain"
    sheet.add("site", f"{article.site.name or 'unnamed'}, {article.site.domain}", note=spider)
    sheet.add("language", _language(article))
    return sheet


def _canonical(article: Article) -> str:
    if article.canonical_url is None:
        return "none declared"
    if article.canonical_url == article.url:
        return "the address itself"
    leaves = registrable_domain(article.canonical_url) != registrable_domain(article.url)
    return f"{article.canonical_url}{' (leaves the site: that is evidence of its origin)' if leaves else ''}"


def _language(article: Article) -> Text:
    detected = "too little text to tell (und)" if article.language == "und" else f"{article.language}, by its text"
    declared = f"declared {article.language_declared}" if article.language_declared else "none declared"
    text = make_text(f"{detected}; {declared}")
    if "language_conflict" in article.flags:
        text.append("; they conflict, the text is believed", "yellow")
    return text


def field_sheet(page: Page) -> Sheet:
    """The fields that were read, each with the place it was read from."""
    sheet = Sheet("Fields")
    for label, one in (("title", page.title), ("summary", page.summary), ("section", page.section)):
        _add_sourced(sheet, label, (one,) if one else ())
    _add_sourced(sheet, "author", page.authors)
    _add_sourced(sheet, "tag", page.tags)
    return sheet


def _add_sourced(sheet: Sheet, label: str, values: tuple[Sourced, ...]) -> None:
    for one in values:
        sheet.add(label, one.value, note=one.evidence)
    if not values:
        sheet.add(label, Text("none found", "dim"))


def date_sheet(dates: PageDates) -> Sheet:
    """The dates that won, and every candidate with why it won or lost."""
    sheet = Sheet("Dates")
    for label, reading in (("published", dates.published), ("modified", dates.modified)):
        sheet.add(label, _date(reading) if reading else Text("none found", "dim"))
        if reading:
            sheet.add("", f"written “{reading.raw}”", note=reading.evidence)
            sheet.add("", f"zone {reading.zone}: {ZONE_SOURCES[reading.zone_source]}")
    for (which, raw, verdict), places in _grouped(dates).items():
        line = make_text(f"{which}: {cut_words(raw, _RAW)}").append(f"  {clean_words(verdict)}", "yellow")
        sheet.add("candidates", line.append_text(make_text("", note=", ".join(dict.fromkeys(places)))))
    return sheet


def _grouped(dates: PageDates) -> dict[tuple[str, str, str], list[str]]:
    """The candidates that say the same and met the same verdict, each with the places they stood in, best first."""
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for one in dates.candidates:
        read = "no date" if one.reading is None else one.reading.local
        words = f"“{one.raw}”" if one.raw == read else f"“{one.raw}” = {read}"
        groups[one.which, words, one.verdict].append(one.evidence)
    return groups


def _date(reading: DateReading) -> Text:
    text = make_text(reading.local, "bold").append(f"  = {reading.utc}, to the {reading.precision}")
    return text.append("; day and month may be swapped", "yellow") if reading.ambiguous else text


def page_sheet(article: Article) -> Sheet:
    """Read-also links taken out, images, flags and what is reserved."""
    sheet = Sheet("Page")
    for flag in article.flags:
        sheet.add("flag", Text().append(flag, "yellow").append(f"  {FLAGS[flag]}", "dim"))
    for link in article.related[:_SHOWN]:
        sheet.add("read-also", link.title, note=link.url or "no address")
    sheet.add("", _more(len(article.related)))
    for image in article.images[:_SHOWN]:
        sheet.add("image", image.url)
        sheet.add(" caption", image.caption)
        sheet.add(" credit", image.credit)
    sheet.add("", _more(len(article.images)))
    sheet.add("rights", _rights(article))
    return sheet


def _more(count: int) -> str | None:
    return f"and {count - _SHOWN} more" if count > _SHOWN else None


def _rights(article: Article) -> str:
    rights = article.rights
    said = [f"robots: {', '.join(rights.robots)}"] if rights.robots else []
    if rights.tdm_reservation is not None:
        said.append("text and data mining reserved" if rights.tdm_reservation else "text and data mining not reserved")
    said += [f"policy {rights.tdm_policy}"] if rights.tdm_policy else []
    said += ["noai"] if rights.noai else []
    said += [f"licence {rights.licence}"] if rights.licence else []
    return "; ".join(said) or "nothing is reserved on the page"


def rule_sheet(page: Page, site: Site | None) -> Sheet:
    """Which of the site's declared rules hit, which missed, and which were not needed."""
    sheet = Sheet("Site rules", empty="none: the generic reading alone" if site is None else f"{site.id} declares none")
    hits = dict(page.declared.hits)
    for name in (field.name for field in fields(PageRules)) if site else ():
        for css in getattr(site.rules, name) if site else ():
            count = hits.get(f"{name}:{css}")
            if count is None:
                said = Text().append("not tried, an earlier rule hit", "dim")
            else:
                said = Text().append(f"hit {count}" if count else "did not hit", "green" if count else "red")
            sheet.add(name, said.append_text(make_text("", note=css)))
    return sheet


def text_sheet(reading: Reading) -> Sheet:
    """The first two paragraphs of the text and the last, where residue would stand."""
    sheet = Sheet("Text", empty="none: no article was found")
    paragraphs = (reading.article.text or "").split("\n\n") if reading.article.text else []
    if paragraphs:
        sheet.add("length", f"{_count(len(paragraphs), 'paragraph')}, {len(reading.article.text or ''):,} characters")
    for number, paragraph in enumerate(paragraphs, 1):
        if number <= 2 or number == len(paragraphs):
            sheet.add(f"¶ {number}", cut_words(paragraph, _PARAGRAPH))
    return sheet


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def zone_sheet(blocks: tuple[Block, ...]) -> Sheet:
    """Every block of the page with its zone, in document order; `·` marks those outside the article's frame."""
    sheet = Sheet("Zones", empty="the page holds no text")
    for block in blocks:
        line = make_text(cut_words(block.text, _PARAGRAPH), "" if block.inside else "dim")
        sheet.add(f"{' ' if block.inside else '·'} {block.zone}", line.append(f"  <{block.tag}>", "dim"))
    return sheet
