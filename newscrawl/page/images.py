"""The article's images, each with its caption and the credit as printed."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from newscrawl.items import Image
from newscrawl.knowledge import scan
from newscrawl.page.article import Place
from newscrawl.page.head import absolute_url
from newscrawl.page.linked_data import is_article
from newscrawl.page.markup import FOREIGN
from newscrawl.page.model import Block, Meta
from newscrawl.page.walk import Outline

_MOST: Final = 60
_CREDIT_MARKS: Final = ("credit", "copyright", "author", "source", "photographer")


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


def lead_image(
    images: tuple[Image, ...],
    blocks: tuple[Block, ...],
    metas: tuple[Meta, ...],
    linked_data: tuple[dict[str, Any], ...],
    url: str,
) -> tuple[Image, ...]:
    """The images, led by the one that the head declares where the article shows none; it takes a caption that has no figure."""
    if images:
        return images
    stated = [
        meta.content for meta in metas if meta.name in {"og:image", "og:image:url", "og:image:secure_url", "twitter:image"}
    ]
    for node in linked_data:
        if is_article(node):
            image = node.get("image") or node.get("thumbnailUrl")
            first = image[0] if isinstance(image, list) and image else image
            address = first.get("url") if isinstance(first, dict) else first
            stated += [address] if isinstance(address, str) else []
            stated += [node["thumbnailUrl"]] if isinstance(node.get("thumbnailUrl"), str) else []
    address = next((absolute for text in stated if (absolute := absolute_url(url, text))), None)
    if address is None:
        return ()
    caption, credit = split_credit(next((b.text for b in blocks if b.zone == "caption" and b.inside), ""))
    return (Image(address, caption, credit),)


def split_credit(text: str) -> tuple[str | None, str | None]:
    """A caption line as (caption, credit): the credit is the photo formula that ends it."""
    hits = [hit for hit in scan(text, ()).hits if hit.rule.phrase.form == "photo_caption" and hit.end >= len(text) - 2]
    if not hits:
        return text or None, None
    start = min(hit.start for hit in hits)
    return text[:start].strip(" -–—|(") or None, text[start:]


def iter_image_urls(outline: Outline, metas: tuple[Meta, ...], url: str) -> tuple[str, ...]:
    """Every image address of the page, those of its head too, each once."""
    listed = [image.url for image in outline.images] + [
        m.content for m in metas if m.name.startswith(("og:image", "twitter:image"))
    ]
    return tuple(dict.fromkeys(address for text in listed if (address := absolute_url(url, text))))


def _caption(outline: Outline, blocks: tuple[Block, ...], figure: int) -> tuple[str | None, str | None]:
    """Caption and credit from the lines of a figure (`blocks` run parallel to the outline's lines)."""
    if figure < 0:
        return None, None
    end = outline.nodes[figure].end
    lines = [b for run, b in zip(outline.runs, blocks, strict=True) if figure <= run.node < end and b.zone == "caption"]
    marked = [b.text for b in lines if any(mark in b.hint for mark in _CREDIT_MARKS)]
    plain = [b.text for b in lines if b.text not in marked]
    if marked:
        return " ".join(plain) or None, " ".join(marked)
    return split_credit(" ".join(plain))


def _name(address: str) -> str:
    """An image's file name: the same picture in another size is the same image."""
    return urlsplit(address).path.rsplit("/", 1)[-1] or address
