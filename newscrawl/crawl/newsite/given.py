"""What stands at the address that newsite was given: a feed or sitemap, one article, or a page. Pure functions."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

from newscrawl.crawl.doors import DoorAnswer, DoorError, DoorPage, read_door
from newscrawl.page import PageError, is_article, registrable_domain
from newscrawl.reading import Reading, explain_article
from newscrawl.site import Feed, Sitemap


def read_given_door(answer: DoorAnswer) -> tuple[Feed | Sitemap, DoorPage] | None:
    """The feed or sitemap (robots.txt too, which names sitemaps) that an answer is, with what it lists; None for any other."""
    for door in (Feed(answer.url, paged=None), Sitemap(answer.url, "")):
        with suppress(DoorError):
            return door, read_door(answer, door, answer.url)
    return None


def find_home(answer: DoorAnswer, page: DoorPage) -> str:
    """The front page for a feed or sitemap: on the host of most of its articles that are of its domain; else its own."""
    domain = registrable_domain(urlsplit(answer.url).hostname or "")
    hosts = Counter(
        urljoin(item.url, "/") for item in page.items if registrable_domain(urlsplit(item.url).hostname or "") == domain
    )
    return max(hosts, key=lambda home: hosts[home], default=urljoin(answer.url, "/"))


def find_article(answer: DoorAnswer) -> str | None:
    """The title of the one article that a page says it is, empty where it has none; None for a front page or a list."""
    if urlsplit(answer.url).path in {"", "/"}:
        return None
    reading = _read(answer)
    if reading is None or not reading.article.text:
        return None
    named = sum(map(is_article, reading.page.linked_data))
    typed = any(meta.name == "og:type" and meta.content.strip().lower() == "article" for meta in reading.page.metas)
    return (reading.article.title or "") if typed or named == 1 else None


def looks_like_article(answer: DoorAnswer) -> bool:
    """Whether a page has the text and the time of an article, though it does not say that it is one."""
    reading = _read(answer)
    return bool(reading and reading.article.text and reading.article.published)


def _read(answer: DoorAnswer) -> Reading | None:
    try:
        return explain_article(answer.body, answer.url) if answer.status == 200 else None
    except PageError:
        return None
