"""Reading time and memory of newscrawl beside its peers: the same pages, page by page in turn.

    python bench/reading.py                         the replica's hand-written pages
    python bench/reading.py --articles 200          and so many generated ones
    python bench/reading.py --pages LIST.jsonl ...  saved pages, in the format of `scrapy extract --pages`

See bench/README.md for what is measured.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median, quantiles
from time import process_time
from urllib.request import Request, urlopen

from contenders import READERS, Reader
from rich.console import Console
from rich.table import Table

from newscrawl.crawl.failure import one_line_errors, warn
from newscrawl.crawl.page_list import iter_page_list, load_page
from newscrawl.crawl.worker import PageFailure
from newscrawl.replica import Replica

PACKAGES = ("trafilatura", "newspaper4k", "readability-lxml", "resiliparse")
Page = tuple[str, bytes]


@dataclass(slots=True)
class Contender:
    """One way of reading a page, its CPU milliseconds per page, its peak megabytes, and how often it gave no text."""

    name: str
    read: Reader
    spent: list[float] = field(default_factory=list)
    empty: int = 0
    peak: float = 0.0


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


def measure_memory(pages: list[Page], contenders: list[Contender]) -> None:
    """Enter the peak memory of each contender: a process of its own that reads all pages once."""
    with tempfile.NamedTemporaryFile("w", encoding="ascii", suffix=".jsonl") as file:
        for url, body in pages:
            file.write(json.dumps([url, body.decode("latin-1")]) + "\n")
        file.flush()
        program = Path(__file__).with_name("contenders.py")
        for contender in contenders:
            command = [sys.executable, program, contender.name, file.name]
            ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
            contender.peak = float(ran.stdout)


def make_table(pages: list[Page], contenders: list[Contender]) -> Table:
    """The figures; the ratio is theirs over ours, of the totals, and the median of the pages' own ratios."""
    size = sum(len(body) for _, body in pages) / len(pages) / 1024
    about = f"CPU ms per page; {len(pages)} pages of {size:.0f} KB on average\n" + ", ".join(map(name_version, PACKAGES))
    table = Table(title=about, title_justify="left")
    for heading in ("", "mean", "median", "p95", "× ours", "median ×", "peak MB", "no text"):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=not heading)
    ours = contenders[0].spent
    for contender in contenders:
        spent = contender.spent
        p95 = quantiles(spent, n=20)[-1] if len(spent) > 1 else spent[0]
        ratio = sum(spent) / sum(ours)
        by_page = median(one / other for one, other in zip(spent, ours, strict=True))
        figures = (sum(spent) / len(spent), median(spent), p95, ratio, by_page)
        table.add_row(contender.name, *(f"{figure:.2f}" for figure in figures), f"{contender.peak:.0f}", str(contender.empty))
    return table


def name_version(package: str) -> str:
    """A package with its version. Ends the program where it is not installed."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        sys.exit(f"bench: {package} is not installed; run `make bench`, which installs it and runs this")


def main() -> int:
    """Measure and print; the exit status is 2 where there is nothing to read."""
    parser = argparse.ArgumentParser(description="CPU time and memory per page: newscrawl beside its peers.")
    parser.add_argument(
        "--pages", nargs="+", type=Path, metavar="LIST.jsonl", help="lists of saved pages (default: the replica)"
    )
    parser.add_argument("--articles", type=int, help="scale the replica's first site to so many articles")
    parser.add_argument("--rounds", type=int, default=3, help="times each page is read by each; the least counts (default: 3)")
    options = parser.parse_args()
    list(map(name_version, PACKAGES))  # before any work
    warnings.simplefilter("ignore")  # the contenders' own
    with one_line_errors():
        pages = list(iter_saved_pages(options.pages) if options.pages else iter_replica_pages(options.articles))
        if not pages:
            warn("there is no page to read; give lists that hold one, or none for the replica's")
            return 2
        contenders = [Contender(name, reader) for name, reader in READERS.items()]
        measure(pages, contenders, max(1, options.rounds))
        measure_memory(pages, contenders)
        Console().print(make_table(pages, contenders))
    return 0


if __name__ == "__main__":
    sys.exit(main())
