"""The people who wrote it. An agency, an outlet or a newsroom in a byline is a credit, and no author."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby, islice
from typing import Any, Final
from urllib.parse import urlsplit

from newscrawl.knowledge import read_web
from newscrawl.page.bylines import BylineWords, byline_words, find_led, first_chunk, is_lead, opens_led
from newscrawl.page.fields import Sources, name_key, plain_words
from newscrawl.page.linked_data import types_of
from newscrawl.page.markup import mark_words
from newscrawl.page.model import Block, Sourced
from newscrawl.page.people import iter_people

_METAS: Final = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "byl", "dc.creator",
    "dcterms.creator", "dcsext.author", "cxenseparse:author", "mediator_author", "citation_author", "twitter:data1",
)  # fmt: skip
_ORGANIZATIONS: Final = frozenset({"organization", "newsmediaorganization", "corporation", "website", "brand"})
_MOST: Final = 50
_LONGEST_BYLINE: Final = 300  # characters of a block that may be a byline
_LONGEST_SIGNATURE: Final = 40
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_OPENING: Final = 2  # lines of text that may stand above a byline
_MOST_SIGNED: Final = 4  # words of a signature


def resolve_authors(sources: Sources, own_names: frozenset[str]) -> tuple[Sourced, ...]:
    """The site's rule; else JSON-LD `author`, microdata `author`, author metas, `a[rel=author]`, the byline that a reader sees.

    The first source that names a person counts.
    """
    words = byline_words(sources.languages)
    if sources.declared.authors:
        return _people((Sourced(value, f"rule:{rule}") for value, rule in sources.declared.authors), words, own_names)
    stated = next(filter(None, (_people(found, words, own_names) for found in _iter_stated(sources, words))), ())
    return stated or _shown(sources.blocks, words, own_names)


def _people(
    found: Iterable[Sourced], words: BylineWords, own_names: frozenset[str], *, strict: bool = False
) -> tuple[Sourced, ...]:
    people: dict[str, Sourced] = {}
    for author in islice(found, _MOST):
        for name in iter_people(author.value, words, own_names, strict=strict):
            people.setdefault(name_key(name), Sourced(name, author.evidence))
    return tuple(people.values())[:_MOST]


def _iter_stated(sources: Sources, words: BylineWords) -> Iterator[list[Sourced]]:
    """What each machine-readable source says, in order."""
    head = sources.head
    by_id = {node["@id"]: node for node in head.linked_data if isinstance(node.get("@id"), str) and "name" in node}
    for nodes, kind in ((sources.own_articles(), "jsonld"), (sources.items(), "microdata")):
        for node in nodes:
            for key in ("author", "creator"):
                yield [Sourced(name, f"{kind}:{key}") for name in _iter_names(node.get(key), by_id)]
    labels = {meta.content for meta in head.metas if meta.name == "twitter:label1"}
    for meta_name in _METAS:
        if meta_name != "twitter:data1" or any(is_lead(label, words) for label in labels):
            yield [Sourced(plain_words(m.content), f"meta:{meta_name}") for m in head.metas if m.name == meta_name]
    yield [Sourced(plain_words(text), "a[rel=author]") for text in head.author_links]


def _iter_names(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[str]:  # noqa: ANN401 - decoded JSON is anything
    """The names of the people in a JSON-LD value: texts, objects, references, lists of these."""
    if isinstance(value, dict) and "@list" in value:
        value = value["@list"]
    for one in value[:_MOST] if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield plain_words(one)
        elif isinstance(one, dict):
            person = one if "name" in one else by_id.get(str(one.get("@id")), one)
            kinds = types_of(person)
            if ("person" in kinds or kinds.isdisjoint(_ORGANIZATIONS)) and not _is_account(person):
                yield from _names_of(person)


def _is_account(person: dict[str, Any]) -> bool:
    """Whether an author is the account that a site's software came with, by the address of its page."""
    pages = (str(person.get(key) or "").lower().rstrip("/") for key in ("url", "@id"))
    return any(page.rpartition("/")[2] in {"admin", "administrator"} for page in pages)


def _names_of(person: dict[str, Any]) -> Iterator[str]:
    stated = person.get("name")
    whole = " ".join(str(person.get(key) or "") for key in ("givenName", "additionalName", "familyName"))
    for name in stated if isinstance(stated, list) else [stated or whole]:
        text = name.get("@value") if isinstance(name, dict) else name
        if isinstance(text, str) and text.strip():
            yield plain_words(text)


def _shown(blocks: tuple[Block, ...], words: BylineWords, own_names: frozenset[str]) -> tuple[Sourced, ...]:
    """The people in the first line that names any.

    Asked are the bylines of the article's frame above and under its text, other bylines above it, labels of the frame that
    have a lead-in, the signature. A byline within the text is of a picture, or of another story.
    """
    text = [i for i, block in enumerate(blocks) if block.inside and block.zone == "body"] or [len(blocks)]
    short = [(i, block) for i, block in enumerate(blocks) if len(block.text) <= _LONGEST_BYLINE]
    runs = [list(run) for is_byline, run in groupby(short, key=lambda pair: pair[1].zone == "byline") if is_byline]
    within = range(text[min(_OPENING, len(text) - 1)] + 1, text[-1])
    lines = [[block for i, block in run if block.inside and i not in within] for run in runs]
    lines += [[block for i, block in run if not block.inside and i < text[0]] for run in runs]
    lines += [[block] for _, block in short if block.inside and block.zone == "label" and opens_led(block.text, words)]
    lines.append(_signature(blocks[text[-1] + 1 : text[-1] + 2]))
    for line in lines:
        people = _people(_iter_said(line, words), words, own_names, strict=True)
        if people:
            return people
    return ()


def _iter_said(line: list[Block], words: BylineWords) -> Iterator[Sourced]:
    """What the blocks of a line say; a block that is no more than a lead-in leads in the next."""
    led = False
    for block in line:
        said = _said(block, words)
        if led or (block.zone == "label" and not said):
            said = [first_chunk(block.text, words), *said]
        yield from (Sourced(text, block.zone) for text in said)
        led = is_lead(block.text, words)


def _signature(below: tuple[Block, ...]) -> list[Block]:
    """The line right under the text where it may be a name: a few words, all of them with a capital, not all in capitals."""
    return [
        block
        for block in below
        if block.inside and block.zone == "label" and block.tag not in _HEADINGS and _is_signed(block.text)
    ]


def _is_signed(text: str) -> bool:
    parts = text.split()
    return (
        len(text) <= _LONGEST_SIGNATURE
        and len(parts) <= _MOST_SIGNED
        and not text.isupper()
        and not any(map(str.islower, parts))
    )


def _said(block: Block, words: BylineWords) -> list[str]:
    """What a byline says of its authors: what follows a lead-in, or all of it where markup says so; links to their pages."""
    led = find_led(block.text, words)
    marked = not led and not _author_marks().isdisjoint(mark_words(block.hint))
    linked = [block.text[link.start : link.end] for link in block.links if "author" in link.rel or _is_profile(link.url)]
    return [*([led] if led else [first_chunk(block.text, words)] if marked else []), *linked]


def _is_profile(url: str) -> bool:
    """Whether an address is of an author's page."""
    return not _profile_paths().isdisjoint(urlsplit(url).path.lower().split("/"))


@cache
def _profile_paths() -> frozenset[str]:
    return frozenset(read_web()["authors"]["paths"])


@cache
def _author_marks() -> frozenset[str]:
    return frozenset(read_web()["authors"]["marks"])
