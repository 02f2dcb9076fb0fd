"""A complete article for tests of what comes after reading: every field is filled, every value is made up."""

from __future__ import annotations

import dataclasses
import hashlib
import random

from newscrawl.items import (
    LINK_SCHEMA,
    SCHEMA,
    Article,
    CrawlInfo,
    Credit,
    DateReading,
    Evidence,
    Image,
    LateFinding,
    Origin,
    RelatedLink,
    Rights,
    SiteRef,
)

PUBLISHED = DateReading(
    utc="2022-12-11T07:05:00Z",
    local="2022-12-11T14:05+07:00",
    precision="minute",
    zone="Asia/Jakarta",
    zone_source="page",
    raw="Minggu, 11 Des 2022 14:05 WIB",
    evidence="text",
    ambiguous=False,
)
WORDS = [
    "pont",
    "ville",
    "rivière",
    "maire",
    "matin",
    "piéton",
    "travaux",
    "quai",
    "école",
    "marché",
    "gare",
    "place",
    "jardin",
    "hôpital",
    "théâtre",
    "tramway",
    "voisin",
    "enfant",
    "ouvre",
    "ferme",
    "traverse",
    "annonce",
    "attend",
    "répare",
    "promet",
    "inaugure",
    "visite",
    "discute",
    "demande",
    "refuse",
    "accepte",
    "explique",
    "prépare",
    "ancien",
    "nouveau",
    "large",
    "étroit",
    "calme",
    "bruyant",
    "célèbre",
    "discret",
    "samedi",
    "dimanche",
    "hiver",
    "été",
    "demain",
    "hier",
    "lentement",
    "enfin",
]
DATELINE = Evidence(kind="dateline", where="body[0]", text="LYON (AFP) –")
CREDIT = Credit(
    outlet="afp",
    name="AFP",
    domain="afp.com",
    role="agency",
    evidence=DATELINE,
    date=PUBLISHED,
    url=None,
    same_group=False,
    confidence=0.95,
)


def make_article(number: int = 1, text: str | None = None, **changes: object) -> Article:
    """Return article `number` of a made-up site; `text` None gives it a text of its own, long enough to be compared."""
    address = f"https://journal.example/article-{number}/"
    article = Article(
        schema=SCHEMA,
        id=hashlib.sha256(f"journal.example/article-{number}".encode()).hexdigest()[:16],
        version=1,
        content_hash="sha256:" + "0" * 64,
        url=address,
        canonical_url=address,
        site=SiteRef(id="journal", name="Le Journal", domain="journal.example"),
        title=f"Le pont numéro {number} rouvre",
        text=text or own_text(number),
        summary=None,
        language="fr",
        language_declared="fr-FR",
        authors=("Jeanne Exemple",),
        section="Régions",
        tags=("pont", "ville"),
        images=(Image(url="https://journal.example/pont.jpg", caption="Le pont", credit="Photo : AFP"),),
        published=PUBLISHED,
        modified=None,
        credits=(CREDIT,),
        origin=Origin("afp", "AFP", "agency", "full", None, 0.95, (DATELINE,)),
        related=(RelatedLink(url="https://journal.example/autre/", title="Un autre pont"),),
        story=None,
        rights=Rights(robots=("max-snippet:-1",), tdm_reservation=None, tdm_policy=None, noai=False, licence=None),
        flags=("date_conflict",),
        crawl=CrawlInfo(
            "20221211T080000Z-0a1b2c", "journal", "2022-12-11T08:00:00Z", "feed", 200, rendered=False, page_id=None
        ),
    )
    return hash_content(dataclasses.replace(article, **changes))


def make_finding(number: int = 1, **changes: object) -> LateFinding:
    """Return what was learned of article `number`: it is a copy of the one after it."""
    copy, original = make_article(number), make_article(number + 1)
    finding = LateFinding(
        schema=LINK_SCHEMA,
        at="2022-12-12T08:00:00Z",
        id=copy.id,
        story=copy.id,
        same_as=None,
        relation="copy",
        of=original.id,
        similarity=0.98,
        method="shingles",
        credits_added=(CREDIT,),
    )
    return dataclasses.replace(finding, **changes)


def own_text(number: int) -> str:
    """A text of some 60 words that has no run of words in common with that of another number."""
    chosen = random.Random(number)  # noqa: S311 - the same on every machine
    sentences = (" ".join(chosen.choices(WORDS, k=12)) for _ in range(5))
    return " ".join(f"{sentence.capitalize()}." for sentence in sentences)


def hash_content(article: Article) -> Article:
    """Return the article with the content hash of its title and text."""
    digest = hashlib.sha256(f"{article.title}\n{article.text}".encode()).hexdigest()
    return dataclasses.replace(article, content_hash=f"sha256:{digest}")
