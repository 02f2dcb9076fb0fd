"""The themes' markup: files of named sections, each a `string.Template`; a line `=== name` opens the next one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from re import compile as regex
from string import Template
from typing import Final

_HEADING: Final = regex(r"(?m)^=== (\w{1,40})\n")
_OF_MANY_LINES: Final = frozenset({"card", "modified_meta", "styles"})


@cache
def read_sections(name: str) -> dict[str, Template]:
    """The sections of `<name>.html` by their names; only those that repeat line by line keep their last line break."""
    _, *parts = _HEADING.split((files(__package__) / f"{name}.html").read_text("utf-8"))
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return {name: Template(text if name in _OF_MANY_LINES else text.removesuffix("\n")) for name, text in pairs}
