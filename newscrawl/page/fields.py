"""One resolver per field: title, site name, authors, section, tags, summary. Each has an order, each says where it read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from newscrawl.knowledge import outlets_by_name
from newscrawl.page.head import Head
from newscrawl.page.linked_data import is_article, types_of
from newscrawl.page.model import Block, Declared, Sourced

_SUFFIX: Final = re.compile(r"\s+(?:[-–—|»·:•]|::)\s+|\s*[|»]\s*")
_AUTHOR_LEAD: Final = re.compile(r"\A(?:@|https?://|www\.)", re.IGNORECASE)
_AUTHOR_SPLIT: Final = re.compile(r"\s*(?:[,;|/]|\s(?:and|et|und|y|e|dan|و|и|ve|&)\s)\s*")
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Sources:
    """What the resolvers read from."""

    declared: Declared
    head: Head
    blocks: tuple[Block, ...]

    def meta(self, *names: str) -> Sourced | None:
        """The first of these metas, in the order of the names."""
        for name in names:
            for meta in self.head.metas:
                if meta.name == name:
                    return Sourced(meta.content, f"meta:{name}")
        return None

    def articles(self) -> Iterator[dict[str, Any]]:
        """The JSON-LD objects that are articles."""
        return (node for node in self.head.linked_data if is_article(node))

    def article_text(self, *keys: str) -> Sourced | None:
        """The first text value of these keys of an article object."""
        for node in self.articles():
            for key in keys:
                value = node.get(key)
                if isinstance(value, str) and value.strip():
                    return Sourced(" ".join(value.split()), f"jsonld:{key}")
        return None


def resolve_site_name(sources: Sources) -> str | None:
    """What the page calls its site: og:site_name, JSON-LD publisher or WebSite, application-name."""
    stated = sources.meta("og:site_name")
    if stated:
        return stated.value
    for node in sources.head.linked_data:
        publisher = node.get("publisher") if is_article(node) else node if "website" in types_of(node) else None
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str) and publisher["name"].strip():
            return " ".join(publisher["name"].split())
    name = sources.meta("application-name", "al:android:app_name")
    return name.value if name else None


def resolve_title(sources: Sources, site_name: str | None) -> Sourced | None:
    """The headline: the site's rule, else the h1 that a meta or JSON-LD agrees with, else those in order.

    Site names are cut off the end of metas and of `<title>`.
    """
    if sources.declared.title:
        value, rule = sources.declared.title
        return Sourced(value, f"rule:{rule}")
    headings = [Sourced(b.text, "h1") for b in sources.blocks if b.tag == "h1" and len(b.text) > 3]
    headings = [h for h in headings if _key(h.value) != _key(site_name or "")] or headings[:1]
    og, data = sources.meta("og:title"), sources.article_text("headline", "name")
    others = [og, data, sources.meta("twitter:title", "dc.title", "parsely-title", "title"), _head(sources.head.title)]
    stated = [Sourced(cut_site_name(s.value, site_name, headings), s.evidence) for s in others if s]
    keys = {_key(s.value) for s in stated}
    for heading in headings:
        if _key(heading.value) in keys or any(_key(heading.value) in key for key in keys if len(heading.value) > 15):
            return heading
    if stated and og:
        return stated[0]
    return next(iter(stated), next(iter(headings), None))


def cut_site_name(title: str, site_name: str | None, headings: Iterable[Sourced] = ()) -> str:
    """A title without the site's name behind (or before) it; where a heading is its beginning, that heading."""
    for heading in headings:
        if len(heading.value) > 15 and title.startswith(heading.value) and _SUFFIX.match(title, len(heading.value)):
            return heading.value
    if not site_name:
        return title
    wanted = _key(site_name)
    cuts = list(_SUFFIX.finditer(title))
    for cut in cuts:
        if wanted and _key(title[cut.end() :]) == wanted:
            return title[: cut.start()]
    for cut in cuts:
        if wanted and _key(title[: cut.start()]) == wanted:
            return title[cut.end() :]
    return title


def resolve_summary(sources: Sources) -> Sourced | None:
    """The page's own summary: og:description, description, JSON-LD description."""
    return sources.meta("og:description", "description", "twitter:description", "dc.description") or sources.article_text(
        "description"
    )


def resolve_section(sources: Sources) -> Sourced | None:
    """The section: the site's rule, article:section, JSON-LD articleSection."""
    if sources.declared.section:
        value, rule = sources.declared.section
        return Sourced(value, f"rule:{rule}")
    stated = sources.meta("article:section", "parsely-section", "cxenseparse:section") or sources.article_text("articleSection")
    if stated:
        return stated
    for node in sources.articles():
        listed = node.get("articleSection")
        if isinstance(listed, list) and listed and isinstance(listed[0], str):
            return Sourced(" ".join(listed[0].split()), "jsonld:articleSection")
    return None


def resolve_tags(sources: Sources) -> tuple[Sourced, ...]:
    """Tags: the site's rule, article:tag, JSON-LD keywords, the keywords metas; the first source that has any."""
    if sources.declared.tags:
        return tuple(Sourced(value, f"rule:{rule}") for value, rule in sources.declared.tags)
    tags = [Sourced(meta.content, "meta:article:tag") for meta in sources.head.metas if meta.name == "article:tag"]
    for node in sources.articles() if not tags else ():
        listed = node.get("keywords")
        words = listed if isinstance(listed, list) else str(listed or "").split(",")
        tags += [Sourced(" ".join(w.split()), "jsonld:keywords") for w in words if isinstance(w, str) and w.strip()]
        if tags:
            break
    keywords = None if tags else sources.meta("news_keywords", "keywords")
    if keywords:
        tags = [Sourced(word.strip(), keywords.evidence) for word in keywords.value.split(",") if word.strip()]
    return tuple({tag.value: tag for tag in reversed(tags[:_MOST])}.values())[::-1]


def resolve_authors(sources: Sources, site_name: str | None) -> tuple[Sourced, ...]:
    """The people who wrote it: the site's rule, JSON-LD author, author metas, byline elements; never an outlet's name."""
    if sources.declared.authors:
        found = [Sourced(value, f"rule:{rule}") for value, rule in sources.declared.authors]
    else:
        found = _linked_authors(sources) or _meta_authors(sources)
    people: dict[str, Sourced] = {}
    for author in found:
        for name in _AUTHOR_SPLIT.split(author.value):
            if _is_person(name, site_name):
                people.setdefault(_key(name), Sourced(name, author.evidence))
    return tuple(people.values())[:_MOST]


def _linked_authors(sources: Sources) -> list[Sourced]:
    found: list[Sourced] = []
    by_id = {node["@id"]: node for node in sources.head.linked_data if isinstance(node.get("@id"), str) and "name" in node}
    for node in sources.articles():
        listed = node.get("author") or node.get("creator")
        for author in listed if isinstance(listed, list) else [listed]:
            name = author
            if isinstance(author, dict):
                name = author.get("name") or by_id.get(str(author.get("@id")), {}).get("name")
                if "organization" in types_of(author) or "newsmediaorganization" in types_of(author):
                    continue
            if isinstance(name, str) and name.strip():
                found.append(Sourced(" ".join(name.split()), "jsonld:author"))
        if found:
            break
    return found


def _meta_authors(sources: Sources) -> list[Sourced]:
    for name in ("author", "article:author", "parsely-author", "dc.creator", "dcterms.creator", "sailthru.author", "byl"):
        found = [Sourced(m.content, f"meta:{name}") for m in sources.head.metas if m.name == name]
        found = [author for author in found if not _AUTHOR_LEAD.match(author.value)]
        if found:
            return found
    return []


def _is_person(name: str, site_name: str | None) -> bool:
    """A name of letters, not the site's, not an outlet's."""
    if not 2 < len(name) <= 60 or not any(c.isalpha() for c in name) or _AUTHOR_LEAD.match(name):
        return False
    return _key(name) != _key(site_name or "") and not outlets_by_name(name)


def _head(title: str) -> Sourced | None:
    return Sourced(title, "title") if title else None


def _key(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
