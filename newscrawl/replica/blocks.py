"""The story files' own small markup: one block a paragraph, a word in brackets where it is not plain text.

Plain paragraph, inline HTML allowed.
[loading] placeholder the machine translation carried over
[caption] caption that stands as a paragraph of its own, as translated pages print it
[figure ADDRESS] caption of an image; ADDRESS may be empty
[related SLUG] title of the story an Inline-Related-Posts box leads to
[baca ADDRESS] title of an inline link whose label stayed half translated
[credit] stand-alone credit line
[h2] heading
[html] anything else
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape, unescape
from re import compile as regex
from typing import Final

from newscrawl.replica.model import ReplicaSite, digest

_MARK = regex(r"\[(loading|caption|figure|related|baca|credit|h2|html)(?: ([^\]]{0,400}))?\] ?")
_TAG = regex(r"<[^>]{1,2000}>")
TEXT_KINDS: Final = frozenset({"p", "h2"})
IRP_BLOCK: Final = regex(r'(?s)<div style="clear:both; margin-top:0em; margin-bottom:1em;">.{0,4000}?</a></div>\n?')


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a story: its kind (`p` for plain text), the argument in its brackets, and the rest."""

    kind: str
    argument: str
    text: str


def iter_blocks(body: str) -> list[Block]:
    """The blocks of a story file's `body`: separated by blank lines, lines of one block joined by a space."""
    blocks = []
    for chunk in body.strip().split("\n\n"):
        text = " ".join(chunk.split("\n")).strip()
        mark = _MARK.match(text)
        if mark:
            blocks.append(Block(mark[1], mark[2] or "", text[mark.end() :]))
        elif text:
            blocks.append(Block("p", "", text))
    return blocks


def expected_text(blocks: list[Block]) -> tuple[str, ...]:
    """The paragraphs a reader of the article is meant to read, without markup."""
    return tuple(" ".join(unescape(_TAG.sub("", block.text)).split()) for block in blocks if block.kind in TEXT_KINDS)


def render_blocks(blocks: list[Block], site: ReplicaSite) -> str:
    """The HTML that WordPress would store and filter for these blocks."""
    return "\n".join(_render(block, site) for block in blocks)


def related_box(site: ReplicaSite, slug: str, title: str) -> str:
    """The box of the plugin Inline Related Posts: its own `<style>` in the text, a no-break space after the label."""
    name = f"u{digest(slug)}"
    return (
        '<div style="clear:both; margin-top:0em; margin-bottom:1em;">'
        f'<a href="{site.home}{slug}/" target="_self" rel="dofollow" class="{name}"><!-- INLINE RELATED POSTS 1/2 //-->'
        f"<style> .{name} {{ padding:0px; margin: 0; padding-top:1em!important; padding-bottom:1em!important; width:100%; "
        f"display: block; font-weight:bold; background-color:#eaeaea; border:0!important; "
        f"border-left:4px solid #34495E!important; text-decoration:none; }} "
        f".{name}:active, .{name}:hover {{ opacity: 1; transition: opacity 250ms; text-decoration:none; }} "
        f".{name} .ctaText {{ font-weight:bold; color:#E67E22; text-decoration:none; font-size: 16px; }} "
        f".{name} .postTitle {{ color:inherit; text-decoration: underline!important; font-size: 16px; }} </style>"
        f'<div style="padding-left:1em; padding-right:1em;"><span class="ctaText">{escape(site.related_label)}</span>&nbsp; '
        f'<span class="postTitle">{escape(title, quote=False)}</span></div></a></div>'
    )


def _render(block: Block, site: ReplicaSite) -> str:
    match block.kind:
        case "related":
            return related_box(site, block.argument, block.text)
        case "baca":
            link = f'<a href="{escape(block.argument)}" target="_blank" rel="noopener">{block.text}</a>'
            return f"<p><strong>Bac : {link}</strong></p>"
        case "figure":
            source = block.argument or f"{site.home}wp-content/uploads/2022/12/{digest(block.text)[:12]}.png"
            return (
                '<figure style="width: 810px" class="wp-caption aligncenter">'
                f'<img loading="lazy" decoding="async" src="{escape(source)}" alt="" width="800" height="450">'
                f'<figcaption class="wp-caption-text">{block.text}</figcaption></figure>'
            )
        case "h2":
            return f"<h2>{block.text}</h2>"
        case "html":
            return block.text
        case _:
            return f"<p>{block.text}</p>"
