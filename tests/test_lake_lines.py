"""The line: what goes in comes out, on one line, and nothing that breaks the schema is ever written."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, get_type_hints

import jsonschema
import pytest
from article_factory import CREDIT, make_article, make_finding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawl.items import Article, CrawlInfo, Image, LateFinding, StoryLink
from newscrawl.lake import LineError, decode_line, decode_link, encode_line
from newscrawl.lake.schema import SCHEMAS, schema_path, schema_text

PUBLISHED: dict[str, dict[str, Any]] = {name: json.loads(schema_path(name).read_text("utf-8")) for name in SCHEMAS}
VALIDATOR = jsonschema.Draft202012Validator(PUBLISHED["article"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
HOSTILE = 'a\nb\r\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e\x00\t"\\</script>\ufeff\U0001f4f0'


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_shipped_schema_is_the_one_of_the_types(name: str) -> None:
    assert schema_path(name).read_text("utf-8") == schema_text(name), "run python -m newscrawl.lake.schema"
    jsonschema.Draft202012Validator.check_schema(PUBLISHED[name])


def test_keys_stand_in_the_order_of_the_types() -> None:
    assert list(json.loads(encode_line(make_article()))) == list(get_type_hints(Article))
    assert list(json.loads(encode_line(make_finding()))) == list(get_type_hints(LateFinding))


def test_a_link_gives_back_its_finding() -> None:
    finding = dataclasses.replace(make_finding(), credits_added=(dataclasses.replace(CREDIT, name=HOSTILE),))
    line = encode_line(finding)
    assert decode_link(line) == finding
    assert len(line.decode("utf-8").splitlines()) == 1
    jsonschema.Draft202012Validator(PUBLISHED["link"]).validate(json.loads(line))


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"id": "../x"}, r"link of article '../x'.*\$\.id"),
        ({"at": "2022-12-11"}, r"\$\.at"),
        ({"relation": "cousin"}, r"\$\.relation"),
        ({"similarity": 2.0}, r"\$\.similarity"),
        ({"credits_added": (dataclasses.replace(CREDIT, name="\ud800"),)}, r"\$\.credits_added\[0\]\.name"),
    ],
    ids=str,
)
def test_a_link_that_breaks_its_schema_is_an_error(change: dict[str, Any], names: str) -> None:
    with pytest.raises(LineError, match=names):
        encode_line(dataclasses.replace(make_finding(), **change))


@given(title=st.none() | TEXTS, text=st.none() | TEXTS, authors=st.lists(TEXTS).map(tuple), caption=TEXTS)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_line_gives_back_its_article(title: str | None, text: str | None, authors: tuple[str, ...], caption: str) -> None:
    images = (Image(url="https://example.com/a.jpg", caption=caption, credit=None),)
    article = dataclasses.replace(make_article(), title=title, text=text, authors=authors, images=images)
    line = encode_line(article)
    assert decode_line(line) == article
    assert line.decode("utf-8").splitlines() == [line.decode("utf-8")[:-1]]
    VALIDATOR.validate(json.loads(line))


def test_no_character_breaks_a_line() -> None:
    line = encode_line(dataclasses.replace(make_article(), text=HOSTILE)).decode("utf-8")
    assert len(line.splitlines()) == 1
    assert json.loads(line)["text"] == HOSTILE


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"schema": "newscrawl.article/2"}, r"\$\.schema"),
    ({"id": "0123"}, r"\$\.id"),
    ({"id": "../../etc/passwd"}, r"\$\.id"),
    ({"version": 0}, r"\$\.version"),
    ({"version": None}, r"\$\.version"),
    ({"content_hash": "md5:00"}, r"\$\.content_hash"),
    ({"title": 3}, r"\$\.title"),
    ({"flags": ("no_such_flag",)}, r"\$\.flags\[0\]"),
    ({"authors": ["a list"]}, r"\$\.authors"),
    ({"authors": ("\ud800",)}, r"\$\.authors\[0\]"),
    ({"text": "\udfff"}, r"\$\.text"),
    ({"story": StoryLink("0" * 16, "copy", None, 1.5, "exact")}, r"\$\.story\.similarity"),
    ({"story": StoryLink("0" * 16, "copy", None, float("nan"), "exact")}, r"\$\.story"),
    ({"crawl": CrawlInfo(None, None, "2022-12-11T08:00:00+01:00", None, None, None, None)}, r"\$\.crawl\.fetched_at"),
    ({"crawl": object()}, "object"),
]


@pytest.mark.parametrize(("change", "names"), BROKEN, ids=[next(iter(change)) for change, _ in BROKEN])
def test_what_breaks_the_schema_is_an_error_that_names_the_field(change: dict[str, Any], names: str) -> None:
    with pytest.raises(LineError, match=names) as caught:
        encode_line(dataclasses.replace(make_article(), **change))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("line", [b"", b"\n", b"{}", b"[]", b"{", b"\xff", b'{"schema":"newscrawl.article/1"}', b"null"])
def test_what_is_no_line_is_an_error(line: bytes) -> None:
    with pytest.raises(LineError, match=r"newscrawl\.article/1"):
        decode_line(line)
    with pytest.raises(LineError, match=r"newscrawl\.link/1"):
        decode_link(line)


@given(st.binary(max_size=200))
def test_decoding_never_crashes(noise: bytes) -> None:
    with pytest.raises(LineError):
        decode_line(noise)
