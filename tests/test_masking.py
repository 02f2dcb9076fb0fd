"""Outlets in a text are masked as one character each, told apart by whether a joiner stands before them."""

from __future__ import annotations

import pytest

from newscrawl.knowledge import scan
from newscrawl.knowledge.masking import mask
from newscrawl.knowledge.plain import plain
from newscrawl.knowledge.slots import JOINED, OUTLET

CASES = {
    "Reuters and AFP": "O and J",
    "Reuters, AFP, dpa": "O, J, J",
    "(AFP/dpa)": "(O/J)",
    "Mit Material von dpa und AFP": "Mit Material von O und J",
    "Reuters, and AFP": "O, and J",
    "Reuters, according to AFP": "O, according to O",
    "“Reuters” says; ‘AFP’ too": "O says; O too",
    "新华社和路透社": "O和J",
    "AFP - Reuters": "O - J",
}


@pytest.mark.parametrize(("text", "masked"), CASES.items(), ids=list(CASES))
def test_a_mention_is_one_character(text: str, masked: str) -> None:
    found, back = mask(plain(text), scan(text, ()).mentions)
    assert found.replace(OUTLET, "O").replace(JOINED, "J") == masked
    assert len(back) == len(found) + 1
    assert back[-1] == len(text)


def test_what_stands_for_an_outlet_is_none_in_the_page() -> None:
    assert mask(f"a{OUTLET}b{JOINED}c", ())[0] == "a b c"
