"""The outlet registry: outlets by id, by any of their names, by host."""

from __future__ import annotations

import unicodedata
from functools import cache

from newscrawl.knowledge.files import read_outlets
from newscrawl.knowledge.model import Outlet


def outlet(outlet_id: str) -> Outlet:
    """The outlet of that id; KeyError where the registry has none."""
    return read_outlets()[outlet_id]


def outlet_by_host(host: str) -> Outlet | None:
    """The outlet that owns a host name or one of its parent domains (`news.detik.com` is detik's), or None."""
    labels = host.lower().rstrip(".").split(".")
    owners = _owners()
    return next((owners[name] for i in range(len(labels) - 1) if (name := ".".join(labels[i:])) in owners), None)


def outlets_by_name(name: str) -> tuple[Outlet, ...]:
    """The outlets whose name or alias this text is, letter case, accents and punctuation aside; the likeliest first."""
    return _names().get(name_key(name), ())


def same_group(one: Outlet, other: Outlet) -> bool:
    """Whether two outlets have one owner."""
    return one.group is not None and one.group == other.group


def name_key(name: str) -> str:
    """A name reduced to its letters and digits: case folded, accents off, so that spellings of one name meet."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    key = "".join(c for c in plain if c.isalnum())
    return key[3:] if key.startswith("the") and len(key) > 6 else key


@cache
def _owners() -> dict[str, Outlet]:
    return {domain: outlet for outlet in read_outlets().values() for domain in outlet.domains}


@cache
def _names() -> dict[str, tuple[Outlet, ...]]:
    names: dict[str, tuple[Outlet, ...]] = {}
    for item in read_outlets().values():
        for key in dict.fromkeys(name_key(n) for n in (item.name, *item.aliases, *item.mangled)):
            names[key] = (*names.get(key, ()), item)
    return names
