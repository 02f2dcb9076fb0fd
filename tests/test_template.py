"""The language of phrase patterns: what compiles, what it matches, and that it does so in linear time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.knowledge.plain import fold, plain
from newscrawl.knowledge.slots import JOINED, OUTLET, SLOTS, Words
from newscrawl.knowledge.template import TemplateError, compile_template, iter_slots

O = OUTLET  # noqa: E741 -- stands for an outlet in the masked texts below
J = JOINED  # for one that a joiner parts from the outlet before it
WORDS = Words(articles=("the", "l'"), media=("daily", "news agency", "sender"))

# pattern, texts it matches (with the part that it takes), texts it does not match
CASES = [
    ("told {outlet}", {f"she told {O}.": f"told {O}", f"she told{O}": f"told{O}"}, [f"retold {O}", f"told the {O}"]),
    ("told {medium}{outlet}", {f"told the Saudi news agency {O}": f"told the Saudi news agency {O}"}, [f"told a man near {O}"]),
    ("dem {medium}{outlet}", {f"dem Nachrichtensender {O}": f"dem Nachrichtensender {O}"}, [f"dem Kapitän {O}"]),
    ("by {medium}{outlet}", {f"by l’{O}": f"by l'{O}"}, []),
    (
        "{outlets} said",
        {f"{O}, {J} and {J} said": f"{O}, {J} and {J} said", f"{O} told {O} via {J} said": f"{O} via {J} said"},
        [f"{O} and {J} wrote"],
    ),
    ("par {name}", {"Par Le Vexin du jour": "Par Le Vexin"}, ["Paris rouvre", "par hasard"]),
    ("on {name}.", {"on Orchard Weekly. It": "on Orchard Weekly."}, ["on monday."]),
    ("publi(é|ée|és)", {"publiée": "publiée"}, ["publier", "republié"]),
    ("[re]published", {"republished": "republished", "published": "published"}, ["unpublished"]),
    ("Source : {outlet}", {f"Source: {O}": f"Source: {O}", f"Source\u00a0： {O}": f"Source : {O}"}, [f"Sources {O}"]),
    (
        "{outlet}[,] {stamp}",
        {f"{O}dimanche (11/12/2022)": f"{O}dimanche (11/12/2022)", f"{O} (7/10)": f"{O} (7/10)"},
        [f"{O} 2022"],
    ),
    ("{outlet} {date}", {f"{O} 7 oct 2020": f"{O} 7 oct 2020", f"{O} 6月18日": f"{O} 6月18日"}, [f"{O} soon"]),
    ("^{place} \\({outlet}\\) -", {f"ST. JOSEPH, Mich. ({O}) — A": f"ST. JOSEPH, Mich. ({O}) -"}, [f"she said ({O}) - A"]),
    ("^{outlet}$", {f"({O})": f"({O})"}, [f"{O} x", f"{O}{O}"]),
    ("© {year} {outlet}", {f"ⓒ 2019–2024 {O}": f"© 2019-2024 {O}"}, [f"© 1066 {O}"]),
    ("据{outlet}", {f"另据{O}报道": f"据{O}"}, []),
]


@pytest.mark.parametrize(("pattern", "taken", "left"), CASES, ids=[case[0] for case in CASES])
def test_a_pattern_takes_what_it_says(pattern: str, taken: dict[str, str], left: list[str]) -> None:
    template = compile_template(pattern, words=WORDS)
    found = {text: next((m[0] for m in template.regex().finditer(plain(text))), None) for text in taken}
    assert found == taken
    assert [text for text in left if template.regex().search(plain(text))] == []


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("{nothing}", "no slot {nothing}"),
        ("{outlet", "no slot"),
        ("(a|b", "not closed by ')'"),
        ("[a", "not closed by ']'"),
        ("a)b", "unexpected ')'"),
        ("a}b", "stray '}'"),
        ("{date} or {date}", "one of {date} and {stamp}"),
        ("{date} or {stamp}", "one of {date} and {stamp}"),
    ],
)
def test_a_broken_pattern_is_named(pattern: str, complaint: str) -> None:
    with pytest.raises(TemplateError) as error:
        compile_template(pattern)
    assert repr(pattern) in str(error.value)
    assert complaint in str(error.value)


@pytest.mark.parametrize(
    ("pattern", "anchors", "leading"),
    [
        ("(told|informed) {outlet}", {" told ", " informed "}, True),
        ("{outlet} (reported|wrote)", {"reported", "wrote"}, False),
        ("d’après {outlet}", {" d'après "}, True),
        ("\\({outlet}\\) –", set(), False),
        ("© {outlet}", {"©"}, True),
        ("[he ]told {outlet}", {"told "}, False),
        ("Source : {outlet}", {" source "}, True),
    ],
)
def test_anchors_are_what_every_match_contains(pattern: str, anchors: set[str], leading: bool) -> None:  # noqa: FBT001
    template = compile_template(pattern)
    assert (set(template.anchors), template.leading) == (anchors, leading)


def test_slots_are_listed_in_order() -> None:
    assert list(iter_slots("^{place} ({outlets}|{name}) {date}")) == ["place", "outlets", "name", "date"]


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab {}[]()|^$\\é"), max_size=30))
def test_any_pattern_compiles_or_is_refused(pattern: str) -> None:
    try:
        template = compile_template(pattern, words=WORDS)
    except TemplateError:
        return
    assert template.regex().pattern == template.expression


@given(st.text())
def test_plain_and_fold_keep_every_offset(text: str) -> None:
    assert len(plain(text)) == len(fold(text)) == len(text)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("slot", sorted(SLOTS))
@pytest.mark.parametrize("unit", ["a", "A ", "a.", "1/", "1/1/2020 ", f"{O}, ", f"{O}/", "(", "the daily ", "- "])
def test_every_slot_is_linear(slot: str, unit: str) -> None:
    template = compile_template(f"x{{{slot}}}y", words=WORDS)
    text = ("x" + unit * 40) * (6000 // (len(unit) * 40 + 1) + 1)
    started = time.process_time()
    list(template.iter_matches(text, range(len(text))))
    assert time.process_time() - started < 0.5
