"""The machine-readable head of a page: metas, links, what it reserves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from newscrawl.items import Rights
from newscrawl.page.linked_data import read_linked_data
from newscrawl.page.model import HeadLink, Meta

_MAX_ENTRIES: Final = 400
_LONGEST_CONTENT: Final = 5000  # characters
_ROBOTS_AGENTS: Final = frozenset({"robots", "googlebot", "googlebot-news", "newscrawl"})
_NO_AI: Final = frozenset({"noai", "noimageai"})
_DIRECTIVE: Final = re.compile(r"[^,;]{1,80}")


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says in machine-readable form, and the address that it says it of."""

    url: str
    metas: tuple[Meta, ...]
    links: tuple[HeadLink, ...]
    linked_data: tuple[dict[str, Any], ...]
    title: str  # of `<title>`
    language: str | None  # of `<html lang>`
    image_urls: tuple[str, ...]  # of every `<img>`, counter pixels too
    scripts: int


def read_head(root: HtmlElement, url: str) -> Head:
    """All of it from an untouched tree."""
    images = (absolute_url(url, image_url(element) or "") for element in root.iter("img", "amp-img"))
    return Head(
        url=url,
        metas=read_metas(root),
        links=read_head_links(root, url),
        linked_data=read_linked_data(root),
        title=" ".join((root.findtext(".//title") or "").split()),
        language=root.get("lang") or root.get("xml:lang"),
        image_urls=tuple(dict.fromkeys(image for image in images if image)),
        scripts=sum(1 for _ in root.iter("script")),
    )


def image_url(element: HtmlElement) -> str | None:
    """The address of an image, lazy ones too (the placeholder in `src` gives way to `data-src` and the like)."""
    for name in ("data-src", "data-original", "data-lazy-src", "data-srcset", "src", "srcset"):
        value = (element.get(name) or "").strip()
        if value and not value.startswith("data:"):
            return value.split()[0].rstrip(",") if "srcset" in name else value
    return None


def read_metas(root: HtmlElement) -> tuple[Meta, ...]:
    """Every `<meta>` that names something, in document order."""
    return tuple(meta for meta, _ in zip(_iter_metas(root), range(_MAX_ENTRIES), strict=False))


def _iter_metas(root: HtmlElement) -> Iterator[Meta]:
    for element in root.iter("meta"):
        content = " ".join((element.get("content") or "").split())[:_LONGEST_CONTENT]
        if content:
            for key in ("property", "name", "itemprop", "http-equiv"):
                if element.get(key):
                    yield Meta(element.get(key, "").strip().lower(), content)


def read_head_links(root: HtmlElement, url: str) -> tuple[HeadLink, ...]:
    """Every `<link>` with a `rel`, its address made absolute against the page's."""
    links: list[HeadLink] = []
    for element in root.iter("link"):
        rel, href = (element.get("rel") or "").strip().lower(), (element.get("href") or "").strip()
        absolute = absolute_url(url, href)
        if rel and absolute and len(links) < _MAX_ENTRIES:
            links.append(HeadLink(rel, absolute, element.get("type"), element.get("hreflang")))
    return tuple(links)


def absolute_url(base: str, href: str) -> str | None:
    """An http(s) address against its base, or None where the two make none."""
    try:
        url = urljoin(base, href.strip())
        return url if href and urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname else None
    except ValueError:
        return None


def canonical_of(head: Head) -> str | None:
    """What the page declares as its address: `link[rel=canonical]`, else `og:url`."""
    declared = next((link.url for link in head.links if "canonical" in link.rel.split()), None)
    return declared or absolute_url(head.url, next((meta.content for meta in head.metas if meta.name == "og:url"), ""))


def read_rights(head: Head, headers: Mapping[str, str]) -> Rights:
    """What page and server reserve: robots meta and `X-Robots-Tag`, TDM Reservation Protocol (W3C TDMRep), licence links."""
    named = {meta.name: meta.content for meta in reversed(head.metas) if meta.name not in _ROBOTS_AGENTS}
    lines = [meta.content for meta in head.metas if meta.name in _ROBOTS_AGENTS]
    lower = {name.lower(): value for name, value in headers.items()}
    lines.append(lower.get("x-robots-tag", ""))
    robots = tuple(dict.fromkeys(d.strip().lower() for line in lines for d in _DIRECTIVE.findall(line) if d.strip()))
    reservation = lower.get("tdm-reservation") or named.get("tdm-reservation")
    licence = next((link.url for link in head.links if {"license", "licence"} & set(link.rel.split())), None)
    stated = next((node["license"] for node in head.linked_data if isinstance(node.get("license"), str)), None)
    return Rights(
        robots=robots,
        tdm_reservation=None if reservation is None else reservation.strip() == "1",
        tdm_policy=lower.get("tdm-policy") or named.get("tdm-policy"),
        noai=not _NO_AI.isdisjoint(robots),
        licence=licence or (stated if stated and stated.startswith("http") else None),
    )
