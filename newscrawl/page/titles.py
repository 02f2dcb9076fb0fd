"""The headline: what several sources of a page agree on, without the site's name, a section or a kicker glued to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Literal

from newscrawl.knowledge import fold
from newscrawl.page.fields import Sources, name_key, plain_words
from newscrawl.page.headings import Heading
from newscrawl.page.model import Block, Sourced

# Who speaks: what the reader sees, structured data, what is made for sharing, the window's title. Where as many voices say
# one thing as another, the earlier of them is believed.
_Voice = Literal["heading", "data", "social", "window"]
_VOICES: Final[tuple[_Voice, ...]] = ("heading", "data", "social", "window")

_SEPARATOR: Final = re.compile(r"\s+(?:[-–—|»›·:•*/~]|::|--)\s+|\s*(?:[|»›｜]|--|[：_])\s*")
_STRONG: Final = re.compile(r"[|»›｜·•*]|::|--")  # signs that no headline has in it
_CUT_OFF: Final = ("…", "...")
_LONGEST: Final = 1000  # characters of a title that are looked at
_MOST_FRAMED: Final = 40
_LONG_ENOUGH: Final = 15  # letters by which a title is told from a label
_ABOUT: Final = 40  # characters by which a heading with its kicker may differ from a title
_LONGEST_SECTION: Final = 40  # characters
_MORE_LETTERS: Final = 8  # that a site may add to its name ("Metro News")


@dataclass(frozen=True, slots=True)
class _Said:
    """A title as one source has it, and the key by which it meets the others.

    A `part` is a piece of a heading, which counts only where others say the same; a `glued` one runs a kicker into the title.
    """

    value: str
    key: str
    evidence: str
    voice: _Voice
    part: bool = False
    glued: bool = False


def resolve_title(sources: Sources, own_names: frozenset[str]) -> Sourced | None:
    """The site's rule, else the title that most voices say; of as many, the earlier voice's.

    The voices are the headings (with and without kicker), structured data (JSON-LD and microdata `headline`), what is made
    for sharing (og:title, twitter:title and the like) and `<title>`, in this order. A top heading that stands at the edge
    of what the others say is taken for it; one that nobody confirms and that lies outside the article comes last. The
    evidence names all that say it, first the one whose writing was taken.
    """
    if sources.declared.title:
        value, rule = sources.declared.title
        return Sourced(value, f"rule:{rule}")
    headings = sources.head.headings
    names = own_names | {name_key(heading.text) for heading in headings if heading.home}
    shown = [said for heading in headings if heading.level == 1 for said in _iter_shown(heading)]
    tops = [said for said in shown if said.key not in names]
    cut = [_without_site(said, names) for said in _iter_stated(sources)]
    stated = [_shorten(said, [*tops, *cut]) for said in cut if not _repeats(said, tops)]
    lengths = {len(said.value) for said in stated}
    lower = [h for h in headings if h.level > 1 and any(abs(len(h.text) - length) <= _ABOUT for length in lengths)]
    parts = [said for said in tops if said.part] + [said for heading in lower for said in _iter_shown(heading)]
    groups = _group([*(said for said in tops if not said.part), *stated], parts)
    if not groups:
        return Sourced(shown[0].value, shown[0].evidence) if shown else None
    framed = _framed_keys(sources.blocks)
    best = max(groups, key=lambda group: _weight(group, framed))
    if all(said.voice != "heading" for said in best):
        best = next(([said] for said in tops if _is_edge(said, best[0].key)), best)
    return _write(best)


def _iter_shown(heading: Heading) -> Iterator[_Said]:
    """What a heading says: without the kicker first, then whole. One in a breadcrumb trail repeats the window's title."""
    bare, whole = plain_words(heading.bare), plain_words(heading.text)
    voice: _Voice = "window" if heading.aside else "heading"
    if bare != whole and len(bare) > 1:
        yield _Said(bare, name_key(bare), f"h{heading.level}", voice, part=not heading.marked)
    if len(whole) > 1:
        yield _Said(whole, name_key(whole), f"h{heading.level}", voice, glued=bare != whole)


def _iter_stated(sources: Sources) -> Iterator[_Said]:
    """What the page's attributes say."""
    stated: list[tuple[_Voice, Sourced | None]] = [
        ("data", sources.article_text("headline") or sources.article_text("name")),
        ("social", sources.meta("og:title")),
        ("social", sources.meta("twitter:title")),
        ("social", sources.meta("parsely-title", "sailthru.title", "cxenseparse:title", "dc.title", "dcterms.title", "title")),
        ("window", Sourced(plain_words(sources.head.title[: 2 * _LONGEST]), "title")),
    ]
    for voice, one in stated:
        value = one.value[:_LONGEST] if one else ""
        if one and name_key(value):
            yield _Said(value, name_key(value), one.evidence, voice)


def _repeats(said: _Said, tops: Iterable[_Said]) -> bool:
    """Whether microdata only marks the heading itself, and so confirms nothing."""
    return said.evidence.startswith("microdata") and any(said.key == top.key for top in tops)


def _without_site(said: _Said, names: frozenset[str]) -> _Said:
    value = cut_site(said.value, names, window=said.voice == "window")
    return said if value == said.value else replace(said, value=value, key=name_key(value))


def cut_site(title: str, names: frozenset[str], *, window: bool = False) -> str:
    """A title without the site's name behind or before it, and without sections that the same sign parts from it.

    `names` are keys of `name_key`. A `window`'s title is cut at a sign that no headline has, though the name is not known.
    """
    cuts = list(_SEPARATOR.finditer(title))
    first = next((cut for cut in cuts if name_key(title[: cut.start()]) in names), None)
    whole = next((cut for cut in cuts if name_key(title[cut.end() :]) in names), None)
    end = whole.start() if whole else len(title)
    sign = whole.group().strip() if whole else ""
    for cut in reversed([cut for cut in cuts if cut.end() <= end]):
        tail, strong = title[cut.end() : end], _STRONG.search(cut.group()) is not None
        short = len(tail) <= _LONGEST_SECTION and len(tail) < cut.start()
        section = strong and short and (cut.group().strip() == sign or (window and not sign and not first))
        if not section and not _is_name(name_key(tail), names, loosely=strong):
            break
        end, sign = cut.start(), cut.group().strip()
    start = _start(first, cuts, end) if first else 0
    return title[start:end].strip() or title


def _start(first: re.Match[str], cuts: list[re.Match[str]], end: int) -> int:
    """Where a title begins that opens with the site's name: behind it, and behind a shorter section that the sign parts off."""
    alike = [cut for cut in cuts if cut.end() < end and cut.group().strip() == first.group().strip()]
    if len(alike) == 2 and _STRONG.search(first.group()) and alike[1].start() - alike[0].end() < end - alike[1].end():
        return alike[1].end()
    return first.end() if alike else 0


def _is_name(key: str, names: frozenset[str], *, loosely: bool) -> bool:
    if key in names:
        return True
    return loosely and any(len(n) > 3 and key.startswith(n) and len(key) <= len(n) + _MORE_LETTERS for n in names)


def _shorten(said: _Said, others: Iterable[_Said]) -> _Said:
    """What a source says without what it alone adds behind or before what another says; what was cut off, in full."""
    text = fold(said.value)
    for other in others:
        known = fold(other.value)
        if len(known) <= _LONG_ENOUGH or known == text:
            continue
        if text.startswith(known) and _SEPARATOR.match(text, len(known)):
            return replace(said, value=other.value, key=other.key)
        before = len(text) - len(known)
        if text.endswith(known) and any(cut.end() == before and _STRONG.search(cut[0]) for cut in _SEPARATOR.finditer(text)):
            return replace(said, value=other.value, key=other.key)
        if text.endswith(_CUT_OFF) and known.startswith(text.rstrip(".… ")):
            return replace(said, value=other.value, key=other.key)
    return said


def _group(said: Iterable[_Said], joining: Iterable[_Said]) -> list[list[_Said]]:
    """What is said, by key; parts of headings and lower headings are `joining` only what is said elsewhere."""
    groups: dict[str, list[_Said]] = {}
    for one in said:
        if one.key:
            groups.setdefault(one.key, []).append(one)
    for one in joining:
        if one.key in groups:
            groups[one.key].append(one)
    return list(groups.values())


def _weight(group: list[_Said], framed: tuple[str, ...]) -> tuple[int, int, bool]:
    """How far a title is to be believed: how many voices say it, how early the first of them comes."""
    voices = {said.voice for said in group}
    rank = min(_VOICES.index(voice) for voice in voices)
    if voices == {"heading"} and not any(key in group[0].key or group[0].key in key for key in framed):
        rank = len(_VOICES)
    return len(voices), -rank, not all(said.glued for said in group if said.voice == "heading")


def _framed_keys(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """The keys of the title lines within the article's frame: a heading that stands there is of the article."""
    framed = (name_key(block.text) for block in blocks if block.inside and block.zone == "title")
    return tuple(islice(framed, _MOST_FRAMED))


def _is_edge(said: _Said, other: str) -> bool:
    """Whether a heading is the greater part of what others say, at the beginning or end; a mere part of it at the end."""
    key = said.key
    if said.voice != "heading" or len(key) <= _LONG_ENOUGH or 2 * len(key) < len(other):
        return False
    return other.endswith(key) or (other.startswith(key) and not said.part)


def _write(group: list[_Said]) -> Sourced:
    """The title as it is best written: as the reader sees it, but not in capitals, nor with a kicker run into it."""
    ordered = sorted(group, key=lambda said: (said.value.isupper(), said.glued, _VOICES.index(said.voice)))
    evidence = dict.fromkeys(said.evidence for said in ordered)
    return Sourced(ordered[0].value, " = ".join(evidence))
