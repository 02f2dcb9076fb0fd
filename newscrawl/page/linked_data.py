"""JSON-LD as sites write it: arrays, `@graph`, nesting, HTML comments around it, invalid escapes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from typing import Any, Final

from lxml.html import HtmlElement

_WRAPPING: Final = re.compile(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)?|(?:-->|//\s*\]\]>|\]\]>)?\s*;?\s*\Z")
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
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


def _decode(text: str) -> list[Any]:
    """The JSON values of a script: as it stands, then mended, then entity-decoded; nothing where it cannot be read."""
    text = _WRAPPING.sub("", text[:_MAX_CHARS])
    mends = (str, partial(_TRAILING_COMMA.sub, r"\1"), unescape)
    for mend in mends:
        try:
            return [json.loads(mend(text), strict=False)]
        except (ValueError, RecursionError):
            continue
    return _decode_first(text)


def _decode_first(text: str) -> list[Any]:
    """What can be read of JSON with something behind it."""
    try:
        return [json.JSONDecoder(strict=False).raw_decode(text)[0]]
    except (ValueError, RecursionError):
        return []


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
