"""What the documentation shows is what happens: every command in a `console` block is run, in order, and its output compared.

A line of the shown output must be among the lines that the commands so far have printed, runs, times and folders aside; `…` stands
for anything. Indented blocks are not run: they set up, or serve until they are stopped.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy_run import make_quick_project

from newscrawl.replica import Replica

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)
VOLATILE = [
    (re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}"), "RUN"),
    (re.compile(r"\b\d+(\.\d+)? s\b"), "TIME"),
    (re.compile(r"\s+"), " "),
]


def commands_of(text: str) -> list[tuple[str, list[str]]]:
    """Each command of the page's console blocks, and the lines of output shown below it."""
    found: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall(text):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def plain(line: str) -> str:
    for pattern, name in VOLATILE:
        line = pattern.sub(name, line)
    return line.strip()


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "```console" in page.read_text("utf-8")], ids=lambda path: path.name
)
def test_commands_do_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    commands = commands_of(page.read_text("utf-8"))
    if any("jq " in command for command, _ in commands) and shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    make_quick_project(tmp_path)
    with Replica() as replica:
        env = {
            **{key: value for key, value in os.environ.items() if not key.startswith("NEWSCRAWL_")},
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "NEWSCRAWL_REPLICA": replica.url,
            "NEWSCRAWL_ENCODER": "",
            "REPLICA_PORT": str(replica.port),
            "COLUMNS": "140",
        }
        for command, shown in commands:
            ran = subprocess.run(
                ["bash", "-o", "pipefail", "-c", command],
                cwd=tmp_path,
                env=env,
                capture_output=True,
                text=True,
                timeout=90,
                check=False,
            )
            printed = {plain(line) for line in (ran.stdout + ran.stderr).splitlines()}
            assert ran.returncode == 0 or "| head" in command, f"{command}\n{ran.stderr}"
            missing = [line for line in shown if not was_printed(plain(line), printed)]
            assert not missing, (
                f"{command}\nshows what it does not print: {missing}\n{ran.stdout[-3000:]}\n{ran.stderr[-2000:]}"
            )


def was_printed(line: str, printed: set[str]) -> bool:
    if "…" in line:
        head, _, tail = line.partition("…")
        return line == "…" or any(p.startswith(head) and p.endswith(tail) for p in printed) or line in printed
    return not line or line in printed


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]:
        named = set(re.findall(r"`make ([a-z-]+)`|^    make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE))
        assert {one or other for one, other in named} <= targets, page.name


def test_links_lead_somewhere() -> None:
    for page in [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]:
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_tests_that_are_named_exist() -> None:
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").glob("test_*.py"))
    for page in PAGES:
        named = set(re.findall(r"`(test_[a-z0-9_]+)`", page.read_text("utf-8")))
        assert [name for name in sorted(named) if f"def {name}(" not in tests] == [], page.name
        files = set(re.findall(r"`(tests/[a-z0-9_]+\.py)`", page.read_text("utf-8")))
        assert [file for file in sorted(files) if not (ROOT / file).is_file()] == [], page.name
