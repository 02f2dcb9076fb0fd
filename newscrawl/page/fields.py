"""What the resolvers of fields read from, and the simple ones: site name, summary, section, tags.

Each resolver has an order, and each value says where it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any, Final

from newscrawl.knowledge import outlet_by_host
from newscrawl.page.address import registrable_domain
from newscrawl.page.head import Head
from newscrawl.page.linked_data import is_article, types_of
from newscrawl.page.model import Block, Declared, Sourced
from newscrawl.page.zones import clean_text

_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_REFERENCE: Final = re.compile(r"&#?\w{1,30};")
_NAME_METAS: Final = frozenset({
    "og:site_name", "application-name", "apple-mobile-web-app-title", "al:android:app_name", "al:ios:app_name", "site_name",
})  # fmt: skip
_SITES: Final = frozenset({"website", "newsmediaorganization"})
_MOST_TAGS: Final = 50
_SHORTEST_STEM: Final = 3  # letters of a domain's first part that may be the site's name


@dataclass(frozen=True, slots=True)
class Sources:
    """What the resolvers read from; `languages` are those of the page's phrases."""

    declared: Declared
    head: Head
    blocks: tuple[Block, ...]
    languages: tuple[str, ...]

    def meta(self, *names: str) -> Sourced | None:
        """The first of these metas, in the order of the names, as plain words."""
        found = self.head.meta(*names)
        return Sourced(plain_words(found.content), f"meta:{found.name}") if found else None

    def articles(self) -> Iterator[dict[str, Any]]:
        """The JSON-LD objects that are articles, those that name this page's address first."""
        found = self.head.articles
        return iter(sorted(found, key=lambda node: not self._is_here(node)) if len(found) > 1 else found)

    def own_articles(self) -> Iterator[dict[str, Any]]:
        """The first of the articles, and those that share its headline or name this page's address; the others are teasers."""
        for index, node in enumerate(nodes := list(self.articles())):
            if not index or self._is_here(node) or node.get("headline") == nodes[0].get("headline"):
                yield node

    def items(self) -> Iterator[dict[str, Any]]:
        """The microdata items that are articles; the one of properties that stand in no item last."""
        found = [item for item in self.head.microdata if is_article(item)]
        return iter([*found, *(item for item in self.head.microdata if "@type" not in item)])

    def article_text(self, *keys: str) -> Sourced | None:
        """The first text of these keys of an article, in JSON-LD, else in microdata."""
        for nodes, kind in ((self.own_articles(), "jsonld"), (self.items(), "microdata")):
            for node in nodes:
                for key in keys:
                    value = next(_iter_texts(node.get(key)), None)
                    if value:
                        return Sourced(value, f"{kind}:{key}")
        return None

    def own_names(self, site_name: str | None) -> frozenset[str]:
        """The names that the page's own site goes by, reduced by `name_key`: what it says, its domain, the outlet's."""
        domain = registrable_domain(self.head.url)
        stem = domain.partition(".")[0]
        host = self.head.url.partition("://")[2].partition("/")[0].removeprefix("www.")
        said = [site_name or "", host, domain, stem if len(stem) >= _SHORTEST_STEM else ""]
        said += [meta.content for meta in self.head.metas if meta.name in _NAME_METAS]
        said += [name for node in self.head.linked_data if not types_of(node).isdisjoint(_SITES) for name in _named(node)]
        return frozenset(name_key(name) for name in said) - {""} | _outlet_keys(host)

    def _is_here(self, node: dict[str, Any]) -> bool:
        main = node.get("mainEntityOfPage")
        stated = [main.get("@id") if isinstance(main, dict) else main, node.get("url"), node.get("@id")]
        here = _bare_address(self.head.url)
        return any(_bare_address(url) == here for url in stated if isinstance(url, str))


def plain_words(text: str) -> str:
    """The words of a value: entities resolved that were escaped twice, tags off, white space folded, signs cleaned."""
    if "&" in text and _REFERENCE.search(text):
        text = unescape(unescape(text))
    if "<" in text:
        text = _TAG.sub("", text)
    return clean_text(" ".join(text.split()))


def name_key(text: str) -> str:
    """A name or title reduced to its letters and digits, by which spellings of it meet."""
    return "".join(filter(str.isalnum, text.casefold()))


@lru_cache(maxsize=256)
def _outlet_keys(host: str) -> frozenset[str]:
    """The keys of the names of the outlet that owns a host."""
    owner = outlet_by_host(host)
    return frozenset(name_key(name) for name in (owner.name, *owner.aliases)) if owner else frozenset()


def resolve_site_name(sources: Sources) -> str | None:
    """What the page calls its site: og:site_name, JSON-LD publisher or WebSite, application-name; never an address."""
    names = [sources.meta("og:site_name"), *_linked_names(sources), sources.meta("application-name", "al:android:app_name")]
    return next((name.value for name in names if name and name.value and "://" not in name.value), None)


def _linked_names(sources: Sources) -> Iterator[Sourced]:
    for node in sources.head.linked_data:
        holder = node.get("publisher") if is_article(node) else node if "website" in types_of(node) else None
        if isinstance(holder, dict):
            yield from (Sourced(name, "jsonld:publisher") for name in _named(holder))


def resolve_summary(sources: Sources) -> Sourced | None:
    """The page's own summary: og:description, description, twitter and Dublin Core, JSON-LD or microdata description."""
    stated = sources.meta("og:description", "description", "twitter:description", "dc.description")
    return stated or sources.article_text("description")


def resolve_section(sources: Sources) -> Sourced | None:
    """The section: the site's rule, article:section, JSON-LD or microdata articleSection, the breadcrumb above the page."""
    if sources.declared.section:
        value, rule = sources.declared.section
        return Sourced(value, f"rule:{rule}")
    stated = sources.meta("article:section", "parsely-section", "cxenseparse:section")
    return stated or sources.article_text("articleSection") or _breadcrumb(sources)


def _breadcrumb(sources: Sources) -> Sourced | None:
    """The last entry of a BreadcrumbList that is neither the page itself nor the front page."""
    for node in sources.head.linked_data:
        entries = node.get("itemListElement")
        if "breadcrumblist" not in types_of(node) or not isinstance(entries, list):
            continue
        trail = [entry for entry in entries[:_MOST_TAGS] if isinstance(entry, dict)]
        inner = [entry.get("item") if isinstance(entry.get("item"), dict) else entry for entry in trail]
        names = [next(_named(entry), None) or next(_named(item), "") for entry, item in zip(trail, inner, strict=True)]
        own = {name_key(text) for heading in sources.head.headings for text in (heading.text, heading.bare)}
        if names and (name_key(names[-1]) in own or name_key(names[-1]) in name_key(sources.head.title)[: len(names[-1])]):
            names.pop()
        if len(names) > 1 and names[-1]:
            return Sourced(names[-1], "jsonld:BreadcrumbList")
    return None


def resolve_tags(sources: Sources) -> tuple[Sourced, ...]:
    """Tags: the site's rule, article:tag, JSON-LD or microdata keywords, keyword metas; the first source that has any."""
    if sources.declared.tags:
        return tuple(Sourced(value, f"rule:{rule}") for value, rule in sources.declared.tags)
    found = [
        Sourced(plain_words(meta.content), "meta:article:tag") for meta in sources.head.metas if meta.name == "article:tag"
    ]
    keywords = None if found else sources.meta("news_keywords", "keywords")
    for tags in (found, _linked_tags(sources), _split_tags(keywords) if keywords else []):
        if tags:
            first = {tag.value: index for index, tag in reversed(list(enumerate(tags[:_MOST_TAGS])))}
            return tuple(tags[index] for index in sorted(first.values()))
    return ()


def _linked_tags(sources: Sources) -> list[Sourced]:
    for nodes, kind in ((sources.own_articles(), "jsonld"), (sources.items(), "microdata")):
        for node in nodes:
            listed = node.get("keywords")
            texts = [Sourced(text, f"{kind}:keywords") for text in _iter_texts(listed)]
            tags = texts if isinstance(listed, list) else [tag for text in texts for tag in _split_tags(text)]
            if tags:
                return tags
    return []


def _split_tags(keywords: Sourced) -> list[Sourced]:
    return [Sourced(word.strip(), keywords.evidence) for word in re.split("[,;،、]", keywords.value) if word.strip()]


def _iter_texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - decoded JSON is anything
    """The texts in a value: itself, or those of a list, or the names of objects."""
    for one in value[:200] if isinstance(value, list) else [value]:
        text = one.get("name") or one.get("@value") if isinstance(one, dict) else one
        if isinstance(text, str) and not text.isspace() and text:
            yield plain_words(text)


def _named(node: Any) -> Iterator[str]:  # noqa: ANN401 - decoded JSON is anything
    """The names of an object; none of what is no object."""
    if isinstance(node, dict):
        yield from _iter_texts(node.get("name"))


def _bare_address(url: str) -> str:
    """An address without what does not tell pages apart: scheme, `www.`, trailing slash, a fragment in words."""
    head, _, fragment = url.partition("#")
    return (head if fragment.isalpha() or not fragment else url).partition("://")[2].removeprefix("www.").rstrip("/")
