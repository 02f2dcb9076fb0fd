"""JSON-LD as sites write it: arrays, `@graph`, nesting; comments, stray commas, quotes and escapes; JavaScript around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from typing import Any, Final

from newscrawl.page.decode import Element

# What a mended script is made of: strings, comments, and what JavaScript allows and JSON does not. A quote ends its string only
# where a value can end; one that does not was meant to be escaped. An unclosed token runs to the end, so that time is linear.
_END: Final = r"""\s*+(?:[}\]:]|,\s*+["'{\[}\]/\-\dtfn]|/[/*]|\Z)"""
_TOKEN: Final = re.compile(
    rf"""(?P<string>"(?:[^"\\]++|\\.|"(?!{_END}))*+(?:"|\Z))"""
    rf"""|(?P<quoted>'(?:[^'\\]++|\\.|'(?!{_END}))*+(?:'|\Z))"""
    r"""|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)|//[^\n]*+|,(?=\s*+[}\]])|\bundefined\b""",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(r'\\(["\\/bfnrt]|u[0-9a-fA-F]{4})|\\|"')
_START: Final = re.compile(r"[\[{]")
_MAX_VALUES: Final = 20
# Half of a surrogate pair, written as an escape: JSON can say it, text cannot.
_HALF: Final = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
# Control characters, written as escapes: none is ever meant.
_CONTROL: Final = re.compile(r"\\u00(?:0[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF])")
_MAX_OBJECTS: Final = 400
_MAX_CHARS: Final = 2_000_000

ARTICLE_TYPES: Final = frozenset({
    "article", "newsarticle", "reportagenewsarticle", "blogposting", "analysisnewsarticle", "opinionnewsarticle",
    "backgroundnewsarticle", "reviewnewsarticle", "liveblogposting", "socialmediaposting", "report", "advertisercontentarticle",
    "scholarlyarticle", "techarticle", "satiricalarticle", "asknewsarticle",
})  # fmt: skip


def read_linked_data(scripts: Iterable[Element]) -> tuple[dict[str, Any], ...]:
    """Every typed JSON-LD object of a page's scripts, outer before inner, in document order."""
    found: list[dict[str, Any]] = []
    for script in scripts:
        if "ld+json" in (script.get("type") or ""):
            for value in _decode(script.text or ""):
                found.extend(_iter_objects(value))
            if len(found) >= _MAX_OBJECTS:
                break
    return tuple(found[:_MAX_OBJECTS])


def types_of(node: dict[str, Any]) -> frozenset[str]:
    """The `@type`s of an object, lower-case, without a schema.org prefix."""
    names = node.get("@type")
    if isinstance(names, str):
        return _types(names)
    return (
        frozenset().union(*(_types(name) for name in names if isinstance(name, str)))
        if isinstance(names, list)
        else frozenset()
    )


@lru_cache(maxsize=1024)
def _types(name: str) -> frozenset[str]:
    return frozenset({name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower()})


def is_article(node: dict[str, Any]) -> bool:
    """Whether an object is an article of some kind."""
    return not ARTICLE_TYPES.isdisjoint(types_of(node))


def _decode(text: str) -> list[Any]:
    """The JSON values of a script: as it stands, else mended, else those that can be read; nothing where none can."""
    text = text[:_MAX_CHARS].strip("\ufeff \t\r\n;")
    if "\\u" in text:
        text = _CONTROL.sub(r"\\u0020", _HALF.sub(r"\\ufffd", text))
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return list(_decode_each(_mend(text if '"' in text else unescape(text))))


def _mend(text: str) -> str:
    """A script without comments, trailing commas and escapes that are none, with its strings quoted as JSON wants them."""
    return _TOKEN.sub(_mended, text)


def _mended(token: re.Match[str]) -> str:
    if token.lastgroup:
        return '"' + _ESCAPE.sub(_escaped, token[0][1:-1]) + '"'
    return "null" if token[0] == "undefined" else ""


def _escaped(found: re.Match[str]) -> str:
    """An escape as it is, a quote escaped, a backslash that escapes nothing dropped."""
    return '\\"' if found[0] == '"' else found[0] if found[1] else ""


def _decode_each(text: str) -> Iterator[Any]:
    """The values of a script that holds several one after another, or one with something before or behind it."""
    decoder, at = json.JSONDecoder(strict=False), 0
    for _ in range(_MAX_VALUES):
        start = _START.search(text, at)
        if start is None:
            return
        try:
            value, at = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            at = start.end()
        else:
            yield value


def _iter_objects(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - decoded JSON is anything
    """The typed objects in a JSON value, each before those nested in it."""
    stack, seen = [value], 0
    while stack and seen < 20_000:
        seen += 1
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(reversed(item))
        elif isinstance(item, dict):
            if "@type" in item:
                yield item
            stack.extend(reversed([inner for inner in item.values() if isinstance(inner, dict | list)]))
