"""Origins and aggregators crawled in any order, and two at once, over one index: every planted copy lands in its original's story.

What the replica plants was written from what is known of the sites and of credits, before the matching was looked at.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from browser_project import TIDE
from planted_crawls import (
    AGGREGATORS,
    ORIGINS,
    crawl_at_once,
    crawl_sites,
    joined_wrongly,
    read_told,
    stories_found,
    stories_planted,
    without_translations,
)
from remembered_encoder import FOLDER, NAME, write_verifier
from scrapy_run import PROJECT

from newscrawl.crawl.demo.planted import find_planted, truths_of
from newscrawl.items import Article
from newscrawl.replica import Replica, Truth

BY_NAME = tuple(sorted((*ORIGINS, *AGGREGATORS)))
PROVEN = frozenset({  # translations that a counter pixel proves
    "https://www.nouvelles-dumonde.com/pourquoi-nous-oublions-les-prenoms-mais-pas-les-metiers/",
    "https://www.breakinglatest.news/come-il-pollice-del-fornaio-sa-quando-limpasto-e-pronto/",
})  # fmt: skip


def shuffled(seed: int) -> tuple[str, ...]:
    return tuple(random.Random(seed).sample(BY_NAME, len(BY_NAME)))  # noqa: S311 - no secret


@dataclass(frozen=True)
class Fault:
    """An article that does not come out as it was planted, in which orders of crawls, with an encoder or without, and why.

    These are strict: where one is mended, its line here has to go.
    """

    url: str
    encoder: bool
    shows: Callable[[Sequence[str]], bool]
    why: str


FAULTS = (
    Fault(
        "https://www.nouvelles-dumonde.com/a-grenade-un-relieur-soigne-les-livres-qui-ont-pris-leau/",
        encoder=True,
        shows=lambda order: tuple(order) == shuffled(6),
        why="the verifier says .74 of another story of books and water where .70 is asked, and less in other orders: how far the"
        " nearest vector stands out depends on what else the index holds by then",
    ),
)  # fmt: skip


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ...]]:
    """The settings of the real encoder, which is asked but once for each text of all these crawls."""
    folder = tmp_path_factory.mktemp("encoder")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(folder))
        yield f"NEWSCRAWL_ENCODER={NAME}", f"NEWSCRAWL_VERIFIER={write_verifier(folder / 'verifier.json')}"


def truths_crawled(replica: Replica) -> dict[str, Truth]:
    """What is true of every article but those of one site without a spider: how it is rendered, the tests of the browser declare."""
    return {url: truth for url, truth in truths_of(replica).items() if not url.startswith(f"https://{TIDE}/")}


def wrong_ones(articles: list[Article], truths: dict[str, Truth]) -> set[str]:
    """The addresses of what is not as it was planted."""
    rows = find_planted(articles, truths)
    assert {row.check.article.url for row in rows} >= {url for url, truth in truths.items() if truth.same_story or truth.near}
    return {row.check.article.url for row in rows if not row.is_right} | joined_wrongly(articles, truths)


def check(articles: list[Article], truths: dict[str, Truth], order: Sequence[str], *, with_encoder: bool) -> None:
    """All is as it was planted but for the known faults, and these are not: neither in their stories nor with other credits."""
    assert {article.url for article in articles} == set(truths)
    known = {fault.url for fault in FAULTS if fault.encoder == with_encoder and fault.shows(order)}
    assert wrong_ones(articles, truths) == known
    if not known:
        assert stories_found(articles) == stories_planted(truths)


@pytest.mark.parametrize(
    "order",
    [pytest.param(ORIGINS + AGGREGATORS, id="origins-first"), pytest.param(BY_NAME, id="by-name", marks=pytest.mark.slow)],
)
def test_what_needs_no_encoder(order: Sequence[str], replica: Replica, tmp_path: Path) -> None:
    crawl_sites(order, tmp_path, replica.url)
    articles = read_told(tmp_path)
    languages = {article.url: article.language.partition("-")[0] for article in articles}
    check(articles, without_translations(truths_crawled(replica), languages, PROVEN), order, with_encoder=False)


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(AGGREGATORS + ORIGINS, id="aggregators-first"),
        *(pytest.param(shuffled(seed), id=f"seed-{seed}", marks=pytest.mark.slow) for seed in range(1, 7)),
    ],
)
@pytest.mark.timeout(300)
def test_any_order_gives_the_same_stories(
    order: Sequence[str], replica: Replica, encoder: tuple[str, ...], tmp_path: Path
) -> None:
    crawl_sites(order, tmp_path, replica.url, *encoder)
    check(read_told(tmp_path), truths_crawled(replica), order, with_encoder=True)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_two_at_once_give_the_same_stories(replica: Replica, encoder: tuple[str, ...], tmp_path: Path) -> None:
    crawl_at_once([ORIGINS, AGGREGATORS], tmp_path, replica.url, *encoder)
    wrong = wrong_ones(read_told(tmp_path), truths_crawled(replica))
    assert wrong <= {fault.url for fault in FAULTS if fault.encoder}  # which of them show, chance decides


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_table_of_the_documentation_is_what_the_demo_prints(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "newscrawl.crawl.demo.stories", str(tmp_path)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    page = (PROJECT / "docs" / "sites.md").read_text("utf-8")
    shown = page[page.index("| spider | article |") :].rstrip()
    assert shown in done.stdout, done.stdout
    assert done.returncode == bool([fault for fault in FAULTS if fault.encoder and fault.shows(BY_NAME)])
