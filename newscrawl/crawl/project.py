"""What the project gives a command: its spiders, the sites they declare, worker processes within its limits."""

from __future__ import annotations

from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoaderProtocol, get_spider_loader

from newscrawl.crawl.failure import UserMistake
from newscrawl.crawl.workers import DEFAULT_MEMORY, DEFAULT_TIMEOUT, ReadingPool
from newscrawl.site import Site


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


def make_pool(settings: BaseSettings | None, jobs: int | None, *, function: str) -> ReadingPool:
    """Worker processes within the project's limits (`NEWSCRAWL_READ_…`), or the default ones outside of a project."""
    if settings is None:
        return ReadingPool(jobs, function=function)
    return ReadingPool(
        jobs or settings.getint("NEWSCRAWL_JOBS") or None,
        timeout=settings.getfloat("NEWSCRAWL_READ_TIMEOUT", DEFAULT_TIMEOUT),
        memory=settings.getint("NEWSCRAWL_READ_MEMORY", DEFAULT_MEMORY),
        function=function,
    )
