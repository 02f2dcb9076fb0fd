"""Placing: which articles share a story, on the index that runs use."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from article_factory import hash_content, make_article
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.items import Article, Credit, DateReading, Evidence, StoryLink
from newscrawl.lake import encode_line
from newscrawl.page import article_id
from newscrawl.store import SqliteStoryIndex, open_story_index
from newscrawl.stories import MIN_COMPARED, Document, Placer, document_of, text_key
from newscrawl.stories.words import fold_words

AT = datetime(2022, 12, 11, 12, tzinfo=UTC)
TEXT = "Les pompiers de Lyon ont maîtrisé l'incendie dans la nuit de samedi à dimanche, sans faire de blessé. " * 4
SHORT = "a" * (MIN_COMPARED - 1)
WORDS = [
    "le",
    "maire",
    "de",
    "la",
    "ville",
    "a",
    "ouvert",
    "hier",
    "matin",
    "un",
    "pont",
    "neuf",
    "sur",
    "la",
    "rivière",
    "devant",
    "deux",
    "cents",
    "habitants",
    "venus",
    "voir",
    "les",
    "barques",
    "passer",
    "pour",
    "la",
    "première",
    "fois",
    "depuis",
    "que",
    "la",
    "crue",
    "de",
    "mars",
    "avait",
    "emporté",
    "les",
    "piles",
    "anciennes",
    "et",
    "fermé",
    "le",
    "marché",
    "aux",
    "fleurs",
    "pendant",
    "dix",
    "semaines",
    "au",
    "grand",
    "regret",
    "des",
    "marchands",
    "qui",
    "vendaient",
    "alors",
    "leurs",
    "bouquets",
    "sous",
    "la",
    "halle",
    "du",
    "quartier",
    "voisin",
    "où",
    "l'on",
    "garde",
    "encore",
    "une",
    "cloche",
    "fondue",
    "sous",
    "Louis",
    "XIV",
    "et",
    "deux",
    "registres",
    "que",
    "personne",
    "n'a",
    "su",
    "lire",
    "sans",
    "lampe",
    "ni",
    "loupe",
]
STORY = " ".join(WORDS)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SqliteStoryIndex]:
    with open_story_index(tmp_path) as opened:
        yield opened


def place(article: Article, index: SqliteStoryIndex) -> StoryLink:
    return Placer(index).place(article, AT).link


def first(article: Article) -> StoryLink:
    return StoryLink(id=article.id, relation="first", of=None, similarity=None, method=None)


def elsewhere(number: int, **changes: object) -> Article:
    """An article of another site."""
    address = f"https://www.aggregator.example/{number}/"
    return make_article(1000 + number, url=address, id=article_id(address, None), **{"canonical_url": None, **changes})


def document(number: int, text: str, **facts: object) -> Document:
    return Document(f"{number:016x}", text, **facts)  # type: ignore[arg-type]


SAME_KEY = [
    (TEXT.upper(), "letter case"),
    (TEXT.replace(" ", "\n\n"), "white space"),
    (TEXT.replace("'", "’").replace(",", " –"), "punctuation"),
    (TEXT.replace("î", "i\u0302"), "combining marks"),
    (TEXT.replace("fi", "ﬁ"), "ligatures"),
    ("\ufeff" + TEXT.replace("pom", "pom\u00ad"), "soft hyphens"),
]


@pytest.mark.parametrize(("text", "what"), SAME_KEY, ids=[what for _, what in SAME_KEY])
def test_typesetting_does_not_change_a_key(text: str, what: str) -> None:
    assert text_key(fold_words(text)) == text_key(fold_words(TEXT)) is not None, what


@pytest.mark.parametrize("text", ["", " ", SHORT, "_" * 5000, "- " * 5000], ids=repr)
def test_what_is_too_short_has_no_key(text: str) -> None:
    assert text_key(fold_words(text)) is None


@pytest.mark.parametrize("text", [SHORT + "a", "新" * MIN_COMPARED, TEXT])
def test_one_letter_more_is_another_text(text: str) -> None:
    assert text_key(fold_words(text + "b")) != text_key(fold_words(text)) is not None


@given(st.text(st.characters(), max_size=600))
def test_any_text_has_a_key_or_none(text: str) -> None:
    again = fold_words(text.swapcase().swapcase() + " .")
    assert text_key(fold_words(text)) is None or text_key(fold_words(text)) == text_key(again)


def test_a_lone_article_is_the_first_of_its_story(index: SqliteStoryIndex) -> None:
    article = make_article(1)
    assert place(article, index) == first(article)


def test_the_same_text_elsewhere_is_a_copy(index: SqliteStoryIndex) -> None:
    original, copy, again = make_article(1, TEXT), elsewhere(1, text=TEXT.upper()), elsewhere(2, text=TEXT)
    place(original, index)
    link = StoryLink(original.id, "copy", of=original.id, similarity=1.0, method="exact")
    assert [place(copy, index), place(again, index)] == [link, link]


@pytest.mark.parametrize("text", [None, "a" * 40])
def test_short_texts_are_not_compared(index: SqliteStoryIndex, text: str | None) -> None:
    one, other = (dataclasses.replace(make_article(n), text=text, title=None) for n in (1, 2))
    assert [place(one, index), place(other, index)] == [first(one), first(other)]


CANONICALS = [
    ("https://journal.example/article-1/", True),
    ("http://www.journal.example/article-1?utm_source=x#top", True),
    ("https://journal.example/article-2/", False),
    ("https://www.aggregator.example/1/", False),  # its own address
    ("https://aggregator.example/article-1/", False),  # stays on its own site
    ("https://journal.example/", False),
    ("mailto:desk@journal.example", False),
    ("https://[broken/", False),
    ("not an address", False),
    (None, False),
]


@pytest.mark.parametrize(("canonical", "is_copy"), CANONICALS)
def test_a_canonical_link_to_a_placed_article_makes_a_copy(
    index: SqliteStoryIndex, canonical: str | None, *, is_copy: bool
) -> None:
    original = make_article(1, TEXT)
    place(original, index)
    copy = elsewhere(1, canonical_url=canonical, text=STORY)
    link = StoryLink(original.id, "copy", of=original.id, similarity=None, method="canonical")
    assert place(copy, index) == (link if is_copy else first(copy))


def test_a_canonical_link_may_name_the_address_that_was_fetched(index: SqliteStoryIndex) -> None:
    fetched, canonical = "https://journal.example/?p=17", "https://journal.example/pont/"
    original = make_article(1, TEXT, url=fetched, canonical_url=canonical, id=article_id(fetched, canonical))
    place(original, index)
    assert place(elsewhere(1, canonical_url=fetched, text=STORY), index).of == original.id


def test_a_copy_of_a_copy_belongs_to_the_first_story(index: SqliteStoryIndex) -> None:
    original, copy = make_article(1, TEXT), elsewhere(1, canonical_url="https://journal.example/article-1/", text=STORY * 2)
    of_copy = elsewhere(2, text=copy.text)
    place(original, index)
    place(copy, index)
    assert place(of_copy, index) == StoryLink(original.id, "copy", of=copy.id, similarity=1.0, method="exact")


def test_an_article_stays_where_it_was_placed(index: SqliteStoryIndex) -> None:
    original, copy = make_article(1, TEXT), elsewhere(1, text=TEXT)
    links = [place(original, index), place(copy, index)]
    rewritten = hash_content(dataclasses.replace(copy, text=f"Mise à jour de 8 heures. {TEXT}"))
    assert [place(original, index), place(copy, index), place(rewritten, index)] == [*links, links[1]]
    assert place(elsewhere(3, text=rewritten.text), index).of == copy.id


def test_a_story_outlives_the_process(tmp_path: Path) -> None:
    original = make_article(1, TEXT)
    with open_story_index(tmp_path) as index:
        place(original, index)
        index.sync()
    with open_story_index(tmp_path) as index:
        assert place(elsewhere(1, text=TEXT), index).id == original.id
        assert place(original, index) == first(original)


REWORDED = " ".join(word if place % 7 else "vraiment" for place, word in enumerate(WORDS))
ROUND_UP = " ".join(f"nouvelle{n} brève{n} autre{n} sujet{n}" for n in range(90))
# Five words of every twelve, each with words of its own around it: forwards a copy that was written anew, backwards a follow-up.
PHRASES = [" ".join(WORDS[at : at + 5]) + " " + " ".join(f"autre{at}x{n}" for n in range(5)) for at in range(0, len(WORDS), 12)]
OTHERS = [
    (" ".join(PHRASES), "copy", "the same phrases in the same order, all over"),
    (" ".join(reversed(PHRASES)), None, "the same phrases in another order, as a follow-up has them"),
    (REWORDED, "copy", "every seventh word is another"),
    (" ".join(WORDS[:40]), "excerpt", "the first part"),
    (" ".join(WORDS[30:66]), "excerpt", "a part out of the middle"),
    (STORY + " Il a promis que la halle serait repeinte avant le printemps si le conseil le veut bien.", "copy", "a line more"),
    (" ".join(WORDS[60:]) + " " + " ".join(WORDS[:60]), "copy", "paragraphs in another order"),
    (ROUND_UP, None, "another story"),
    (ROUND_UP + " " + STORY, None, "a round-up in which it is one item of many"),
    (" ".join(reversed(WORDS)), None, "the same words, not one phrase"),
]


@pytest.mark.parametrize(("text", "relation", "what"), OTHERS, ids=[what for *_, what in OTHERS])
def test_edited_copies_are_told_from_other_stories(index: SqliteStoryIndex, text: str, relation: str | None, what: str) -> None:
    original, other = elsewhere(1, text=STORY, title=None), make_article(2, text, title=None)
    place(original, index)
    link = place(other, index)
    assert (link.relation, link.of) == ((relation, original.id) if relation else ("first", None)), what
    assert relation is None or (link.method == "shingles" and (link.similarity or 0) > 0.2)


def test_a_further_text_of_the_same_site_is_an_update(index: SqliteStoryIndex) -> None:
    place(elsewhere(1, text=STORY), index)
    assert place(elsewhere(2, text=REWORDED), index).relation == "update"


def test_what_a_round_up_has_beside_the_story_is_not_the_storys(index: SqliteStoryIndex) -> None:
    """Star clusters: what is alike to a member's own matter only does not join the story through it."""
    other = " ".join(f"port{n} quai{n} bateau{n} grue{n}" for n in range(20))
    placed = [elsewhere(1, text=STORY), elsewhere(2, text=f"{STORY} {other}"), make_article(3, other)]
    links = [place(article, index) for article in placed]
    assert [link.id for link in links] == [placed[0].id, placed[0].id, placed[2].id]


def test_boilerplate_makes_no_story(index: SqliteStoryIndex) -> None:
    """What stands in many stories weighs nothing, however much of a short text it is."""
    legal = "lisez aussi nos cinq articles du jour et suivez nous pour ne rien manquer de toute notre actualité chaque matin"
    for number in range(12):
        words = " ".join(f"ville{number}x{n} fait{number}x{n} jour{number}x{n}" for n in range(60))
        assert place(elsewhere(number, text=f"{words} {legal}", title=None), index).relation == "first"
    short = elsewhere(50, text=f"un chat dort sur le toit de la mairie depuis hier {legal}", title=None)
    assert place(short, index) == first(short)


CHINESE = "上海市政府昨天宣布将在黄浦江上新建一座步行桥预计明年春天向公众开放桥长三百米宽十二米由本地设计院负责设计施工期间附近码头照常开放"


def test_scripts_without_spaces_are_compared_by_characters(index: SqliteStoryIndex) -> None:
    place(elsewhere(1, text=CHINESE, language="zh", title=None), index)
    copy = make_article(2, CHINESE.replace("昨天", "周五").replace("负责", ""), language="zh", title=None)
    assert place(copy, index).relation == "copy"


def test_a_story_older_than_the_window_is_over(index: SqliteStoryIndex) -> None:
    placer = Placer(index, window=timedelta(days=45))
    old, near, late = (document(n, STORY, published=AT + timedelta(days=days)) for n, days in ((1, 0), (2, 44), (3, 120)))
    links = [placement.link for placement in placer.place_all([old, near], AT)]
    assert [link.relation for link in links] == ["first", "copy"]
    assert placer.place_all([dataclasses.replace(late, text=REWORDED)], AT)[0].link.relation == "first"


def test_pruning_lets_go_of_texts_and_keeps_links(index: SqliteStoryIndex) -> None:
    placer, old = Placer(index), document(1, STORY, published=AT)
    before = placer.place_all([old], AT)
    assert index.prune(AT + timedelta(days=46), timedelta(days=45)) == 1
    assert placer.place_all([document(2, REWORDED)], AT)[0].link.relation == "first"
    assert placer.place_all([old], AT) == before


COUNTED = Credit(
    outlet="the_conversation",
    name="The Conversation",
    domain="theconversation.com",
    role="republished_from",
    evidence=Evidence("counter_pixel", "img[src]", "https://counter.theconversation.com/content/195321/count.gif?d=x"),
    date=None,
    url=None,
    same_group=False,
    confidence=0.98,
)


def test_a_counter_pixel_names_the_original(index: SqliteStoryIndex) -> None:
    url = "https://theconversation.com/how-bees-count-195321"
    original = make_article(1, TEXT, url=url, canonical_url=url, id=article_id(url, None), credits=(), origin=None)
    place(original, index)
    copy = elsewhere(1, text=STORY, credits=(COUNTED,))
    assert place(copy, index) == StoryLink(original.id, "copy", of=original.id, similarity=None, method="pixel")


def test_a_day_in_an_address_is_no_number_of_an_article(index: SqliteStoryIndex) -> None:
    url = "https://theconversation.com/2022/20221211-bees"
    place(make_article(1, TEXT, url=url, canonical_url=url, id=article_id(url, None), credits=(), origin=None), index)
    evidence = dataclasses.replace(COUNTED.evidence, text="https://counter.theconversation.com/2022/20221211/count.gif")
    copy = elsewhere(1, text=STORY, credits=(dataclasses.replace(COUNTED, evidence=evidence),))
    assert place(copy, index) == first(copy)


def original_and_copy() -> tuple[Article, Article]:
    """A story of an outlet that the registry knows, and its copy by a site that names nobody."""
    url = "https://www.france24.com/fr/20221211-pont"
    plain = {"credits": (), "origin": None}
    original = make_article(1, STORY, url=url, canonical_url=url, id=article_id(url, None), **plain)
    return original, elsewhere(1, text=REWORDED, published=dataclasses.replace(LATER, utc="2022-12-12T07:05:00Z"), **plain)


LATER = make_article().published
assert LATER is not None


def test_a_matched_original_is_credited(index: SqliteStoryIndex) -> None:
    original, copy = original_and_copy()
    placer = Placer(index)
    placer.place(original, AT)
    line = placer.place(copy, AT).apply(copy)
    (credit,) = line.credits
    assert (credit.outlet, credit.role, credit.evidence.kind) == ("france24", "republished_from", "matched_text")
    assert credit.evidence.text is None and original.id in credit.evidence.where and credit.url == original.url
    assert line.origin and (line.origin.outlet, line.origin.because) == ("france24", (credit.evidence,))
    assert encode_line(line)


def test_every_version_of_a_copy_gets_the_credit(index: SqliteStoryIndex) -> None:
    original, copy = original_and_copy()
    placer = Placer(index)
    placer.place(original, AT)
    credits = placer.place(copy, AT).credits
    assert credits
    assert placer.place(copy, AT).credits == placer.place(dataclasses.replace(copy, text=STORY), AT).credits == credits


def test_a_stated_credit_is_not_repeated(index: SqliteStoryIndex) -> None:
    original, copy = original_and_copy()
    stated = dataclasses.replace(COUNTED, outlet="france24", name="France 24", domain="france24.com")
    placer = Placer(index)
    placer.place(original, AT)
    assert placer.place(dataclasses.replace(copy, credits=(stated,)), AT).credits == ()


def test_an_original_that_arrives_after_its_copy_is_told_late(index: SqliteStoryIndex) -> None:
    original, copy = original_and_copy()
    placer = Placer(index)
    link = placer.place(copy, AT).link
    placement = placer.place(original, AT)
    assert placement.link == StoryLink(link.id, "first", None, None, None)
    (finding,) = placement.late
    assert (finding.id, finding.story, finding.same_as) == (copy.id, copy.id, None)
    assert (finding.relation, finding.of, finding.method) == ("copy", original.id, "shingles")
    assert [(credit.outlet, credit.evidence.kind) for credit in finding.credits_added] == [("france24", "matched_text")]


def test_an_original_is_told_once(index: SqliteStoryIndex) -> None:
    """What was told to be a copy is no original any more, and none of what comes after the original but before the copy is its."""
    original, copy = original_and_copy()
    between = elsewhere(2, text=STORY, published=at_hour(9), credits=(), origin=None)
    placer = Placer(index)
    placer.place(copy, AT)
    placer.place(original, AT)
    placement = placer.place(between, AT)
    assert (placement.link.id, placement.link.relation, placement.late) == (copy.id, "copy", ())


def test_an_original_that_comes_last_is_told_of_who_began_and_of_who_is_most_like_it(index: SqliteStoryIndex) -> None:
    original, copy = original_and_copy()
    like = elsewhere(2, text=STORY, published=at_hour(9, day=13), credits=(), origin=None)
    placer = Placer(index)
    assert [placer.place(one, AT).link.relation for one in (copy, like)] == ["first", "update"]
    placement = placer.place(original, AT)
    assert placement.link == StoryLink(copy.id, "first", None, None, None)
    assert [(late.id, late.relation, late.of, late.method, late.similarity) for late in placement.late] == [
        (copy.id, "copy", original.id, "exact", None), (like.id, "copy", original.id, "exact", 1.0)
    ]  # fmt: skip
    assert all(credit.outlet == "france24" for late in placement.late for credit in late.credits_added)


def at_hour(hour: int, *, day: int = 11) -> DateReading:
    assert LATER is not None
    return dataclasses.replace(LATER, utc=f"2022-12-{day}T{hour:02d}:05:00Z")


URL = "https://theconversation.com/how-bees-count-195321"
NAMING: list[tuple[str, dict[str, object]]] = [("pixel", {"credits": (COUNTED,)}), ("canonical", {"canonical_url": URL})]


@pytest.mark.parametrize(("method", "fields"), NAMING)
def test_an_original_is_known_by_who_named_it_before_it_came(
    index: SqliteStoryIndex, method: str, fields: dict[str, object]
) -> None:
    copy = elsewhere(1, text=STORY, **{"credits": (), "origin": None, "published": at_hour(9), **fields})
    original = make_article(1, TEXT, url=URL, canonical_url=URL, id=article_id(URL, None), credits=(), origin=None)
    place(copy, index)
    placement = Placer(index).place(original, AT)
    assert placement.link == StoryLink(copy.id, "first", None, None, None)
    (late,) = placement.late
    assert (late.id, late.relation, late.of, late.method) == (copy.id, "copy", original.id, method)


def test_a_text_and_a_link_that_lead_to_two_stories_make_them_one(index: SqliteStoryIndex) -> None:
    original, copy = original_and_copy()
    named = make_article(7, ROUND_UP, credits=(), origin=None)
    placer = Placer(index)
    assert [placer.place(one, AT).link.relation for one in (named, copy)] == ["first", "first"]
    both = elsewhere(3, text=copy.text, canonical_url=named.url, published=at_hour(9, day=13), credits=(), origin=None)
    placement = placer.place(both, AT)
    assert (placement.link.id, placement.link.of, placement.link.method) == (named.id, copy.id, "exact")
    assert [(late.id, late.same_as, late.method) for late in placement.late] == [(copy.id, named.id, "exact")]
    assert place(original, index).id == named.id


@given(texts=st.lists(st.text(max_size=300), min_size=1, max_size=6))
def test_any_texts_can_be_placed_and_asked_again(texts: list[str]) -> None:
    import tempfile  # noqa: PLC0415 - hypothesis calls this many times: tmp_path would be shared

    documents = [document(number, text) for number, text in enumerate(texts)]
    with tempfile.TemporaryDirectory() as folder, open_story_index(Path(folder)) as index:
        links = [placement.link for placement in Placer(index).place_all(documents, AT)]
        assert [placement.link for placement in Placer(index).place_all(documents, AT)] == links
        assert all((link.relation == "first") == (link.of is None) for link in links)


def test_a_line_says_all_that_placing_needs() -> None:
    article = make_article(1)
    made = document_of(article)
    assert (made.id, made.language, made.domain) == (article.id, "fr", "journal.example")
    assert made.published == datetime(2022, 12, 11, 7, 5, tzinfo=UTC)
    assert made.sources == {"afp"}


SENTENCES = [
    ("চট্টগ্রাম বন্দরে আগুন।", ["চট্টগ্রাম", "বন্দরে", "আগুন"]),
    ("दिल्ली में बारिश", ["दिल्ली", "में", "बारिश"]),
    ("قالَ المُتَحَدِّثُ", ["قالَ", "المُتَحَدِّثُ"]),
    ("L'an 2022_fin", ["l", "an", "2022", "fin"]),
]


@pytest.mark.parametrize(("sentence", "words"), SENTENCES)
def test_words_keep_the_marks_that_they_are_written_with(sentence: str, words: list[str]) -> None:
    assert fold_words(sentence) == [unicodedata.normalize("NFKC", word) for word in words]
