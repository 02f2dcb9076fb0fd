"""JSON-LD as sites write it: arrays, `@graph`, nesting, HTML comments around it, invalid escapes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from typing import Any, Final

from lxml.html import HtmlElement

_OPENING: Final = re.compile(r"\A(?:<!--|(?://\s*+)?<!\[CDATA\[)")
_CLOSING: Final = (";", "-->", "]]>", "//", ";")
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
_COMMENT: Final = re.compile(r"/\*[^*]{0,2000}\*/|^[ \t]{0,40}//[^\n]{0,2000}$", re.MULTILINE)
_BAD_ESCAPE: Final = re.compile(r'\\(?!["\\/bfnrtu])')
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


def read_linked_data(root: HtmlElement) -> tuple[dict[str, Any], ...]:
    """Every typed JSON-LD object of the page, outer before inner, in document order."""
    found: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            for value in _decode(script.text or ""):
                found.extend(_iter_objects(value))
            if len(found) >= _MAX_OBJECTS:
                break
    return tuple(found[:_MAX_OBJECTS])


def types_of(node: dict[str, Any]) -> frozenset[str]:
    """The `@type`s of an object, lower-case, without a schema.org prefix."""
    names = node.get("@type")
    listed = names if isinstance(names, list) else [names]
    return frozenset(name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for name in listed if isinstance(name, str))


def is_article(node: dict[str, Any]) -> bool:
    """Whether an object is an article of some kind."""
    return bool(types_of(node) & ARTICLE_TYPES)


def _unwrap(text: str) -> str:
    """A script's text without the comment or CDATA section around it."""
    text = _OPENING.sub("", text.strip())
    for closing in _CLOSING:
        text = text.rstrip().removesuffix(closing)
    return text


def _unescape(text: str) -> str:
    """The text without character references, where all of it was escaped for HTML."""
    return text if '"' in text else unescape(text)


_MENDS: Final[tuple[Callable[[str], str], ...]] = (
    str,
    partial(_TRAILING_COMMA.sub, r"\1"),
    partial(_COMMENT.sub, ""),
    partial(_BAD_ESCAPE.sub, ""),
    partial(_TRAILING_COMMA.sub, r"\1"),
    _unescape,
)


def _decode(text: str) -> list[Any]:
    """The JSON values of a script: as it stands, else mended step by step; nothing where it cannot be read."""
    text = _CONTROL.sub(r"\\u0020", _HALF.sub(r"\\ufffd", _unwrap(text[:_MAX_CHARS])))
    for mend in _MENDS:
        text = mend(text)
        try:
            return [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
    return list(_decode_each(text))


def _decode_each(text: str) -> Iterator[Any]:
    """The values of a script that holds several one after another, or one with something behind it."""
    decoder, at = json.JSONDecoder(strict=False), 0
    for _ in range(_MAX_VALUES):
        start = _START.search(text, at)
        if start is None:
            return
        try:
            value, at = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            return
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
