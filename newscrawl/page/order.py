"""What a line is by its place in the page's order: the lead before the text, the fragments around it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from newscrawl.page.markup import PARAGRAPHS
from newscrawl.page.model import Block, Zone
from newscrawl.page.prose import prose_length

TEXT_ZONES: Final[frozenset[Zone]] = frozenset({"body", "lead"})
_HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5", "h6"})
_ENDS: Final = frozenset(".!?…。！？؟।»”\"'’")
_PARAGRAPH: Final = 80  # characters from which a line is taken for a paragraph of the text
_FRAGMENT: Final = 60  # characters below which a line in a plain element is a label among paragraphs
_INTERTITLE: Final = 100  # characters below which a "sub-headline" amid the text is a heading in it
_RIM: Final = 40  # characters below which a line without a full stop at the rim of the text is none of it


def order_blocks(blocks: list[Block]) -> list[Block]:
    """The blocks of a page that has an article, relabelled where their neighbours tell more than they do themselves."""
    first = next(
        (i for i, b in enumerate(blocks) if b.inside and b.zone == "body" and prose_length(b.text) >= _PARAGRAPH), None
    )
    if first is None:
        return blocks
    apply_lead(blocks, first)
    apply_fragments(blocks)
    apply_rims(blocks)
    return blocks


def apply_lead(blocks: list[Block], first: int) -> None:
    """A lead stands between the title and the first paragraph; what markup calls so elsewhere leads to other stories."""
    title = max((i for i, block in enumerate(blocks[:first]) if block.zone == "title"), default=None)
    for i, block in enumerate(blocks):
        if block.zone == "title" and i > first and block.inside:
            blocks[i] = replace(block, zone="body")  # an h1 amid the text heads a part of it
        elif block.zone != "lead":
            if title is not None and i < title and block.inside and block.zone == "body":
                blocks[i] = replace(block, zone="label")
        elif i > first and block.inside and len(block.text) < _INTERTITLE:
            blocks[i] = replace(block, zone="body")
        elif i > first or (title is not None and i < title):
            blocks[i] = replace(block, zone="teaser")
        elif title is not None and not block.inside:
            blocks[i] = replace(block, inside=True)


def apply_fragments(blocks: list[Block]) -> None:
    """Where the text is in paragraphs, a short line in a plain element is a label, a figure, a button."""
    text = [block for block in blocks if block.inside and block.zone in TEXT_ZONES]
    marked = sum(len(block.text) for block in text if block.tag in PARAGRAPHS)
    if 2 * marked < sum(len(block.text) for block in text):
        return
    for i, block in enumerate(blocks):
        if block.inside and block.zone == "body" and block.tag not in PARAGRAPHS and len(block.text) < _FRAGMENT:
            blocks[i] = replace(block, zone="label")


def apply_rims(blocks: list[Block]) -> None:
    """Take the headings and fragments off the rims of the text: what follows its last paragraph or precedes its first."""
    text = [i for i, block in enumerate(blocks) if block.inside and block.zone in TEXT_ZONES]
    while text and _is_rim(blocks[text[-1]]):
        last = text.pop()
        blocks[last] = replace(blocks[last], zone="label")
    for start in text:
        if blocks[start].tag in _HEADINGS or not _is_rim(blocks[start]) or blocks[start].zone != "body":
            break
        blocks[start] = replace(blocks[start], zone="label")


def _is_rim(block: Block) -> bool:
    if block.tag in _HEADINGS:
        return True
    return len(block.text) < _RIM and block.text[-1] not in _ENDS and (block.tag != "li" or bool(block.links))
