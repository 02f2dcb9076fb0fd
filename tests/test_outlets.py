"""The outlet registry: its data are sound, and texts in many scripts mention the outlets they should."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from importlib.resources import files
from zoneinfo import available_timezones

import pytest
import tldextract

from newscrawl.knowledge import Outlet, fold, outlet, outlet_by_host, outlets_by_name, read_outlets, same_group, scan

ENTRIES = tuple(read_outlets().values())
ZONES = available_timezones()
SUFFIXES = tldextract.TLDExtract(suffix_list_urls=())

# ISO 3166-1 alpha-2 (and XK, which Kosovo uses), ISO 639-1 and -2 as far as the registry needs them
COUNTRIES = (
    "AE AF AL AM AO AR AT AU AZ BA BD BE BF BG BH BN BO BR BT BW BY CA CD CH CI CL CM CN CO CR CU CY CZ DE DK DO DZ EC EE EG ES "
    "ET FI FR GB GE GH GR GT HK HN HR HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KP KR KW KZ LA LB LI LK LT LU LV LY MA MD ME "
    "MK ML MM MN MO MT MV MW MX MY MZ NA NG NI NL NO NP NZ OM PA PE PH PK PL PR PS PT PY QA RO RS RU RW SA SD SE SG SI SK SN SO "
    "SV SY TH TJ TM TN TR TT TW TZ UA UG US UY UZ VA VE VN XK YE ZA ZM ZW"
)
LANGUAGES = (
    "af am ar az be bg bn bo bs ca cs cy da de dz el en es et fa fi fil fr ga gl gu ha he hi hr hu hy id is it ja ka kk km ko ku "
    "ky lo lt lv mk ml mn mr ms my ne nl nb no pl ps pt ro ru rw si sk sl so sq sr sv sw ta te tg th tk tr ug uk ur uz vi zh"
)

# An outlet, host or not; text in the manner of pages; the ids it mentions, `?` behind those good beside a cue only
MENTIONS = (
    ("PARIS (Reuters) - Ministers met", "reuters"),
    ("Hamburg (dpa/lno) - Ein Schiff", "dpa"),
    ("Wiesbaden (KNA/iz). Der Bischof", "kna?"),
    ("Bruselas, 7 oct (EFE).- La reunión", "efe"),
    ("London, Jun 11 (efe-epa).- A train", "efe? epa?"),
    ("МОСКВА, 29 июня. /ТАСС/. Поезд", "tass"),
    ("КИЕВ. 3 декабря. УНН. Дорога", "unn"),
    ("【6月18日 AFP】列車が", "afp?"),
    ("新华社北京4月24日电（记者）", "xinhua"),
    ("据法新社报道，列车", "afp"),
    ("據路透社報導", "reuters"),
    ("来源：新华网", "xinhua"),
    ("（共同）", "kyodo?"),
    ("共同通信によると", "kyodo"),
    ("ロイター通信は12日", "reuters"),
    ("(서울=연합뉴스) 김기자", "yonhap"),
    ("사진 뉴시스", "newsis"),
    ("로이터통신에 따르면", "reuters"),
    ("وقالت رويترز إن القطار", "reuters"),
    ("نقلا عن وكالة الأنباء الألمانية ولرويترز", "dpa reuters"),
    ("به نقل از خبرگزاری فارس", "fars"),
    ("به گزارش ایرنا", "irna"),
    ("Haberler - Anadolu Ajansı", "aa"),
    ("selon l'Agence Anatolie", "aa?"),
    ("theo Tân Hoa xã", "xinhua"),
    ("สำนักข่าวรอยเตอร์รายงาน", "reuters"),
    ("रॉयटर्स के मुताबिक", "reuters"),
    ("রয়টার্স জানায়", "reuters"),
    ("по данным Интерфакса", "interfax"),
    ("повідомляє Укрінформ", "ukrinform"),
    ("«Հրապարակ» թերթը գրում է", "hraparak"),
    ("πηγή: ΑΠΕ-ΜΠΕ", "amna"),
    ("Foto: Liselotte Berg/Ritzau Scanpix", "ritzau_scanpix"),
    ("Bildrechte: picture alliance/dpa | Anna Berg", "picture_alliance dpa"),
    ("Photo: IMAGO/Zuma", "imago zuma?"),
    ("imago stock&people", "imago"),
    ("AFP via Getty Images", "afp? getty"),
    ("Снимка: Getty Images", "getty"),
    ("GETTY IMAGES", "getty"),
    ("Quelle: APA/sda/dpa", "apa? apa_az? keystone_sda? dpa"),
    ("seperti dikutip dari France 24, Minggu (11/12/2022)", "france24"),
    ("Foto/Ilustrasi/SINDOnews", "sindonews"),
    ("dilansir CNN Indonesia, Rabu", "cnn_indonesia"),
    ("dilansir CNN, Rabu", "cnn"),
    ("Photo : Doc. Détik", "detik?"),
    ("menurut detikJateng", "detik"),
    ("menurut LKBN Antara", "antara"),
    ("Antara lain, harga", "antara?"),
    ("(ANTARA) - Harga", "antara"),
    ("a rapporté Le Gardien", "the_guardian?"),
    ("rapporte la Voix de l'Amérique", "voa?"),
    ("écrit Clairon dimanche", "clarin?"),
    ("selon le Times of Israel", "times_of_israel"),
    ("By The New York Times News Service", "nyt"),
    ("The-CNN-Wire™ & © 2020 Cable News Network", "cnn cnn"),
    ("CNA reported", "channel_newsasia? catholic_news_agency? central_news_agency?"),
    ("Ein Bild von ihm im Spiegel", "bild? der_spiegel?"),
    ("There is time", ""),
    ("a tempo lento", ""),
    ("reuters.com", "reuters"),
    ("www.sindonews.com", "sindonews"),
    ("news.detik.com", "detik"),
    ("https://www.reuters.com/world/", ""),
    ("(reuters)", "reuters"),
    ("sagte sie den Augsburger Allgemeinen", "augsburger_allgemeine"),
    ("powiedział w rozmowie z agencją Reutera", "reuters"),
    ("Helsingin Sanomien mukaan", "helsingin_sanomat"),
    ("сообщила «Известиям» пассажирка", "izvestia?"),
    ("del presidente della Repubblica", "la_repubblica?"),
    ("Agencija Anadolija", "aa"),
    ("(sid/afp)", "sid? afp?"),
    ("As reported on Monday", ""),
    ("diario AS", "as?"),
    ("Агентство сообщило о мосте", ""),
    ("«Агентство» сообщило о мосте", "agentstvo?"),
    ("وقال البيان إن الجسر فتح", ""),
    ("وذكرت صحيفة البيان أن الجسر فتح", "al_bayan"),
    ("Heute öffnet die Brücke", ""),
)
HOSTS = (
    ("pict.sindonews.net", "sindonews"),
    ("international.sindonews.com", "sindonews"),
    ("news.detik.com", "detik"),
    ("kompas.com", "kompas"),
    ("edition.cnn.com", "cnn"),
    ("www.cnnindonesia.com", "cnn_indonesia"),
    ("i.guim.co.uk", "the_guardian"),
    ("WWW.BBC.CO.UK", "bbc"),
    ("g1.globo.com", "g1"),
    ("oglobo.globo.com", "o_globo"),
    ("uk.news.yahoo.com", "yahoo"),
    ("news.yahoo.co.jp", "yahoo_japan"),
    ("hosted.ap.org", "ap"),
    ("nouvelles-dumonde.com", "nouvelles_du_monde"),
    ("example.org", None),
    ("com", None),
)


def test_there_are_enough_of_every_kind() -> None:
    kinds = Counter[str](entry.kind for entry in ENTRIES)
    assert len(ENTRIES) >= 2000
    floors = {"agency": 150, "photo_agency": 80, "press_release": 18, "aggregator": 60, "newspaper": 600, "broadcaster": 250}
    assert {kind: kinds[kind] for kind, floor in floors.items() if kinds[kind] < floor} == {}
    assert sum("id" in entry.languages for entry in ENTRIES) >= 80


def test_ids_are_plain_and_sorted_within_each_file() -> None:
    for source in (files("newscrawl.knowledge") / "outlets").iterdir():
        ids = re.findall(r"^\[([^\]]*)\]$", source.read_text("utf-8"), re.MULTILINE)
        assert ids == sorted(ids), source.name
        assert all(re.fullmatch(r"[a-z0-9]+(?:_[a-z0-9]+)*", i) for i in ids), source.name


def test_a_name_that_two_outlets_share_is_ambiguous_in_both() -> None:
    owners: dict[str, dict[str, bool]] = defaultdict(dict)
    for entry in ENTRIES:
        for name in _names(entry):
            unsure = name in entry.ambiguous or name in entry.mangled
            owners[fold(name)][entry.id] = owners[fold(name)].get(entry.id, True) and unsure
    assert {name: ids for name, ids in owners.items() if len(ids) > 1 and not all(ids.values())} == {}


def test_names_are_written_once_and_cleanly() -> None:
    for entry in ENTRIES:
        names = _names(entry)
        assert len(set(names)) == len(names), entry.id
        assert all(name == name.strip() and len(name) > 1 and "  " not in name for name in names), entry.id
        assert set(entry.ambiguous) <= {entry.name, *entry.aliases}, entry.id


def test_domains_are_hosts_of_one_owner() -> None:
    owners = Counter(domain for entry in ENTRIES for domain in entry.domains)
    assert [domain for domain, count in owners.items() if count > 1] == []
    for domain in owners:
        parts = SUFFIXES(domain)
        assert parts.domain, domain
        assert parts.suffix, domain
        assert re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]+", domain), domain


def test_codes_are_known() -> None:
    for entry in ENTRIES:
        assert entry.country in COUNTRIES.split(), entry.id
        assert entry.languages, entry.id
        assert set(entry.languages) <= set(LANGUAGES.split()), entry.id
        assert entry.zone in ZONES, entry.id


def test_a_group_has_at_least_two_titles() -> None:
    groups = Counter(entry.group for entry in ENTRIES if entry.group)
    assert [group for group, count in groups.items() if count < 2] == []
    assert same_group(outlet("sindonews"), outlet("okezone"))
    assert not same_group(outlet("sindonews"), outlet("kompas"))
    assert not same_group(outlet("afp"), outlet("reuters"))  # neither has a group


@pytest.mark.parametrize(("text", "expected"), MENTIONS)
def test_mentions(text: str, expected: str) -> None:
    found = [i if mention.sure else f"{i}?" for mention in scan(text, ()).mentions for i in mention.outlets]
    assert found == expected.split()


@pytest.mark.parametrize(("host", "expected"), HOSTS)
def test_hosts(host: str, expected: str | None) -> None:
    owner = outlet_by_host(host)
    assert (owner.id if owner else None) == expected


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("NBC", "nbc_news"),
        ("Daily Star", "daily_star_uk"),
        ("La Nación", "la_nacion_ar"),
        ("Panorama", "panorama_ard"),
        ("associated press", "ap"),
        ("The Associated Press", "ap"),
        ("EL PAÍS", "el_pais"),
        ("Clarin", "clarin"),
        ("Новости", None),
    ],
)
def test_lookup_by_name(name: str, first: str | None) -> None:
    assert next((entry.id for entry in outlets_by_name(name)), None) == first


def test_outlets_of_one_name_have_one_likeliest_at_most() -> None:
    sharing: dict[str, set[str]] = defaultdict(set)
    for entry in ENTRIES:
        for name in {fold(name) for name in _names(entry)}:
            sharing[name].add(entry.id)
    shared = {frozenset(ids) for ids in sharing.values() if len(ids) > 1}
    assert [sorted(ids) for ids in shared if sum(outlet(i).rank == 1 for i in ids) > 1] == []
    ranked = {entry.id for entry in ENTRIES if entry.rank == 1}
    assert sorted(ranked - {i for ids in shared for i in ids}) == []


def test_a_desk_has_titles_of_its_group() -> None:
    assert {entry.id: entry.group for entry in ENTRIES if entry.desk and not entry.group} == {}


@pytest.mark.parametrize(("service", "host"), [("syndigate", "albawaba.com"), ("news_aktuell", "www.presseportal.de")])
def test_a_service_is_not_the_site_it_is_printed_on(service: str, host: str) -> None:
    owner = outlet_by_host(host)
    assert owner
    assert owner.id != service
    assert same_group(owner, outlet(service))


def test_every_name_is_recognised_as_its_outlet() -> None:
    for entry in ENTRIES:
        for name in _names(entry):
            longest = max(scan(name, ()).mentions, key=lambda mention: mention.end - mention.start)
            assert entry.id in longest.outlets, f"{entry.id}: {name}"


def _names(entry: Outlet) -> tuple[str, ...]:
    return (entry.name, *entry.aliases, *entry.mangled)
