"""Credits that no reader sees: canonical addresses, metas, JSON-LD, pixels, image hosts, paths, feed items."""

from __future__ import annotations

import pytest
from credit_page import NDM, STRANGER, make_page, read_credits, roles
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.credits.decide import CONFIDENCE
from newscrawl.items import EVIDENCE_KINDS, Image
from newscrawl.page import HeadLink, Meta, Page
from newscrawl.page.model import Zone
from newscrawl.site import FeedItem

GUARDIAN = "https://www.theguardian.com/world/2022/dec/11/why-the-clocks-stand-still"


def canonical(url: str) -> Page:
    return make_page(language="fr", head_links=(HeadLink("canonical", url),))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (GUARDIAN, {("the_guardian", "translated_from")}),
        ("https://gazette.example.org/2022/12/un-pont-rouvre", {(None, "republished_from")}),
        ("https://amp.example.com/monde/un-article-quelconque", set()),
        ("https://www.theguardian.com/", set()),
        ("http://192.0.2.7/monde/un-article-quelconque", set()),
        ("/monde/un-article-quelconque", set()),
        ("http://[broken", set()),
    ],
)
def test_canonical_counts_where_it_leaves_the_site(url: str, expected: set[tuple[str | None, str]]) -> None:
    found = read_credits(canonical(url))
    assert roles(found) == expected
    assert (found.origin.url if found.origin else None) == (url if expected else None)


def test_source_metas_on_the_own_site_prove_nothing() -> None:
    metas = tuple(Meta(name, STRANGER) for name in ("original-source", "syndication-source", "og:url"))
    assert roles(read_credits(make_page(metas=metas))) == set()


@pytest.mark.parametrize("rel", ["original-source", "syndication-source"])
def test_links_to_the_source_count_as_its_metas_do(rel: str) -> None:
    as_link = read_credits(make_page(language="fr", head_links=(HeadLink(rel, GUARDIAN),)))
    as_meta = read_credits(make_page(language="fr", metas=(Meta(rel, GUARDIAN),)))
    assert roles(as_link) == roles(as_meta) == {("the_guardian", "translated_from")}
    assert as_link.credits[0].evidence.where == f"link[rel={rel}]"


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Associated Press", {("ap", "agency")}),
        ("PTI Mumbai", {("pti", "agency")}),
        ([{"@type": "Person", "name": "Ana Ruiz"}, {"name": "AFP"}], {("afp", "agency")}),
        ({"name": "Anne Spiegel"}, set()),
        ({"name": ["a", {"b": 1}]}, set()),
        (7, set()),
        (None, set()),
    ],
)
def test_json_ld_author(author: object, expected: set[tuple[str | None, str]]) -> None:
    assert roles(read_credits(make_page(linked_data=({"@type": "NewsArticle", "author": author},)))) == expected


def test_json_ld_image_credit_is_a_photo_credit_of_each_outlet() -> None:
    page = make_page(linked_data=({"@type": "ImageObject", "creditText": "Ann Wood/AFP via Getty Images"},))
    assert roles(read_credits(page)) == {("afp", "photo"), ("getty", "photo")}


def test_counter_pixel() -> None:
    pixel = "https://counter.theconversation.com/content/123456/count.gif?distributor=republish-lightbox-basic"
    found = read_credits(make_page(image_urls=(pixel,)))
    assert roles(found) == {("the_conversation", "republished_from")}
    assert found.credits[0].evidence.kind == "counter_pixel"


def test_an_image_on_an_outlets_host_is_an_inferred_photo() -> None:
    image = Image("https://pict.sindonews.net/dyn/620/pena/news/a-ship.jpg", None, None)
    found = read_credits(make_page(images=(image,)))
    assert roles(found) == {("sindonews", "photo")}
    assert found.credits[0].evidence.kind == "inferred"


def test_an_agency_as_a_directory_of_the_address() -> None:
    assert roles(read_credits(make_page(url="https://journal.example.com/derniere/reuters/2022/un-pont.htm"))) == {
        ("reuters", "agency")
    }


@pytest.mark.parametrize(
    ("item", "expected", "kind"),
    [
        (FeedItem(NDM, "feed", source_name="Sindonews"), {("sindonews", "translated_from")}, "feed_source"),
        (
            FeedItem(NDM, "feed", source_name="Gazette", source_url=GUARDIAN),
            {("the_guardian", "translated_from")},
            "feed_source",
        ),
        (FeedItem(NDM, "feed", creators=("AFP",)), {("afp", "agency")}, "feed_creator"),
        (FeedItem(NDM, "feed", creators=("Ana Ruiz",)), set(), None),
    ],
)
def test_feed_items(item: FeedItem, expected: set[tuple[str | None, str]], kind: str | None) -> None:
    found = read_credits(make_page(language="fr"), item=item)
    assert roles(found) == expected
    assert [credit.evidence.kind for credit in found.credits] == ([kind] if kind else [])


def test_every_kind_of_evidence_has_a_confidence() -> None:
    assert set(CONFIDENCE) == set(EVIDENCE_KINDS)
    assert all(0 <= value <= 1 for value in CONFIDENCE.values())


NAMES = st.sampled_from(
    ["Reuters", "AFP", "Sindonews", "Getty Images", "France 24", "(", ")", "/", "©", "–", "Photo :", "Source:", "told", ". "]
)
TEXTS = st.lists(NAMES | st.text(max_size=12), max_size=12).map(" ".join)
ZONES = st.sampled_from(list(Zone.__args__))


@given(st.lists(st.tuples(ZONES, TEXTS), max_size=5))
def test_evidence_is_verbatim_and_the_origin_is_a_credit(blocks: list[tuple[Zone, str]]) -> None:
    page = make_page(*blocks, language="fr", url=NDM)
    found = read_credits(page)
    texts = {zone: "\n".join(text for other, text in blocks if other == zone) for zone, _ in blocks}
    for credit in found.credits:
        assert credit.evidence.text
        assert credit.evidence.text in texts[credit.evidence.where]  # type: ignore[index]
    origins = [credit for credit in found.credits if credit.role in {"agency", "republished_from", "translated_from"}]
    assert (found.origin is None) == (not origins)
    assert len({(credit.outlet, credit.role) for credit in found.credits}) == len(found.credits)
