"""Names in a byline: lead-in words, joiners, jobs and desks are data of the languages; what is left must look like a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from newscrawl.knowledge import outlets_by_name, read_languages
from newscrawl.page.fields import name_key

_ADDRESS: Final = re.compile(r"@|://|\bwww\.|\w{3}\.[a-z]{2,4}(?:\s|\Z)")
_HAN: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BAR: Final = re.compile(r"[|•·]")
_CHUNK_END: Final = re.compile(r"[|•●·◆▪\n;()\[\]<>@]|\s[–—-]\s|:\s|\d|https?://")
_SHORTEST_MEDIUM: Final = 4  # letters of a word for a medium ("Portal") that makes a name no person's
_LONGEST: Final = 60  # characters of a name
_MOST_WORDS: Final = 6
_SHORT_WORD: Final = 4  # letters of a particle within a name, written small ("van", "dos", "bint")
_SHORTEST_SURNAME: Final = 5  # letters of a single word in capitals that is a name and no sign of a writer
_LONGEST_BYLINE: Final = 300
_LONGEST_VALUE: Final = 1000  # characters of a value that are looked at
_GLUED: Final = re.compile(r"[a-zß-ÿ]{4}[A-ZÀ-Þ]")  # two words run together; "MacDonald" and "FitzGerald" are none


@dataclass(frozen=True, slots=True)
class BylineWords:
    """The words of some languages, compiled: what leads a name in, parts two names, names a job; and desks, by key."""

    lead: re.Pattern[str]
    split: re.Pattern[str]
    job: re.Pattern[str]
    desks: frozenset[str]
    desk_words: frozenset[str]


@lru_cache(maxsize=64)
def byline_words(languages: tuple[str, ...]) -> BylineWords:
    """The words of these languages and of those that all share."""
    codes = {"mul", *(tag.partition("-")[0] for tag in languages)}
    known = [language for code, language in read_languages().items() if not codes.isdisjoint((code, *language.also))]
    leads = _alternatives(word for language in known for word in language.bylines)
    joiners = _alternatives(form for language in known for word in language.joiners for form in _cased(word))
    jobs = _alternatives(word for language in known for word in language.jobs)
    desks = [word.casefold() for language in known for word in language.desks]
    media = [word.casefold() for language in known for word in language.media if len(word) >= _SHORTEST_MEDIUM]
    return BylineWords(
        lead=re.compile(rf"(?:\A|(?<=[\s|•·,(]))(?:{leads})(?:\s*[:：／/]\s*|\s+|(?<=[\u3040-\uffef]))"),
        split=re.compile(rf"\s*[,;|/、，／]\s*|\s+(?:{joiners})\s+"),
        job=re.compile(rf"\A(?:{jobs})(?:\s+|\Z)|(?:\s+|(?<=[\u3040-\uffef]))(?:{jobs})\Z", re.IGNORECASE),
        desks=frozenset(name_key(word) for word in desks),
        desk_words=frozenset(word for word in (*desks, *media) if " " not in word),
    )


def _cased(word: str) -> tuple[str, ...]:
    """A joiner as bylines write it; a single letter in capitals is an initial."""
    return (word, word.title(), word.upper()) if len(word) > 1 else (word,)


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True)) or "(?!)"


def find_led(text: str, words: BylineWords) -> str | None:
    """What a byline says behind its lead-in ("Published Monday by Ana Ruiz | Harbour": "Ana Ruiz"), or None without one."""
    lead = words.lead.search(text[:_LONGEST_BYLINE])
    return first_chunk(text[lead.end() :]) if lead else None


def opens_led(text: str, words: BylineWords) -> bool:
    """Whether a line, or what stands behind a bar in it, opens with a lead-in."""
    return any(words.lead.match(part.lstrip()) for part in _BAR.split(text[:_LONGEST_BYLINE]))


def first_chunk(text: str) -> str:
    """A line up to the first sign that ends a name: a bar, a dash, a digit, a bracket."""
    end = _CHUNK_END.search(text[:_LONGEST_BYLINE])
    return text[: end.start() if end else _LONGEST_BYLINE].strip(" ,.:")


def iter_people(value: str, words: BylineWords, own_names: frozenset[str], *, strict: bool = False) -> Iterator[str]:
    """The people that a value names, as written, without lead-in, job and place.

    No outlet, desk, address or sign of a writer, and none of the site's `own_names` (keys). `strict` for what a reader sees,
    where a name must show by its form: two words and more, with capitals where the script has them.
    """
    value = value[:_LONGEST_VALUE]
    if name_key(value) in words.desks:
        return
    lead = words.lead.match(value)
    value = value[lead.end() :] if lead else value
    parts = [part.strip(" .,:;-–—|*\"'") for part in words.split.split(value)]
    parts = [part for part in parts if part]
    if parts and name_key(parts[0]) in own_names:
        return  # "example.org, Berlin": the site, and where it is
    if len(parts) == 2 and _is_inverted(parts, value):
        parts = [f"{parts[1]} {parts[0]}"]
    for index, part in enumerate(parts):
        name = _without_job(part, words)
        one_word = " " not in name and not _HAN.search(name)
        if index and one_word and not strict and " " in parts[0]:
            continue  # "Ana Ruiz, Lisbon"
        if is_person(name, words, own_names) and (not strict or _looks_like_name(name)):
            yield name


def is_person(name: str, words: BylineWords, own_names: frozenset[str]) -> bool:
    """Whether a value that ought to be a name may be a person's."""
    shortest = 2 if _HAN.search(name) else 3
    if not shortest <= len(name) <= _LONGEST or _ADDRESS.search(name) or not name[0].isalpha():
        return False
    parts = name.split()
    if (
        any(c.isdigit() or c in "_<>{}()[]:=?!" for c in name)
        or len(parts) > _MOST_WORDS
        or " - " in name
        or _GLUED.search(name)
    ):
        return False
    key = name_key(name)
    if (
        key in own_names
        or key in words.desks
        or outlets_by_name(name)
        or any(p.isupper() and outlets_by_name(p) for p in parts)
    ):
        return False
    if len(parts) == 1 and (_is_sign(name) or any(own.startswith(key) for own in own_names)):
        return False
    return words.desk_words.isdisjoint(name.casefold().replace("-", " ").split())


def _is_sign(word: str) -> bool:
    """Whether a single word is a writer's sign or account: small letters, or few capitals."""
    return word.lower() != word.upper() and (word.islower() or (word.isupper() and len(word) < _SHORTEST_SURNAME))


def _without_job(name: str, words: BylineWords) -> str:
    """A name without what the person does, before or behind it; nothing where it is all, or leaves one word of two."""
    shorter = words.job.sub("", words.job.sub("", name)).strip(" ,")
    return "" if shorter != name and " " not in shorter and not _HAN.search(shorter) else shorter


def _looks_like_name(name: str) -> bool:
    parts = name.split()
    if _HAN.search(name):
        return len(name) <= _SHORTEST_SURNAME and not name.isascii()
    if len(parts) < 2:
        return False
    rims = (parts[0], parts[-1])
    return all(_is_name_word(part) for part in parts) and not any(part.islower() and part.upper() != part for part in rims)


def _is_name_word(word: str) -> bool:
    """A word with a capital, a small particle, or a word of a script without case."""
    if word.lower() == word.upper():
        return word.replace("\u200c", "").replace("-", "").isalpha() or any(not c.isascii() for c in word)
    return any(c.isupper() for c in word) or len(word) <= _SHORT_WORD


def _is_inverted(parts: list[str], value: str) -> bool:
    """Whether a value is "Surname, Given": two words parted by nothing but a comma."""
    return value.count(",") == 1 and all(" " not in part and part[:1].isupper() for part in parts)
