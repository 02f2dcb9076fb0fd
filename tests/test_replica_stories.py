from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime
from html import unescape

import pytest
from lxml import html
from replica_client import ECO, MONDE

from newscrawl.replica import Post, Replica, ReplicaSite, ThemeName, Truth, read_sites, read_stories, render_article
from newscrawl.replica.answer import Request
from newscrawl.replica.printed import read_printed

SITES = {site.host: site for site in read_sites()}
STORIES = [
    pytest.param(site, post, id=f"{site.host}-{post.slug}") for site in SITES.values() for post in read_stories(site.host)
]
TRUTHS = {
    **{site.address(post): post.truth for site in SITES.values() for post in read_stories(site.host)},
    **{url: truth for printed in read_printed() for url, truth in printed.truths.items()},
}
THEMES: tuple[ThemeName, ...] = ("generatepress", "soledad")
ROLES = {"agency", "republished_from", "translated_from", "reported_by", "photo", "partner", "licence"}
WEEKDAYS = {
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
    "Monday": 0, "Tuesday": 1, "Wednesday": 2, "Thursday": 3, "Friday": 4, "Saturday": 5, "Sunday": 6,
    "lunes": 0, "martes": 1, "miércoles": 2, "jueves": 3, "viernes": 4, "sábado": 5, "domingo": 6,
}  # fmt: skip
STATED = re.compile(rf"({'|'.join(WEEKDAYS)}) \((\d{{1,2}})/(\d{{1,2}})/(\d{{4}})\)")
NEWEST = datetime(2022, 12, 12, 23, 59, tzinfo=UTC)


def _flat(markup: str) -> str:
    """What a reader of the page sees or its attributes say, white space folded."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", markup) + " " + markup).split())


def _weekdays_are_right(text: str) -> int:
    stated = STATED.findall(text)
    for weekday, day, month, year in stated:
        assert date(int(year), int(month), int(day)).weekday() == WEEKDAYS[weekday], f"{weekday} ({day}/{month}/{year})"
    return len(stated)


@pytest.mark.parametrize(("site", "post"), STORIES)
@pytest.mark.parametrize("theme", THEMES)
def test_a_story_parses_with_the_documented_selectors(site: ReplicaSite, post: Post, theme: ThemeName) -> None:
    page = render_article(post, site, theme)
    tree = html.document_fromstring(page)
    assert [title.text_content() for title in tree.cssselect("h1.entry-title")] == [post.title]
    published = tree.cssselect("time.entry-date.published")[0].get("datetime")
    assert datetime.fromisoformat(published or "") == post.published
    body = tree.cssselect("article .entry-content")
    assert len(body) == 1
    paragraphs = [" ".join(each.text_content().split()) for each in body[0].cssselect("p, h2")]
    assert [text for text in paragraphs if text in post.truth.text] == list(post.truth.text)
    assert (
        len(tree.cssselect("#respond .comment-reply-title"))
        == len(tree.cssselect("p.akismet_comment_form_privacy_notice"))
        == 1
    )
    assert f"postid-{post.id}" in tree.cssselect("body")[0].get("class", "")
    assert all(credit.evidence in _flat(page) for credit in post.truth.credits)
    assert _weekdays_are_right(page) >= sum(credit.date is not None for credit in post.truth.credits)


def test_traps_of_each_theme() -> None:
    post = read_stories(MONDE)[1]
    assert post.modified != post.published
    first, second = (html.document_fromstring(render_article(post, SITES[MONDE], theme)) for theme in THEMES)
    assert [time.get("class") for time in first.cssselect("article time")] == ["updated", "entry-date published"]
    assert [title.text for title in first.cssselect(".elementor-share-btn__title")] == [
        "Facebook",
        "Twitter",
        "LinkedIn",
        "Pinterest",
    ]
    assert [title.text for title in second.cssselect("a.post-share-item .dt-share")] == [
        "Facebook",
        "Twitter",
        "LinkedIn",
        "Pinterest",
    ]
    lazy = second.cssselect("img.penci-lazy")
    assert lazy
    assert all("penci2-holder.png" in image.get("src", "") and image.get("data-src") for image in lazy)
    assert not second.cssselect("article img:not(.penci-lazy)")
    for tree in (first, second):
        graph = tree.cssselect("script.yoast-schema-graph")[0].text or ""
        assert '"datePublished": "2022-12-11T06:31:07+00:00"' in graph
        box = tree.cssselect(".entry-content a:has(.ctaText)")
        assert len(box) == 1
        assert box[0].cssselect("style")
        assert " ".join(box[0].xpath("string(div)").split("\xa0")).startswith("Lire aussi  ")


def test_what_the_stories_cover() -> None:
    monde, eco = read_stories(MONDE), read_stories(ECO)
    assert len(monde) >= 24
    assert len(eco) >= 6
    assert sum(not post.truth.credits for post in monde) >= 4
    origins = Counter(post.truth.origin for post in monde)
    assert {
        "Sindonews",
        "Okezone",
        "Detik",
        "Liputan6",
        "Tempo",
        "EFE",
        "El País",
        "Clarín",
        "Anadolu Agency",
        "Reuters",
    } <= set(origins)
    assert {"Associated Press", "The Conversation", "dpa", "TASS", None} <= set(origins)
    for posts in (monde, eco):
        assert len({post.id for post in posts}) == len({post.published for post in posts}) == len(posts)
        assert all(post.published <= post.modified <= NEWEST for post in posts)
        assert (posts[0].published - posts[-1].published).days >= 20
        assert all(4 <= len(post.truth.text) <= 10 for post in posts)


@pytest.mark.parametrize(("site", "post"), STORIES)
def test_truth_is_consistent(site: ReplicaSite, post: Post) -> None:
    truth: Truth = post.truth
    textual = {credit.outlet for credit in truth.credits if credit.role in {"agency", "republished_from", "translated_from"}}
    assert {credit.role for credit in truth.credits} <= ROLES
    assert (truth.origin in textual) if textual else truth.origin is None
    assert (truth.same_story is None) == (truth.relation is None)
    if truth.same_story:
        first = TRUTHS[truth.same_story]  # of whatever site
        assert first.same_story is None
        assert first.text != truth.text or truth.relation == "copy"
    assert truth.unstated is None or (truth.same_story and truth.origin is None and not truth.unstated.evidence)
    assert truth.near is None or (truth.near in TRUTHS and not truth.same_story)
    assert post.category in {category.slug for category in site.categories}
    _weekdays_are_right(post.content)


@pytest.mark.parametrize("site", SITES.values(), ids=list(SITES))
def test_teasers_are_of_stories_that_exist(site: ReplicaSite) -> None:
    titles = {post.slug: post.title for post in read_stories(site.host)}
    assert all(titles.get(teaser.slug) == teaser.title for teaser in site.teasers)
    for post in read_stories(site.host):
        page = html.document_fromstring(render_article(post, site, site.theme))
        shown = {link.get("href") for link in page.cssselect(".sidebar li a, .item-related a, .side-item a")}
        assert site.address(post) not in shown
        assert len(shown) >= 2


def _bodies(replica: Replica, host: str) -> dict[str, bytes]:
    addresses = list(replica.truth(host))
    targets = [
        "/",
        "/feed/",
        "/sitemap_index.xml",
        "/wp-json/wp/v2/posts?per_page=20",
        *(f"/{url.split('/')[3]}/" for url in addresses),
    ]
    return {target: replica.answer(Request(host, "GET", target))[0].body for target in targets}


def test_two_replicas_serve_the_same_bytes() -> None:
    one, two = Replica(seed=3, articles=60), Replica(seed=3, articles=60)
    for host in SITES:
        assert _bodies(one, host) == _bodies(two, host)
    other = set(Replica(seed=4, articles=60).truth(MONDE))
    assert len(other & set(one.truth(MONDE))) == len(read_stories(MONDE))


def test_an_article_is_the_same_however_many_there_are() -> None:
    few, many = Replica(articles=50), Replica(articles=400)
    assert set(few.truth(MONDE)) < set(many.truth(MONDE))
    target = Request(MONDE, "GET", f"/{next(url for url in few.truth(MONDE) if url not in _written()).split('/')[3]}/")
    assert few.answer(target)[0].body == many.answer(target)[0].body


def _written() -> set[str]:
    return {SITES[MONDE].address(post) for post in read_stories(MONDE)}


def test_generated_articles_are_distinct_credited_and_of_real_size() -> None:
    replica = Replica(articles=10_000)
    truth = replica.truth(MONDE)
    addresses = list(truth)
    assert len(set(addresses)) == 10_000
    made = [address for address in addresses if address not in _written()][::331]
    texts = [truth[address].text for address in made]
    assert len({paragraph for text in texts for paragraph in text}) == sum(map(len, texts))
    assert max(_shared(one, other) for number, one in enumerate(texts) for other in texts[:number]) < 0.1
    for address in made:
        page = replica.answer(Request(MONDE, "GET", f"/{address.split('/')[3]}/"))[0].body
        assert 40_000 <= len(page) <= 80_000
        assert all(credit.evidence in _flat(page.decode()) for credit in truth[address].credits)
        _weekdays_are_right(page.decode())
    assert len({truth[address].origin for address in made}) > 8


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """The share of the smaller text's five-word runs that the other has too."""
    runs = []
    for text in (one, other):
        words = " ".join(text).split()
        runs.append({tuple(words[start : start + 5]) for start in range(len(words) - 4)})
    return len(runs[0] & runs[1]) / min(map(len, runs))


def test_large_sites_split_their_sitemap() -> None:
    replica = Replica(articles=2_100)
    index = replica.answer(Request(MONDE, "GET", "/sitemap_index.xml"))[0].body.decode()
    assert re.findall(r"<loc>https://[^/]+/(.*?)</loc>", index) == [
        "post-sitemap.xml",
        "post-sitemap2.xml",
        "post-sitemap3.xml",
        "category-sitemap.xml",
    ]
    parts = [
        replica.answer(Request(MONDE, "GET", f"/post-sitemap{number}.xml"))[0].body.count(b"<url>") for number in ("", 2, 3)
    ]
    assert parts == [1_001, 1_000, 100]
