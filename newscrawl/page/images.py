"""The article's images, each with its caption and the credit as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from newscrawl.items import Image
from newscrawl.page.credit_lines import split_credit
from newscrawl.page.fields import plain_words
from newscrawl.page.head import Head, absolute_url
from newscrawl.page.markup import FOREIGN, read_marks
from newscrawl.page.zones import Layout

_MOST: Final = 60
_STRANGE: Final = FOREIGN | {"byline"}  # zones with images of other things; a byline's is the author's
_DRAWING: Final = re.compile(r"\.svg(?:[?#]|\Z)|[/.][a-z]?avatars?/", re.IGNORECASE)  # a logo or a reader's face, no photograph
_FILE_NAME: Final = re.compile(r"\S{1,300}\.(?:jpe?g|png|gif|webp|avif)", re.IGNORECASE)
_IMAGE_METAS: Final = frozenset({"og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"})


def read_images(layout: Layout, head: Head) -> tuple[Image, ...]:
    """The article's images: those that stand in its frame, each address once, else the one that the head declares."""
    found: dict[str, Image] = {}
    captions: dict[int, tuple[str | None, str | None]] = {}
    for image in layout.outline.images:
        address = absolute_url(head.url, image.url)
        if not address or image.zone in _STRANGE or _DRAWING.search(address) or not layout.frames(image.node):
            continue
        if _name(address) not in found and len(found) < _MOST:
            if image.figure not in captions:
                captions[image.figure] = _caption(layout, image.figure)
            caption, credit = captions[image.figure]
            found[_name(address)] = Image(address, caption or _alternative(image.alt), credit)
    return tuple(found.values()) or _declared_image(layout, head)


def _alternative(text: str) -> str | None:
    """An image's alternative text; none where a file name stands for it."""
    return None if _FILE_NAME.fullmatch(text) else plain_words(text) or None


def _declared_image(layout: Layout, head: Head) -> tuple[Image, ...]:
    """The image that the head declares, for an article that shows none; it takes the caption that has no figure."""
    addresses = (absolute_url(head.url, stated) for stated in _iter_declared(head))
    address = next((found for found in addresses if found), None)
    if address is None:
        return ()
    caption = next((block.text for block in layout.blocks if block.zone == "caption" and block.inside), "")
    return (Image(address, *split_credit(caption, layout.languages)),)


def _iter_declared(head: Head) -> Iterator[str]:
    yield from (meta.content for meta in head.metas if meta.name in _IMAGE_METAS)
    for node in head.articles:
        image = node.get("image")
        for stated in [*(image if isinstance(image, list) else [image]), node.get("thumbnailUrl")]:
            address = stated.get("url") if isinstance(stated, dict) else stated
            if isinstance(address, str):
                yield address


def all_image_urls(head: Head) -> tuple[str, ...]:
    """Every image address of the page, those that its head declares too, each once."""
    declared = (address for stated in _iter_declared(head) if (address := absolute_url(head.url, stated)))
    return tuple(dict.fromkeys((*head.image_urls, *declared)))


def _caption(layout: Layout, figure: int) -> tuple[str | None, str | None]:
    """Caption and credit from the lines of a figure."""
    if figure < 0:
        return None, None
    end = layout.outline.nodes[figure].end
    pairs = zip(layout.outline.runs, layout.blocks, strict=True)
    lines = [block for run, block in pairs if figure <= run.node < end and block.zone == "caption"]
    marked = dict.fromkeys(block.text for block in lines if read_marks(block.hint).credit)
    plain = " ".join(block.text for block in lines if block.text not in marked)
    return (plain or None, " ".join(marked)) if marked else split_credit(plain, layout.languages)


def _name(address: str) -> str:
    """An image's file name: the same picture in another size is the same image."""
    return urlsplit(address).path.rsplit("/", 1)[-1] or address
