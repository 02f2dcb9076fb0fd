"""The published schemas: `python -m newscrawl.lake.schema` writes `newscrawl/*.schema.json` anew from the types."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import newscrawl
from newscrawl.lake.lines import article_schema, link_schema

SCHEMAS: Final[dict[str, Callable[[], dict[str, Any]]]] = {"article": article_schema, "link": link_schema}
"""What there is a schema of, and what gives it."""


def schema_path(name: str) -> Path:
    """Return where a published schema lies: inside the package, so that it is installed with it."""
    return Path(newscrawl.__file__).parent / f"{name}.schema.json"


def schema_text(name: str) -> str:
    """Return a schema as its file holds it."""
    return json.dumps(SCHEMAS[name](), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for each in SCHEMAS:
        schema_path(each).write_text(schema_text(each), encoding="utf-8")
