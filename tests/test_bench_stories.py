"""bench/stories.py: what it measures with is right, and it runs on the stories as they are now."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[1] / "bench" / "stories.py"
TEXT = (
    "The harbour of {} was closed on Monday after a barge hit the old stone bridge, and {} ferries waited outside until noon. "
    * 3
)


def bench(*arguments: str | Path) -> str:
    ran = subprocess.run([sys.executable, PROGRAM, *arguments], capture_output=True, text=True, timeout=100, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def row_of(output: str, name: str) -> list[str]:
    (row,) = (line for line in output.splitlines() if name in line and "│" in line)
    return [cell.strip() for cell in row.strip("│").split("│")][1:]


def test_pairs_are_counted(tmp_path: Path) -> None:
    """Two copies found, one translation missed, none said wrongly: three pairs in truth, one of them said."""
    texts = {
        "a": TEXT,
        "b": TEXT,
        "c": "Der Hafen blieb zu. " * 40,
        "d": "Altogether elsewhere. " * 40,
    }
    write(
        tmp_path / "articles.jsonl",
        [{"id": one, "text": text, "language": "de" if one == "c" else "en"} for one, text in texts.items()],
    )
    write(tmp_path / "truth.jsonl", [{"id": one, "story": "s" if one in "abc" else one} for one in texts])
    f1, precision, recall, linked, *_ = row_of(bench(tmp_path, "--no-encoder", "--no-peers"), "newscrawl, one language")
    assert [f1, precision, recall, linked] == ["0.500", "1.000", "0.333", "0.500"]


@pytest.mark.parametrize("option", ["--growth", "--growth-cross"])
def test_growth_finds_what_was_planted(option: str) -> None:
    """Two sizes of one index: the second is loaded, timed, and nearly all that was planted in it is found."""
    output = bench(option, "60", "260", "--profile")
    assert output.count("on disk") == 2
    found, planted = row_of(output.rpartition("260 documents")[2], "edited: in their story")[0].split(",")[0].split(" of ")
    assert int(planted) > 5
    assert int(found) >= 0.8 * int(planted)
