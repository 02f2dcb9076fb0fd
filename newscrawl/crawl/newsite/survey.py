"""A site looked over: its front page, robots.txt, each kind of door that it may have, an article. Knows nothing of Scrapy."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urljoin, urlsplit

from protego import Protego

from newscrawl.crawl.checking.visit import DoorVisit, PageVisit, choose_items, visit_door, visit_page
from newscrawl.crawl.doors import DoorAnswer, DoorError
from newscrawl.crawl.doors.answer import clean_url
from newscrawl.crawl.errand import Ask
from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.newsite.front import Front, guess_listing, read_front
from newscrawl.crawl.site_of import Whose, find_site
from newscrawl.page import PageError, address, registrable_domain
from newscrawl.reading import read_article
from newscrawl.site import Door, Feed, FeedItem, Listing, Site, Sitemap, WordPressApi

_FEEDS: Final = ("/feed/", "/rss", "/rss/", "/rss.xml", "/feed.xml", "/atom.xml")
_SITEMAPS: Final = ("/sitemap_index.xml", "/sitemap-news.xml", "/news-sitemap.xml", "/sitemap.xml")
_CHILDREN: Final = ("post-sitemap", "news", "article", "")  # of an index, those that list articles rather than sections
_MOST: Final = 8  # feeds or sitemaps that are tried: a look, no crawl
_LONGEST: Final = 80  # characters of what a declaration holds of a door
_ARTICLES: Final = 3  # tried until one can be read


@dataclass(frozen=True, slots=True)
class Clock:
    """What a WordPress says of its own clock: an IANA zone, or its hours before or behind UTC."""

    zone: str | None = None
    offset: str | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found. `site` is the site without what is still to be decided.

    `status` is what the page answered that the survey began with, `asked` the number of addresses.
    """

    site: Site
    front: Front
    doors: tuple[tuple[Door, DoorVisit], ...]
    page: PageVisit
    clock: Clock
    crawl_delay: float | None
    status: int
    asked: int

    @property
    def made_by(self) -> str:
        """Generator and theme in words, as the front page or else the article names them; empty where neither does."""
        article = read_front(self.page.answer.body, self.page.url) if self.page.answer else Front()
        return max(self.front.made_by or "", article.made_by or "", key=len)


class Remembering:
    """Asks for an address once, whoever wants to know."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._kept: dict[str, DoorAnswer | DoorError] = {}

    async def ask(self, url: str) -> DoorAnswer:
        """As `Ask`."""
        if url not in self._kept:
            try:
                self._kept[url] = await self._ask(url)
            except DoorError as error:
                self._kept[url] = error
        kept = self._kept[url]
        if isinstance(kept, DoorError):
            raise kept
        return kept

    def __len__(self) -> int:
        """How many addresses were asked."""
        return len(self._kept)


async def survey_site(name: str, url: str, asking: Ask) -> Survey:
    """Look a site over from the page at `url`, its front page or one that lists articles. Raises UserMistake."""
    memory = Remembering(asking)
    ask = memory.ask
    try:
        first = await ask(url)
    except DoorError as error:
        raise UserMistake(f"{url}: {error}; check the address in a browser") from None
    parts = urlsplit(first.url)
    host = parts.hostname or ""
    site = Site(id=name, name=host.removeprefix("www."), domain=registrable_domain(host), home=f"{parts.scheme}://{host}/")
    front = await asyncio.to_thread(read_front, first.body, first.url) if first.status == 200 else Front()
    robots = await _read_robots(site, ask)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    doors = [
        await _find_door(site, [WordPressApi()], ask),
        await _find_door(site, list(_iter_feeds(site, front)), ask),
        await _find_door(site, list(_iter_sitemaps(site, robots)), ask),
        await _find_door(site, list(_iter_listings(site, first, path)), ask),
    ]
    found = tuple(door for door in doors if door)
    if not found:
        raise UserMistake(
            f"{url}: has no feed, WordPress API, sitemap or list of titles ({len(memory)} addresses were asked); "
            "look in a browser for the page that lists its articles, and name that"
        )
    page = await _find_article(site, found, ask)
    clock = await _read_clock(site, ask) if isinstance(found[0][0], WordPressApi) else Clock()
    delay = robots.crawl_delay("newscrawl")
    return Survey(site, front, found, page, clock, delay, first.status, len(memory))


async def _find_door(site: Site, doors: list[Door], ask: Ask) -> tuple[Door, DoorVisit] | None:
    """The first of some doors that lists articles of the site."""
    for door in doors:
        visit = await visit_door(site, door, site.home, ask)
        if listed := tuple(item for item in visit.items if address(item.url) != address(site.home)):
            return door, replace(visit, items=listed)
    return None


async def _read_robots(site: Site, ask: Ask) -> Protego:
    try:
        answer = await ask(urljoin(site.home, "/robots.txt"))
    except DoorError:
        return Protego.parse("")  # what it forbids was found when the first page was asked for
    return Protego.parse(answer.body.decode("utf-8", "replace") if answer.status == 200 else "")


def _iter_feeds(site: Site, front: Front) -> Iterator[Door]:
    for feed in _choose(front.feeds, _FEEDS, site):
        yield Feed() if feed == Feed().path else Feed(feed, paged=None)


def _iter_sitemaps(site: Site, robots: Protego) -> Iterator[Door]:
    named = sorted(robots.sitemaps, key=lambda url: "news" not in url)  # news sitemaps hold what is new
    for sitemap in _choose(named, _SITEMAPS, site):
        yield from (Sitemap(sitemap, children) for children in _CHILDREN)


def _choose(named: Iterable[str], usual: Iterable[str], site: Site) -> list[str]:
    """The addresses that the site names for a door, then the usual ones, as a declaration has them: paths where they can be."""
    cleaned = [clean_url(url, site.home) for url in named]
    own = [url for url in cleaned if url and find_site(url, (site,))]
    paths = [url.removeprefix(site.home.rstrip("/")) if url.startswith(site.home) else url for url in own]
    return [path for path in dict.fromkeys([*paths, *usual]) if len(path) <= _LONGEST][:_MOST]


def _iter_listings(site: Site, first: DoorAnswer, path: str) -> Iterator[Door]:
    if first.status == 200 and len(path) <= _LONGEST:
        yield Listing(path)
        guessed = guess_listing(first.body, first.url, site, path)
        if guessed and len(guessed.links) <= _LONGEST:
            yield guessed


async def _find_article(site: Site, doors: tuple[tuple[Door, DoorVisit], ...], ask: Ask) -> PageVisit:
    """An article that can be read, of those that the first door lists. Raises UserMistake."""
    items: list[FeedItem] = choose_items([doors[0][1].items], _ARTICLES)
    reasons: list[str] = []
    for item in items:
        page = await visit_page(item, Whose(site, ()), ask)
        reason = page.failed or await asyncio.to_thread(_why_unread, page, site)
        if reason is None:
            return page
        reasons.append(f"{item.url} ({reason})")
    raise UserMistake(
        f"{site.home}: its {doors[0][1].name} lists articles, but none could be read: {', '.join(reasons)}; "
        "look at one in a browser: pages that need a login are not for newsite, and how those are rendered that need scripts "
        "is for you to declare (docs/add-a-site.md)"
    )


def _why_unread(page: PageVisit, site: Site) -> str | None:
    try:
        article = read_article(page.answer.body if page.answer else b"", page.url, site=site, fetched_at=page.fetched_at)
    except PageError as error:
        return str(error)
    if article.text:
        return None
    return "it is drawn by scripts" if "js_shell" in article.flags else "it holds no article"


async def _read_clock(site: Site, ask: Ask) -> Clock:
    """What the root of the REST API says; nothing where it is closed."""
    try:
        told = json.loads((await ask(urljoin(site.home, "/wp-json/"))).body)
    except (DoorError, ValueError, RecursionError):
        return Clock()
    if not isinstance(told, dict):
        return Clock()
    zone, offset = told.get("timezone_string"), told.get("gmt_offset")
    return Clock(
        zone if isinstance(zone, str) and zone else None,
        f"{float(offset):+g}" if isinstance(offset, int | float | str) and _is_number(offset) else None,
    )


def _is_number(value: float | str) -> bool:
    try:
        return abs(float(value)) <= 14
    except ValueError:
        return False
