"""Processes that place at once into one index give the clusters that one alone gives."""

from __future__ import annotations

import multiprocessing
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from toy_encoder import BEGIN, LANGUAGES, load_toys, write_story

from newscrawl.store import find_standing, open_story_index
from newscrawl.stories import Document, Placer

CONTEXT = multiprocessing.get_context("spawn")
Clusters = frozenset[frozenset[str]]


def tell_in_languages(number: int) -> list[Document]:
    """One story in four languages."""
    return [write_story(number, language) for language in LANGUAGES]


def tell_in_copies(number: int) -> list[Document]:
    """One story on four sites, each with a beginning of its own."""
    story = write_story(number, "fr")
    beginnings = (write_story(number, site).text[:120] for site in LANGUAGES)
    copies = [f"{beginning} {story.text}" for beginning in beginnings]
    return [
        replace(write_story(number, site), language="fr", title=story.title, text=text)
        for site, text in zip(LANGUAGES, copies, strict=True)
    ]


def place(folder: Path, documents: Sequence[Document], start: Barrier | None = None) -> None:
    """Place articles one by one, as a crawl does, from the moment on that all others are ready too."""
    encoder, verifier = load_toys(folder / f"{documents[0].id}.json")
    with open_story_index(folder) as index:
        placer = Placer(index, encoder=encoder, verifier=verifier)
        if start is not None:
            start.wait(60)
        for document in documents:
            placer.place_all([document], BEGIN)


def place_at_once(folder: Path, shares: Sequence[Sequence[Document]]) -> None:
    start = CONTEXT.Barrier(len(shares))
    processes = [CONTEXT.Process(target=place, args=(folder, share, start)) for share in shares]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * len(shares)


def read_clusters(folder: Path, documents: Sequence[Document]) -> Clusters:
    stories = defaultdict(set)
    with open_story_index(folder) as index:
        for standing in (find_standing(index, one.id) for one in documents):
            assert standing is not None
            stories[standing.story].add(standing.id)
    return frozenset(map(frozenset, stories.values()))


def compare(folder: Path, tell: Callable[[int], list[Document]], count: int) -> None:
    stories = [tell(number) for number in range(count)]
    everything = [document for story in stories for document in story]
    truth = frozenset(frozenset(document.id for document in story) for story in stories)
    place(folder / "alone", everything)
    place_at_once(folder / "together", list(zip(*stories, strict=True)))
    assert read_clusters(folder / "alone", everything) == truth
    assert read_clusters(folder / "together", everything) == truth


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("alone", "together"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(sys, "argv", ["pytest"])  # what a spawned process prepares itself with


@pytest.mark.parametrize("tell", [tell_in_languages, tell_in_copies])
def test_four_processes_give_the_clusters_of_one(tmp_path: Path, tell: Callable[[int], list[Document]]) -> None:
    compare(tmp_path, tell, 60)


@pytest.mark.slow
@pytest.mark.parametrize("tell", [tell_in_languages, tell_in_copies])
def test_four_processes_give_the_clusters_of_one_for_500_stories(tmp_path: Path, tell: Callable[[int], list[Document]]) -> None:
    compare(tmp_path, tell, 500)
