"""Make-believe sites that are no WordPress: one file each under `printed/`, with the site's layouts, lists and stories.

A layout is a page with `$slots`; a list is a feed, sitemap, page or script that shows the stories, at each of its addresses
those of that `list` (of none: all). Every key of a story is a slot; beside them there are `title` (escaped), `body` (HTML),
its first block as `lead` and the others as `rest`, `summary`, and for `published` and `modified` the forms `…_utc`, `…_naive`
(the same without its Z), `…_local` (on the site's clock) and `…_rfc` of feeds. `…_json` of any of them is the inside of a
JSON string.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from functools import cache
from html import escape, unescape
from importlib.resources import files
from re import compile as regex
from string import Template
from typing import Any, Final

from newscrawl.replica.answer import CSS, HTML, JAVASCRIPT, JSON, RSS, TEXT, XML, Answer, Request, answer
from newscrawl.replica.model import Truth
from newscrawl.replica.posts import ReplicaError, read_truth

_KINDS: Final = {"css": CSS, "html": HTML, "js": JAVASCRIPT, "json": JSON, "rss": RSS, "xml": XML}
_TAG: Final = regex(r"<[^>]{1,2000}>")
_MARKUP: Final = "!"  # opens a block that stands in the page and is none of the article's text


class Printed:
    """One site, whatever hosts it has; `where` is its file. Nothing is kept between requests: the server caches answers."""

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        self._table = table
        self.where = where
        self.name: str = table["name"]
        self.hosts: tuple[str, ...] = tuple(table["hosts"])
        self._clock = timezone(timedelta(hours=table["utc_offset"]))
        self._stories: dict[str, dict[str, Any]] = {story["address"]: story for story in table["stories"]}
        self._pages = dict(self._iter_pages())

    @property
    def truths(self) -> Mapping[str, Truth]:
        """Address of a story -> what is true of it."""
        return {
            address: read_truth(story.get("truth", {}), tuple(_plain(block) for block in _blocks(story) if _is_text(block)))
            for address, story in self._stories.items()
        }

    @property
    def lists(self) -> tuple[str, ...]:
        """The addresses that list its stories: pages, feeds, sitemaps and JSON, but neither scripts nor styles."""
        shown = (each["addresses"] for each in self._table["lists"] if each["kind"] not in {"css", "js"})
        return tuple(address for addresses in shown for address in addresses)

    def answer(self, request: Request) -> Answer:
        """What the site answers to GET, whatever the query where no page has it; robots.txt is the same on all hosts."""
        if request.path == "/robots.txt":
            return answer(self._table["robots"], TEXT)
        address = f"https://{request.host}{request.target}"
        found = self._pages.get(address) or self._pages.get(address.partition("?")[0])
        if found is None:
            return answer("<!DOCTYPE html><html><body><h1>404</h1></body></html>", HTML, status=404)
        kind, layout, slots = found
        return answer(self._fill(layout, slots), _KINDS[kind])

    def _iter_pages(self) -> Iterator[tuple[str, tuple[str, str, dict[str, str]]]]:
        """Address, kind, layout and slots of everything there is."""
        for story in self._stories.values():
            for form in story.get("forms", self._table["forms"]):
                slots = self._slots(story, form.get("start"), form.get("end"))
                yield self._fill(form["address"], slots), (form.get("kind", "html"), self._layout(form["layout"]), slots)
        for each in self._table["lists"]:
            for address, name in each["addresses"].items():
                shown = [story for story in self._stories.values() if name in ("", story.get("list"))]
                items = each.get("between", "").join(self._fill(each["item"], self._slots(story)) for story in shown)
                yield address, (each["kind"], each["page"], {"items": items})

    def _slots(self, story: dict[str, Any], start: int | None = None, end: int | None = None) -> dict[str, str]:
        blocks = _blocks(story)
        shown = [block.removeprefix(_MARKUP) if not _is_text(block) else self._paragraph(block) for block in blocks[start:end]]
        slots = {key: value for key, value in story.items() if isinstance(value, str)}
        slots["title"] = escape(story["title"], quote=False)
        between = self._table.get("between_paragraphs", "\n")
        slots |= {"body": between.join(shown), "lead": shown[0], "rest": between.join(shown[1:])}
        slots.setdefault("summary", next(_plain(block) for block in blocks if _is_text(block)))
        for key in ("published", "modified"):
            instant: datetime = story.get(key, story["published"]).astimezone(UTC)
            slots[f"{key}_naive"] = f"{instant:%Y-%m-%dT%H:%M:%S}"
            slots[f"{key}_utc"] = f"{instant:%Y-%m-%dT%H:%M:%SZ}"
            slots[f"{key}_local"] = instant.astimezone(self._clock).isoformat(timespec="seconds")
            slots[f"{key}_rfc"] = format_datetime(instant, usegmt=True)
        return slots | {f"{key}_json": json.dumps(value, ensure_ascii=False)[1:-1] for key, value in slots.items()}

    def _paragraph(self, block: str) -> str:
        return self._fill(self._table.get("paragraph", "<p>$text</p>"), {"text": block})

    def _layout(self, name: str) -> str:
        return str(self._table["layouts"][name])

    def _fill(self, layout: str, slots: Mapping[str, str]) -> str:
        try:
            return Template(layout).substitute(slots)
        except (KeyError, ValueError) as error:
            raise ReplicaError(f"{self.where}: no slot {error}; a story has to have it, and a dollar is written $$") from None


@cache
def read_printed() -> tuple[Printed, ...]:
    """Every site under `printed/`, by file name."""
    folder = files(__package__) / "printed"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    tables = {entry.name: tomllib.loads(entry.read_text("utf-8")) for entry in found}
    bodies = {story["address"]: story for table in tables.values() for story in table["stories"]}
    for name, table in tables.items():
        for story in table["stories"]:
            if "body_of" in story and story["body_of"] not in bodies:
                raise ReplicaError(f"newscrawl/replica/printed/{name}: no story {story['body_of']} to take the text of")
            if "body_of" in story:
                story["body"] = "\n\n".join(filter(_is_text, _blocks(bodies[story["body_of"]])))
    return tuple(Printed(table, f"newscrawl/replica/printed/{name}") for name, table in tables.items())


def hosts_of(sites: tuple[Printed, ...]) -> dict[str, Printed]:
    """The site of every host."""
    return {host: site for site in sites for host in site.hosts}


def _blocks(story: Mapping[str, Any]) -> list[str]:
    """The blocks of a story's body, lines of one block joined by a space; `cut` leaves only so many."""
    blocks = [" ".join(chunk.split("\n")).strip() for chunk in story["body"].strip().split("\n\n")]
    return blocks[: story.get("cut")]


def _is_text(block: str) -> bool:
    return not block.startswith(_MARKUP)


def _plain(block: str) -> str:
    return " ".join(unescape(_TAG.sub("", block)).split())
