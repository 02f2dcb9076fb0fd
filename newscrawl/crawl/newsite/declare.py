"""From what was found of a site to its declaration, and from that to the text of its spider. Pure functions."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import available_timezones

from newscrawl.crawl.newsite.survey import Survey
from newscrawl.crawl.probing.terminal import cut_words
from newscrawl.items import Article
from newscrawl.knowledge import outlet_by_host, read_languages
from newscrawl.site import WORDPRESS_DOORS, Door, Feed, Listing, Site, Sitemap, WordPressApi

_LONGEST: Final = 60  # characters of a name or a maker in the spider
_WIDEST: Final = 128  # characters of a line of code
_NOT_IN_DOCSTRINGS: Final = re.compile(r'[\\"]')


@dataclass(frozen=True, slots=True)
class Declaration:
    """A site, what made it in words, and what a person must decide, by the line of the spider that it stands above."""

    site: Site
    made_by: str
    todos: dict[str, str]


def declare(found: Survey, article: Article) -> Declaration:
    """Decide what can be decided. `article` is one of the site's, as the generic reading has it."""
    site, todos = found.site, dict[str, str]()
    if found.failed:
        todos["home"] = f"its page could not be read ({_plain(found.failed)}): see what a browser gets there"
    known = outlet_by_host(site.domain)
    name = (known.name if known else None) or found.front.name
    if name is None:
        todos["name"] = "the name that it goes by"
    language = article.language if article.language != "und" else found.front.language or ""
    language = language.partition("-")[0]
    if language not in read_languages():
        todos["languages"] = "the languages that it publishes in, as BCP 47 tags that newscrawl has phrases of"
        language = ""
    elif (claims := found.front.language) and claims.partition("-")[0] != language:
        todos["languages"] = f"its pages claim {_plain(claims)}, and the article that was read says otherwise"
    zone = found.clock.zone if found.clock.zone in available_timezones() else None
    if zone is None and not (known and known.zone) and (why := _doubt_zone(found, article)):
        todos["zone"] = why
    if any(isinstance(door, Listing) and door != Listing() for door, _ in found.doors):
        todos["doors"] = "the selector is guessed: see what it lists. A next page without rel=next wants next_page= or pages="
    if missing := [field for field in ("title", "authors", "published") if not getattr(article, field)]:
        todos["rules"] = f"the generic reading found no {', no '.join(missing)}: see whether the page has any"
    site = replace(
        site,
        name=cut_words(name or site.name, _LONGEST),
        languages=(language,) if language else (),
        country=known.country if known and len(known.country) == 2 else None,
        zone=zone,
        outlet=known.id if known else None,
        doors=tuple(door for door, _ in found.doors),
    )
    return Declaration(site, found.made_by, todos)


def _doubt_zone(found: Survey, article: Article) -> str | None:
    """Why a person has to say in which zone the site prints naive times; None where that does not matter."""
    offset = found.clock.offset
    if offset and float(offset):
        return f"its clock is UTC{offset}: the IANA zone that it keeps"
    if article.published and article.published.zone_source == "explicit":
        return None
    return None if offset else "the IANA zone of the times that its pages print"


def write_spider(declared: Declaration) -> str:
    """The text of the spider, as `ruff format` would have it."""
    site, todos = declared.site, declared.todos
    constant = site.doors == WORDPRESS_DOORS
    names = {"Site", *(() if constant else (type(door).__name__ for door in site.doors))}
    imports = ", ".join([*(["WORDPRESS_DOORS"] if constant else []), *sorted(names)])
    class_name = "".join(part.capitalize() for part in site.id.split("_"))
    lines = [
        f'"""{_plain(site.name)}: TODO say in a line what it is, and where its stories come from."""', "",
        "from __future__ import annotations", "",
        "from newscrawl.crawl.spider import NewsSpider",
        f"from newscrawl.site import {imports}", "", "",
        f"class {class_name}Spider(NewsSpider):",
        f'    """{_tell_doors(site.doors)}{f" Made by {_plain(declared.made_by)}." if declared.made_by else ""}"""', "",
        f"    name = {_quote(site.id)}",
        "    site = Site(",
    ]  # fmt: skip
    for key in ("id", "name", "domain", "home", "languages", "country", "zone", "outlet", "doors", "rules"):
        if key in todos:
            lines.append(f"        # TODO {key}: {todos[key]}")
        lines += _declare_field(site, key)
    return "\n".join([*lines, "    )", ""])


def _declare_field(site: Site, key: str) -> list[str]:
    value = getattr(site, key)
    if key == "rules" or not value:
        return []
    if key == "languages":
        return [f"        languages=({_quote(value[0])},),"]
    if key != "doors":
        return [f"        {key}={_quote(value)},"]
    if value == WORDPRESS_DOORS:
        return ["        doors=WORDPRESS_DOORS,"]
    doors = [line for door in value for line in _declare_door(door)]
    single = f"        doors=({doors[0].strip()}),"
    return [single] if len(doors) == 1 and len(single) <= _WIDEST else ["        doors=(", *doors, "        ),"]


def _declare_door(door: Door) -> list[str]:
    """A door, as short as its defaults let it be."""
    match door:
        case WordPressApi():
            said = ["WordPressApi()"]
        case Feed():
            said = ["Feed()" if door == Feed() else f"Feed({_quote(door.path)}, paged=None)"]
        case Sitemap():
            given = [_quote(door.path)] if door.path != Sitemap().path or door.children != Sitemap().children else []
            given += [f"children={_quote(door.children)}"] if door.children != Sitemap().children else []
            said = [f"Sitemap({', '.join(given)})"]
        case Listing() if door.links == Listing().links:
            said = ["Listing()" if door == Listing() else f"Listing({_quote(door.path)})"]
        case Listing():
            said = ["Listing(", f"    {_quote(door.path)},", f"    {_quote(door.links)},", ")"]
    return [f"            {line}" for line in [*said[:-1], f"{said[-1]},"]]


def _tell_doors(doors: tuple[Door, ...]) -> str:
    words = {WordPressApi: "the API of WordPress", Feed: "a feed", Sitemap: "a sitemap", Listing: "a list of articles"}
    told = [words[type(door)] for door in doors]
    sentence = ", then ".join(told)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _plain(words: str) -> str:
    """Words of a stranger as they may stand in a docstring or comment."""
    return _NOT_IN_DOCSTRINGS.sub("", cut_words(words, _LONGEST)).strip()


def _quote(text: str) -> str:
    """A string literal as `ruff format` has it: single quotes only around double ones."""
    if '"' in text and "'" not in text and "\\" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)
