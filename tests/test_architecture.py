"""The house holds: a room imports only from rooms above it, and Scrapy stays at the edge."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "newscrawl"

# From the top of the house to its edge; a room may import from itself and from any room before it.
ORDER = ["items", "site", "knowledge", "page", "dates", "credits", "reading", "stories", "store", "lake", "crawl"]
SCRAPY_ROOMS = {"crawl", "settings"}
# Who may open a database, parse markup, match many patterns. The crawl parses what is no page: feeds, sitemaps, listings.
ONLY_IN = {
    "sqlite3": {"store"},
    "lxml": {"page", "crawl"},
    "parsel": {"page", "crawl"},
    "itemloaders": {"page"},
    "ahocorasick": {"knowledge"},
}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "common", "misc", "tools"}

MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def iter_imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; name the room"
            yield node.module or ""


def imported_room(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "newscrawl" and len(parts) > 1 else None


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_only_upward(path: Path) -> None:
    room = room_of(path)
    for module in iter_imports(path):
        target = imported_room(module)
        if target is None or target == room:
            continue
        if room == "replica":
            pytest.fail(f"replica imports {module}; the make-believe web knows nothing of its reader")
        if target in {"replica", "settings"}:
            assert room == "crawl", f"{room} imports {module}"
        else:
            assert room in ORDER or room == "settings", f"{room} is not a room of the house"
            limit = len(ORDER) if room == "settings" else ORDER.index(room)
            assert ORDER.index(target) < limit, f"{room} imports {module}, which lies below it"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    room, imported = room_of(path), {module.split(".")[0] for module in iter_imports(path)}
    assert not {"scrapy", "scrapy_playwright", "twisted"} & imported or room in SCRAPY_ROOMS, f"{room} imports Scrapy"
    for library, rooms in ONLY_IN.items():
        assert library not in imported or room in rooms, f"{room} imports {library}, which only {sorted(rooms)} may"


def test_pure_rooms_read_no_clock() -> None:
    clocks = ("datetime.now(", "datetime.utcnow(", "date.today(", "time.time(", "os.environ")
    pure = {"items", "site", "knowledge", "page", "dates", "credits", "reading", "stories"}
    found = [
        f"{path.relative_to(ROOT)}: {clock}"
        for path in MODULES
        if room_of(path) in pure
        for clock in clocks
        if clock in path.read_text("utf-8")
    ]
    assert found == []


def test_modules_are_named_for_what_they_know() -> None:
    assert [path for path in MODULES if path.stem in FORBIDDEN_NAMES] == []


def test_files_and_functions_stay_small() -> None:
    too_long = []
    for path in [*MODULES, *sorted((ROOT / "spiders").glob("*.py"))]:
        text = path.read_text("utf-8")
        if text.count("\n") > 250:
            too_long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        too_long += [f"{path.relative_to(ROOT)}: {f.name}" for f in functions if (f.end_lineno or 0) - f.lineno >= 60]
    assert too_long == []


def test_every_room_says_what_it_is() -> None:
    undocumented = [
        path for path in MODULES if path.name == "__init__.py" and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert undocumented == []
