"""What markup says a part of a page is: tags, roles, and the words of class and id attributes (`knowledge/web.toml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache, reduce
from itertools import pairwise
from typing import Final, NamedTuple

from newscrawl.knowledge import read_web
from newscrawl.page.model import Zone

Attributes = Mapping[str, str]

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
_PICTURES: Final = frozenset({"figure", "figcaption", "picture"})  # "placeholder" on these is the frame of a picture
_OF_ARTICLE: Final[frozenset[Zone]] = frozenset({"byline", "label", "caption"})
_CREDIT_WORDS: Final = frozenset({"credit", "credits", "copyright", "photographer", "author", "source"})
_DATE_PROPERTIES: Final = frozenset({"datePublished", "dateModified", "dateCreated", "uploadDate"})  # of schema.org
_OWN_POST: Final = re.compile(r"\bpostid-(\d{1,12})\b")
_POST: Final = re.compile(r"(?:^|\s)post-(\d{1,12})(?=\s|$)")
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_LONGEST_MARK: Final = 300  # characters of class and id that are looked at


class Marks(NamedTuple):
    """What the words of a class or id attribute say of its element."""

    zone: tuple[int, Zone] | None  # the zone that they open, behind its rank: of several the lowest counts
    body: int  # how surely they name the element of the article's text: 0 not at all
    dated: bool  # that it holds a date
    credit: bool  # that it holds the credit of a caption, apart from the caption


UNMARKED: Final = Marks(None, 0, dated=False, credit=False)


def zone_of(tag: str, role: str, marks: Marks) -> Zone | None:
    """The zone that an element opens, by its tag, its ARIA role and its class and id words; None where it opens none."""
    if tag in {"html", "body", "main"}:
        return None
    if tag in _TAG_ZONES:
        named = marks.zone[1] if marks.zone else None  # `<footer class="contributors">` is the article's own
        return named if tag == "footer" and named in _OF_ARTICLE else _TAG_ZONES[tag]
    if role and role in _ROLE_ZONES:
        return _ROLE_ZONES[role]
    zone = None if marks.zone is None or tag == "article" else marks.zone[1]
    return None if (tag in _PICTURES and zone in CLOSED) or (tag in PARAGRAPHS and zone == "footer") else zone


def own_post(body_classes: str) -> str | None:
    """The id of the post that a WordPress page is of, from the classes of its body (`postid-412`); None elsewhere."""
    found = _OWN_POST.search(body_classes)
    return found[1] if found else None


def is_another_post(classes: str, own: str) -> bool:
    """Whether an element is marked as another post than the page's own (`post-7816`, as WordPress's post_class prints it)."""
    found = _POST.search(classes) if "post-" in classes else None
    return found is not None and found[1] != own


def marks_of(classes: str | None, identifier: str | None) -> Marks:
    """What an element's class and id attributes say together."""
    if not identifier:
        return read_marks(classes) if classes else UNMARKED
    if not classes:
        return read_marks(identifier)
    return _both(read_marks(classes), read_marks(identifier))


@lru_cache(maxsize=8192)
def read_marks(words: str) -> Marks:
    """What the words of one attribute say."""
    return reduce(_both, map(_read_mark, words[:_LONGEST_MARK].split()), UNMARKED)


def _both(one: Marks, other: Marks) -> Marks:
    if one is UNMARKED or other is UNMARKED:
        return one if other is UNMARKED else other
    zone = min(one.zone, other.zone) if one.zone and other.zone else one.zone or other.zone
    return Marks(zone, max(one.body, other.body), one.dated or other.dated, one.credit or other.credit)


@lru_cache(maxsize=16384)
def _read_mark(mark: str) -> Marks:
    known = _telling_words()
    return reduce(_both, [known[word] for word in _iter_words(mark) if word in known], UNMARKED)


def is_dated(attributes: Attributes) -> bool:
    """Whether an element is marked as holding a date: by microdata where it says anything, else by its classes."""
    itemprop = attributes.get("itemprop")
    return itemprop in _DATE_PROPERTIES if itemprop else "class" in attributes and read_marks(attributes["class"]).dated


def is_hidden(tag: str, attributes: Attributes) -> bool:
    """Whether an element is not shown; a whole part of the page may be hidden only until a script shows it."""
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return tag not in {"div", "section", "article", "figure"}
    return "style" in attributes and "display:none" in attributes["style"].replace(" ", "").lower()


def mark_words(marks: str) -> frozenset[str]:
    """The words of class and id attributes, lower-case, singly, whole, and in neighbouring pairs joined by a hyphen."""
    return frozenset(word for mark in marks.split() for word in _iter_words(mark))


def _iter_words(mark: str) -> Iterator[str]:
    if mark.islower() and mark.isalpha():
        yield mark
        return
    parts = [part.lower() for part in _WORD.findall(mark)]
    yield from parts
    if len(parts) > 1:
        yield "".join(parts)
        for one, two in pairwise(parts):
            yield f"{one}-{two}"


@cache
def _telling_words() -> dict[str, Marks]:
    """What each word of `knowledge/web.toml` that names a part of a page says."""
    web = read_web()
    zones: dict[str, tuple[int, Zone]] = {}
    for rank, (zone, words) in enumerate(web["zones"].items()):
        for word in words:
            zones.setdefault(word, (rank, zone))
    named: list[str] = web["article"]["body"]
    bodies = {word: len(named) - rank for rank, word in enumerate(named)}
    dates = frozenset(web["dates"]["words"])
    return {
        word: Marks(zones.get(word), bodies.get(word, 0), word in dates, word in _CREDIT_WORDS)
        for word in {*zones, *bodies, *dates, *_CREDIT_WORDS}
    }
