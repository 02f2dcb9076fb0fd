"""Matching across languages: with an encoder and a verifier of the test's own, and with those that the package brings."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.store import SqliteStoryIndex, StoreError, open_story_index
from newscrawl.stories import DEFAULT, Document, EncoderError, Placer, Verifier, find_encoder, load_verifier
from newscrawl.stories.alignment import common_order, paragraph_cost
from newscrawl.stories.anchors import find_anchors, name_key
from newscrawl.stories.encoder import Named, Vector
from newscrawl.stories.nearest import SHORTLIST, Signatures
from newscrawl.stories.translation import FEATURES, Side, is_comparable, nearness, pair_features
from newscrawl.stories.verifier import Linear

AT = datetime(2022, 12, 11, 12, tzinfo=UTC)
SIZE = 64


def meaning(text: str) -> Vector:
    """A toy encoder: what is before the first colon is what the text is about."""
    return np.random.default_rng(crc32(text.partition(":")[0].encode())).standard_normal(SIZE).astype(np.float32)


TOY = Named("toy", meaning)  # type: ignore[arg-type]
# Looks at the cosine alone: likely above a half, certain above two thirds.
NO, ONE = np.zeros(len(FEATURES), np.float32), np.ones(len(FEATURES), np.float32)
NEAR = Verifier("toy", np.zeros(SIZE, np.float32), (Linear(np.eye(1, len(FEATURES), dtype=np.float32)[0] * 20, NO, ONE, -9.0),))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SqliteStoryIndex]:
    with open_story_index(tmp_path) as opened:
        yield opened


def document(number: int, about: str, language: str, **facts: object) -> Document:
    """An article whose title says what it is about, and whose words are no other article's."""
    text = " ".join(f"{language}{number}w{n}" for n in range(60))
    return Document(f"{number:016x}", text, f"{about}: {language}", language, **facts)  # type: ignore[arg-type]


def toy_placer(index: SqliteStoryIndex) -> Placer:
    return Placer(index, encoder=TOY, verifier=NEAR)


def counting_placer(index: SqliteStoryIndex) -> tuple[Placer, list[str]]:
    """A placer, and the texts that its encoder was asked for so far."""
    asked: list[str] = []

    def count(text: str) -> Vector:
        asked.append(text)
        return meaning(text)

    return Placer(index, encoder=Named("toy", count), verifier=NEAR), asked  # type: ignore[arg-type]


def test_a_translation_joins_the_story_of_its_original(index: SqliteStoryIndex) -> None:
    placer = toy_placer(index)
    documents = [
        document(1, "bridge", "id"),
        document(2, "flood", "id"),
        document(3, "bridge", "fr"),
        document(4, "vote", "fr"),
    ]
    links = [placement.link for placement in placer.place_all(documents, AT)]
    assert [link.id[-1] for link in links] == ["1", "2", "1", "4"]
    assert (links[2].relation, links[2].of, links[2].method) == ("translation", documents[0].id, "embedding")


def test_what_was_placed_by_another_process_is_found(tmp_path: Path) -> None:
    with open_story_index(tmp_path) as one, open_story_index(tmp_path) as other:
        mine, theirs = toy_placer(one), toy_placer(other)
        mine.place_all([document(1, "bridge", "id")], AT)
        theirs.place_all([document(2, "flood", "id")], AT)
        assert mine.place_all([document(3, "flood", "fr")], AT)[0].link.of == f"{2:016x}"
        assert theirs.place_all([document(4, "bridge", "en")], AT)[0].link.of == f"{1:016x}"


@pytest.mark.parametrize(
    ("language", "days", "length"), [("id", 0, 60), ("und", 0, 60), ("fr", 60, 60), ("fr", 0, 5)],
    ids=["same language", "unknown language", "out of the window", "too short"],
)  # fmt: skip
def test_degrades_to_none(index: SqliteStoryIndex, language: str, days: int, length: int) -> None:
    placer = toy_placer(index)
    placer.place_all([document(1, "bridge", "id", published=AT)], AT)
    made = document(2, "bridge", language, published=AT + timedelta(days=days))
    cut = Document(made.id, " ".join(made.text.split()[:length]), made.title, made.language, made.published)
    assert placer.place_all([cut], AT)[0].link.relation == "first"


def test_what_the_text_decides_is_not_encoded(index: SqliteStoryIndex) -> None:
    placer, asked = counting_placer(index)
    original = document(1, "bridge", "id")
    placer.place_all([original], AT)
    placer.place_all([Document("f" * 16, original.text, original.title, "id"), original], AT)
    assert len(asked) == 1


def test_an_article_in_a_third_language_joins_two_stories(index: SqliteStoryIndex) -> None:
    """Both verified as certain: the older story's id lasts, the other one's first article is told to be the same."""
    halfway = {"left": meaning("left"), "right": meaning("right")}
    halfway["both"] = halfway["left"] / np.linalg.norm(halfway["left"]) + halfway["right"] / np.linalg.norm(halfway["right"])
    encoder = Named("toy", lambda text: halfway[text.split(":")[0]])  # type: ignore[arg-type, return-value]
    placer = Placer(index, encoder=encoder, verifier=NEAR)
    placed = placer.place_all([document(1, "left", "id"), document(2, "right", "fr"), document(3, "both", "en")], AT)
    assert [one.link.id[-1] for one in placed] == ["1", "2", "1"]
    (late,) = placed[2].late
    assert (late.id[-1], late.story[-1], (late.same_as or "")[-1], late.method) == ("2", "2", "1", "embedding")
    assert placer.place_all([document(4, "right", "de")], AT)[0].link.id[-1] == "1"


def test_an_original_told_by_its_time_is_the_first(index: SqliteStoryIndex) -> None:
    placer = toy_placer(index)
    copy = document(1, "bridge", "fr", published=AT, url="https://farm.example/pont")
    original = document(2, "bridge", "id", published=AT - timedelta(hours=3), url="https://nasional.sindonews.com/read/1/2/x")
    placer.place_all([copy], AT)
    placement = placer.place_all([original], AT)[0]
    assert (placement.link.relation, placement.link.id) == ("first", copy.id)
    (late,) = placement.late
    assert (late.id, late.relation, late.of) == (copy.id, "translation", original.id)
    assert [(credit.name, credit.role) for credit in late.credits_added] == [("Sindonews", "translated_from")]


def test_a_day_is_no_time_of_day(index: SqliteStoryIndex) -> None:
    """A copy that says its day only is not older than an original of that day, or of the day before, by its time."""
    placer = toy_placer(index)
    midnight = AT.replace(hour=0)
    original = document(1, "bridge", "id", published=AT, url="https://nasional.sindonews.com/read/1/2/x")
    copy = document(2, "bridge", "fr", published=midnight, whole_day=True, url="https://farm.example/pont")
    links = [placement.link for placement in placer.place_all([original, copy], AT)]
    assert [link.relation for link in links] == ["first", "translation"]


def test_two_encoders_do_not_share_an_index(index: SqliteStoryIndex) -> None:
    index.use_encoder("toy")
    index.use_encoder("toy")
    with pytest.raises(StoreError, match="NEWSCRAWL_ENCODER=toy"):
        index.use_encoder("other")


BROKEN_ENCODERS = ["nowhere:encode", "math:nothing", "math"]


@pytest.mark.parametrize("name", BROKEN_ENCODERS)
def test_an_encoder_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(EncoderError, match="NEWSCRAWL_ENCODER"):
        find_encoder(name)


@pytest.mark.parametrize("given", [[], [[1.0]], [float("nan")]])
def test_an_encoder_that_gives_no_vector_is_told(given: list[float]) -> None:
    with pytest.raises(ValueError, match="a row of finite numbers"):
        Named("odd", lambda _text: given).encode("text")


def test_a_verifier_of_another_encoder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="fit_verifier"):
        load_verifier("", "toy")
    broken = tmp_path / "verifier.json"
    broken.write_text("{}")
    with pytest.raises(EncoderError, match="is no verifier"):
        load_verifier(str(broken), "toy")


@pytest.mark.skipif(not importlib.util.find_spec(DEFAULT), reason="needs the extra newscrawl[translations]")
def test_the_default_encoder_finds_a_real_translation(index: SqliteStoryIndex) -> None:
    indonesian = (
        "SURABAYA - Sebanyak 47 penumpang kapal motor Bahari Jaya selamat setelah kapal itu kandas di perairan Gresik, Senin"
        " (12/12/2022) pagi. Kepala Basarnas Surabaya Hari Adiwinata mengatakan kapal menabrak karang pada pukul 05.40 WIB.\n\n"
        "Dua orang anak buah kapal menderita luka ringan dan dirawat di Rumah Sakit Ibnu Sina. Kapal berukuran 120 ton itu"
        " berangkat dari Pelabuhan Bawean pada Minggu malam."
    )
    french = (
        "SURABAYA - Au total, 47 passagers du bateau à moteur Bahari Jaya sont sains et saufs après que le navire s'est échoué"
        " dans les eaux de Gresik lundi matin (12/12/2022). Le chef du Basarnas de Surabaya, Hari Adiwinata, a déclaré que le"
        " navire avait heurté un récif à 05h40.\n\nDeux membres d'équipage ont été légèrement blessés et soignés à l'hôpital"
        " Ibnu Sina. Le bateau de 120 tonnes avait quitté le port de Bawean dimanche soir."
    )
    other = (
        "GRESIK - Une usine d'engrais de Gresik a repris sa production mardi après trois semaines d'arrêt, a annoncé sa"
        " direction. Le ministre de l'Industrie doit visiter le site jeudi avec 15 députés de Java oriental.\n\nLes 800 ouvriers"
        " toucheront une prime avant la fin de l'année."
    )
    placer = Placer(index, encoder=find_encoder(DEFAULT))
    texts = [("id", "Kapal Kandas di Gresik, 47 Penumpang Selamat", indonesian), ("fr", "L'usine de Gresik redémarre", other)]
    texts.append(("fr", "Un bateau s'échoue à Gresik, 47 passagers sauvés", french))
    documents = [Document(f"{n:016x}", text, title, language, AT) for n, (language, title, text) in enumerate(texts)]
    links = [placement.link for placement in placer.place_all(documents, AT)]
    assert [link.relation for link in links] == ["first", "first", "translation"]
    assert links[2].of == documents[0].id


NUMBERS = [
    ("1.250 orang, 2,5 miliar", ("125", "2", "5")),
    ("1 250 personnes", ("125",)),
    ("1,250 people at 05:40", ("125", "5", "4")),
    ("১২ ডিসেম্বর ২০২২", ("12", "2022")),
    ("١٢٫٥", ("12", "5")),
    ("no. 007 and 0", ("7",)),
]


@pytest.mark.parametrize(("text", "numbers"), NUMBERS)
def test_numbers_are_read_in_every_script_and_style(text: str, numbers: tuple[str, ...]) -> None:
    assert find_anchors("", text).numbers == numbers


NAMES = [
    ("Putin", "Путин"),
    ("Zelensky", "Зеленский"),
    ("Papandreou", "Παπανδρέου"),
    ("Suharto", "Soeharto"),
    ("Moskva", "Москва"),
]


@pytest.mark.parametrize(("one", "other"), NAMES)
def test_a_name_has_one_key_in_two_scripts(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) is not None


@given(st.text(max_size=500))
def test_any_text_has_anchors(text: str) -> None:
    anchors = find_anchors(text[:50], text)
    assert all(anchors.numbers) and all(anchors.names) and all(length > 0 for length in anchors.paragraphs)


SEQUENCES = st.lists(st.sampled_from("12345"), max_size=12)


@given(SEQUENCES, SEQUENCES)
def test_common_order_is_symmetric_and_bounded(one: list[str], other: list[str]) -> None:
    assert common_order(one, other) == common_order(other, one) <= min(len(one), len(other))
    assert common_order(one, one) == len(one)


LENGTHS = st.lists(st.integers(1, 2000), min_size=1, max_size=12)


@given(LENGTHS, LENGTHS)
def test_paragraphs_cost_nothing_beside_themselves(one: list[int], other: list[int]) -> None:
    assert paragraph_cost(one, one) == 0.0
    assert paragraph_cost(one, other) == paragraph_cost(other, one) >= 0.0


def test_a_beginning_costs_less_than_another_text() -> None:
    whole = [210, 340, 120, 400, 90, 260]
    assert paragraph_cost(whole[:3], whole) < 0.1
    assert paragraph_cost([40, 900, 30], whole) > 1.0


def test_features_are_finite_for_the_least_that_texts_can_have() -> None:
    empty = Side(find_anchors("", ""), None)
    features = pair_features(empty, empty, nearness(0.0, []))
    assert len(features) == len(FEATURES) and np.isfinite(features).all()
    assert 0.0 <= load_verifier().probability(features) <= 1.0


def test_ideographs_say_more() -> None:
    assert not is_comparable(Document("0" * 16, "字" * 99, language="zh"))
    assert is_comparable(Document("0" * 16, "字" * 100, language="zh"))


def test_the_nearest_vectors_are_on_the_shortlist() -> None:
    signatures = Signatures()
    vectors = [(number, "id" if number % 2 else "fr", meaning(str(number))) for number in range(1, 1500)]
    signatures.extend(vectors[:700])
    signatures.extend(vectors[700:])
    assert signatures.last == 1499
    for number in (1, 701, 1499):
        nearly = meaning(str(number)) + 0.3 * meaning("noise")
        found = signatures.shortlist(nearly, "fr")
        assert number in found and len(found) <= SHORTLIST and all(one % 2 for one in found)
    assert Signatures().shortlist(meaning("x"), "fr") == []


def test_copies_placed_at_once_are_encoded_once(index: SqliteStoryIndex) -> None:
    placer, asked = counting_placer(index)
    original = document(1, "bridge", "id")
    words = original.text.split()
    texts = [original.text, " ".join(words[:-1]), " ".join(words[3:]), "w".join(words)]
    placed = placer.place_all([Document(f"{n:016x}", text, original.title, "id") for n, text in enumerate(texts)], AT)
    assert [one.link.relation for one in placed] == ["first", "copy", "copy", "first"]
    assert len(asked) == 2
