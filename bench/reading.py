"""Reading time of newscrawl beside trafilatura: the same pages, one process, page by page in turn.

    python bench/reading.py                         the replica's hand-written pages
    python bench/reading.py --articles 200          and so many generated ones
    python bench/reading.py --pages LIST.jsonl ...  saved pages, in the format of `scrapy extract --pages`

See bench/README.md for what is measured.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from time import process_time
from typing import Any
from urllib.request import Request, urlopen

from rich.console import Console
from rich.table import Table

from newscrawl.crawl.failure import one_line_errors, warn
from newscrawl.crawl.page_list import iter_page_list, load_page
from newscrawl.crawl.workers import PageFailure
from newscrawl.reading import read_article
from newscrawl.replica import Replica

try:
    import trafilatura
except ImportError as error:
    sys.exit(f"bench: trafilatura cannot be imported ({error}); run `make bench`, which installs it and runs this")

OURS = "newscrawl"
Page = tuple[str, bytes]
Reader = Callable[[bytes, str], Any]


@dataclass(slots=True)
class Contender:
    """One way of reading a page, its CPU milliseconds per page, and how often it gave no text."""

    name: str
    read: Reader
    spent: list[float] = field(default_factory=list)
    empty: int = 0


def read_ours(body: bytes, url: str) -> str | None:
    """The whole reading: text, metadata, dates, credits with evidence, origin, images, rights."""
    return read_article(body, url).text


def read_theirs(body: bytes, url: str) -> str | None:
    """Text alone, at trafilatura's more careful setting."""
    document = trafilatura.bare_extraction(body, url=url, favor_precision=True, with_metadata=False)
    return document.text if document else None


def read_theirs_with_metadata(body: bytes, url: str) -> str | None:
    """Text and metadata (title, author, date ...), the nearest to a whole reading that it offers."""
    document = trafilatura.bare_extraction(body, url=url, favor_precision=True, with_metadata=True)
    return document.text if document else None


def iter_replica_pages(articles: int | None) -> Iterator[Page]:
    """Every article page of the replica, fetched over loopback."""
    with Replica(articles=articles) as replica:
        for site in replica.sites:
            for url in replica.truth(site.host):
                path = url.removeprefix(f"https://{site.host}")
                with urlopen(Request(replica.url + path, headers={"Host": site.host}), timeout=10) as response:  # noqa: S310 - loopback
                    yield url, response.read()


def iter_saved_pages(lists: list[Path]) -> Iterator[Page]:
    """The pages of the lists; one that cannot be loaded is told and passed over."""
    for path in lists:
        for page in iter_page_list(path):
            try:
                yield page.url or "", load_page(page)
            except PageFailure as failure:
                warn(f"{page.name}: {failure}")


def measure(pages: list[Page], contenders: list[Contender], rounds: int) -> None:
    """Enter what each contender spent on each page: the least of the rounds, which load of the machine disturbs least.

    The contenders take turns page by page, in an order that rotates; the first page is read once before, so that no one
    pays for its tables there.
    """
    for contender in contenders:
        contender.read(pages[0][1], pages[0][0])
    gc.collect()
    gc.freeze()
    for number, (url, body) in enumerate(pages):
        least = dict.fromkeys((contender.name for contender in contenders), float("inf"))
        for turn in range(rounds):
            shift = (number + turn) % len(contenders)
            for contender in contenders[shift:] + contenders[:shift]:
                started = process_time()
                text = contender.read(body, url)
                least[contender.name] = min(least[contender.name], process_time() - started)
                contender.empty += turn == 0 and not text
        for contender in contenders:
            contender.spent.append(least[contender.name] * 1000)


def make_table(pages: list[Page], contenders: list[Contender]) -> Table:
    """The figures; the ratio is theirs over ours, of the totals, and the median of the pages' own ratios."""
    size = sum(len(body) for _, body in pages) / len(pages) / 1024
    about = f"CPU ms per page; {len(pages)} pages of {size:.0f} KB on average; trafilatura {trafilatura.__version__}"
    table = Table(title=about, title_justify="left")
    for heading in ("", "mean", "median", "p95", "× ours", "median ×", "no text"):
        table.add_column(heading, justify="right" if heading else "left")
    ours = contenders[0].spent
    for contender in contenders:
        spent = contender.spent
        p95 = quantiles(spent, n=20)[-1] if len(spent) > 1 else spent[0]
        ratio = sum(spent) / sum(ours)
        by_page = median(one / other for one, other in zip(spent, ours, strict=True))
        figures = (sum(spent) / len(spent), median(spent), p95, ratio, by_page)
        table.add_row(contender.name, *(f"{figure:.2f}" for figure in figures), str(contender.empty))
    return table


def main() -> int:
    """Measure and print; the exit status is 2 where there is nothing to read."""
    parser = argparse.ArgumentParser(description="CPU time per page: newscrawl beside trafilatura.")
    parser.add_argument(
        "--pages", nargs="+", type=Path, metavar="LIST.jsonl", help="lists of saved pages (default: the replica)"
    )
    parser.add_argument("--articles", type=int, help="scale the replica's first site to so many articles")
    parser.add_argument("--rounds", type=int, default=3, help="times each page is read by each; the least counts (default: 3)")
    options = parser.parse_args()
    with one_line_errors():
        pages = list(iter_saved_pages(options.pages) if options.pages else iter_replica_pages(options.articles))
        if not pages:
            warn("there is no page to read; give lists that hold one, or none for the replica's")
            return 2
        contenders = [
            Contender(OURS, read_ours),
            Contender("trafilatura, text", read_theirs),
            Contender("trafilatura, all", read_theirs_with_metadata),
        ]
        measure(pages, contenders, max(1, options.rounds))
        Console().print(make_table(pages, contenders))
    return 0


if __name__ == "__main__":
    sys.exit(main())
