"""`bench/fit_verifier.py` fits a verifier to any encoder, and what it writes is one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from scrapy_run import PROJECT
from toy_encoder import LANGUAGES, NAME, SIZE, write_story

from newscrawl.stories import load_verifier

pytest.importorskip("sklearn", reason="fitting is for who has the extra bench")


def fit(*args: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROJECT / "bench/fit_verifier.py"), *map(str, args)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, check=False)


def test_a_verifier_is_fitted_to_an_encoder_and_written(tmp_path: Path) -> None:
    stories = {n: [write_story(n, language) for language in LANGUAGES] for n in range(24)}
    with (tmp_path / "articles.jsonl").open("w") as articles, (tmp_path / "truth.jsonl").open("w") as truth:
        for number, versions in stories.items():
            for one in versions:
                assert isinstance(one.published, datetime)
                line = {"id": one.id, "title": one.title, "text": one.text, "language": one.language}
                articles.write(json.dumps({**line, "published": {"utc": one.published.isoformat()}}) + "\n")
                truth.write(json.dumps({"id": one.id, "story": str(number)}) + "\n")
    written = tmp_path / "verifier.json"
    ended = fit(tmp_path, "--encoder", NAME, "--write", written)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("precision 1.000, recall 1.000") == 2
    assert load_verifier(str(written), NAME).mean.shape == (SIZE,)


def test_an_encoder_that_is_none_is_told(tmp_path: Path) -> None:
    ended = fit(tmp_path, "--encoder", "nobody:encode")
    assert (ended.returncode, "NEWSCRAWL_ENCODER 'nobody:encode': No module named" in ended.stderr) == (2, True)
