"""The people that a value names: what is left of it without jobs, places, outlets and addresses must look like a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from newscrawl.knowledge import outlets_by_name, read_web
from newscrawl.page.bylines import HAN, BylineWords, find_lead_end, split_names
from newscrawl.page.fields import name_key

_ADDRESS: Final = re.compile(r"@|://|\bwww\.|\w{3}\.[a-z]{2,4}(?:\s|\Z)")
_BRACKETED: Final = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]")
_NO_BRACKETS: Final = str.maketrans("()[]", "    ")
_DASH: Final = re.compile(r"\s[–—-]\s")
_GLUED: Final = re.compile(r"[a-zß-ÿ]{4}[A-ZÀ-Þ]")  # two words run together; "MacDonald" and "FitzGerald" are none
_RIM: Final = " .,:;-–—|*\"'：/→»"
_LONGEST: Final = 60  # characters of a name
_MOST_WORDS: Final = 6
_FEWEST_WITH_OUTLET: Final = 3  # words of a name with an outlet behind it
_LONGEST_OUTLET: Final = 4  # words
_MOST_JOBS: Final = 2  # on either side of a name
_LONGEST_JOB: Final = 4  # words
_SHORT_WORD: Final = 4  # letters of a particle within a name, written small ("van", "dos", "bint")
_SHORTEST_SURNAME: Final = 5  # letters of a single word in capitals that is a name and no sign of a writer
_INITIALS: Final = 2
_LONGEST_VALUE: Final = 1000  # characters of a value that are looked at


def iter_people(value: str, words: BylineWords, own_names: frozenset[str], *, strict: bool = False) -> Iterator[str]:
    """The people that a value names, as written, without lead-in, job and place.

    No outlet, desk, address or sign of a writer, and none of the site's `own_names` (keys). `strict` for what a reader sees,
    where a name must show by its form: two words and more, with capitals where the script has them.
    """
    value = _plain(value[:_LONGEST_VALUE])
    if name_key(value) in words.desks:
        return
    parts = _split(value[find_lead_end(value, words) or 0 :], words)
    if parts and name_key(parts[0][0]) in own_names:
        return  # "example.org, Berlin": the site, and where it is
    for index, (part, sign) in enumerate(parts):
        shorter = _without_tail(part, words) if strict else part
        name = _without_job(shorter, words)
        if sign == "," and name != shorter and shorter.startswith(name):
            continue  # "Ana Ruiz, Night Editor"
        name = _without_outlet(_once(name), own_names)
        one_word = " " not in name and not HAN.search(name)
        if index and one_word and not strict and " " in parts[0][0]:
            continue  # "Ana Ruiz, Lisbon"
        if is_person(name, words, own_names) and (not strict or _looks_like_name(name, words)):
            yield name


def _plain(value: str) -> str:
    """A value without what stands in brackets, unless they follow an e-mail address, and without what follows a dash."""
    value = value.translate(_NO_BRACKETS) if "@" in value else _BRACKETED.sub(" ", value)
    return _DASH.split(value.strip(), maxsplit=1)[0].strip()


def _split(value: str, words: BylineWords) -> list[tuple[str, str]]:
    """The parts of a value, without addresses, each with the sign before it; "Surname, Given" turned about."""
    pieces = [(part, sign) for part, sign in split_names(value, words)]
    texts = (" ".join(word for word in part.split() if "@" not in word and "://" not in word) for part, _ in pieces)
    parts = [(text.strip(_RIM), sign) for text, (_, sign) in zip(texts, pieces, strict=True) if text.strip(_RIM)]
    if len(parts) == 2 and parts[1][1] == "," and all(" " not in part and part[:1].isupper() for part, _ in parts):
        return [(f"{parts[1][0]} {parts[0][0]}", "")]
    return parts


def is_person(name: str, words: BylineWords, own_names: frozenset[str]) -> bool:
    """Whether a value that ought to be a name may be a person's."""
    shortest = 2 if HAN.search(name) else 3
    if not shortest <= len(name) <= _LONGEST or _ADDRESS.search(name) or not name[0].isalpha():
        return False
    parts = name.split()
    if any(c.isdigit() or c in "_<>{}()[]:=?!" for c in name) or len(parts) > _MOST_WORDS or _GLUED.search(name):
        return False
    key = name_key(name)
    if key in own_names or key in words.desks or _names_outlet(name, parts):
        return False
    if len(parts) == 1 and (_is_sign(name) or any(own.startswith(key) for own in own_names)):
        return False
    if HAN.search(name) and name.endswith(words.desk_ends):
        return False
    return words.desk_words.isdisjoint(name.casefold().replace("-", " ").split())


def _names_outlet(name: str, parts: list[str]) -> bool:
    """Whether a name is an outlet's, opens with one, or has one in capitals in it; two letters in front are initials too."""
    if outlets_by_name(name):
        return True
    opening = (" ".join(parts[:count]) for count in range(2, min(len(parts), _LONGEST_OUTLET + 1)))
    if any(outlets_by_name(words) for words in opening):
        return True
    upper = [(part, found) for part in parts if part.isupper() and (found := outlets_by_name(part))]
    return any(part != parts[0] or len(part) > _INITIALS or found[0].kind == "agency" for part, found in upper)


def _without_outlet(name: str, own_names: frozenset[str]) -> str:
    """A name of two words and more without the outlet that stands behind it ("Ana Ruiz Associated Press")."""
    parts = name.split()
    if len(parts) < _FEWEST_WITH_OUTLET:
        return name
    for count in range(min(_LONGEST_OUTLET, len(parts) - 2), 0, -1):
        behind = " ".join(parts[-count:])
        found = outlets_by_name(behind)
        if (found or name_key(behind) in own_names) if count > 1 else any(outlet.kind == "agency" for outlet in found):
            return " ".join(parts[:-count]).strip(_RIM)
    return name


def _once(name: str) -> str:
    """A name that is said twice in a row, once."""
    half = len(name) // 2
    first, second = name[:half], name[half:].lstrip() if len(name) % 2 else name[half:]
    return first if first == second and " " in first else name


def _is_sign(word: str) -> bool:
    """Whether a single word is a writer's sign or account: small letters, or few capitals."""
    return word.lower() != word.upper() and (word.islower() or (word.isupper() and len(word) < _SHORTEST_SURNAME))


def _without_tail(name: str, words: BylineWords) -> str:
    """A name without what a byline goes on with: a day or month, a place or verb in small letters ("Ana Ruiz in Lisbon")."""
    parts = name.split()
    small = (i for i, part in enumerate(parts) if i > 1 and part.islower() and part.upper() != part)
    end = next((i for i in small if parts[i] not in _particles()), len(parts))
    while end and (parts[end - 1].casefold() in words.dates or (parts[end - 1].islower() and end > 1)):
        end -= 1
    return " ".join(parts[:end])


def _without_job(name: str, words: BylineWords) -> str:
    """A name without what the person does, before or behind it; nothing where it is all, or leaves one word of two."""
    parts = name.split()
    for _ in range(_MOST_JOBS):
        lower = [part.casefold() for part in parts]
        sizes = range(min(_LONGEST_JOB, len(parts)), 0, -1)
        before = next((size for size in sizes if " ".join(lower[:size]) in words.jobs), 0)
        behind = next((size for size in sizes if before + size <= len(parts) and " ".join(lower[-size:]) in words.jobs), 0)
        parts = parts[before : len(parts) - behind]
    shorter = " ".join(parts).strip(" ,")
    if HAN.search(shorter) and shorter.endswith(words.job_ends):
        return shorter.removesuffix(next(word for word in reversed(words.job_ends) if shorter.endswith(word))).strip()
    return "" if shorter != name and " " not in shorter and not HAN.search(shorter) else shorter


def _looks_like_name(name: str, words: BylineWords) -> bool:
    parts = name.split()
    if HAN.search(name):
        return len(name) <= _SHORTEST_SURNAME and not name.isascii()
    if len(parts) < 2 or parts[-1].casefold().endswith(words.job_ends):
        return False
    rims = (parts[0], parts[-1])
    return all(_is_name_word(part) for part in parts) and not any(part.islower() and part.upper() != part for part in rims)


def _is_name_word(word: str) -> bool:
    """A word with a capital, a small particle, or a word of a script without case."""
    if word.lower() == word.upper():
        return word.replace("\u200c", "").replace("-", "").isalpha() or any(not c.isascii() for c in word)
    return any(c.isupper() for c in word) or len(word) <= _SHORT_WORD


@cache
def _particles() -> frozenset[str]:
    return frozenset(read_web()["authors"]["particles"])
