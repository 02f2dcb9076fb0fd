"""Crawls of every site of the replica over one index, and what must come of the planted stories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from scrapy_run import run_scrapy

from newscrawl.crawl.demo.planted import iter_wrong_joins, latest_lines, story_of
from newscrawl.crawl.demo.stories import arguments_of
from newscrawl.crawl.demo.told import apply_links, read_lake, read_links
from newscrawl.items import Article
from newscrawl.replica import Truth

ORIGINS = ("sindonews", "france24", "kompas", "the_conversation", "global_voices")
AGGREGATORS = (
    "breakinglatest", "wordpress", "nouvelles_du_monde", "allafrica", "big_news_network", "bing_news", "boursorama", "msn",
    "tribun", "yahoo_news",
)  # fmt: skip
Stories = frozenset[frozenset[str]]


def crawl_sites(order: Iterable[str], folder: Path, replica: str, *settings: str) -> None:
    """Crawl sites one after the other, each page by page, so that what comes of an order is the same every time."""
    quick = ("DOWNLOAD_DELAY=0", "NEWSCRAWL_JOBS=1", "CONCURRENT_REQUESTS=1", *settings)
    wishes = [word for setting in quick for word in ("-s", setting)]
    for spider in order:
        ended = run_scrapy("crawl", spider, *arguments_of(spider), *wishes, folder=folder, replica=replica)
        assert ended.status == 0, f"{spider}: {ended.err}"


def crawl_at_once(orders: Sequence[Sequence[str]], folder: Path, replica: str, *settings: str) -> None:
    """Crawl several rows of sites at the same time, over one index."""
    with ThreadPoolExecutor(len(orders)) as pool:
        for done in [pool.submit(crawl_sites, order, folder, replica, *settings) for order in orders]:
            done.result()


def read_told(folder: Path) -> list[Article]:
    """What the lake says in the end."""
    return latest_lines(apply_links((article for article, _ in read_lake(folder / "data")), read_links(folder / "data")))


def stories_found(articles: Iterable[Article]) -> Stories:
    """The addresses of each story."""
    told = defaultdict(set)
    for article in articles:
        told[story_of(article)].add(article.url)
    return frozenset(map(frozenset, told.values()))


def stories_planted(truths: Mapping[str, Truth]) -> Stories:
    """The addresses of each true story."""
    told = defaultdict(set)
    for url, truth in truths.items():
        told[truth.same_story or url].add(url)
    return frozenset(map(frozenset, told.values()))


def joined_wrongly(articles: Iterable[Article], truths: Mapping[str, Truth]) -> set[str]:
    """The articles of stories that hold more than one true story, but for those of the true story that has most of them."""
    wrong: set[str] = set()
    for urls in iter_wrong_joins(articles, truths):
        true = defaultdict(set)
        for url in urls:
            true[truths[url].same_story or url].add(url)
        wrong.update(set(urls) - max(true.values(), key=len))
    return wrong


def without_translations(truths: Mapping[str, Truth], languages: Mapping[str, str], proven: frozenset[str]) -> dict[str, Truth]:
    """The truth as far as it can be told without an encoder: stories of one language, and the translations that are `proven`."""
    first: dict[tuple[str, str], str] = {}
    told = {}
    for url, truth in truths.items():
        if truth.same_story is None or url in proven or languages[url] == languages[truth.same_story]:
            told[url] = truth
            continue
        leader = first.setdefault((truth.same_story, languages[url]), url)
        told[url] = replace(truth, same_story=leader if leader != url else None, unstated=None)
    return told
