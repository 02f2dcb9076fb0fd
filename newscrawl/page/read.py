"""Bytes to a Page: one decoding, one parse, one walk, then the labels and the fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from newscrawl.items import RelatedLink, Rights
from newscrawl.knowledge import without_label
from newscrawl.page.article import find_place
from newscrawl.page.authors import resolve_authors
from newscrawl.page.decode import decode, parse
from newscrawl.page.fields import Sources, resolve_section, resolve_site_name, resolve_summary, resolve_tags
from newscrawl.page.flags import read_flags
from newscrawl.page.head import Head, canonical_of, read_head
from newscrawl.page.images import all_image_urls, read_images
from newscrawl.page.language import declared_language, detect_language, refine_language
from newscrawl.page.model import Block, Page, TimeMark
from newscrawl.page.rights import read_rights
from newscrawl.page.rules import DeclaredRules
from newscrawl.page.titles import resolve_title
from newscrawl.page.walk import walk
from newscrawl.page.zones import Layout, clean_text, join_text, lay_out
from newscrawl.site import PageRules

_NO_RULES: Final = PageRules()


def read_page(
    body: bytes,
    url: str,
    *,
    content_type: str | None = None,
    headers: Mapping[str, str] | None = None,
    rules: PageRules | None = None,
    ready: tuple[str, ...] = (),
) -> Page:
    """Read a page once: its zones, metadata, times, images and links, as plain values.

    `url` is the address it was fetched from, `content_type` the HTTP header, `rules` the site's own selectors, which come
    before the generic reading; a page that has nothing of what `ready` (CSS) selects is flagged as a shell. Raises PageError
    for a body that is no HTML page.
    """
    source = decode(body, content_type)
    root = parse(source)
    site_rules = DeclaredRules(rules or _NO_RULES, root)
    is_ready = not ready or site_rules.has_any(ready)
    selected, dropped, declared = site_rules.text_elements(), site_rules.dropped_elements(), site_rules.declared()
    head = read_head(root, url, has_items=b"itemprop" in source.lower())
    outline = walk(root, dropped)
    place = find_place(
        outline, tuple(i for i, node in enumerate(outline.nodes) if node.element in selected) if selected else ()
    )
    claimed = _claimed_language(head)
    layout = lay_out(outline, place, url, declared_language=claimed)
    page = _compose(Sources(declared, head, layout.blocks, layout.languages), layout, read_rights(head, headers or {}), claimed)
    return page if is_ready else replace(page, flags=tuple(sorted({*page.flags, "js_shell"})))


def _compose(sources: Sources, layout: Layout, rights: Rights, claimed: str | None) -> Page:
    head = sources.head
    site_name = resolve_site_name(sources)
    own_names = sources.own_names(site_name)
    title = resolve_title(sources, own_names)
    text = join_text(layout.blocks, title.value if title else None)
    images = read_images(layout, head)
    detected = layout.language if text else detect_language(title.value if title else "")
    return Page(
        url=head.url,
        canonical_url=canonical_of(head),
        site_name=site_name,
        language=refine_language(detected, claimed, text or ""),
        language_declared=claimed,
        title=title,
        text=text,
        summary=resolve_summary(sources),
        authors=resolve_authors(sources, own_names),
        section=resolve_section(sources),
        tags=resolve_tags(sources),
        images=images,
        related=_related(layout.blocks),
        rights=rights,
        flags=read_flags(text, head, layout.outline, pictures=len(images)),
        blocks=layout.blocks,
        metas=head.metas,
        linked_data=head.linked_data,
        times=_times(layout),
        head_links=head.links,
        image_urls=all_image_urls(head),
        frame_urls=head.frame_urls,
        declared=sources.declared,
    )


def _claimed_language(head: Head) -> str | None:
    """What the page claims: by `<html lang>`, else by its metas. Labels and credits are read by the same claim."""
    locale = head.meta("og:locale", "content-language", "dc.language", "language")
    return declared_language(head.language) or (declared_language(locale.content) if locale else None)


def _related(blocks: Iterable[Block]) -> tuple[RelatedLink, ...]:
    """Read-also links that stood within the article."""
    found: dict[str, RelatedLink] = {}
    for block in blocks:
        if block.zone == "related" and block.inside:
            link = max(block.links, key=lambda link: link.end - link.start, default=None)
            said = block.text if link is None or link.end - link.start == len(block.text) else block.text[link.start : link.end]
            title = clean_text(without_label(said))
            if title:
                found.setdefault(title, RelatedLink(link.url if link else None, title))
    return tuple(found.values())


def _times(layout: Layout) -> tuple[TimeMark, ...]:
    return tuple(
        TimeMark(time.attribute, time.text, time.hint, time.zone, inside=layout.frames(time.node))
        for time in layout.outline.times
    )
