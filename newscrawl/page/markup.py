"""What markup says a part of a page is: tags, roles, and the words of class and id attributes (`knowledge/web.toml`)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

from newscrawl.knowledge import read_web
from newscrawl.page.model import Zone

# Elements whose content is never text of the page.
SKIPPED: Final = frozenset({
    "script", "style", "template", "svg", "math", "iframe", "object", "embed", "select", "textarea", "input", "button",
    "canvas", "audio", "video", "map", "datalist", "noframes", "applet", "head", "title", "link", "meta", "noscript", "dialog",
    "amp-ad", "amp-analytics", "amp-embed", "amp-iframe", "amp-sidebar",
})  # fmt: skip

# Of these, the ones that hold text of another kind.
UNSHOWN: Final = ("script", "style", "template", "svg", "textarea", "select", "iframe", "math")

# Elements that flow within a line; any other starts a block of its own.
INLINE: Final = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr", "picture", "source",
})  # fmt: skip

PARAGRAPHS: Final = frozenset(
    {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "blockquote", "td", "th", "dd", "dt", "pre"}
)

# Zones that hold what is not of the article; all that they contain belongs to them.
FOREIGN: Final[frozenset[Zone]] = frozenset(
    {"related", "teaser", "share", "comments", "consent", "newsletter", "footer", "navigation", "placeholder"}
)

# Of these, zones that nothing is looked for in: each stands as one block. Read-also boxes are looked through for their links,
# what stands beside the article for a date of its own.
CLOSED: Final[frozenset[Zone]] = FOREIGN - {"related", "teaser"}

_TAG_ZONES: Final[dict[str, Zone]] = {
    "nav": "navigation", "footer": "footer", "aside": "teaser", "figcaption": "caption", "form": "comments",
    "menu": "navigation",
}  # fmt: skip
_ROLE_ZONES: Final[dict[str, Zone]] = {
    "navigation": "navigation", "contentinfo": "footer", "complementary": "teaser", "search": "navigation",
    "menu": "navigation", "dialog": "consent", "alertdialog": "consent",
}  # fmt: skip
_CREDIT_WORDS: Final = frozenset({"credit", "credits", "copyright", "photographer", "author", "source"})
_OWN_POST: Final = re.compile(r"\bpostid-(\d{1,12})\b")
_POST: Final = re.compile(r"(?:^|\s)post-(\d{1,12})(?=\s|$)")
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_LONGEST_MARK: Final = 300  # characters of class and id that are looked at


def zone_of(tag: str, role: str, marks: str) -> Zone | None:
    """The zone that an element opens, by its tag, its ARIA role and its class and id words; None where it opens none."""
    if tag in {"html", "body", "main"}:
        return None
    if tag in _TAG_ZONES:
        return _TAG_ZONES[tag]
    if role and role in _ROLE_ZONES:
        return _ROLE_ZONES[role]
    return None if not marks or tag == "article" else _zone_of_marks(marks[:_LONGEST_MARK])


@lru_cache(maxsize=8192)
def _zone_of_marks(marks: str) -> Zone | None:
    known = _zone_words()
    found = {known[word] for word in mark_words(marks) if word in known}
    return min(found)[1] if found else None


def own_post(body_classes: str) -> str | None:
    """The id of the post that a WordPress page is of, from the classes of its body (`postid-412`); None elsewhere."""
    found = _OWN_POST.search(body_classes)
    return found[1] if found else None


def is_another_post(classes: str, own: str) -> bool:
    """Whether an element is marked as another post than the page's own (`post-7816`, as WordPress's post_class prints it)."""
    found = _POST.search(classes) if "post-" in classes else None
    return found is not None and found[1] != own


@lru_cache(maxsize=8192)
def body_rank(marks: str) -> int:
    """How surely class and id words name the element of the article's text: 0 not at all, else 1 and more."""
    known = _body_words()
    return max((known.get(word, 0) for word in mark_words(marks[:_LONGEST_MARK])), default=0)


@lru_cache(maxsize=8192)
def is_credit(marks: str) -> bool:
    """Whether class and id words name the credit of a caption, apart from the caption."""
    return not _CREDIT_WORDS.isdisjoint(mark_words(marks[:_LONGEST_MARK]))


@lru_cache(maxsize=8192)
def is_dated(classes: str, itemprop: str) -> bool:
    """Whether an element is marked as holding a date."""
    if itemprop:
        return itemprop in {"datePublished", "dateModified", "dateCreated", "uploadDate"}
    return bool(classes) and not _date_words().isdisjoint(mark_words(classes[:_LONGEST_MARK]))


@lru_cache(maxsize=8192)
def mark_words(marks: str) -> frozenset[str]:
    """The words of class and id attributes, lower-case, singly, whole, and in neighbouring pairs joined by a hyphen."""
    words: set[str] = set()
    for mark in marks.split():
        parts = [part.lower() for part in _WORD.findall(mark)]
        words.update(parts)
        words.update(f"{one}-{two}" for one, two in pairwise(parts))
        words.add("".join(parts))
    return frozenset(words)


@cache
def _zone_words() -> dict[str, tuple[int, Zone]]:
    zones: dict[Zone, list[str]] = read_web()["zones"]
    known: dict[str, tuple[int, Zone]] = {}
    for rank, (zone, words) in enumerate(zones.items()):
        for word in words:
            known.setdefault(word, (rank, zone))
    return known


@cache
def _body_words() -> dict[str, int]:
    words: list[str] = read_web()["article"]["body"]
    return {word: len(words) - rank for rank, word in enumerate(words)}


@cache
def _date_words() -> frozenset[str]:
    return frozenset(read_web()["dates"]["words"])
