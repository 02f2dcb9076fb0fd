"""Every example of every language file: what a phrase or line must match, and what it must not."""

from __future__ import annotations

from typing import get_args

import pytest

from newscrawl.knowledge import Language, Line, Phrase, line_kind, read_languages, scan
from newscrawl.knowledge.model import LineKind, Says

LANGUAGES = read_languages()
SPOKEN = sorted(code for code, language in LANGUAGES.items() if language.credit and code != "mul")  # the others have dates only


def _hit_by(phrase: Phrase, language: str, text: str) -> bool:
    return any(hit.rule.phrase is phrase for hit in scan(text, (language,)).hits)


def _cases(kind: str) -> list[object]:
    return [
        pytest.param(code, entry, id=f"{code}: {entry.pattern}")
        for code, language in LANGUAGES.items()
        for entry in getattr(language, kind)
    ]


@pytest.mark.parametrize(("code", "phrase"), _cases("credit"))
def test_a_phrase_matches_its_examples_and_no_look_alike(code: str, phrase: Phrase) -> None:
    assert phrase.matches
    missed = [text for text in phrase.matches if not _hit_by(phrase, code, text)]
    taken = [text for text in phrase.rejects if _hit_by(phrase, code, text)]
    assert (missed, taken) == ([], [])


@pytest.mark.parametrize(("_code", "line"), _cases("line"))
def test_a_line_matches_its_examples_and_no_look_alike(_code: str, line: Line) -> None:
    assert line.matches
    wrong = {text: line_kind(text) for text in line.matches if line_kind(text) != line.kind}
    taken = [text for text in line.rejects if line_kind(text) == line.kind]
    assert (wrong, taken) == ({}, [])


@pytest.mark.parametrize("code", SPOKEN)
def test_every_language_speaks_of_every_role_and_kind_of_line(code: str) -> None:
    language: Language = LANGUAGES[code]
    assert {phrase.says for phrase in language.credit} == set(get_args(Says))
    assert {line.kind for line in language.line} >= set(get_args(LineKind)) - {"byline"}
    assert {"byline", "source_label", "republish_notice"} <= {phrase.form for phrase in language.credit}


def test_thirty_languages_have_phrases() -> None:
    assert len(SPOKEN) >= 30


def test_house_formulas_stand_in_captions_only() -> None:
    houses = [phrase for language in LANGUAGES.values() for phrase in language.credit if phrase.says == "house"]
    assert len(houses) >= len(SPOKEN)
    assert all(set(phrase.zones) <= {"caption", "body", "lead"} and phrase.zones for phrase in houses)
