"""Logs and reports: no controls, no forged lines, no secrets; and nothing of a crawl listens."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy_run import find_listening, start_scrapy

from newscrawl.crawl.web.plain_log import PlainLog, clean_line
from newscrawl.replica import Replica


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a handler writes of a logger's records, as a crawl has it."""
    stream, factory = io.StringIO(), logging.getLogRecordFactory()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    logger = logging.getLogger("tests.plain_log")
    logger.addHandler(handler)
    PlainLog().update_settings(Settings())
    yield stream
    logging.setLogRecordFactory(factory)
    logger.removeHandler(handler)


def test_a_page_cannot_command_a_terminal_or_forge_a_line(written: io.StringIO) -> None:
    logger = logging.getLogger("tests.plain_log")
    logger.warning("%s", "a\x1b[2J\x9b31m\x00\u202eb\r\nERROR: all is lost")
    logger.error("reading failed", exc_info=ValueError("x\x1b]0;owned\x07\nERROR: forged"))
    lines = written.getvalue().splitlines()
    assert lines[0] == r"WARNING: a\x1b[2J\x9b31m\x00\u202eb" + r"\r"
    assert lines[1] == "    ERROR: all is lost"
    assert [line for line in lines if line.startswith("ERROR")] == ["ERROR: reading failed"]
    assert "\x1b" not in written.getvalue() and "\x07" not in written.getvalue()


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("GET https://bob:hunter2@a.example/x", "GET https://***@a.example/x"),
        ("https://a.example/?page=2&access_token=abc.def&x=1", "https://a.example/?page=2&access_token=***&x=1"),
        ("https://a.example/?X-Amz-Signature=0123abcd&X-Amz-Credential=AKIA/2022", "https://a.example/?X-Amz-Signature=***&X-Amz-Credential=***"),
        ("Authorization: Bearer abcdef", "Authorization: ***"),
        ("{'aws_secret_access_key': 'wJalrXUtnFEMI/K7MDENG'}", "{'aws_secret_access_key': '***'}"),
        ("key AKIAIOSFODNN7EXAMPLE is refused", "key *** is refused"),
        ("https://a.example/?sid=0123456789abcdef&api_key=x", "https://a.example/?sid=***&api_key=***"),
        ("https://a.example/tokens-and-secrets/?q=key", "https://a.example/tokens-and-secrets/?q=key"),
        ("one\ntwo\tthree\u2028four", r"one\ntwo\tthree\u2028four"),
    ],
)  # fmt: skip
def test_secrets_and_controls_are_not_shown(text: str, clean: str) -> None:
    assert clean_line(text) == clean


def test_a_line_is_cleaned_in_linear_time() -> None:
    began = time.process_time()
    for text in ("a" * 100_000, "token" * 20_000, "://" * 30_000, "key=" * 20_000, "\x1b" * 100_000):
        clean_line(text)
    assert time.process_time() - began < 5


def test_nothing_listens_while_a_crawl_runs(replica: Replica, tmp_path: Path) -> None:
    slow = ("-s", "DOWNLOAD_DELAY=0.5", "-s", "NEWSCRAWL_JOBS=1")
    with start_scrapy("crawl", "nouvelles_du_monde", *slow, folder=tmp_path, replica=replica.url) as running:
        while len(replica.requests) < 3:
            assert running.poll() is None
            time.sleep(0.05)
        listening = find_listening(running.pid)
        running.kill()
    assert listening == []
