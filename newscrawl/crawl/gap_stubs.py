"""Entries of the knowledge files to begin from: a gap as the TOML that would close it, for a person to check and complete."""

from __future__ import annotations

import json
import re
from typing import Final

from newscrawl.crawl.probing.terminal import clean_words, cut_words
from newscrawl.credits import GapRow
from newscrawl.knowledge.registry import name_key
from newscrawl.knowledge.template import escape_literal

_COUNTRY: Final = re.compile(r"\.([a-z]{2})\Z")
_OUTLET: Final = "{outlet}"
_EXAMPLE: Final = 200  # characters


def write_stub(row: GapRow) -> str:
    """The entry of a language file for a form, of an outlet file for a name; what cannot be known is left empty.

    An entry that is left as it is fails the tests of the knowledge files, so that no guess slips in.
    """
    example = f"{cut_words(row.example, _EXAMPLE)} ({clean_words(row.example_url)})"
    seen = f"# in {row.count} articles of {row.sites} sites: {example}"
    return "\n".join([seen, *(_phrase(row) if row.kind == "form" else _outlet(row))]) + "\n\n"


def _phrase(row: GapRow) -> list[str]:
    says = "photo" if row.words.startswith(("©", "/", "|")) else "text"
    return [
        f"# to languages/{row.languages[0] if row.languages else 'mul'}.toml",
        "[[credit]]",
        'form = ""',
        f'says = "{says}"',
        f"pattern = {_quoted(_pattern(row.words))}",
        f"matches = [{_quoted(clean_words(row.example))}]",
    ]


def _pattern(words: str) -> str:
    """The words as a pattern: its own signs escaped, other names as `{gap}`."""
    literal = (escape_literal(piece).replace("…", "{gap}") for piece in words.split(_OUTLET))
    return _OUTLET.join(literal)


def _outlet(row: GapRow) -> list[str]:
    country = _COUNTRY.search(row.domain or "")
    lines = [
        f"[{name_key(row.words) if name_key(row.words).isascii() else 'id'}]",
        f"name = {_quoted(clean_words(row.words))}",
        f'kind = ""  # seen as {row.kind}',
        f"country = {_quoted(country[1].upper().replace('UK', 'GB') if country else '')}",
        f"languages = []  # credited in {', '.join(row.languages) or 'texts too short to tell'}",
    ]
    return [*lines, f"domains = [{_quoted(row.domain)}]"] if row.domain else lines


def _quoted(text: str) -> str:
    """A basic string of TOML, whose escapes are those of JSON; DEL is not allowed bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
