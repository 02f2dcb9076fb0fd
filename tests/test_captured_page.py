"""The page that this project began with, and what must not be made of pages that look like it.

The text in `captured/` has the structure of the one page of Nouvelles Du Monde that is stored anywhere, in words of our own.
Where that page's own text is at hand (`../shared`, never needed), it is read the same way.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from captured_page import HOST, make_post, read_captured, wrap

from newscrawl.items import Article
from newscrawl.reading import read_article
from newscrawl.replica import ThemeName, read_sites, render_article

OWN = Path(__file__).parent / "captured" / "sous-marins-civils.txt"
STORED = Path(__file__).parents[2] / "shared" / "pages" / "nouvelles_du_monde_2022-12-11.txt"
THEMES = get_args(ThemeName)
FETCHED = datetime(2022, 12, 12, tzinfo=UTC)


@pytest.fixture(params=[OWN, STORED], ids=["own words", "stored"])
def source(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    if not path.exists():
        pytest.skip("the stored page is not at hand")
    return path


@pytest.mark.parametrize("theme", THEMES)
def test_captured_page(source: Path, theme: ThemeName) -> None:
    captured = read_captured(source.read_text("utf-8"))
    body, url = wrap(captured, theme)
    article = read_article(body, url, fetched_at=FETCHED)

    assert article.title == captured.title
    assert (article.text or "").split("\n\n") == captured.paragraphs
    assert article.language == "fr"
    credits = {(credit.outlet, credit.role): credit for credit in article.credits}
    assert set(credits) == {("sindonews", "photo"), ("sindonews", "translated_from"), ("france24", "reported_by")}
    photo, report = credits["sindonews", "photo"], credits["france24", "reported_by"]
    assert photo.evidence.text == "Photo/Illustration/Sindonews"
    assert report.date and (report.date.local, report.date.precision, report.date.ambiguous) == ("2022-12-11", "day", False)
    assert article.origin and (article.origin.outlet, article.origin.role) == ("sindonews", "translated_from")
    assert article.published and article.published.utc == "2022-12-11T06:31:07Z"
    labels = ("Lire aussi", "Bac :")
    related = [line.removeprefix(label).strip() for line in captured.lines for label in labels if line.startswith(label)]
    assert [link.title for link in article.related] == related


PARAGRAPHS = [
    "BAMAKO – Les riverains du fleuve ont fêté vendredi la fin des travaux du quai aux poissons, ouvert à tous les vents depuis trois ans.",
    "Le maire a promis que les pirogues y trouveraient de l’ombre avant la saison chaude, et les marchandes un toit qui ne fuit pas.",
    "“Nous avons attendu assez longtemps pour savoir ce que vaut une promesse”, a dit la doyenne du marché, Aminata Keïta.",
    "Les premiers filets ont été pesés samedi à l’aube, devant une foule qui avait apporté ses propres balances pour comparer.",
]

NO_ORIGIN = {
    "a Reuters caption over an own report": (
        ["[caption] Les pirogues au quai de Bamako. REUTERS/Jean Dupont", *PARAGRAPHS],
        {("reuters", "photo")},
    ),
    "an illustration of Getty Images": (
        ["[caption] Les pirogues au quai Photo/Illustration/Getty Images", *PARAGRAPHS],
        {("getty", "photo")},
    ),
    "Sindonews as the subject": (
        [*PARAGRAPHS, "Le site indonésien Sindonews a changé de propriétaire, ont annoncé ses actionnaires à Jakarta."],
        set(),
    ),
    "Sindonews in a teaser": ([*PARAGRAPHS, "[related autre] Le port de Surabaya ferme Photo/Illustration/Sindonews"], set()),
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", NO_ORIGIN)
def test_no_origin_where_none_is_credited(name: str, theme: ThemeName) -> None:
    blocks, credits = NO_ORIGIN[name]
    article = read_in_theme(blocks, theme)
    assert article.origin is None
    assert {(credit.outlet, credit.role) for credit in article.credits} == credits


OUTLETS = {"okezone": "Okezone", "detik": "Detik", "liputan6": "Liputan6", "kompas": "Kompas", "tribunnews": "Tribunnews"}
FORMULAS = {  # the caption and the glued formula, as translation leaves them in four languages
    "fr": ("Photo/Illustration/{}", "Al Jazeeravendredi (9/12/2022).", PARAGRAPHS),
    "es": (
        "Foto/Ilustración/{}",
        "Al Jazeeraviernes (9/12/2022).",
        [
            "BAMAKO – Los vecinos del río celebraron el fin de las obras del muelle de pescado, abierto a todos los vientos.",
            "El alcalde prometió que las piraguas tendrían sombra antes de la estación seca, y las vendedoras un techo.",
            "“Hemos esperado bastante para saber cuánto vale una promesa”, dijo la decana del mercado, Aminata Keita.",
        ],
    ),
    "de": (
        "Foto/Illustration/{}",
        "Al JazeeraFreitag (9.12.2022).",
        [
            "BAMAKO – Die Anwohner des Flusses haben das Ende der Arbeiten am Fischkai gefeiert, der drei Jahre offen lag.",
            "Der Bürgermeister versprach den Booten Schatten vor der heißen Zeit und den Händlerinnen ein dichtes Dach.",
            "„Wir haben lange genug gewartet, um zu wissen, was ein Versprechen wert ist“, sagte die Älteste des Marktes.",
        ],
    ),
    "en": (
        "Photo/Illustration/{}",
        "Al JazeeraFriday (9/12/2022).",
        [
            "BAMAKO – People along the river have celebrated the end of the works on the fish quay, open to all winds for years.",
            "The mayor promised that the boats would find shade before the hot season, and the market women a sound roof.",
            "“We have waited long enough to know what a promise is worth,” said the eldest of the market, Aminata Keita.",
        ],
    ),
}


@pytest.mark.parametrize("language", FORMULAS)
@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_same_formulas_with_other_outlets_and_languages(outlet: str, language: str) -> None:
    caption, quoted, paragraphs = FORMULAS[language]
    blocks = [
        f"[caption] {paragraphs[0].partition('– ')[2][:40]} {caption.format(OUTLETS[outlet])}",
        *paragraphs[:2],
        f"{paragraphs[2]} {quoted}",
    ]
    article = read_in_theme(blocks, "generatepress")
    credits = {(credit.outlet, credit.role): credit for credit in article.credits}
    assert article.language.partition("-")[0] == language
    assert article.origin and (article.origin.outlet, article.origin.role) == (outlet, "translated_from")
    assert set(credits) == {(outlet, "photo"), (outlet, "translated_from"), ("al_jazeera", "reported_by")}
    date = credits["al_jazeera", "reported_by"].date
    assert date and date.local == "2022-12-09"


def read_in_theme(blocks: list[str], theme: ThemeName) -> Article:
    site = next(site for site in read_sites() if site.host == HOST)
    post = make_post("Le quai aux poissons de Bamako retrouve ses balances", blocks, site)
    return read_article(render_article(post, site, theme).encode(), site.address(post), fetched_at=FETCHED)
