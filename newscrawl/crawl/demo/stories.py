"""`python -m newscrawl.crawl.demo.stories [FOLDER]`: all sites crawled over one index, what is planted beside what is found.

Status 0 only if all of it was found as it was planted.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text
from scrapy.utils.project import get_project_settings

from newscrawl.crawl.demo.failure import DemoFailure
from newscrawl.crawl.demo.planted import find_planted, iter_wrong_joins, truths_of
from newscrawl.crawl.demo.planted_table import iter_figures, iter_table
from newscrawl.crawl.demo.run import crawl
from newscrawl.crawl.demo.told import apply_links, read_lake, read_links
from newscrawl.crawl.failure import one_line_errors, warn
from newscrawl.crawl.probing import open_console
from newscrawl.crawl.project import load_spiders
from newscrawl.replica import Replica, Truth

_TOLD_ITS_SITE: Final = {"wordpress": ("-a", "domain=www.eco-de-los-continentes.example")}


def main() -> int:
    """Crawl, print the table and its figures, and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m newscrawl.crawl.demo.stories", description="Crawl all of the replica; show the planted stories."
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path("data/stories"), help="its lake and state, begun anew each time"
    )
    parser.add_argument("--seed", type=int, help="crawl the sites in another order")
    asked = parser.parse_args()
    order = find_spiders()
    if asked.seed is not None:
        random.Random(asked.seed).shuffle(order)  # noqa: S311 - no secret
    try:
        with one_line_errors(), Replica() as replica:
            crawl_all(order, asked.folder, replica.url)
            return 0 if print_planted(asked.folder / "lake", truths_of(replica), open_console()) else 1
    except DemoFailure as failure:
        warn(f"the demo failed: {failure}")
        return 1


def find_spiders() -> list[str]:
    """The project's spiders by name."""
    loader = load_spiders(get_project_settings())
    return sorted(loader.list()) if loader else []


def arguments_of(spider: str) -> tuple[str, ...]:
    """What a spider has to be told beside its name: the site on WordPress."""
    return _TOLD_ITS_SITE.get(spider, ())


def crawl_all(order: Sequence[str], folder: Path, replica: str) -> None:
    """Crawl the sites one after the other, the lake and state below `folder` begun anew. Raises DemoFailure."""
    for name in ("lake", "state"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for spider in order:
        crawl(spider, *arguments_of(spider), folder=folder, replica=replica)


def print_planted(lake: Path, truths: dict[str, Truth], console: Console) -> bool:
    """Print the table of what a lake says of the planted stories, and return whether all is as planted."""
    articles = apply_links((article for article, _ in read_lake(lake)), read_links(lake))
    rows, wrong = find_planted(articles, truths), list(iter_wrong_joins(articles, truths))
    for line in (*iter_table(rows), "", *iter_figures(rows, wrong)):
        console.print(Text(line), soft_wrap=True)
    return not wrong and all(row.is_right for row in rows)


if __name__ == "__main__":
    sys.exit(main())
