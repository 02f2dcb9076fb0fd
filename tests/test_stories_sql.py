"""The SQL of docs/stories.md, run in DuckDB on a lake with links: stories are followed, each is there once."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import msgspec
import pytest
from article_factory import PUBLISHED, make_article

from newscrawl.items import LINK_SCHEMA, Article, LateFinding, Relation, StoryLink
from newscrawl.lake import encode_line

PAGE = Path(__file__).parents[1] / "docs/stories.md"
Query = Callable[[], list[tuple[str, str, int]]]


@pytest.fixture
def query(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Query:
    """Story, article and how many articles, as the page's SQL gives them for the lake in `data/`."""
    monkeypatch.chdir(tmp_path)
    (sql,) = re.findall(r"^```sql\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)

    def run() -> list[tuple[str, str, int]]:
        with duckdb.connect() as connection:
            found = connection.execute(sql)
            names = [one[0] for one in found.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        return [(row["story"], row["id"], row["articles"]) for row in rows]

    return run


def article(number: int, story: int, relation: Relation = "first", *, day: int = 11, version: int = 1) -> Article:
    made = make_article(number)
    link = StoryLink(make_article(story).id, relation, make_article(story).id if relation != "first" else None, None, None)
    published = dataclasses.replace(PUBLISHED, utc=f"2022-12-{day}T07:05:00Z")
    return dataclasses.replace(made, story=link, published=published, version=version)


def link(number: int, story: int, hour: int, *, same_as: int | None = None, of: int | None = None) -> LateFinding:
    ids = {n: make_article(n).id for n in range(9)}
    at = f"2022-12-12T{hour:02}:00:00Z"
    relation: Relation | None = None if of is None else "copy"
    joined = None if same_as is None else ids[same_as]
    return LateFinding(
        LINK_SCHEMA, at, ids[number], ids[story], joined, relation, None if of is None else ids[of], None, None, ()
    )


def write(path: str, *lines: Article | LateFinding) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    made = [encode_line(one) if isinstance(one, Article) else msgspec.json.encode(one) + b"\n" for one in lines]
    Path(path).write_bytes(b"".join(made))


def test_a_lake_without_links(query: Query) -> None:
    write("data/dt=2022-12-11/site=a/run=1.jsonl", article(1, 1), article(2, 1, "copy", day=10), article(3, 3, day=12))
    write("data/dt=2022-12-12/site=a/run=2.jsonl", article(1, 1, version=2))
    ids = [make_article(n).id for n in range(9)]
    assert query() == [(ids[1], ids[1], 2), (ids[3], ids[3], 1)]


def test_what_was_learned_late_is_followed(query: Query) -> None:
    """A copy before its original; three stories that turn out to be one, step by step; a part that is being written."""
    ids = [make_article(n).id for n in range(9)]
    write("data/dt=2022-12-11/site=a/run=1.jsonl", article(1, 1, day=10), article(2, 1), article(3, 3, day=14))
    write("data/dt=2022-12-12/site=b/run=1.jsonl", article(4, 4, day=13), article(5, 5, day=12), article(6, 5, "copy", day=12))
    write("data/links/dt=2022-12-12/run=1.a.jsonl", link(1, 1, 1, of=2), link(5, 5, 2, same_as=4))
    write("data/links/dt=2022-12-13/run=2.a.jsonl", link(4, 4, 3, same_as=3))
    Path("data/.tmp/site=a").mkdir(parents=True)
    Path("data/.tmp/site=a/run=9.jsonl.part").write_text('{"schema":"newscr')
    assert query() == [(ids[1], ids[2], 2), (ids[3], ids[5], 4)]
