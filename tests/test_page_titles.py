"""The headline: which source is believed, what is cut off; the evidence names all that agree."""

from __future__ import annotations

import pytest
from field_page import SITE, TITLE, URL, linked, og, read

from newscrawl.page.titles import cut_site

OTHER = "Forty years, nine hundred lanterns"
TITLES = [
    ("all agree", f"<h1>{TITLE}</h1>", og(TITLE) + linked(headline=TITLE), TITLE, "h1 = jsonld:headline = meta:og:title"),
    ("h1 and JSON-LD against what is shared", f"<h1>{TITLE}</h1>", og(OTHER) + linked(headline=TITLE), TITLE, "h1 = jsonld:headline"),
    ("two others against an h1", f"<h1>{OTHER}</h1>", og(TITLE) + linked(headline=TITLE), TITLE, "jsonld:headline = meta:og:title"),
    ("h1 alone in the article against og alone", f"<h1>{TITLE}</h1>", og(OTHER), TITLE, "h1"),
    ("the site's name as h1", "<h1>Harbour Post</h1>", SITE + og(TITLE), TITLE, "meta:og:title"),
    ("headline in an h2", f"<h2>{TITLE}</h2>", og(OTHER) + linked(headline=TITLE), TITLE, "h2 = jsonld:headline"),
    (
        "an h1 in the breadcrumb trail is the window's title",
        f"<nav><h1>{OTHER}</h1></nav><h2>{TITLE}</h2>",
        f"<title>{OTHER}</title>" + linked(headline=TITLE),
        TITLE,
        "h2 = jsonld:headline",
    ),
    ("kicker, marked", f"<h1><span class=kicker>Harbour</span> <span>{TITLE}</span></h1>", "", TITLE, "h1"),
    (
        "kicker, unmarked, others without it",
        f"<h1><span>Harbour</span><span>{TITLE}</span></h1>",
        og(TITLE),
        TITLE,
        "h1 = meta:og:title",
    ),
    (
        "kicker glued, others write it out",
        f"<h1><span>Harbour</span>{TITLE}</h1>",
        og(f"Harbour: {TITLE}") + linked(headline=f"Harbour: {TITLE}"),
        f"Harbour: {TITLE}",
        "jsonld:headline = meta:og:title = h1",
    ),
    (
        "kicker, and another kicker for sharing",
        f"<h1><span class=overline>Harbour</span> <span>{TITLE}</span></h1>",
        og(f"End of an age: {TITLE}"),
        TITLE,
        "h1",
    ),
    (
        "an h1 that links to the front page names the site",
        f"<h1><a href=https://www.harbourpost.example/>Coast Log</a></h1><h3>{TITLE}</h3>",
        f"<title>Coast Log » Archive » {TITLE}</title>",
        TITLE,
        "h3 = title",
    ),
    ("several h1", f"<h1>Town news today</h1><h1>{TITLE}</h1><h1>Most read now</h1>", og(TITLE), TITLE, "h1 = meta:og:title"),
    ("capitals", f"<h1>{TITLE.upper()}</h1>", og(TITLE), TITLE, "meta:og:title = h1"),
    ("suffixes of site and section", "", f"{SITE}<title>{TITLE} | Town | Harbour Post</title>", TITLE, "title"),
    ("suffix that others lack", "", og(f"{TITLE} - HP") + linked(headline=TITLE), TITLE, "jsonld:headline = meta:og:title"),
    ("a site that is not named", "", f"<title>{TITLE} :: Daily of the Coast</title>", TITLE, "title"),
    ("escaped twice, with tags", "", linked(headline="Fog &amp;amp; lamps: &lt;em&gt;the&lt;/em&gt; end"), "Fog & lamps: the end", "jsonld:headline"),
    ("cut off", "", og(TITLE) + linked(headline=TITLE[:25] + "…"), TITLE, "jsonld:headline = meta:og:title"),
    (
        "microdata on the heading confirms nothing",
        f"<div itemscope itemtype=http://schema.org/Article><h1 itemprop=headline>{TITLE}</h1></div>",
        "",
        TITLE,
        "h1",
    ),
    (
        "microdata beside it",
        f"<div itemscope itemtype=http://schema.org/Article><meta itemprop=headline content='{TITLE}'></div>",
        "",
        TITLE,
        "microdata:headline",
    ),
    ("of another article", f"<h1>{TITLE}</h1>", linked(headline=OTHER, url=URL + "other") + linked(headline=TITLE, url=URL), TITLE, "h1 = jsonld:headline"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "head", "title", "evidence"), [row[1:] for row in TITLES], ids=[row[0] for row in TITLES])
def test_title(body: str, head: str, title: str, evidence: str) -> None:
    page = read(body, head)
    assert page.title and (page.title.value, page.title.evidence) == (title, evidence)


def test_no_title() -> None:
    assert read().title is None


CUTS = [
    ("Fog over the pier - Harbour Post", "Fog over the pier"),
    ("Fog over the pier – Town – Harbour Post", "Fog over the pier – Town"),
    ("Fog over the pier | Town | Harbour Post", "Fog over the pier"),
    ("Harbour Post: Fog", "Harbour Post: Fog"),
    ("Harbour Post | Fog over the pier", "Fog over the pier"),
    ("Harbour Post » Archive » Fog over the pier", "Fog over the pier"),
    ("Harbour Post | Fog over the pier | Town", "Fog over the pier | Town"),
    ("Fog over the pier | Harbour Post Online", "Fog over the pier"),
    ("Fog over the pier - Harbour Post Online", "Fog over the pier - Harbour Post Online"),
    ("霧の桟橋：Harbour Post", "霧の桟橋"),
    ("霧の桟橋｜Harbour Post", "霧の桟橋"),
    ("Harbour Post", "Harbour Post"),
    ("The new post-war pier - a plan", "The new post-war pier - a plan"),
]


@pytest.mark.parametrize(("title", "cut"), CUTS, ids=[row[0] for row in CUTS])
def test_site_names_are_cut_off(title: str, cut: str) -> None:
    assert cut_site(title, frozenset({"harbourpost"})) == cut
