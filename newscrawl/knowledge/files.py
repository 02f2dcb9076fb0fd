"""The one reader of the knowledge files. Read once per process; a broken file is an error that names file, place and remedy."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from msgspec import ValidationError, convert

from newscrawl.knowledge.model import Language, Outlet, Zones

T = TypeVar("T")


class KnowledgeError(ValueError):
    """A knowledge file that does not follow `newscrawl.knowledge.model`; names the file, the entry and the fault."""


@cache
def read_outlets() -> dict[str, Outlet]:
    """Every outlet of `outlets/*.toml` by its id: those of the first rank, then the others, in the order of the files."""
    outlets: dict[str, Outlet] = {}
    for source in _toml_files("outlets"):
        for key, table in _load(source).items():
            if key in outlets:
                raise KnowledgeError(f"{source.name}: outlet {key!r} stands in two files; keep one")
            outlets[key] = _convert({"id": key, **table}, Outlet, f"{source.name}: [{key}]")
    return dict(sorted(outlets.items(), key=lambda item: item[1].rank))


@cache
def read_languages() -> dict[str, Language]:
    """Every language of `languages/*.toml` by its BCP 47 code; `mul` is what all languages share."""
    languages = {}
    for source in _toml_files("languages"):
        code = source.name.removesuffix(".toml")
        languages[code] = _convert({"code": code, **_load(source)}, Language, source.name)
    return languages


@cache
def read_web() -> dict[str, Any]:
    """`web.toml`: tracking parameters of addresses, class tokens that tell zones, words of photo desks and the like."""
    return _load(files(__package__) / "web.toml")


@cache
def read_zones() -> Zones:
    """`zones.toml`: what the abbreviations of time zones mean."""
    return _convert(_load(files(__package__) / "zones.toml"), Zones, "zones.toml")


def _toml_files(folder: str) -> list[Traversable]:
    found = [entry for entry in (files(__package__) / folder).iterdir() if entry.name.endswith(".toml")]
    return sorted(found, key=lambda entry: entry.name)


def _load(source: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{source.name}: not valid TOML: {error}") from error


def _convert(data: dict[str, Any], to: type[T], where: str) -> T:
    try:
        return convert(data, to)
    except ValidationError as error:
        raise KnowledgeError(f"{where}: {error}; the keys are described in newscrawl/knowledge/model.py") from error
