"""docs/fields.md says what the schema says: every field once, in order, with its type, its values and a valid example."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from newscrawl.lake import article_schema, decode_line, decode_link, link_schema

DOC = (Path(__file__).parents[1] / "docs" / "fields.md").read_text("utf-8")
SCHEMA = article_schema()
DEFINITIONS = {**SCHEMA["$defs"], **link_schema()["$defs"]}
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+) \| `(.+)` \|$", re.MULTILINE)
PATTERNS = {
    "^[0-9a-f]{16}$": "id",
    "^sha256:[0-9a-f]{64}$": "content hash",
    r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$": "instant",
}


def rows_of(section: str) -> list[tuple[str, str, str, str]]:
    body = DOC.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return ROW.findall(body)


def type_of(schema: dict[str, Any]) -> str:
    """The schema of a property in the words of the page."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(sorted((type_of(option) for option in schema["anyOf"]), key="null".__eq__))
    if "enum" in schema:
        return "word or null" if None in schema["enum"] else "word"
    if schema["type"] == "array":
        return f"list of {type_of(schema['items'])}"
    if schema["type"] == "number":
        return "share"
    return PATTERNS[schema["pattern"]] if "pattern" in schema else str(schema["type"])


def values_of(schema: dict[str, Any]) -> list[str]:
    options = [schema, schema.get("items", {}), *schema.get("anyOf", [])]
    return [value for option in options for value in option.get("enum", []) if value is not None]


@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_field_is_described_once(name: str) -> None:
    properties = DEFINITIONS[name]["properties"]
    rows = rows_of(name)
    assert [field for field, *_ in rows] == list(properties)
    for field, stated, meaning, example in rows:
        assert stated == type_of(properties[field]), field
        assert {f"`{value}`" for value in values_of(properties[field])} <= set(re.findall(r"`[^`]+`", meaning)), field
        jsonschema.Draft202012Validator({**properties[field], "$defs": DEFINITIONS}).validate(json.loads(example))


def test_nothing_else_is_described() -> None:
    assert len(ROW.findall(DOC)) == sum(len(definition["properties"]) for definition in DEFINITIONS.values())


def test_the_whole_line_is_one() -> None:
    shown = json.loads(DOC.partition("## A whole line")[2].partition("```json\n")[2].partition("```")[0])
    article = decode_line(json.dumps(shown).encode())
    assert list(shown) == list(SCHEMA["$defs"]["Article"]["properties"])
    assert article.origin is not None
    assert article.origin.because[0] == article.credits[0].evidence


def test_the_link_that_is_shown_is_one() -> None:
    shown = json.loads(DOC.partition("## LateFinding")[2].partition("```json\n")[2].partition("```")[0])
    finding = decode_link(json.dumps(shown).encode())
    assert list(shown) == list(DEFINITIONS["LateFinding"]["properties"])
    assert finding.credits_added[0].evidence.kind == "matched_text"
