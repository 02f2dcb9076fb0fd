"""The article's images, each with its caption and the credit as printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from newscrawl.items import Image
from newscrawl.knowledge import scan
from newscrawl.page.article import Place
from newscrawl.page.head import Head, absolute_url
from newscrawl.page.linked_data import is_article
from newscrawl.page.markup import FOREIGN, is_credit
from newscrawl.page.model import Block
from newscrawl.page.outline import Outline

_MOST: Final = 60
_IMAGE_METAS: Final = frozenset({"og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"})


def read_images(outline: Outline, blocks: tuple[Block, ...], place: Place | None, url: str) -> tuple[Image, ...]:
    """Images within the article's frame, with the caption lines of their figure; each address once."""
    found: dict[str, Image] = {}
    for image in outline.images:
        address = absolute_url(url, image.url)
        if place is None or not address or image.zone in FOREIGN or not place.frames(image.node):
            continue
        if _name(address) not in found and len(found) < _MOST:
            caption, credit = _caption(outline, blocks, image.figure)
            found[_name(address)] = Image(address, caption or image.alt or None, credit)
    return tuple(found.values())


def declared_image(head: Head, blocks: tuple[Block, ...]) -> tuple[Image, ...]:
    """The image that the head declares, for an article that shows none; it takes the caption that has no figure."""
    addresses = (absolute_url(head.url, stated) for stated in _iter_declared(head))
    address = next((found for found in addresses if found), None)
    if address is None:
        return ()
    caption, credit = split_credit(next((b.text for b in blocks if b.zone == "caption" and b.inside), ""))
    return (Image(address, caption, credit),)


def _iter_declared(head: Head) -> Iterator[str]:
    yield from (meta.content for meta in head.metas if meta.name in _IMAGE_METAS)
    for node in head.linked_data:
        if is_article(node):
            image = node.get("image")
            for stated in [*(image if isinstance(image, list) else [image]), node.get("thumbnailUrl")]:
                address = stated.get("url") if isinstance(stated, dict) else stated
                if isinstance(address, str):
                    yield address


def split_credit(text: str) -> tuple[str | None, str | None]:
    """A caption line as (caption, credit): the credit is the photo formula that ends it."""
    hits = [hit for hit in scan(text, ()).hits if hit.rule.phrase.form == "photo_caption" and hit.end >= len(text) - 2]
    if not hits:
        return text or None, None
    start = min(hit.start for hit in hits)
    return text[:start].strip(" -–—|(") or None, text[start:]


def all_image_urls(head: Head) -> tuple[str, ...]:
    """Every image address of the page, those that its head declares too, each once."""
    declared = (address for stated in _iter_declared(head) if (address := absolute_url(head.url, stated)))
    return tuple(dict.fromkeys((*head.image_urls, *declared)))


def _caption(outline: Outline, blocks: tuple[Block, ...], figure: int) -> tuple[str | None, str | None]:
    """Caption and credit from the lines of a figure (`blocks` run parallel to the outline's lines)."""
    if figure < 0:
        return None, None
    end = outline.nodes[figure].end
    lines = [b for run, b in zip(outline.runs, blocks, strict=True) if figure <= run.node < end and b.zone == "caption"]
    marked = [b.text for b in lines if is_credit(b.hint)]
    plain = [b.text for b in lines if b.text not in marked]
    if marked:
        return " ".join(plain) or None, " ".join(marked)
    return split_credit(" ".join(plain))


def _name(address: str) -> str:
    """An image's file name: the same picture in another size is the same image."""
    return urlsplit(address).path.rsplit("/", 1)[-1] or address
