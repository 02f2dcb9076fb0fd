"""From pages at rest (files, archives) to jobs of the reading pool; one that cannot be opened fails in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from newscrawl.crawl.page_list import SavedPage, load_page
from newscrawl.crawl.site_of import find_site
from newscrawl.crawl.warc_file import iter_warc
from newscrawl.crawl.worker import Job, PageFailure
from newscrawl.items import CrawlInfo
from newscrawl.site import Site

NamedJob = tuple[str, Job | PageFailure]
"""A call of `newscrawl.crawl.saved.read_saved_page`, or why there is none, with the name that the page goes by in messages."""


def iter_file_jobs(pages: Iterable[SavedPage], sites: tuple[Site, ...]) -> Iterator[NamedJob]:
    """One job per file. Where no address is known all sites are sent along, for the worker to choose from."""
    for page in pages:
        chosen = sites if page.url is None else _site_of(page.url, sites)
        info = CrawlInfo(run=None, spider=None, fetched_at=None, via="file", status=None, rendered=None, page_id=page.id)
        try:
            yield (
                page.name,
                {"body": load_page(page), "url": page.url, "sites": chosen, "fetched_at": page.fetched_at, "crawl": info},
            )
        except PageFailure as failure:
            yield page.name, failure


def iter_warc_jobs(path: Path, sites: tuple[Site, ...]) -> Iterator[NamedJob]:
    """One job per page of a WARC file. Raises UserMistake for a file that cannot be opened or is no WARC."""
    for name, found in iter_warc(path):
        if isinstance(found, PageFailure):
            yield name, found
            continue
        info = CrawlInfo(run=None, spider=None, fetched_at=None, via="warc", status=200, rendered=None, page_id=found.id)
        chosen = _site_of(found.url, sites)
        url = chosen[0].own_url(found.item.url, found.url) if chosen and found.item else found.url
        job = {"body": found.body, "url": url, "sites": chosen, "fetched_at": found.fetched_at}
        yield name, {**job, "content_type": found.content_type, "headers": found.headers, "item": found.item, "crawl": info}


def _site_of(url: str, sites: tuple[Site, ...]) -> tuple[Site, ...]:
    site = find_site(url, sites)
    return (site,) if site else ()
