"""Bytes to a Page: plain values with the zones they stood in; the tree never leaves this room."""

from newscrawl.page.address import address, article_id, content_hash, host_of, registrable_domain
from newscrawl.page.credit_lines import YEAR
from newscrawl.page.decode import MAX_BYTES, PageError
from newscrawl.page.detail import is_json, lay_out_detail, values_at
from newscrawl.page.language import detect_language, phrase_languages
from newscrawl.page.linked_data import is_article, types_of
from newscrawl.page.model import (
    STORY_ZONES,
    Block,
    Declared,
    HeadLink,
    Link,
    Meta,
    Page,
    Sourced,
    TimeMark,
    Zone,
)
from newscrawl.page.normal_form import compose
from newscrawl.page.read import read_page

__all__ = [
    "MAX_BYTES", "STORY_ZONES", "YEAR", "Block", "Declared", "HeadLink", "Link", "Meta", "Page", "PageError", "Sourced",
    "TimeMark", "Zone", "address", "article_id", "compose", "content_hash", "detect_language", "host_of", "is_article",
    "is_json", "lay_out_detail", "phrase_languages", "read_page", "registrable_domain", "types_of",
    "values_at",
]  # fmt: skip
