"""The language: from the text, in the script of the text, with the region that the page declares for the same language."""

from __future__ import annotations

import pytest
from field_page import read

from newscrawl.page.language import declared_language, detect_language, refine_language

SIMPLIFIED = "港口最后一位点灯人周五退休了，他说四十年来点亮了九百盏灯，只打碎过三盏。市议会答应把他的梯子放进博物馆，与渡轮的钟放在一起。"
TRADITIONAL = "港口最後一位點燈人週五退休了，他說四十年來點亮了九百盞燈，只打碎過三盞。市議會答應把他的梯子放進博物館，與渡輪的鐘放在一起。"
TEXTS = [
    ("en", "The last lamp lighter of the old harbour retired on Friday after forty years of evening rounds."),
    ("de", "Der letzte Laternenanzünder des alten Hafens ist am Freitag nach vierzig Jahren in den Ruhestand gegangen."),
    (
        "id",
        "Penyala lampu terakhir di pelabuhan tua itu pensiun pada hari Jumat setelah empat puluh tahun bertugas setiap malam.",
    ),
    ("ar", "تقاعد آخر موقد للمصابيح في الميناء القديم يوم الجمعة بعد أربعين عاما من الجولات المسائية في شوارع المدينة"),
    ("el", "Ο τελευταίος φανοκόρος του παλιού λιμανιού συνταξιοδοτήθηκε την Παρασκευή μετά από σαράντα χρόνια."),
    ("zh", SIMPLIFIED),
    ("zh", TRADITIONAL),
    ("und", "Three lamps"),
    ("und", "2022-12-11 " * 60),
    ("und", ""),
]


@pytest.mark.parametrize(("language", "text"), TEXTS, ids=[f"{row[0]}: {row[1][:20]}" for row in TEXTS])
def test_the_text_tells_its_language(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("letters", ["ხ", "ი", "ც", "ฟ", "ন", "ગ"])
def test_no_language_is_told_in_a_script_that_it_is_not_written_in(letters: str) -> None:
    scripts = {"ხ": "ka", "ი": "ka", "ც": "ka", "ฟ": "th", "ন": "bn", "ગ": "gu"}
    assert detect_language(f"{letters * 5} " * 30) in {scripts[letters], "und"}


REFINED = [
    ("pt", "pt-BR", "pt-BR"),
    ("pt", "pt", "pt"),
    ("pt", None, "pt"),
    ("fr", "en-US", "fr"),
    ("und", "en-US", "und"),
    ("no", "nb-NO", "nb-NO"),
    ("no", None, "no"),
    ("id", "ms-MY", "ms-MY"),
    ("arz", None, "ar"),
    ("arz", "ar-EG", "ar-EG"),
    ("sr", "sr-Latn-RS", "sr-Latn-RS"),
    ("de", "de-DE-formal", "de-DE"),
    ("es", "es-419", "es-419"),
]


@pytest.mark.parametrize(("language", "declared", "refined"), REFINED, ids=[f"{row[0]}, {row[1]}" for row in REFINED])
def test_a_declared_region_is_kept_where_the_language_is_the_same(language: str, declared: str | None, refined: str) -> None:
    assert refine_language(language, declared, "The lamps") == refined


CHINESE = [
    (SIMPLIFIED, None, "zh-Hans"),
    (SIMPLIFIED, "zh-CN", "zh-CN"),
    (TRADITIONAL, "zh", "zh-Hant"),
    (TRADITIONAL, "zh-TW", "zh-TW"),
    (TRADITIONAL, "zh-Hant-HK", "zh-Hant-HK"),
    (TRADITIONAL, "zh-CN", "zh-Hant"),
    (TRADITIONAL, "en-US", "zh-Hant"),
    ("人口", "zh-CN", "zh-CN"),
]


@pytest.mark.parametrize(("text", "declared", "refined"), CHINESE, ids=[f"{row[2]}, {row[1]}" for row in CHINESE])
def test_chinese_says_its_script(text: str, declared: str | None, refined: str) -> None:
    assert refine_language("zh", declared, text) == refined


TAGS = [
    ("en_US", "en-US"),
    ("zh_hant_tw", "zh-Hant-TW"),
    ("PT-br", "pt-BR"),
    ("english please", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("tag", "declared"), TAGS)
def test_declared_tags(tag: str | None, declared: str | None) -> None:
    assert declared_language(tag) == declared


def test_a_page_keeps_its_region() -> None:
    page = read("", lang="en_GB")
    assert (page.language, page.language_declared) == ("en-GB", "en-GB")
