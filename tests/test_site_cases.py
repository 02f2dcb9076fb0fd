"""`make cases`: it writes what a page is read into, and never over a question that a person has not answered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from site_cases import EXPECTED, FOLDER, META, PAGE, load_case, write_answered

from newscrawl.replica import Replica

WHOLE = FOLDER / "allafrica" / "publisher"


def make_case(folder: Path, name: str = "by-hand") -> Path:
    """What a person writes of a page of the replica: where it is, when, and what it shows."""
    case = folder / "allafrica" / name
    case.mkdir(parents=True)
    meta = json.loads((WHOLE / META).read_bytes())
    (case / META).write_text(json.dumps({key: meta[key] for key in ("url", "fetched_at", "shows", "served")}), "utf-8")
    return case


def test_a_page_of_the_replica_is_fetched_with_what_its_door_says(tmp_path: Path, replica: Replica) -> None:
    case = make_case(tmp_path)
    assert write_answered([load_case(case)], replica) == 0
    assert {file.name: file.read_bytes() for file in case.iterdir()} == {
        file: (WHOLE / file).read_bytes() for file in (META, EXPECTED, PAGE)
    }


def test_what_is_asked_is_left_until_a_person_answers(
    tmp_path: Path, replica: Replica, capsys: pytest.CaptureFixture[str]
) -> None:
    case = make_case(tmp_path)
    write_answered([load_case(case)], replica)
    right = (case / EXPECTED).read_bytes()
    asking = {**json.loads(right), "title": {"TODO": "is this the title?", "read": "Nigeria"}}
    (case / EXPECTED).write_text(json.dumps(asking), "utf-8")
    before = {file.name: file.read_bytes() for file in case.iterdir()}
    other = make_case(tmp_path, "another")
    assert write_answered([load_case(case), load_case(other)], replica) == 1
    assert (other / EXPECTED).read_bytes() == right
    assert {file.name: file.read_bytes() for file in case.iterdir()} == before
    told = capsys.readouterr().err
    assert told == "tests/sites/allafrica/by-hand: left as it is: answer the TODO in expected.json for title\n"
    (case / EXPECTED).write_text(json.dumps({**asking, "title": "no matter what"}), "utf-8")
    assert write_answered([load_case(case)], replica) == 0
    assert (case / EXPECTED).read_bytes() == right
