"""Which of a page's dates is which: pages as bytes, read by the page room, with the dates they must give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.dates import PageDates, find_dates
from newscrawl.page import Meta, TimeMark, read_page
from newscrawl.site import FeedItem, PageRules, Site

FETCHED = datetime(2024, 6, 20, 9, tzinfo=UTC)
PROSE = "<p>" + "Les pêcheurs du port ont repris la mer après trois jours de tempête, ont dit leurs familles. " * 4 + "</p>"
URL = "https://exemple.test/le-port-rouvre/"


@dataclass(frozen=True)
class Case:
    """A page in pieces: its head, the lines under its title, and what must be read of it."""

    name: str
    published: str | None
    evidence: str | None = None
    modified: str | None = None
    flags: tuple[str, ...] = ()
    head: str = ""
    lines: str = ""
    end: str = ""
    url: str = URL
    site: Site | None = None
    item: FeedItem | None = None


def _ld(**fields: str) -> str:
    pairs = ", ".join(f'"{key}": "{value}"' for key, value in {"@type": "NewsArticle", **fields}.items())
    return f'<script type="application/ld+json">{{"@context": "https://schema.org", {pairs}}}</script>'


def _meta(**fields: str) -> str:
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in fields.items())


def _read(case: Case) -> PageDates:
    body = (
        f"<html lang=fr><head><title>Le port rouvre</title>{case.head}</head><body><article><h1>Le port rouvre</h1>{case.lines}"
        f"<div class=entry-content>{PROSE * 3}{case.end}</div></article></body></html>"
    )
    page = read_page(body.encode(), case.url, rules=case.site.rules if case.site else None)
    return find_dates(page, site=case.site, fetched_at=FETCHED, item=case.item)


JAKARTA = Site("contoh", "Contoh", "exemple.test", "https://exemple.test/", zone="Asia/Jakarta")
RULED = replace(JAKARTA, rules=PageRules(published=("span.jour::text",)))
CASES = [
    Case("linked data", "2022-12-11T06:31:07+00:00", "jsonld:datePublished", head=_ld(datePublished="2022-12-11T06:31:07+00:00")),
    Case(
        "linked data with a change",
        "2022-12-11T06:31:07+00:00",
        modified="2022-12-12T08:00:00+00:00",
        head=_ld(datePublished="2022-12-11T06:31:07+00:00", dateModified="2022-12-12T08:00:00+00:00"),
    ),
    Case(
        "a change at the instant of publication is none",
        "2022-12-11T06:31:07+00:00",
        head=_ld(datePublished="2022-12-11T06:31:07Z", dateModified="2022-12-11T06:31:07Z"),
    ),
    Case("meta", "2022-12-11T06:31:07+00:00", "meta:article:published_time", head=_meta(article__published_time="2022-12-11T06:31:07+00:00")),
    Case(
        "the first time element is the change (GeneratePress)",
        "2022-12-11T07:31:07+01:00",
        "time[datetime]",
        modified="2022-12-13T10:00:00+01:00",
        lines='<span class="posted-on"><time class="updated" datetime="2022-12-13T10:00:00+01:00">13 décembre 2022</time>'
        '<time class="entry-date published" datetime="2022-12-11T07:31:07+01:00">11 décembre 2022</time></span>',
    ),
    Case("a line under the title", "2022-12-11T18:04", lines="<p class=meta>Publié le 11/12/2022 à 18h04</p>"),
    Case(
        "one line that states both",
        "2022-12-11T18:04",
        modified="2022-12-12T09:00",
        lines="<p class=meta>Publié le 11/12/2022 à 18h04, mis à jour le 12/12/2022 à 09h00</p>",
    ),
    Case("relative to the moment of fetching", "2024-06-20T07", lines="<p class=date>il y a 2 heures</p>"),
    Case("the address", "2022-12-11", "url", url="https://exemple.test/2022/12/11/le-port-rouvre/"),
    Case("Unix time in the address", "2022-12-11T07:11:07+00:00", "url", url="https://exemple.test/read/1/2/le-port-rouvre-1670742667"),
    Case(
        "a time of day is preferred to the same day without one",
        "2022-12-11T18:04",
        head=_meta(article__published_time="2022-12-11"),
        lines="<p class=meta>Publié le 11/12/2022 à 18h04</p>",
    ),
    Case(
        "the publisher's clock is preferred to UTC for the same instant",
        "2022-12-11T23:31:07-05:00",
        head=_ld(datePublished="2022-12-12T04:31:07Z"),
        lines='<time class="published" datetime="2022-12-11T23:31:07-05:00">11 décembre 2022</time>',
    ),
    Case("a naive time takes the site's zone", "2022-12-11T18:04:00+07:00", head=_ld(datePublished="2022-12-11 18:04:00"), site=JAKARTA),
    Case(
        "a naive time takes the offset that the page uses elsewhere",
        "2022-12-11T18:04:00+03:00",
        head=_ld(datePublished="2022-12-11T18:04:00") + _meta(article__modified_time="2022-12-12T09:00:00+03:00"),
        modified="2022-12-12T09:00:00+03:00",
    ),
    Case(
        "two metas in two zones are one instant (Kompas)",
        "2022-12-11T18:04:00+07:00",
        head='<meta name="content_PublishedDate" content="2022-12-11 18:04:00">' + _meta(article__published_time="2022-12-11T11:04:00+00:00"),
        site=JAKARTA,
    ),
    Case(
        "a site's rule outvotes everything",
        "2022-12-09",
        "rule:span.jour::text",
        head=_ld(datePublished="2022-12-11T06:31:07Z"),
        lines="<p>Le port, <span class=jour>9 décembre 2022</span></p>",
        flags=("date_conflict",),
        site=RULED,
    ),
    Case(
        "a feed item",
        "2022-12-11T06:31:07+00:00",
        "feed:published",
        item=FeedItem(URL, "feed", published="Sun, 11 Dec 2022 06:31:07 +0000"),
    ),
    Case(
        "statements that differ by more than a day are a conflict",
        "2022-12-11T06:31:07+00:00",
        flags=("date_conflict",),
        head=_ld(datePublished="2022-12-11T06:31:07Z") + _meta(article__published_time="2022-03-01T00:10:00Z"),
        url="https://exemple.test/2022/12/11/le-port-rouvre/",
    ),
    Case(
        "a local time labelled UTC is refused where the same hands show it by a zone",
        "2022-12-11T18:04:05+07:00",
        "jsonld:datePublished",
        head=_ld(datePublished="2022-12-11T18:04:05+07:00", dateModified="2022-12-11T18:04:05+07:00")
        + _meta(article__published_time="2022-12-11T18:04:00Z"),
    ),
    Case(
        "a clock without a zone beside the same instant in UTC tells the page's zone",
        "2022-12-11T18:04+07:00",
        modified="2022-12-12T09:00+07:00",
        head=_ld(datePublished="2022-12-11T11:04:20Z"),
        lines="<p class=meta>Publié le 11/12/2022 à 18h04, mis à jour le 12/12/2022 à 09h00</p>",
    ),
    Case(
        "what is reckoned from the moment of fetching gives way to a stated time",
        "2024-06-20T06:31:07+00:00",
        head=_ld(datePublished="2024-06-20T06:31:07Z", dateModified="2024-06-20T06:31:07Z"),
        lines="<p class=date>Publié il y a 3 heures</p>",
    ),
    Case(
        "an element that is named for publication speaks for all",
        "2022-12-11T18:04",
        lines='<time itemprop="datePublished" datetime="2022-12-11 18:04">11 décembre 2022</time>'
        '<p><time datetime="2022-12-19 10:00">19 décembre 2022</time></p><p class=meta>Par Ana Petit, 19 décembre 2022</p>',
    ),
    Case("a paragraph that opens with a date", "2022-12-11", "text:body", lines="<div class=entry-content><p>11.12.2022 - " + PROSE[3:]),
    Case("a lead-in on a line of its own", "2022-12-11", lines="<ul class=infos><li>Mise en ligne</li><li>11 décembre 2022</li></ul>"),
    Case("a vocabulary of the site's own", "2022-12-11T04:36:36-05:00", head=_meta(my_site__uploaded="2022-12-11T04:36:36-05:00")),
    Case(
        "linked data of a page that is no article",
        "2022-12-11T22:06:08+00:00",
        head=_ld(**{"@type": "HowTo"}, datePublished="2022-12-11T22:06:08:684Z"),
    ),
    Case(
        "a first of January without a time is but a year",
        "2022-12-12",
        "meta:datemodified",
        head='<meta name="datecreated" content="01/01/2004"><meta name="datemodified" content="2022-12-12">',
    ),
    Case(
        "nothing changes before it is published",
        "2022-12-11T18:00",
        lines="<p class=meta>Mis à jour le 11/12/2022 à 18h00</p>",
        head='<meta name="date" content="2022-12-13 11:52">',
    ),
    Case(
        "the moment of viewing is not the page's",
        "2022-12-11T18:04",
        lines="<p class=date>Date actuelle : 19/06/2024, 10:00</p><p class=author>par lupa le 11/12/2022, 18:04</p>",
    ),
    Case(
        "the line in which old blogs tell the date at the end",
        "2022-12-03",
        end="<p class='postmetadata alt'>Cet article a été publié le samedi 3 décembre 2022 à %H:%M et classé dans Ports. "
        "Vous pouvez en suivre les commentaires par le fil RSS 2.0 et laisser le vôtre plus bas sur cette page.</p>",
    ),
    Case("a date in the future is refused", None, head=_ld(datePublished="2031-01-01T00:00:00Z")),
    Case("the epoch is refused", None, head=_ld(datePublished="1970-01-01T00:00:00Z")),
    Case("a month is no day", None, head=_meta(article__published_time="2022-12")),
    Case(
        "the cited source's date is not the page's",
        None,
        end="<p>" + "Il a parlé longuement de la tempête et du port, selon le porte-parole. " * 4 + "France 24dimanche (11/12/2022).</p>",
    ),
    Case(
        "comments and teasers have dates of their own",
        "2022-12-11",
        lines="<p class=meta>Publié le 11 décembre 2022</p>",
        end='<div id="comments"><time class="published" datetime="2022-12-15T10:00:00Z">15 décembre 2022</time></div>'
        '<div class="related-posts"><time class="published" datetime="2024-06-13T10:00:00Z">13 juin 2024</time></div>',
    ),
    Case("a page that tells only its change", "2022-12-12T08:00:00+00:00", "meta:article:modified_time", head=_meta(article__modified_time="2022-12-12T08:00:00Z")),
    Case("a span of days is an event's", None, lines="<p class=date>11-13 décembre 2022</p>"),
    Case(
        "of two orders, the one that gives a day stated elsewhere",
        "2022-06-05T10:00",
        lines="<p class=date>05/06/2022 10:00</p>",
        url="https://exemple.test/2022/06/05/le-port-rouvre/",
    ),
    Case("no date at all", None),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_page_has_the_dates_it_states(case: Case) -> None:
    dates = _read(case)
    assert (dates.published.local if dates.published else None) == case.published
    assert (dates.modified.local if dates.modified else None) == case.modified
    assert dates.flags == case.flags
    if case.evidence is not None:
        assert dates.published is not None
        assert dates.published.evidence == case.evidence


def test_every_candidate_says_why_it_won_or_lost() -> None:
    case = next(case for case in CASES if case.flags)
    candidates = _read(case).candidates
    assert all(candidate.verdict and candidate.evidence and candidate.raw for candidate in candidates)
    assert sum(candidate.verdict.startswith("published") for candidate in candidates) == 1
    refused = _read(next(case for case in CASES if "future" in case.name)).candidates
    assert [candidate.verdict for candidate in refused] == ["refused: later than the page was fetched"]


def test_the_outlet_of_the_host_lends_its_zone() -> None:
    dates = _read(Case("", None, head=_ld(datePublished="2022-12-11 18:04:00"), url="https://daerah.sindonews.com/read/1"))
    assert dates.published is not None
    assert (dates.published.zone, dates.published.zone_source) == ("Asia/Jakarta", "outlet")


@given(
    st.lists(
        st.tuples(st.sampled_from(["date", "pubdate", "article:published_time", "og:updated_time"]), st.text(max_size=60)),
        max_size=6,
    )
)
def test_no_attribute_breaks_it(pairs: list[tuple[str, str]]) -> None:
    page = read_page(f"<html><body><h1>Titre</h1>{PROSE}</body></html>".encode(), URL)
    metas = tuple(Meta(name, text) for name, text in pairs)
    times = tuple(TimeMark(text, text, "published", "byline") for _, text in pairs)
    dates = find_dates(replace(page, metas=metas, times=times), site=None, fetched_at=None, item=None)
    assert dates.published is None or dates.published.utc >= "1995"


def test_an_open_order_shows_both_readings() -> None:
    page = read_page(
        f"<html lang=en><body><article><h1>The port reopens</h1><p class=date>05/06/2022</p>{PROSE * 3}</article></body></html>".encode(),
        URL,
    )
    page = replace(page, language="en", language_declared="en")
    dates = find_dates(page, site=None, fetched_at=FETCHED, item=None)
    assert dates.published is not None
    assert dates.published.ambiguous
    assert {candidate.reading.local for candidate in dates.candidates if candidate.reading} == {"2022-06-05", "2022-05-06"}
