"""`scrapy credits-gaps`: what of a line is worth teaching the registry, what is noise, and that the entries it gives are sound."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from pathlib import Path

import pytest
from article_factory import CREDIT, make_article
from hypothesis import given
from hypothesis import strategies as st
from scrapy_run import run_scrapy

from newscrawl.crawl.gap_stubs import write_stub
from newscrawl.credits import GapCounts, GapRow
from newscrawl.credits.gaps import Gap, iter_gaps
from newscrawl.items import Article, Credit, Evidence, Image
from newscrawl.knowledge import scan
from newscrawl.knowledge.slots import OUTLET
from newscrawl.knowledge.template import compile_template
from newscrawl.lake import encode_line

PROSE = "The bridge opened on Sunday after three years of work, the city said, and ten thousand cyclists came to see it."


def article(number: int = 1, *, site: str = "journal.example", **changes: object) -> Article:
    plain = {"credits": (), "origin": None, "images": (), "authors": (), "language": "en", "text": PROSE, **changes}
    made = make_article(number, **plain)
    return dataclasses.replace(
        made, site=dataclasses.replace(made.site, domain=site, name=None), url=f"https://{site}/{number}/"
    )


def unknown(name: str, domain: str | None, kind: str, text: str) -> Credit:
    evidence = Evidence(kind, "body", text)  # type: ignore[arg-type]
    return dataclasses.replace(CREDIT, outlet=None, name=name, domain=domain, role="republished_from", evidence=evidence)


def image(caption: str | None = None, credit: str | None = None) -> tuple[Image, ...]:
    return (Image("https://journal.example/a.jpg", caption, credit),)


# What an article says; the kind and words of the gaps in it.
GAPS: tuple[tuple[dict[str, object], list[tuple[str, str]]], ...] = (
    ({"credits": (unknown("The Quarry Post", None, "republish_notice", "first published in The Quarry Post"),)},
     [("outlet", "The Quarry Post")]),
    ({"credits": (unknown("quarrypost.com", "quarrypost.com", "canonical", "https://quarrypost.com/bridge-opens/"),)},
     [("address", "quarrypost.com")]),
    ({"images": image(credit="(Image credit: Jane Doe/Bridgefoto)")}, [("photo", "Bridgefoto")]),
    ({"images": image("The bridge on Sunday. (Quarry Pictures)")}, [("photo", "Quarry Pictures")]),
    ({"images": image("Die Brücke am Sonntag. Foto: City-Press"), "language": "de"}, []),  # a label opens its line
    ({"images": image("Foto: City-Press"), "language": "de"}, [("photo", "City-Press")]),
    ({"text": f"LEEDS (QRP) - {PROSE}"}, [("text", "QRP")]),
    ({"text": f"JAKARTA, QuarryNews.com - {PROSE}"}, [("text", "QuarryNews.com")]),
    ({"text": f"{PROSE}\n\nSource: Quarry Wire"}, [("text", "Quarry Wire")]),
    ({"text": f"{PROSE} (QRP)"}, [("text", "QRP")]),
    ({"authors": ("quarrynews.com", "QRP", "Quarry News Agency", "Jane Doe")},
     [("author", "quarrynews.com"), ("author", "QRP"), ("author", "Quarry News Agency")]),
    # nothing to learn
    ({"text": f"LEEDS (Reuters) - {PROSE}", "credits": (dataclasses.replace(CREDIT, outlet="reuters", name="Reuters"),)}, []),
    ({"text": f"LEEDS (Journal) - {PROSE}"}, []),  # the publisher
    ({"text": f"{PROSE.removesuffix('.')} of the Quarry Rail Project (QRP)."}, []),  # a bracket that explains
    ({"text": f"LEEDS (QRP) - {PROSE} QRP runs the bridge."}, []),  # a subject
    ({"text": f"{PROSE} (12 December 2022)"}, []),
    ({"text": f"{PROSE} (continued)"}, []),
    ({"text": "Languages: Korean and English"}, []),  # no word of a credit
    ({"images": image(credit="REUTERS/Jane Doe")}, []),
    ({"images": image("The bridge. REUTERS/Jane Quarry")}, []),
    ({"text": None}, []),
)  # fmt: skip


@pytest.mark.parametrize(("says", "expected"), GAPS)
def test_gaps_of_an_article(says: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert [(gap.kind, gap.words) for gap in iter_gaps(article(**says))] == expected


def test_a_form_that_no_phrase_matches_is_told_with_the_outlet_masked() -> None:
    gaps = list(iter_gaps(article(text=f"{PROSE}\n\nWording: Jane Doe/Reuters")))
    assert gaps == [Gap("form", "Wording: … /{outlet}", "Wording: Jane Doe/Reuters")]


def test_what_many_sites_show_comes_first_and_people_not_at_all() -> None:
    counts = GapCounts()
    for number in range(6):
        site = f"site{number}.example"
        credit = ("Photo: Quarry Pictures", "Photo: Jane Doe", "Photo: Mary Roe/Quarry Pictures")[number % 3]
        counts.apply(article(number, site=site, images=image(credit=credit), authors=("Jane Doe",)))
    for number in range(6, 12):
        counts.apply(article(number, site="one.example", images=image(credit=("Photo: QRP", "Photo: Ann Smith")[number % 2])))
    counts.apply(dataclasses.replace(article(12, images=image(credit="Photo: QRP")), version=2))  # delivered before
    assert [(row.words, row.count, row.sites) for row in counts.rows(2)] == [("Quarry Pictures", 4, 4), ("QRP", 3, 1)]
    assert counts.rows(5) == ()
    assert counts.articles == 12


@given(st.text(max_size=300), st.text(max_size=60), st.sampled_from(["en", "de", "ja", "und"]))
def test_any_words_are_looked_at_without_harm(text: str, name: str, language: str) -> None:
    made = article(text=text, images=image(text, name), authors=(name,), language=language)
    for gap in iter_gaps(made):
        assert gap.words
        counts = GapCounts()
        counts.apply(made)
        for row in counts.rows(1):
            assert tomllib.loads(write_stub(row))


ROW = GapRow(
    "outlet", 'The "Quarry" Post', 3, 2, ("en", "fr"), "quarrypost.co.uk", "ab", "https://a.example/", "in The Quarry Post"
)


def test_an_entry_leaves_empty_what_nobody_knows() -> None:
    stub = tomllib.loads(write_stub(ROW))
    assert stub == {
        "quarrypost": {
            "name": 'The "Quarry" Post',
            "kind": "",
            "country": "GB",
            "languages": [],
            "domains": ["quarrypost.co.uk"],
        }
    }


def test_the_entry_of_a_form_matches_its_example() -> None:
    line = "Wording [final]: Jane Doe/Reuters"
    (gap,) = iter_gaps(article(text=f"{PROSE}\n\n{line}"))
    row = GapRow(gap.kind, gap.words, 3, 2, ("en",), None, "ab", "https://a.example/", gap.text)
    (phrase,) = tomllib.loads(write_stub(row))["credit"]
    assert phrase["matches"] == [line]
    (mention,) = scan(line, ()).mentions
    masked = line[: mention.start] + OUTLET + line[mention.end :]
    assert next(compile_template(phrase["pattern"]).iter_matches(masked, range(len(masked))), None)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "lines.jsonl"
    pages = [article(n, site=f"site{n}.example", images=image(credit="Photo\x1b: Quarry Pictures")) for n in range(3)]
    path.write_bytes(b"".join(map(encode_line, pages)))
    return path


def test_the_command_prints_a_table(lines: Path, tmp_path: Path) -> None:
    ended = run_scrapy("credits-gaps", lines, folder=tmp_path)
    assert (ended.status, ended.err) == (0, "")
    out = ended.out.decode()
    assert "Names where photo credits stand" in out
    assert "Quarry Pictures" in out
    assert "\x1b" not in out
    assert "no gap was met 9 times" in run_scrapy("credits-gaps", lines, "--least", "9", folder=tmp_path).out.decode()


def test_the_command_gives_json_and_entries(lines: Path, tmp_path: Path) -> None:
    (row,) = run_scrapy("credits-gaps", lines, "--json", folder=tmp_path).lines
    assert (row["kind"], row["count"], row["sites"], row["languages"]) == ("photo", 3, 3, ["en"])
    out = tmp_path / "gaps.toml"
    assert run_scrapy("credits-gaps", lines, "--toml", "-O", out, folder=tmp_path).status == 0
    assert [entry["kind"] for entry in tomllib.loads(out.read_text("utf-8")).values()] == [""]
    ended = run_scrapy("credits-gaps", lines, "--toml", "--least", "4", "-O", out, folder=tmp_path)
    assert ended.err == f"newscrawl: no gap was met 4 times; {out} is left as it was\n"
    assert out.exists()


def test_a_line_that_is_no_article_is_told_and_counted(lines: Path, tmp_path: Path) -> None:
    lines.write_bytes(lines.read_bytes() + json.dumps({"schema": "newscrawl.link/1"}).encode() + b"\n")
    ended = run_scrapy("credits-gaps", lines, "--json", folder=tmp_path)
    assert (ended.status, len(ended.lines)) == (1, 1)
    assert ended.err.startswith(f"newscrawl: {lines} line 4: not a newscrawl.article/1 line")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "name files of JSON lines"),
        (("none.jsonl",), "none.jsonl: No such file or directory; name a file of JSON lines"),
        (("lines.jsonl", "--least", "0"), "--least takes a number from 1"),
        (("lines.jsonl", "--least", "x"), "--least"),
        (("lines.jsonl", "-O", "out.json"), "-O writes JSON or TOML; add --json or --toml"),
        (("lines.jsonl", "--json", "--toml"), "not allowed with"),
        (("lines.jsonl", "--all"), "there is no option --all"),
        (("/dev/null",), "/dev/null: holds no line"),
    ],
)
def test_a_mistake_is_one_line(lines: Path, tmp_path: Path, args: tuple[str, ...], words: str) -> None:
    ended = run_scrapy("credits-gaps", *(lines if arg == "lines.jsonl" else arg for arg in args), folder=tmp_path)
    told = ended.err.splitlines()
    assert (ended.status, ended.out, len(told)) == (2, b"", 1)
    assert words in told[0]
