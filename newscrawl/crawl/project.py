"""What the project gives a command: its spiders, the sites they declare, worker processes within its limits."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from math import inf
from typing import Any, Final

from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoaderProtocol, get_spider_loader

from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.workers import DEFAULT_MEMORY, DEFAULT_TIMEOUT, ReadingPool
from newscrawl.site import Site

_LEAST: Final = {
    "DOWNLOAD_DELAY": 0,
    "NEWSCRAWL_BACKOFF": 0,
    "NEWSCRAWL_JOBS": 0,
    "NEWSCRAWL_MAX_REFUSALS": 1,
    "NEWSCRAWL_MAX_REST": 0,
    "NEWSCRAWL_MAX_WAIT": 0,
    "NEWSCRAWL_PART_BYTES": 1,
    "NEWSCRAWL_PART_LINES": 1,
    "NEWSCRAWL_PART_SECONDS": 1,
    "NEWSCRAWL_RENDER_PAGES": 1,
    "NEWSCRAWL_RENDER_REQUESTS": 1,
    "NEWSCRAWL_RENDER_SECONDS": 1,
    "NEWSCRAWL_REVISITS": 0,
    "NEWSCRAWL_READ_MEMORY": 1024**2,
    "NEWSCRAWL_READ_TIMEOUT": 0.1,
    "NEWSCRAWL_STORY_DAYS": 1,
}
"""Settings that are numbers, and the least that each may be."""


def load_spiders(settings: BaseSettings | None) -> SpiderLoaderProtocol | None:
    """The project's spiders; None outside of a project. Raises UserMistake for one that cannot be imported."""
    if settings is None or not settings.getlist("SPIDER_MODULES"):
        return None
    try:
        return get_spider_loader(settings)
    except (ImportError, SyntaxError) as error:
        place = f"{error.filename}:{error.lineno}" if isinstance(error, SyntaxError) else "spiders/"
        raise UserMistake(f"{place}: a spider cannot be loaded: {error}") from error


def load_sites(settings: BaseSettings | None) -> tuple[Site, ...]:
    """The `site` of every spider that has one, by spider name; none outside of a project."""
    loader = load_spiders(settings)
    spiders = [loader.load(name) for name in sorted(loader.list())] if loader else []
    return tuple(site for spider in spiders if isinstance(site := getattr(spider, "site", None), Site))


def check_spider(name: str, loader: SpiderLoaderProtocol, settings: BaseSettings) -> None:
    """Raise UserMistake for a name that no spider of the project has."""
    if name not in loader.list():
        close = get_close_matches(name, loader.list(), 1)
        hint = f"did you mean {close[0]}?" if close else "`scrapy list` shows the spiders there are"
        raise UserMistake(f"{name}: there is no such spider in {', '.join(settings.getlist('SPIDER_MODULES'))}; {hint}")


def check_numbers(settings: BaseSettings) -> None:
    """Raise UserMistake for a setting that is no number, or none that a run could go by."""
    for name, least in _LEAST.items():
        value = settings.get(name, least)
        try:
            fits = least <= float(value) < inf
        except (TypeError, ValueError):
            fits = False
        if not fits:
            raise UserMistake(f"{name}={value}: is no number from {least}; settings.py says what it means")


def make_pool(settings: BaseSettings | None, jobs: int | None, *, function: str, always: Mapping[str, Any]) -> ReadingPool[Any]:
    """Worker processes within the project's limits (`NEWSCRAWL_READ_…`), or the default ones outside of a project.

    They run `function`, with the keyword arguments `always`. Raises UserMistake for a limit that is none.
    """
    if settings is None:
        return ReadingPool(jobs, function=function, always=always)
    check_numbers(settings)
    return ReadingPool(
        jobs or settings.getint("NEWSCRAWL_JOBS") or None,
        timeout=settings.getfloat("NEWSCRAWL_READ_TIMEOUT", DEFAULT_TIMEOUT),
        memory=settings.getint("NEWSCRAWL_READ_MEMORY", DEFAULT_MEMORY),
        function=function,
        always=always,
    )
