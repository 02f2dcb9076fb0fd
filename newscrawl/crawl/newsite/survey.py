"""A site looked over: its front page, robots.txt, each kind of door that it may have, an article. Knows nothing of Scrapy."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator, Sequence
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
from newscrawl.crawl.newsite.given import find_article, find_home, looks_like_article, read_given_door
from newscrawl.crawl.newsite.memory import Remembering
from newscrawl.crawl.probing.terminal import cut_words
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

    `failed` says why the page could not be read that the front was to be read from, `asked` is the number of addresses.
    """

    site: Site
    front: Front
    doors: tuple[tuple[Door, DoorVisit], ...]
    page: PageVisit
    clock: Clock
    crawl_delay: float | None
    failed: str | None
    asked: int

    @property
    def made_by(self) -> str:
        """Generator and theme in words, as the front page or else the article names them; empty where neither does."""
        article = read_front(self.page.answer.body, self.page.url) if self.page.answer else Front()
        return max(self.front.made_by or "", article.made_by or "", key=len)


async def survey_site(name: str, url: str, memory: Remembering) -> Survey:
    """Look a site over from `url`: its front page, one that lists articles, or a feed or sitemap of it. Raises UserMistake."""
    ask = memory.ask
    try:
        first = await ask(url)
    except DoorError as error:
        raise UserMistake(f"{url}: {error}; check the address in a browser") from None
    given = await asyncio.to_thread(read_given_door, first)
    parts = urlsplit(find_home(first, given[1]) if given else first.url)
    host = parts.hostname or ""
    site = Site(id=name, name=host.removeprefix("www."), domain=registrable_domain(host), home=f"{parts.scheme}://{host}/")
    if not given:
        await asyncio.to_thread(_check_no_article, first, site)
    shown, failed = await _ask_front(site, ask) if given else _judge_front(first)
    front = await asyncio.to_thread(read_front, shown.body, shown.url) if shown else Front()
    robots = await _read_robots(site, ask)
    found = [await _open_given(site, given[0], ask)] if given else []
    kinds = [doors for doors in _iter_kinds(site, front, robots, shown) if not given or type(doors[0]) is not type(given[0])]
    found += filter(None, [await _find_door(site, doors, ask) for doors in kinds])
    if not found:
        raise UserMistake(await asyncio.to_thread(_tell_nothing, url, first, len(memory)))
    page = await _find_article(site, tuple(found), ask)
    clock = await _read_clock(site, ask) if any(isinstance(door, WordPressApi) for door, _ in found) else Clock()
    return Survey(site, front, tuple(found), page, clock, robots.crawl_delay("newscrawl"), failed, len(memory))


def _check_no_article(first: DoorAnswer, site: Site) -> None:
    """Raise UserMistake for a page that says it is one article: its links are no list."""
    if (title := find_article(first)) is not None:
        raise UserMistake(
            f"{first.url}: is one article ({cut_words(title, _LONGEST)}); give the front page, {site.home}, a page that lists "
            "articles, or a feed or sitemap of the site"
        )


def _tell_nothing(url: str, first: DoorAnswer, asked: int) -> str:
    """Why a site is refused that has no door, and what to do."""
    what = "no feed, WordPress API, sitemap or list of titles was found"
    said = f"{url}: answers {first.status}, and {what}" if first.status != 200 else f"{url}: {what}"
    perhaps = "; it looks like an article itself" if looks_like_article(first) else ""
    return (
        f"{said} ({asked} addresses were asked){perhaps}; look in a browser for the page that lists the site's articles, "
        "or for a feed or sitemap, and give that"
    )


def _judge_front(answer: DoorAnswer) -> tuple[DoorAnswer | None, str | None]:
    return (answer, None) if answer.status == 200 else (None, f"HTTP {answer.status}")


async def _ask_front(site: Site, ask: Ask) -> tuple[DoorAnswer | None, str | None]:
    """The front page, or why it cannot be read."""
    try:
        return _judge_front(await ask(site.home))
    except DoorError as error:
        return None, str(error)


async def _open_given(site: Site, given: Feed | Sitemap, ask: Ask) -> tuple[Door, DoorVisit]:
    """The feed or sitemap that was given, as a declaration has it. Raises UserMistake where it lists none of the site's."""
    path = given.path.removeprefix(site.home.rstrip("/")) if given.path.startswith(site.home) else given.path
    if found := await _find_door(site, list(_iter_forms(replace(given, path=path))), ask):
        return found
    visit = await visit_door(site, given, site.home, ask)
    raise UserMistake(
        f"{given.path}: is a {visit.name}, but {visit.failed or 'it lists only the front page'}; "
        "give one that lists articles of its own site, or that site's front page"
    )


def _iter_kinds(site: Site, front: Front, robots: Protego, shown: DoorAnswer | None) -> Iterator[list[Door]]:
    """The doors that the site may have, kind by kind; `shown` is the page that may be a list itself."""
    yield [WordPressApi()]
    yield [form for path in _choose(front.feeds, _FEEDS, site) for form in _iter_forms(Feed(path))]
    named = sorted(robots.sitemaps, key=lambda url: "news" not in url)  # news sitemaps hold what is new
    yield [form for path in _choose(named, _SITEMAPS, site) for form in _iter_forms(Sitemap(path))]
    if shown and (listings := list(_iter_listings(site, shown))):
        yield listings


def _iter_forms(door: Feed | Sitemap) -> Iterator[Feed | Sitemap]:
    """The ways to declare a feed or sitemap at its path."""
    if isinstance(door, Feed):
        yield Feed() if door.path == Feed().path else Feed(door.path, paged=None)
    else:
        yield from (Sitemap(door.path, children) for children in _CHILDREN)


async def _find_door(site: Site, doors: Sequence[Door], ask: Ask) -> tuple[Door, DoorVisit] | None:
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


def _choose(named: Iterable[str], usual: Iterable[str], site: Site) -> list[str]:
    """The addresses that the site names for a door, then the usual ones, as a declaration has them: paths where they can be."""
    cleaned = [clean_url(url, site.home) for url in named]
    own = [url for url in cleaned if url and find_site(url, (site,))]
    paths = [url.removeprefix(site.home.rstrip("/")) if url.startswith(site.home) else url for url in own]
    return [path for path in dict.fromkeys([*paths, *usual]) if len(path) <= _LONGEST][:_MOST]


def _iter_listings(site: Site, shown: DoorAnswer) -> Iterator[Door]:
    parts = urlsplit(shown.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if len(path) <= _LONGEST:
        yield Listing(path)
        guessed = guess_listing(shown.body, shown.url, site, path)
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
