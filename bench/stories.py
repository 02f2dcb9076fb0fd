"""Stories: how well articles of one story are found and at what cost, beside peers; and how the cost grows with the index.

    python bench/stories.py                               our own pairs of low-resource languages, and ../shared/bench
    python bench/stories.py FOLDER…                       folders of articles.jsonl and truth.jsonl
    python bench/stories.py --no-encoder --no-peers …     only what needs no encoder, or only ours
    python bench/stories.py --growth 10000 100000         make-believe documents, without translations
    python bench/stories.py --growth-cross 10000 100000   and with translations, by a toy encoder

See bench/README.md for what is measured.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from reading import name_version
from rich.console import Console
from rich.table import Table
from story_contenders import PEERS, Answer, Contender, place
from story_folders import Labelled, load_folder, load_pairs, score, touching
from story_growth import print_growth

from newscrawl.crawl.failure import one_line_errors, warn
from newscrawl.stories import DEFAULT, Encoder, find_encoder

BENCH: Final = Path(__file__).parent
SHARED: Final = BENCH.parent.parent / "shared" / "bench"
DEFAULT_FOLDERS: Final = (
    BENCH / "low_resource",
    *(SHARED / name for name in ("stories_same", "stories_edits", "stories_cross")),
)
OURS: Final = "newscrawl"
_WARMING: Final = 5  # articles
PACKAGES: Final = ("datasketch", "scikit-learn")
HEADINGS: Final = ("", "F1", "precision", "recall", "F1 with links", "cut short: F1", "docs/CPU-s", "encoder: ms × texts")


def iter_contenders(encoder: Encoder | None, *, peers: bool) -> Iterator[tuple[str, Contender]]:
    """Ours without and with translations, then the peers."""
    yield f"{OURS}, one language", lambda articles: place(articles, None)
    if encoder is not None:
        yield f"{OURS}, {encoder.name}", lambda articles: place(articles, encoder)
    if peers:
        yield from PEERS.items()


def print_folder(articles: Labelled, contenders: list[tuple[str, Contender]], console: Console, *, errors: int) -> None:
    """The table of a folder, the same by source where there are several, and so many pairs that ours got wrong."""
    counts = len(articles.documents), len(set(articles.stories)), len(articles.truth())
    about = "{}: {:,} articles, {:,} stories, {:,} pairs".format(articles.name, *counts)
    table = Table(title=about, title_justify="left")
    for heading in HEADINGS:
        table.add_column(heading, justify="right" if heading else "left", no_wrap=not heading)
    by_source: list[tuple[str, Answer]] = []
    for name, contender in contenders:
        contender(articles.head(_WARMING))  # so that tables that are built once, and the model, are charged to no article
        answer = contender(articles)
        by_source.append((name, answer))
        shown = name if answer.threshold is None else f"{name} ≥ {answer.threshold:.2f}"
        table.add_row(shown, *iter_figures(articles, answer))
    console.print(table)
    if len(set(articles.sources)) > 1:
        print_sources(articles, by_source, console)
    for name, answer in by_source:
        if name.startswith(OURS):
            print_errors(articles, answer, errors, console)


def iter_figures(articles: Labelled, answer: Answer) -> Iterator[str]:
    """The figures of a row."""
    truth, cut = articles.truth(), articles.cut_short()
    whole = score(truth, answer.pairs)
    yield from (f"{figure:.3f}" for figure in (whole.f1, whole.precision, whole.recall))
    yield f"{score(truth, answer.linked).f1:.3f}" if answer.linked is not None else ""
    yield f"{score(truth, answer.pairs, touching(cut)).f1:.3f}" if cut else ""
    yield f"{len(articles.documents) / answer.spent:,.0f}"
    yield f"{answer.encoding / answer.encoded * 1000:.0f} × {answer.encoded:,}" if answer.encoded else ""


def print_sources(articles: Labelled, answers: list[tuple[str, Answer]], console: Console) -> None:
    """What was found of the pairs that touch each source of a folder."""
    table = Table(title=f"{articles.name}, by file", title_justify="left")
    for heading in ("", "file", "precision", "recall", "right", "wrong", "missed"):
        table.add_column(heading, justify="left" if heading in {"", "file"} else "right", no_wrap=True)
    for name, answer in answers:
        for source in sorted(set(articles.sources)):
            mine = touching(number for number, one in enumerate(articles.sources) if one == source)
            found = score(articles.truth(), answer.pairs, mine)
            counts = (found.right, found.said - found.right, found.true - found.right)
            table.add_row(name, source, f"{found.precision:.3f}", f"{found.recall:.3f}", *map(str, counts))
    console.print(table)


def print_errors(articles: Labelled, answer: Answer, errors: int, console: Console) -> None:
    """So many pairs that were said and are wrong, and as many that were missed, by ids and titles."""
    truth = articles.truth()
    for kind, pairs in (("wrong", answer.pairs - truth), ("missed", truth - answer.pairs)):
        for pair in sorted(pairs)[:errors]:
            first, second = (f"{articles.documents[one].id} {articles.documents[one].title}" for one in pair)
            console.print(f"{kind}: {first} | {second}", markup=False, highlight=False, soft_wrap=True)


def compare(options: argparse.Namespace, console: Console) -> int:
    """Compare on every folder; the exit status is 2 where one that was named is none."""
    for missing in (folder for folder in options.folders if not any(folder.glob("*.jsonl"))):
        warn(f"{missing} has no articles; name folders of articles.jsonl and truth.jsonl, or of pairs as in bench/low_resource")
        return 2
    encoder = find_encoder(DEFAULT) if options.encoder else None
    if options.encoder and encoder is None:
        warn("translations are not searched for: pip install 'newscrawl[translations]'")
    contenders = list(iter_contenders(encoder, peers=options.peers))
    versions = ", ".join(map(name_version, PACKAGES)) if options.peers else "newscrawl alone"
    console.print(f"Pairs of articles of one story. {versions}")
    for folder in options.folders or DEFAULT_FOLDERS:
        if (folder / "articles.jsonl").exists():
            print_folder(load_folder(folder), contenders, console, errors=options.errors)
        elif folder.exists():
            print_folder(load_pairs(folder, options.part), contenders, console, errors=options.errors)
        else:
            console.print(f"{folder} is not here: passed over")
    return 0


def grow(options: argparse.Namespace, console: Console) -> None:
    """Grow an index of one language each, one with translations, or both."""
    for sizes, across in ((options.growth, False), (options.growth_cross, True)):
        if sizes:
            with tempfile.TemporaryDirectory(prefix="newscrawl-bench-") as folder:
                print_growth(sizes, Path(folder), console, across=across, profile=options.profile)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Stories: quality and cost beside peers, growth of cost with the index.")
    shown = "articles.jsonl and truth.jsonl (default: our own, and ../shared/bench)"
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help=shown)
    parser.add_argument("--part", choices=("dev", "held", "fresh"), default="dev", help="of folders of pairs (default: dev)")
    parser.add_argument("--no-encoder", dest="encoder", action="store_false", help="do not search for translations")
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="newscrawl alone")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="name N pairs each that ours got wrong and missed")
    parser.add_argument("--growth", nargs="+", type=int, metavar="N", help="cost in an index of so many documents instead")
    parser.add_argument("--growth-cross", nargs="+", type=int, metavar="N", help="the same with translations")
    parser.add_argument("--profile", action="store_true", help="and where the CPU time of placing goes")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # the peers' own
    console = Console(width=None if sys.stdout.isatty() else 140)
    with one_line_errors():
        if options.growth or options.growth_cross:
            grow(options, console)
            return 0
        return compare(options, console)


if __name__ == "__main__":
    sys.exit(main())
