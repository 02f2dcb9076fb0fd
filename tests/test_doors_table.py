"""Doors as the world serves them, a case each in `tables/doors.jsonl`; and that no door takes longer than its size allows.

A case has a `body` and what became of it on its way (`encoding`, packed `gzip` times, `cut` by so many bytes, the connection
`lost`, `headers`, `status`, the `url` it came from, the `number` of the page), and what is expected: `urls` in order, what is
said of the first (`title`, `published` …), `next`, `hub`, what is `broken`, or the `error`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import process_time
from typing import Any, Final

import pytest

from newscrawl.crawl.doors import DoorAnswer, DoorError, read_door
from newscrawl.crawl.doors.clean import MAX_REFERENCES
from newscrawl.crawl.doors.decode import MAX_TEXT
from newscrawl.crawl.doors.markup import MAX_TAGS
from newscrawl.page import MAX_BYTES
from newscrawl.site import Door, Feed, Listing, Sitemap, WordPressApi

HOME: Final = "https://a.example/"
CASES: Final = [json.loads(line) for line in (Path(__file__).parent / "tables" / "doors.jsonl").read_text("utf-8").splitlines()]
OF_ITEM: Final = ("title", "published", "modified", "source_name", "source_url")


def make_door(told: str | dict[str, Any]) -> Door:
    if isinstance(told, dict):
        return Listing(**{key: value for key, value in told.items() if key != "kind"})
    return {"feed": Feed(paged=None), "sitemap": Sitemap(), "wordpress": WordPressApi()}[told]


def make_answer(case: dict[str, Any]) -> DoorAnswer:
    body = case["body"].encode(case.get("encoding", "utf-8"), "surrogateescape")
    for _ in range(case.get("gzip", 0)):
        body = gzip.compress(body, mtime=0)
    body = body[: len(body) - case.get("cut", 0)]
    status, url, headers = case.get("status", 200), case.get("url", f"{HOME}feed/"), case.get("headers", {})
    return DoorAnswer(status, url, body, headers, cut=case.get("lost", False))


@pytest.mark.parametrize("case", CASES, ids=[case["shows"] for case in CASES])
def test_a_door_of_the_real_world(case: dict[str, Any]) -> None:
    door, number = make_door(case.get("door", "feed")), case.get("number", 0)
    if "error" in case:
        with pytest.raises(DoorError) as caught:
            read_door(make_answer(case), door, HOME, number)
        assert case["error"] in str(caught.value)
        return
    page = read_door(make_answer(case), door, HOME, number)
    if "urls" in case:
        assert [item.url for item in page.items] == case["urls"]
    for name in OF_ITEM:
        if name in case:
            assert getattr(page.items[0], name) == case[name]
    if "creators" in case:
        assert list(page.items[0].creators) == case["creators"]
    if "next" in case:
        assert list(page.next) == case["next"]
    assert (page.hub, case.get("broken", "") in (page.broken or ""), bool(page.broken)) == (
        case.get("hub"),
        True,
        "broken" in case,
    )


ITEM: Final = "<item><link>https://a.example/x/?a&b</link><title>&eacute;<b></title><![CDATA[x</item>"
HOSTILE: Final[dict[str, Callable[[int], str]]] = {
    "items without an end": lambda n: "<rss>" + "<item>" * n,
    "broken items": lambda n: "<rss><channel>" + ITEM * (n // 20),
    "nested items": lambda n: "<rss>" + "<item><link>" * (n // 20) + "</link></item>" * (n // 20) + "</rss>",
    "ampersands": lambda n: "<rss><item><title>" + "&" * n + "</title></item></rss>",
    "references": lambda n: "<rss><item><title>" + "&#xd800;" * n + "</title></item></rss>",
    "openings of CDATA": lambda n: "<rss><item><title>" + "<![CDATA[" * n + "</title></item></rss>",
    "prefixes": lambda n: "<rss>" + "".join(f"<p{i}:item/>" for i in range(n // 10)) + "</rss>",
    "bases": lambda n: (
        f'<feed xml:base="https://a.example/{"x" * 1900}/">' + '<entry><link href="y"/></entry>' * (n // 40) + "</feed>"
    ),
    "prologs": lambda n: "<?xml " * n,
    "half a root": lambda n: "<rss " + 'a="b" ' * n,
    "roots": lambda n: "<rss" * n,
    "calls": lambda n: "a(" * n + "[",
    "brackets": lambda n: "[" * n,
    "beginnings of JSON": lambda n: '[{"' * n,
    "an address a line": lambda n: "https://a.example/x\n" * (n // 5),
    "line of addresses": lambda n: "https://a.example/" + "x" * n,
    "HTML": lambda n: "<!doctype html>" + "<link rel=alternate>" * (n // 10),
    "robots.txt": lambda n: "Sitemap: https://a.example/x\n" * (n // 10),
}


@pytest.mark.parametrize(
    "door", [Feed(), Sitemap(), WordPressApi(), Listing("/{n}", members="x.y")], ids=lambda d: type(d).__name__
)
@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_size_alone(name: str, door: Door) -> None:
    """Twenty times the size may take forty times the time: quadratic time would be four hundred times."""
    took = []
    for size in (2_000, 40_000):
        answer = DoorAnswer(200, f"{HOME}robots.txt", HOSTILE[name](size).encode(), {})
        took.append(min(_time(answer, door) for _ in range(3)))
    assert took[1] <= 40 * max(took[0], 0.002)


def _time(answer: DoorAnswer, door: Door) -> float:
    start = process_time()
    with suppress(DoorError):
        read_door(answer, door, HOME)
    return process_time() - start


@pytest.mark.parametrize(
    ("door", "body", "reason"),
    [
        (Feed(), b"<rss>" + b"<a/>" * (MAX_TAGS + 1), "3,000,000 tags"),
        (Feed(), b"<rss>" + b"&x" * (MAX_REFERENCES + 1), "1,000,000 references"),
        (Sitemap(), gzip.compress(b"<urlset>" + bytes(MAX_TEXT)), "64 MiB"),
        (Sitemap(), gzip.compress(gzip.compress(bytes(MAX_TEXT + 1))), "64 MiB"),
        (WordPressApi(), gzip.compress(b"[" + b" " * MAX_BYTES), "16 MiB"),
        (Listing(), gzip.compress(b"<p>" + b" " * MAX_BYTES), "16 MiB"),
    ],
    ids=["tags", "references", "packed", "packed twice", "JSON", "HTML"],
)
def test_what_would_take_too_much_memory_is_refused(door: Door, body: bytes, reason: str) -> None:
    with pytest.raises(DoorError, match=f"holds more than {reason}"):
        read_door(DoorAnswer(200, HOME, body, {}), door, HOME)
