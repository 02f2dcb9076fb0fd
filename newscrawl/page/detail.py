"""Articles that a site serves as JSON for its scripts to show: laid out as a page, so that they are read like any other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any, Final

from newscrawl.page.decode import PageError
from newscrawl.site import JsonDetail

_MOST_VALUES: Final = 50  # of one member: more authors or pictures than any article has


def is_json(body: bytes) -> bool:
    """Whether a body is a JSON object, by its first character, and so no HTML page."""
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def lay_out_detail(body: bytes, detail: JsonDetail) -> bytes:
    """The page (UTF-8) that says what the members of the document say, in metas and markup. Raises PageError.

    Every value stands in it as in the document, so that evidence read from it is verbatim.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise PageError("the document is not JSON") from None
    head = [f"<title>{escape(_first(document, detail.title))}</title>", *_metas(document, detail)]
    if original := _first(document, detail.original):
        head.append(f'<link rel="canonical" href="{escape(original)}">')
    pictures = "".join(_iter_figures(document, detail))
    return (
        f'<!DOCTYPE html><html lang="{escape(_first(document, detail.language))}"><head><meta charset="utf-8">{"".join(head)}'
        f"</head><body><article><h1>{escape(_first(document, detail.title))}</h1>{pictures}"
        f'<div class="article-body">{_first(document, detail.text)}</div></article></body></html>'
    ).encode("utf-8", "replace")


def _metas(document: object, detail: JsonDetail) -> Iterator[str]:
    members = (
        ("description", detail.summary), ("author", detail.authors), ("source", detail.outlet),
        ("article:published_time", detail.published), ("article:modified_time", detail.modified),
    )  # fmt: skip
    for name, path in members:
        for value in values_at(document, path):
            if isinstance(value, str) and value.strip():
                yield f'<meta name="{name}" content="{escape(value)}">'


def _iter_figures(document: object, detail: JsonDetail) -> Iterator[str]:
    for image in values_at(document, detail.images):
        address, caption, credit = (_first(image, member) for member in detail.image)
        if address:
            line = f'{escape(caption)} <span class="credit">{escape(credit)}</span>'
            yield f'<figure><img src="{escape(address)}" alt=""><figcaption>{line}</figcaption></figure>'


def _first(document: object, path: str) -> str:
    """The first text at a path; empty where there is none."""
    return next((value for value in values_at(document, path) if isinstance(value, str)), "")


def values_at(document: Any, path: str, most: int = _MOST_VALUES) -> list[Any]:  # noqa: ANN401 - decoded JSON is anything
    """The values at a path of names with dots between them; a list stands for `most` of what is in it."""
    found = document if isinstance(document, list) else [document]
    for name in path.split("."):
        found = [one[name] for one in found if isinstance(one, dict) and name in one]
        found = [each for one in found for each in (one if isinstance(one, list) else [one])][:most]
    return found
