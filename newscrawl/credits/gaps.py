"""What a line of output shows of the registry's gaps: outlets it does not know, and ways of crediting that no phrase matches.

A place where credits stand (a bracket before a dash, a label, the end of a caption) is tried with a known outlet in it: if a
phrase then matches, an unknown name there is an outlet to learn; if a known outlet stands there already and none matches, the
words around it are a phrase to learn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal, get_args

from newscrawl.credits.gap_places import Place, iter_places
from newscrawl.items import Article
from newscrawl.knowledge import (
    Outlet,
    PhraseRule,
    Scan,
    outlet_by_host,
    outlets_by_name,
    read_languages,
    read_outlets,
    same_group,
    scan,
    scan_block,
)
from newscrawl.knowledge.model import Says
from newscrawl.knowledge.registry import name_key
from newscrawl.page import Zone, host_of, registrable_domain

GapKind = Literal["outlet", "address", "photo", "text", "author", "form"]
_SAID: Final[dict[Says, GapKind]] = {"text": "text", "translated": "text", "photo": "photo", "house": "photo"}
GAP_KINDS: Final[tuple[GapKind, ...]] = get_args(GapKind)

_HOST: Final = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,3}[a-z]{2,13}", re.IGNORECASE)
_ACRONYM: Final = re.compile(r"[^\W\d_]{2,6}")
_LABEL: Final = re.compile(r"\A[^:：]{1,30}[:：]\s{0,3}\W{0,2}|\A[^\w@]{1,3}|[^\w.]{1,3}\Z")
_PART: Final = re.compile(r"\s{0,2}[/|·•]\s{0,2}|,\s{1,2}(?=\S{1,30}\s\S)|\svia\s")
_SEPARATORS: Final = " /|·–-,("
_WORDS: Final = 5  # of a name; more are a sentence
_LONGEST_NAME: Final = 50
_OPENING, _ENDING = 2, 3  # paragraphs that credits stand in
_LONGEST: Final = 400  # characters looked at in a paragraph or caption


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to learn, as one article shows it.

    `kind` tells what it was seen as: `outlet`, a credit that names an outlet the registry does not know; `address`, the same
    by a canonical or other link; `photo` and `text`, an unknown name where such credits stand; `author`, one that looks like
    an outlet; `form`, words around a known outlet that no phrase matches. `words` are the name, the domain, or those words
    with `{outlet}` in them; `text` what they stood in, `domain` that of the outlet where a link tells it.
    """

    kind: GapKind
    words: str
    text: str
    domain: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What the same gap has in common in all articles: a name, however it is spelt and seen, or the words of a form."""
        return ("form", self.words) if self.kind == "form" else ("name", name_key(self.domain or self.words))


@dataclass(frozen=True, slots=True)
class _Reader:
    """An article, and what is known of the names in it."""

    article: Article
    own: frozenset[str]  # keys of the publisher's names
    credited: frozenset[str]  # outlets that have a credit, and the publisher's own
    languages: tuple[str, ...]


def iter_gaps(article: Article) -> Iterator[Gap]:
    """The gaps that an article shows, each once."""
    reader = _read(article)
    found = [*_of_credits(reader), *_of_images(reader), *_of_authors(reader), *_of_lines(reader)]
    seen: set[tuple[str, str]] = set()
    for gap in found:
        if gap.key not in seen and gap.key[1]:
            seen.add(gap.key)
            yield gap


def _read(article: Article) -> _Reader:
    owner = outlet_by_host(host_of(article.url))
    names = [article.site.domain, article.site.domain.partition(".")[0], article.site.name or ""]
    names += (owner.name, *owner.aliases) if owner else ()
    return _Reader(
        article,
        frozenset(name_key(name) for name in names) - {""},
        _house_of(owner) | {credit.outlet for credit in article.credits if credit.outlet},
        tuple(dict.fromkeys((article.language, "en"))),
    )


@lru_cache(maxsize=1024)
def _house_of(owner: Outlet | None) -> frozenset[str]:
    """The ids of an outlet and of those of its group."""
    return frozenset(one.id for one in read_outlets().values() if owner and (one == owner or same_group(one, owner)))


def _of_credits(reader: _Reader) -> Iterator[Gap]:
    for credit in reader.article.credits:
        if credit.outlet is None:
            kind: GapKind = "address" if credit.name == credit.domain else "outlet"
            yield Gap(kind, credit.name, credit.evidence.text or "", credit.domain)


def _of_images(reader: _Reader) -> Iterator[Gap]:
    """Photo credits that name no known outlet: their last name, for who took the picture stands before who gave it."""
    for image in reader.article.images:
        if image.credit and not scan_block(image.credit, reader.languages).mentions:
            name = _LABEL.sub("", _PART.split(_LABEL.sub("", image.credit[:_LONGEST]))[-1]).strip()
            if _may_be_outlet(name, reader):
                yield Gap("photo", name, image.credit, _domain_in(name))


def _of_authors(reader: _Reader) -> Iterator[Gap]:
    for author in reader.article.authors:
        words = set(author.casefold().split())
        like_outlet = _HOST.fullmatch(author) or (author.isupper() and _ACRONYM.fullmatch(author)) or words & _media_words()
        if like_outlet and not outlets_by_name(author) and _may_be_outlet(author, reader):
            yield Gap("author", author, author, _domain_in(author))


def _of_lines(reader: _Reader) -> Iterator[Gap]:
    article = reader.article
    paragraphs = article.text.split("\n\n") if article.text else []
    edges = [*paragraphs[:_OPENING], *paragraphs[_OPENING:][-_ENDING:]]
    for line in edges:
        yield from _of_line(line, reader, "body")
    for image in article.images:
        if image.caption:
            yield from _of_line(image.caption, reader, "caption")


def _of_line(line: str, reader: _Reader, zone: Zone) -> Iterator[Gap]:
    line = line if len(line) <= _LONGEST else f"{line[: _LONGEST // 2]} … {line[-_LONGEST // 2 :]}"
    places = [place for place in iter_places(line) if zone != "body" or place.may_stand_in_prose(line)]
    found = scan_block(line, reader.languages) if places else Scan((), ())
    for place in places:
        inside = [m for m in found.mentions if place.start <= m.start and m.end <= place.end]
        if not inside:
            yield from _unknown_name(line, place, reader, zone)
        elif not any(hit.start < place.end and place.start < hit.end and _fits(hit.rule, place, zone) for hit in found.hits):
            known = {key for mention in inside for key in mention.outlets}
            if all(mention.sure or place.is_bare for mention in inside) and known.isdisjoint(reader.credited):
                yield Gap("form", place.form(line, [(mention.start, mention.end) for mention in inside]), line)


def _unknown_name(line: str, place: Place, reader: _Reader, zone: Zone) -> Iterator[Gap]:
    """The name at a place, where a phrase would credit a known outlet there."""
    name = _LABEL.sub("", line[place.name_start : place.name_end]).strip()
    beside = line[max(0, place.name_start - _LONGEST_NAME) : place.name_start].rstrip(_SEPARATORS)
    if not _may_be_outlet(name, reader) or _ends_with_outlet(beside):  # "Reuters/A. Person"
        return
    if (reader.article.text or "").count(name) > 1:  # what the text goes on about is its subject
        return
    tried = line[: place.name_start] + _stand_in() + line[place.name_end :]
    end = place.name_start + len(_stand_in())
    for hit in scan_block(tried, reader.languages).hits:
        covers = hit.start <= place.name_start and end <= hit.end
        if covers and hit.rule.phrase.says in _SAID and _fits(hit.rule, place, zone):
            yield Gap(_SAID[hit.rule.phrase.says], name, line, _domain_in(name))
            return


def _domain_in(name: str) -> str | None:
    return registrable_domain(name.lower()) if _HOST.fullmatch(name) else None


def _ends_with_outlet(text: str) -> bool:
    return any(mention.end == len(text) for mention in scan(text, ()).mentions)


def _fits(rule: PhraseRule, place: Place, zone: Zone) -> bool:
    """Whether a phrase of this zone may credit at this place; behind a label, only one that knows the label's word."""
    phrase = rule.phrase
    if place.needs_label and not any(map(str.isalpha, "".join(rule.template.anchors))):
        return False
    return not phrase.zones or zone in phrase.zones or ("caption" in phrase.zones and rule.language != "mul")


def _may_be_outlet(name: str, reader: _Reader) -> bool:
    """Whether words, in which no known outlet was found, may be the name of one that is not the publisher."""
    letters = sum(map(str.isalpha, name))
    if len(name) > _LONGEST_NAME or len(name.split()) > _WORDS or letters < (3 if name.isascii() else 2):
        return False
    if (name[0].islower() or any(map(str.isdigit, name))) and not _HOST.fullmatch(name):
        return False
    if name.count("(") != name.count(")"):
        return False
    key = name_key(_domain_in(name) or name)
    own = any(key.startswith(one) or (len(key) > 3 and one.startswith(key)) for one in reader.own if len(one) > 3)
    return not (own or key in reader.own)


@cache
def _stand_in() -> str:
    """The name of a known agency that can mean nothing else, to be tried in another's place; it brings no other language in."""
    agencies = (one for one in read_outlets().values() if one.kind == "agency" and one.languages == ("en",))
    return next(one.name for one in agencies if one.name not in one.ambiguous)


@cache
def _media_words() -> frozenset[str]:
    """Words beside an outlet's name in any language ("agency", "journal"), where they are one word."""
    words = {word.casefold() for language in read_languages().values() for word in language.media}
    return frozenset(word for word in words if " " not in word and len(word) > 3)
