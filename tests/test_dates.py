"""Texts that say when: a table of them, the examples of every language file, and what holds for any text."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.dates import ZoneHint, parse_date
from newscrawl.dates.script import clean_digits, clean_script
from newscrawl.knowledge import read_languages

TABLES = Path(__file__).with_name("tables")
# the first written as the forms of the world go, the others as pages print them; `unread` says what is not understood yet
TABLE = [
    json.loads(line)
    for name in ("dates", "dates_seen", "dates_third")
    for line in (TABLES / f"{name}.jsonl").read_text("utf-8").splitlines()
]
EXAMPLES_READ_AT = datetime(2022, 12, 11, 12, tzinfo=UTC)
LANGUAGES = {code: language.dates for code, language in read_languages().items() if language.dates is not None}
MOMENTS = st.datetimes(datetime(1995, 1, 2), datetime(2099, 12, 30)).map(lambda at: at.replace(microsecond=0))  # noqa: DTZ001 - naive on purpose
OFFSETS = st.integers(-14 * 60, 14 * 60)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=f"{case.get('language', '-')}: {case['text'][:60]}",
            marks=pytest.mark.xfail(strict=True, reason=case["unread"]) if "unread" in case else (),
        )
        for case in TABLE
    ],
)
def test_a_text_reads_as_the_table_says(case: dict[str, Any]) -> None:
    zone = ZoneHint(case["zone"], "site") if "zone" in case else None
    now = datetime.fromisoformat(case["now"]) if "now" in case else None
    found = parse_date(case["text"], language=case.get("language"), zone=zone, order=case.get("order"), now=now)
    if case["local"] is None:
        assert found is None
        return
    assert found is not None
    assert (found.local, found.precision) == (case["local"], case["precision"])
    assert found.ambiguous == case.get("ambiguous", False)
    assert found.utc == case.get("utc", found.utc)
    assert found.zone == case.get("zone_read", found.zone)
    assert found.zone_source == case.get("zone_source", found.zone_source)
    assert (found.raw, found.evidence) == (case["text"].strip(), "text")


@pytest.mark.parametrize(
    ("code", "text", "local"), [(code, *example) for code, words in LANGUAGES.items() for example in words.examples]
)
def test_the_examples_of_the_language_files(code: str, text: str, local: str) -> None:
    found = parse_date(text, language=code, now=EXAMPLES_READ_AT)
    assert found is not None
    assert found.local == local


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_file_names_all_months_and_weekdays_and_has_examples(code: str) -> None:
    words = LANGUAGES[code]
    assert (len(words.months), len(words.weekdays)) == (12, 7)
    assert words.examples


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("month", range(1, 13))
def test_every_spelling_of_every_month_is_read(code: str, month: int) -> None:
    for spelling in LANGUAGES[code].months[month - 1]:
        found = parse_date(f"17 {spelling} 2021", language=code, now=None)
        assert found is not None, spelling
        assert found.local == f"2021-{month:02}-17", spelling


@pytest.mark.parametrize("zone", ["Asia/Jakrta", "+25:00", "7"])
def test_an_unknown_zone_is_an_error_that_names_it(zone: str) -> None:
    with pytest.raises(ValueError, match="IANA"):
        parse_date("2022-12-11 06:31", zone=ZoneHint(zone, "site"), now=None)


@given(MOMENTS, OFFSETS)
def test_an_instant_survives_iso_and_rfc_2822(at: datetime, minutes: int) -> None:
    moment = at.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    want = moment.astimezone(UTC).isoformat()[:19] + "Z"
    for text in (moment.isoformat(), moment.strftime("%a, %d %b %Y %H:%M:%S %z")):
        found = parse_date(text, now=None)
        assert found is not None
        assert (found.utc, found.precision) == (want, "second")


@given(st.sampled_from(sorted(LANGUAGES)), st.dates(date(1995, 1, 1), date(2099, 12, 31)), st.data())
def test_a_written_day_survives_in_every_language(code: str, day: date, data: st.DataObject) -> None:
    words = LANGUAGES[code]
    month = data.draw(st.sampled_from(words.months[day.month - 1]))
    weekday = data.draw(st.sampled_from(words.weekdays[day.weekday()]))
    found = parse_date(f"{weekday}, {day.day} {month} {day.year}", language=code, now=None)
    assert found is not None
    assert found.local == day.isoformat()


@given(MOMENTS)
def test_the_year_left_out_is_found_again_within_a_year(now: datetime) -> None:
    now = now.replace(tzinfo=UTC)
    day = now - timedelta(days=200)
    found = parse_date(f"{day.day} {LANGUAGES['fr'].months[day.month - 1][0]}", language="fr", now=now)
    assert found is not None
    if (day.month, day.day) != (2, 29):
        assert found.local == day.date().isoformat()


@settings(deadline=None)  # the last resort takes its time
@given(st.text(max_size=300), st.sampled_from([None, *LANGUAGES]), st.sampled_from([None, EXAMPLES_READ_AT]))
def test_no_text_breaks_it(text: str, language: str | None, now: datetime | None) -> None:
    found = parse_date(text, language=language, now=now)
    assert found is None or found.local[:4].isdecimal()


@given(st.text(st.characters(categories=("Nd", "Lo", "Zs", "Po")), max_size=60))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_digits(clean_digits(text)) == clean_digits(text)
    assert clean_script(clean_script(text)) == clean_script(text)


def test_a_long_text_costs_no_more_than_its_head() -> None:
    found = parse_date("11 December 2022 " + "1 May 2 June 12:00 " * 50_000, language="en", now=None)
    assert found is not None
    assert found.local == "2022-12-11"
