"""Articles without end: a seeded word model that writes the post of any number, alike in every process."""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from re import Match
from re import compile as regex
from typing import Any, Final
from unicodedata import normalize

from newscrawl.replica.model import Entry, Post, ReplicaSite
from newscrawl.replica.posts import build_post

FIRST_ID: Final = 390_000
NEWEST: Final = datetime(2022, 12, 12, 4, 0, tzinfo=UTC)
STEP: Final = timedelta(minutes=15)
_NUMBERS: Final = {"few": (2, 40), "number": (3, 980), "year": (1780, 2005)}
_SLOT: Final = regex(r"\{(\w{1,20})\}")
_NOT_SLUG: Final = regex(r"[^a-z0-9]{1,200}")
_WEEKDAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


class Generator:
    """The generated posts of one site. Number 0 is the newest; each older one stands a quarter of an hour before the last."""

    def __init__(self, site: ReplicaSite, seed: int) -> None:
        self._site = site
        self._seed = seed
        self._grammar = _read_grammar()

    def iter_slugs(self, count: int, *, taken: Container[str]) -> Iterator[tuple[str, int]]:
        """Slug and number of the posts 0 to count - 1; a title met before gets WordPress' `-2`."""
        seen: dict[str, int] = {}
        for number in range(count):
            stem = slug = clean_slug(self._title(self._draw(number)))
            while slug in seen or slug in taken:
                seen[stem] = seen.get(stem, 1) + 1
                slug = f"{stem}-{seen[stem]}"
            seen[slug] = 1
            yield slug, number

    def entry(self, number: int, slug: str) -> Entry:
        """The entry of a post, without writing the post."""
        published = NEWEST - number * STEP + timedelta(seconds=number * 7919 % 600)
        modified = published + timedelta(seconds=2 + number * 104_729 % 7_000)
        topics = self._grammar["topics"]
        return Entry(FIRST_ID - number, slug, published, modified, topics[number * 31 % len(topics)])

    def post(self, number: int, slug: str) -> Post:
        """The whole post."""
        entry = self.entry(number, slug)
        draw = self._draw(number)
        title = self._title(draw)
        formula = draw.weighted(self._grammar["credits"])
        draw.bound |= {"date": f"{entry.published.day} {_MONTHS[entry.published.month - 1]}"}
        draw.bound["related"] = self._newer_title(number)
        body, cited = _write_body(draw, formula, entry.published)
        roles = [{"outlet": outlet, "role": role, "evidence": draw.expand(words)} for outlet, role, words in formula["roles"]]
        story = {
            "id": entry.id,
            "title": title,
            "category": entry.category,
            "published": entry.published,
            "modified": entry.modified,
            "body": body,
            "truth": {"origin": formula.get("origin"), "credits": roles + cited},
        }
        return build_post(self._site, slug, story)

    def _draw(self, number: int) -> Draw:
        return Draw(Random(f"{self._seed}/{self._site.host}/{number}"), self._grammar)

    def _newer_title(self, number: int) -> str:
        return self._title(self._draw(number - 1)) if number else self._site.teasers[0].title

    @staticmethod
    def _title(draw: Draw) -> str:
        return draw.one_of("titles")


class Draw:
    """The dice of one article and the names that stay the same throughout it (`bound`)."""

    def __init__(self, dice: Random, grammar: Mapping[str, Any]) -> None:
        self.dice = dice
        self._grammar = grammar
        self._words: Mapping[str, list[str]] = grammar["words"]
        self.bound: dict[str, str] = {}
        town = self.expand("{place}")
        self.bound = {"town": town, "TOWN": town.upper(), "Town": town}
        self.bound |= {"chief": self.expand("{given} {family}"), "witness": self.expand("{given} {family}")}

    def expand(self, template: str) -> str:
        """The template with every slot filled, down to the last."""
        return _SLOT.sub(self._fill, template) if "{" in template else template

    def _fill(self, slot: Match[str]) -> str:
        name = slot[1]
        if name in self.bound:
            return self.bound[name]
        if name in _NUMBERS:
            return str(self.dice.randrange(*_NUMBERS[name]))
        lower = name[0].lower() + name[1:]
        filled = self.bound.get(lower) or self.expand(self.dice.choice(self._words[lower]))
        return filled if name == lower else filled[0].upper() + filled[1:]

    def one_of(self, name: str) -> str:
        """One of the grammar's templates of that name, filled."""
        return self.expand(self.dice.choice(self._grammar[name]))

    def outlet(self, besides: str | None) -> str:
        """An outlet to quote, other than the origin."""
        return str(self.dice.choice([outlet for outlet in self._grammar["outlets"] if outlet != besides]))

    def weighted(self, formulas: list[dict[str, Any]]) -> dict[str, Any]:
        """One of the credit formulas, by weight."""
        return self.dice.choices(formulas, [formula["weight"] for formula in formulas])[0]


def clean_slug(title: str) -> str:
    """The slug WordPress makes of a title: ASCII, lower-case, hyphens, at most 190 characters."""
    plain = normalize("NFKD", title.replace("’", "").replace("œ", "oe")).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain).strip("-")[:190].strip("-")


def _write_body(draw: Draw, formula: dict[str, Any], published: datetime) -> tuple[str, list[dict[str, str]]]:
    """The body in the markup of story files, and the credits of the outlet it quotes, if any."""
    blocks, cited = [], []
    if "placeholder" in formula:
        blocks.append(f"[loading] {formula['placeholder']}")
    if "caption" in formula:
        draw.bound["caption"] = draw.one_of("captions")
        blocks.append(f"[caption] {draw.expand(formula['caption'])}")
    dateline = draw.expand(formula.get("dateline", ""))
    blocks.append(f"{dateline} {draw.one_of('openings')} {_paragraph(draw)}".strip())
    blocks += [_paragraph(draw) for _ in range(draw.dice.randrange(4, 7))]
    if formula["cites"]:
        quote, credit = _cite(draw, formula.get("origin"), published)
        blocks.append(quote)
        cited.append(credit)
    blocks.append(f"[related {clean_slug(draw.bound['related'])}] {draw.bound['related']}")
    blocks += [_paragraph(draw) for _ in range(draw.dice.randrange(4, 9))]
    blocks.append(draw.one_of("closings"))
    if "label" in formula:
        blocks.append(f"[credit] {formula['label']}")
    return "\n\n".join(blocks), cited


def _paragraph(draw: Draw) -> str:
    sentences = [draw.one_of("sentences") for _ in range(draw.dice.randrange(2, 5))]
    if draw.dice.random() < 0.35:
        sentences.append(draw.one_of("quotes"))
    return " ".join(sentences)


def _cite(draw: Draw, origin: str | None, published: datetime) -> tuple[str, dict[str, str]]:
    """A quotation with outlet, weekday and date, as Indonesian media print it, and the credit it proves."""
    day = published - timedelta(days=draw.dice.randrange(2))
    outlet = draw.outlet(origin)
    stated = f"{_WEEKDAYS[day.weekday()]} ({day.day}/{day.month}/{day.year})"
    draw.bound |= {"outlet": outlet, "day": stated}
    quote = draw.one_of("cited")
    glue = "" if "<em>" in quote else ", "
    names = {"Anadolu": "Anadolu Agency"}
    evidence = f"{outlet}{glue}{stated}"
    credit = {"outlet": names.get(outlet, outlet), "role": "reported_by", "evidence": evidence, "date": f"{day:%Y-%m-%d}"}
    return quote, credit


@cache
def _read_grammar() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "grammar.toml").read_text("utf-8"))
