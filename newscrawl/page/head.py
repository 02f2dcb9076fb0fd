"""What a page says in machine-readable form, wherever it stands: metas, links, linked data, headings, `rel` of links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from newscrawl.page.decode import Element
from newscrawl.page.headings import Heading, read_headings, short_text
from newscrawl.page.linked_data import is_article, read_linked_data
from newscrawl.page.microdata import read_microdata
from newscrawl.page.model import HeadLink, Meta

# The beginning of an absolute address of the web with a plain host.
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?(?=[/?#]|\Z)")
# An address from the root of its host, without a step back or a sign that has to be escaped or cleaned.
_FROM_ROOT: Final = re.compile(r"/(?!/)(?:(?!/\.|\?#)[\w/.~!$&'()*+,;=:@%?#-])*(?<![?#])\Z", re.ASCII)
# What a browser fetches to draw the page; it says nothing of the article.
_RESOURCES: Final = frozenset({
    "stylesheet", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "icon", "shortcut icon", "mask-icon",
    "apple-touch-icon", "apple-touch-icon-precomposed", "manifest", "search", "edituri", "wlwmanifest", "profile", "pingback",
})  # fmt: skip
_MAX_ENTRIES: Final = 400
_LONGEST_CONTENT: Final = 5000  # characters
_TAGS: Final = ("meta", "link", "script", "img", "amp-img", "h1", "h2", "h3", "title", "a", "iframe", "noscript")
_LICENCE: Final = frozenset({"license", "licence"})
_LONGEST_NAME: Final = 200
_MAX_AUTHORS: Final = 6  # links to authors; a page with more lists articles


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says in machine-readable form, and the address that it says it of."""

    url: str
    metas: tuple[Meta, ...]
    links: tuple[HeadLink, ...]
    linked_data: tuple[dict[str, Any], ...]
    articles: tuple[dict[str, Any], ...]  # of the linked data
    microdata: tuple[dict[str, Any], ...]
    headings: tuple[Heading, ...]
    author_links: tuple[str, ...]  # the words of `a[rel=author]`
    licence: str | None  # the address of `link[rel=license]` or `a[rel=license]`, but not of a picture's
    title: str  # of `<title>`
    language: str | None  # of `<html lang>`
    image_urls: tuple[str, ...]  # of every `<img>`, counter pixels too
    frame_urls: tuple[str, ...]  # of every `<iframe>`, in which counters stand as well
    scripts: int
    asks_for_scripts: bool  # whether a `<noscript>` has words for those who run none

    def meta(self, *names: str) -> Meta | None:
        """The first of these metas, in the order of the names."""
        return next((meta for name in names for meta in self.metas if meta.name == name), None)


def read_head(root: Element, url: str, *, has_items: bool = True) -> Head:
    """All of it from an untouched tree. `has_items` false says that the page has no microdata, which is then not looked for."""
    found: dict[str, list[Element]] = {tag: [] for tag in _TAGS}
    for element in root.iter(*_TAGS):
        found[element.tag].append(element)
    images = (absolute_url(url, image_url(element) or "") for element in (*found["img"], *found["amp-img"]))
    frames = (absolute_url(url, element.get("src", "")) for element in found["iframe"][:_MAX_ENTRIES])
    links = _read_links(found["link"], url)
    authors, licence = _read_rel_links(found["a"], url)
    linked_data = read_linked_data(found["script"])
    return Head(
        url=url,
        metas=tuple(islice(_iter_metas(found["meta"]), _MAX_ENTRIES)),
        links=links,
        linked_data=linked_data,
        articles=tuple(filter(is_article, linked_data)),
        microdata=read_microdata(root) if has_items else (),
        headings=read_headings(found["h1"], found["h2"], found["h3"]),
        author_links=authors,
        licence=next((link.url for link in links if _LICENCE & set(link.rel.split())), licence),
        title=" ".join((found["title"][0].text or "").split()) if found["title"] else "",
        language=root.get("lang") or root.get("xml:lang"),
        image_urls=tuple(dict.fromkeys(image for image in images if image)),
        frame_urls=tuple(dict.fromkeys(frame for frame in frames if frame)),
        scripts=len(found["script"]),
        asks_for_scripts=any("".join(element.itertext()).strip() for element in found["noscript"]),
    )


def image_url(element: Element) -> str | None:
    """The address of an image, lazy ones too (the placeholder in `src` gives way to `data-src` and the like).

    No picture that stands in the attribute itself, nor settings of a script.
    """
    for name in ("data-src", "data-original", "data-lazy-src", "data-srcset", "src", "srcset"):
        value = (element.get(name) or "").strip()
        if value and not value.startswith(("data:", "{", "[")):
            return value.split()[0].rstrip(",") if "srcset" in name else value
    return None


def _iter_metas(elements: Iterable[Element]) -> Iterator[Meta]:
    """Every `<meta>` that names something, in document order."""
    for element in elements:
        content = " ".join((element.get("content") or "").split())[:_LONGEST_CONTENT]
        if content:
            for key in ("property", "name", "itemprop", "http-equiv"):
                name = element.get(key)
                if name:
                    yield Meta(name.strip().lower(), content)


def _read_links(elements: Iterable[Element], url: str) -> tuple[HeadLink, ...]:
    """Every `<link>` with a `rel` that says something of the page, its address made absolute against the page's."""
    links: list[HeadLink] = []
    for element in elements:
        rel = (element.get("rel") or "").strip().lower()
        if not rel or rel in _RESOURCES:
            continue
        absolute = absolute_url(url, element.get("href") or "")
        if absolute and len(links) < _MAX_ENTRIES:
            links.append(HeadLink(rel, absolute, element.get("type"), element.get("hreflang")))
    return tuple(links)


def _read_rel_links(elements: Iterable[Element], url: str) -> tuple[tuple[str, ...], str | None]:
    """The words of the links to the page's authors, and the address of its licence (a caption's is of the picture only)."""
    authors: dict[str, None] = {}
    licence = None
    for element in elements:
        stated = element.get("rel")
        rel = stated.lower().split() if stated else ()
        if "author" in rel:
            text = short_text(element, _LONGEST_NAME)
            if text:
                authors[text] = None
        elif licence is None and not _LICENCE.isdisjoint(rel) and next(element.iterancestors("figure"), None) is None:
            licence = absolute_url(url, element.get("href") or "")
    return tuple(authors) if len(authors) <= _MAX_AUTHORS else (), licence


def absolute_url(base: str, href: str) -> str | None:
    """An http(s) address against its base, or None where the two make none."""
    url = href.strip()
    if not url or _ORIGIN.match(url):  # nearly all are; to take an address apart costs thirty times as much
        return url or None
    origin = _ORIGIN.match(base) if _FROM_ROOT.match(url) else None
    if origin:
        return origin[0] + url
    try:
        parts = urlsplit(urljoin(base, url))
        return parts.geturl() if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None


def canonical_of(head: Head) -> str | None:
    """What the page declares as its address: `link[rel=canonical]`, else `og:url`."""
    declared = next((link.url for link in head.links if "canonical" in link.rel.split()), None)
    stated = head.meta("og:url")
    return declared or (absolute_url(head.url, stated.content) if stated else None)
