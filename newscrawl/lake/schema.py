"""The published schema: `python -m newscrawl.lake.schema` writes `newscrawl/article.schema.json` anew from the types."""

from __future__ import annotations

import json
from pathlib import Path

import newscrawl
from newscrawl.lake.lines import article_schema


def schema_path() -> Path:
    """Return where the published schema lies: inside the package, so that it is installed with it."""
    return Path(newscrawl.__file__).parent / "article.schema.json"


def schema_text() -> str:
    """Return the schema as the file holds it."""
    return json.dumps(article_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    schema_path().write_text(schema_text(), encoding="utf-8")
