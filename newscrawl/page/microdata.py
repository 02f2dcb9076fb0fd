"""Microdata (`itemscope`, `itemprop`) as plain objects in the shape of JSON-LD.

Follows the WHATWG's HTML standard, "Microdata", but for links: what names a person is the words, not the address.
"""

from __future__ import annotations

from typing import Any, Final, cast

from lxml import etree

from newscrawl.page.decode import Element
from newscrawl.page.headings import short_text

_PROPERTIES: Final = etree.XPath("descendant::*/@itemprop/..")
_MAX_PROPERTIES: Final = 2000
_LONGEST_VALUE: Final = 1000  # characters of a value; what is longer is prose, and read as such
_WANTED: Final = frozenset({
    "headline", "name", "author", "creator", "givenName", "familyName", "articleSection", "keywords", "description", "url",
})  # fmt: skip


def read_microdata(root: Element) -> tuple[dict[str, Any], ...]:
    """Every item of the page with a property that is asked for: its `@type` and those properties.

    A property is a text, an item, or a list of these. Properties that stand in no item belong to one without a type.
    """
    loose: dict[str, Any] = {}
    items: dict[Element, dict[str, Any]] = {}
    for element in cast("list[Element]", _PROPERTIES(root))[:_MAX_PROPERTIES]:
        names = _WANTED.intersection(element.get("itemprop", "").split())
        if names:
            holder = next((above for above in element.iterancestors() if _is_scope(above)), None)
            target = loose if holder is None else _item_of(holder, items)
            value = _item_of(element, items) if _is_scope(element) else _value(element)
            for name in names if value else ():
                _add(target, name, value)
    return (*([loose] if loose else ()), *items.values())


def _is_scope(element: Element) -> bool:
    return element.get("itemscope") is not None


def _item_of(element: Element, items: dict[Element, dict[str, Any]]) -> dict[str, Any]:
    """The item that an element opens."""
    if element not in items:
        items[element] = {"@type": (element.get("itemtype") or "").partition(" ")[0]}
    return items[element]


def _value(element: Element) -> str:
    stated = element.get("content")
    if stated is None and element.get("itemprop") == "url":
        stated = element.get("href")
    text = short_text(element, _LONGEST_VALUE) if stated is None else " ".join(stated[: 2 * _LONGEST_VALUE].split())
    return text if len(text) <= _LONGEST_VALUE else ""


def _add(item: dict[str, Any], name: str, value: Any) -> None:  # noqa: ANN401 - a text or an item
    known = item.get(name)
    if known is None:
        item[name] = value
    elif isinstance(known, list):
        known.append(value)
    else:
        item[name] = [known, value]
