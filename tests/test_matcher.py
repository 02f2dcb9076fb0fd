"""The one pass over a text: offsets that hold, names at the edges of words, rules of the right languages, linear time."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.knowledge import Scan, fold, line_kind, read_outlets, scan
from newscrawl.knowledge.mentions import Name, iter_names
from newscrawl.knowledge.sweep import Text, find_mentions

FIRST = ("ar", "de", "en", "es", "fr", "id")
PIECES = ["AFP", "Reuters", "France 24", "Sindonews", "رويترز", "ТАСС", "新华社", "told ", "selon ", "Foto: ", "/", " – ", "(", ")", "’", "“", "„",
          "dimanche", " (11/12/2022)", "PARIS", ", ", ". ", "©", "\u00a0", "İ", "ß", "ﬁ", "\x1a", "\u200f", "kata ", "dikutip dari ", "ل", "😀"]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=30).map("".join)


def _says(found: Scan) -> set[tuple[str, str]]:
    return {(hit.rule.phrase.says, outlet) for hit in found.hits for mention in hit.mentions for outlet in mention.outlets[:1]}


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_span_lies_in_the_text_and_holds_what_it_says(text: str) -> None:
    found = scan(text, FIRST)
    outlets = read_outlets()
    for one, other in zip(found.mentions, found.mentions[1:], strict=False):
        assert one.end <= other.start
    for mention in found.mentions:
        written = fold(text[mention.start : mention.end])
        owner = outlets[mention.outlets[0]]
        names = {fold(name) for name in (owner.name, *owner.aliases, *owner.mangled)}
        assert "." in written or any(written in name for name in names)
    for hit in found.hits:
        assert 0 <= hit.start < hit.end <= len(text)
        assert text[hit.start : hit.end] == text[hit.start : hit.end].strip()
        assert all(hit.start <= mention.start and mention.end <= hit.end for mention in hit.mentions)
        assert all(span is None or hit.start <= span[0] < span[1] <= hit.end for span in (hit.name, hit.date))


@settings(deadline=None)
@given(TEXTS, st.sampled_from(FIRST))
def test_more_languages_never_take_a_hit_away(text: str, language: str) -> None:
    assert set(scan(text, (language,)).hits) <= set(scan(text, FIRST).hits)


@settings(deadline=None)
@given(TEXTS)
def test_line_kind_takes_any_text(text: str) -> None:
    assert line_kind(text) in {None, "related", "share", "placeholder", "newsletter", "comments", "legal", "advert", "consent"}


@pytest.mark.parametrize(
    ("text", "languages", "expected"),
    [
        ("a dit Kirby. France 24dimanche (11/12/2022).", ("fr",), ("reported_by", "france24")),
        ("sagte der Kapitän der „AFP“.", ("de",), ("reported_by", "afp")),
        ("قالت رئيسة البلدية لرويترز إن الجسر فتح", ("ar",), ("reported_by", "reuters")),
        ("selon l’AFP", ("fr",), ("reported_by", "afp")),
        ("PARIS (Reuters) — The bridge", (), ("text", "reuters")),
        ("Un bateau Photo/Illustration/Sindonews", ("fr",), ("house", "sindonews")),
        ("seperti dilansir AFP, Senin (17/7/2023)", ("id",), ("reported_by", "afp")),
    ],
)
def test_a_formula_gives_its_outlet(text: str, languages: tuple[str, ...], expected: tuple[str, str]) -> None:
    assert expected in _says(scan(text, languages))


def test_a_label_is_no_homograph_of_an_outlet() -> None:
    assert [mention.outlets for mention in scan("Bild: Jörg Adler/dpa", ("de",)).mentions] == [("dpa",)]
    assert ("bild",) in [mention.outlets for mention in scan("sagte der Kapitän der „Bild“.", ("de",)).mentions]


@pytest.mark.parametrize(
    ("text", "language"), [("Ifølge Reuters er broen åpen.", "no"), ("segundo a agência Reuters", "pt-BR")]
)
def test_a_language_answers_to_its_other_codes(text: str, language: str) -> None:
    assert ("reported_by", "reuters") in _says(scan(text, (language,)))


def test_a_phrase_waits_for_its_language() -> None:
    assert ("reported_by", "reuters") not in _says(scan("the mayor told Reuters", ("de",)))


def test_the_date_stated_with_a_credit_is_a_span_of_the_text() -> None:
    text = "« Rien », a dit Kirby. France 24dimanche (11/12/2022). Puis il partit."
    dates = {text[slice(*hit.date)] for hit in scan(text, ("fr",)).hits if hit.date}
    assert dates == {"dimanche (11/12/2022)"}


def test_the_name_of_an_unknown_outlet_is_a_span_of_the_text() -> None:
    text = "This article was originally published in the Wexford Gazette and is used here."
    names = {text[slice(*hit.name)] for hit in scan(text, ("en",)).hits if hit.name}
    assert names == {"Wexford Gazette"}


@pytest.mark.parametrize(
    "unit",
    [
        "AFP, ", "AFP/", "(AFP) - ", "told the news agency ", "Photo: ", "© ", "according to a ", "reported by AFP ", "A ", "a",
        "Source: a, ", "(a/b) ", "AFP (1/1/2020) ", "the post ", "agence ", "x.a", "a.b.", "رويترز و", "dikutip dari ", "Foto/",
        "((((", '"AFP" ', "Paris, 1 mai ", "新华社", "laut ", "zitiert aus ", "Lire aussi ", "Facebook ", "Read ",
    ],
)  # fmt: skip
def test_time_is_linear_in_the_text(unit: str) -> None:
    text = (unit * 6000)[:6000]
    scan("", FIRST)
    started = time.process_time()
    scan(f"{text[:3000]} AFP {text}", FIRST)
    line_kind(text[:400])
    assert time.process_time() - started < 0.4


def _find_missed(names: list[Name], behind: str) -> list[str]:
    """The names that are not found with something right behind them."""
    texts = [(name, Text(f"so {name.text}{behind} ok")) for name in names]
    return [name.text for name, text in texts if all(name.outlet not in mention.outlets for mention in find_mentions(text))]


def test_every_name_is_found_where_it_stands() -> None:
    """A text is only swept where it holds all words of a name; a weekday may be glued to the last, where it is a shorter one."""
    names = [name for outlet in read_outlets().values() for name in iter_names(outlet)]
    numbered = [name for name in names if re.search(r"\w{4} \d{1,3}$", name.text)]
    assert len(names) > 4000
    assert len(numbered) > 20
    assert _find_missed(names, "") == []
    assert _find_missed(numbered, "dimanche") == []


def test_a_word_of_a_name_is_not_the_name() -> None:
    assert [mention.outlets for mention in find_mentions(Text("Dans la ville, selon La DH, la fête"))] == [("dh_be",)]
    assert find_mentions(Text("Dans la ville, selon la mairie, la fête")) == []
