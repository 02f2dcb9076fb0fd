"""Which outlets a page really credits: a table of small pages, each about one form or one look-alike."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from credit_page import NDM, STRANGER, make_page, read_credits, roles

from newscrawl.page import Block, Link
from newscrawl.page.model import Zone


@dataclass(frozen=True)
class Case:
    about: str
    blocks: tuple[tuple[Zone, str], ...]
    credits: set[tuple[str | None, str]] = field(default_factory=set)
    origin: str | None = None
    language: str = "en"
    url: str = STRANGER
    extent: str = "full"


CASES = (
    Case(
        "the photo desk that titles of a group share is the publisher's own",
        (("caption", "Die Brücke am Morgen. Foto: Ute Berg / FUNKE Foto Services"),),
        language="de",
        url="https://www.abendblatt.de/hamburg/article1.html",
    ),
    Case(
        "a service is not the site that prints it",
        (("body", "Via SyndiGate.info"),),
        {("syndigate", "agency")},
        "syndigate",
        url="https://www.albawaba.com/news/a-bridge-opens-1234567",
    ),
    Case(
        "a homograph beside the publisher's own name",
        (("label", "Wochenblatt / Última Hora"),),
        {("ultima_hora_py", "translated_from")},
        "ultima_hora_py",
        "de",
        "https://wochenblatt.cc/eine-bruecke-wird-eroeffnet/",
        "partial",
    ),
    Case(
        "of outlets of one name the one of the site's country",
        (("body", "El puente abrió el lunes, informó el diario La Nación."),),
        {("la_nacion_cr", "reported_by")},
        language="es",
        url="https://www.puentes.cr/un-puente-abre-el-lunes",
    ),
    Case(
        "of outlets of one name the likeliest",
        (("body", "Die Brücke sei sicher, sagte sie der Daily Star."),),
        {("daily_star_uk", "reported_by")},
        language="de",
    ),
    Case(
        "a dateline names the agency",
        (("body", "LYON (Reuters) – The bridge opened at noon."),),
        {("reuters", "agency")},
        "reuters",
    ),
    Case(
        "an agency stays one under a translation",
        (("body", "BERLIN (dpa) – Le pont a rouvert."),),
        {("dpa", "agency")},
        "dpa",
        "fr",
    ),
    Case("a byline", (("byline", "Par AFP"),), {("afp", "agency")}, "afp", "fr"),
    Case("a trailing credit", (("body", "Der Storch blieb sitzen. (dpa)"),), {("dpa", "agency")}, "dpa", "de"),
    Case("a source label", (("body", "Quelle: Reuters"),), {("reuters", "agency")}, "reuters", "de"),
    Case(
        "a contribution is a part",
        (("body", "The bridge opened. With files from Reuters"),),
        {("reuters", "agency")},
        "reuters",
        extent="partial",
    ),
    Case(
        "a republish notice",
        (("body", "This article was originally published by The Guardian."),),
        {("the_guardian", "republished_from")},
        "the_guardian",
    ),
    Case(
        "an outlet of another language is translated from",
        (("body", "Source : Okezone"),),
        {("okezone", "translated_from")},
        "okezone",
        "fr",
    ),
    Case(
        "the captured page: house formula, glued weekday, leftovers",
        (
            ("placeholder", "Chargement en cours…"),
            ("caption", "Des drones au-dessus du port Photo/Illustration/Sindonews"),
            ("body", "« Nous allons voir », a déclaré le porte-parole. France 24dimanche (11/12/2022)."),
        ),
        {("sindonews", "photo"), ("sindonews", "translated_from"), ("france24", "reported_by")},
        "sindonews",
        "fr",
        NDM,
    ),
    Case(
        "a photo desk under a known aggregator betrays the origin",
        (("caption", "Le volcan (Photo : Okezone)"),),
        {("okezone", "photo"), ("okezone", "translated_from")},
        "okezone",
        "fr",
        NDM,
    ),
    Case(
        "never 'photo by X, hence from X' alone",
        (("caption", "Le volcan (Photo : Okezone)"),),
        {("okezone", "photo")},
        None,
        "fr",
    ),
    Case(
        "an agency's caption over an own report",
        (("caption", "Le pont à l'aube (Reuters)"),),
        {("reuters", "photo")},
        None,
        "fr",
        NDM,
    ),
    Case(
        "a stock service is a photo",
        (("caption", "Photo/Illustration/Getty Images"),),
        {("getty", "photo")},
        None,
        "fr",
        NDM,
    ),
    Case("a photo agency in a label is no source of text", (("label", "Getty Images"),), {("getty", "photo")}),
    Case(
        "an outlet that is the subject", (("body", "Sindonews a licencié douze journalistes lundi."),), language="fr", url=NDM
    ),
    Case(
        "a teaser speaks of another story",
        (("teaser", "LYON (Reuters) – Another bridge."), ("related", "Sindonews opens")),
        url=NDM,
    ),
    Case("the footer speaks of the site", (("footer", "Copyright © AFP, Reuters"),)),
    Case("a pronoun is no magazine", (("body", "La préfecture refuse. Elle a écrit deux fois au maire."),), language="fr"),
    Case("a word that opens a sentence is no magazine", (("lead", "People reported that the bridge shook."),)),
    Case(
        "the magazine is one all the same",
        (("body", "Il l'a confié lundi : « Le pont rouvre », a dit le maire à Elle."),),
        {("elle", "reported_by")},
        language="fr",
    ),
    Case(
        "the publisher in brackets before the text",
        (("body", "[Premium Times] Abuja - The bridge was opened on Monday."),),
        {("premium_times", "republished_from")},
        "premium_times",
        url="https://allafrica.com/stories/202212090418.html",
    ),
    Case("a reprint elsewhere is no credit", (("body", "This article was reprinted on The Guardian."),)),
    Case(
        "the publisher under its desk's name",
        (("byline", "By Reuters"), ("body", "LYON (Reuters) – The bridge.")),
        url="https://www.reuters.com/world/a-bridge-opens-2022-12-11/",
    ),
    Case(
        "the publisher and an agency share the byline",
        (("byline", "Par Le Figaro et AFP"),),
        {("afp", "agency")},
        "afp",
        "fr",
        "https://www.lefigaro.fr/monde/un-pont-20221211",
        "partial",
    ),
    Case(
        "an agency in its own copy does not report itself",
        (("body", "LYON (Reuters) – The bridge opened."), ("body", "“It is done,” the mayor told Reuters.")),
        {("reuters", "agency")},
        "reuters",
    ),
    Case(
        "another outlet in agency copy does",
        (("body", "LYON (Reuters) – The bridge opened."), ("body", "“It is done,” the mayor told BBC.")),
        {("reuters", "agency"), ("bbc", "reported_by")},
        "reuters",
    ),
    Case(
        "a composite credits each outlet",
        (("caption", "The bridge. Photo by Ann Wood/AFP via Getty Images"),),
        {("afp", "photo"), ("getty", "photo")},
    ),
    Case(
        "a paper's report that others build upon is no text",
        (("body", "The bridge opened. With reports from The Guardian"),),
        {("the_guardian", "reported_by")},
    ),
    Case(
        "a second dateline opens another story",
        (("body", "LYON (Reuters) – The bridge opened."), ("body", "QUITO (AP) – The fair opened.")),
        {("reuters", "agency")},
        "reuters",
    ),
    Case(
        "so does a late one",
        (
            *(
                ("body", f"Paragraph {n} of a story that the paper's own reporter wrote about a bridge and its painters.")
                for n in range(3)
            ),
            ("body", "QUITO (AP) – The fair opened."),
        ),
    ),
    Case("a section is no outlet of its name", (("label", "Panorama"), ("byline", "Sport")), language="de"),
    Case("bylines of a list", tuple(("byline", "By Reuters") for _ in range(5))),
    Case("a column of a line of meta data is no photo", (("label", "Culture | EFE | 12:05"),), {("efe", "agency")}, "efe"),
    Case(
        "a title's other edition, translated",
        (("body", "This article was translated from Business Insider."),),
        {("business_insider", "translated_from")},
        "business_insider",
        "de",
        "https://www.businessinsider.de/a-bridge-opens-with-painters",
    ),
    Case(
        "a photo credit in another language is a photo",
        (("byline", "Foto: Ana Ruiz/Reuters"),),
        {("reuters", "photo")},
        language="es",
    ),
    Case("a copyright line with the year", (("legal", "Copyright 2024 Reuters"),), {("reuters", "agency")}, "reuters", "de"),
    Case("a copyright line without it", (("legal", "© Reuters"),), {("reuters", "photo")}, language="de"),
    Case("agencies without a name", (("label", "Mit Agenturmaterial"),), language="de"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.about)
def test_case(case: Case) -> None:
    found = read_credits(make_page(*case.blocks, language=case.language, url=case.url))
    assert roles(found) == case.credits
    assert (found.origin.outlet if found.origin else None) == case.origin
    assert found.origin is None or found.origin.extent == case.extent


INDONESIAN = ("sindonews", "okezone", "detik", "kompas", "tempo")
WRITTEN = {"sindonews": "Sindonews", "okezone": "Okezone", "detik": "detikcom", "kompas": "Kompas.com", "tempo": "Tempo"}
FORMULAS = {
    "id": ("Foto/Ilustrasi/{}", "kata kapten itu, seperti dikutip dari {}, Minggu (11/12/2022)."),
    "fr": ("Photo/Illustration/{}", "a déclaré le capitaine. {}dimanche (11/12/2022)."),
    "en": ("Photo/Illustration/{}", "said the captain, as quoted from {}, Sunday (11/12/2022)."),
    "es": ("Foto/Ilustración/{}", "dijo el capitán, citado de {}, domingo (11/12/2022)."),
}


@pytest.mark.parametrize("outlet", INDONESIAN)
@pytest.mark.parametrize("language", FORMULAS)
def test_the_house_formula_betrays_a_translation_only(outlet: str, language: str) -> None:
    found = read_credits(
        make_page(("caption", f"Kapal. {FORMULAS[language][0].format(WRITTEN[outlet])}"), language=language, url=NDM)
    )
    expected = {(outlet, "photo")} | ({(outlet, "translated_from")} if language != "id" else set())
    assert roles(found) == expected


@pytest.mark.parametrize("outlet", INDONESIAN)
@pytest.mark.parametrize("language", FORMULAS)
def test_the_formula_states_its_date_day_first(outlet: str, language: str) -> None:
    found = read_credits(
        make_page(("body", f"“Ya”, {FORMULAS[language][1].format(WRITTEN[outlet])}"), language=language, url=NDM)
    )
    assert roles(found) == {(outlet, "reported_by")}
    date = found.credits[0].date
    assert date is not None
    assert date.local[:10] == "2022-12-11"


def test_unnamed_agencies_are_a_flag() -> None:
    found = read_credits(make_page(("label", "Mit Agenturmaterial"), language="de"))
    assert found.flags == ("unnamed_agency",)
    assert found.credits == ()


def test_a_dateline_without_year_takes_it_from_the_page() -> None:
    found = read_credits(make_page(("body", "BRUSELAS, 7 oct (EFE).- La feria abrió."), language="es"))
    assert found.credits[0].date is not None
    assert found.credits[0].date.local == "2022-10-07"


def test_every_candidate_that_is_dropped_says_why() -> None:
    page = make_page(
        ("body", "Staff of Reuters marched past the BBC."),
        ("byline", "By AFP"),
        url="https://www.afp.com/en/a-report-on-a-march",
    )
    reasons = {(one.outlet, one.reason) for one in read_credits(page).rejected}
    assert ("afp", "the publisher itself") in reasons
    assert "bbc" in {outlet for outlet, _ in reasons}


def test_a_link_to_the_original_gives_its_address() -> None:
    text = "This article was originally published by The Guardian."
    address = "https://www.theguardian.com/world/2022/dec/11/a-bridge-opens"
    block = Block("body", text, "p", links=(Link(address, 41, 53),), inside=True)
    found = read_credits(make_page(block))
    assert found.origin is not None
    assert found.origin.url == address
