"""What the runs of a site have counted of its lines: `state/<site>.boilerplate.json`, read once and written once per run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Final

import msgspec

from newscrawl.crawl.failure import UserMistake
from newscrawl.credits import Boilerplate, LineCounts
from newscrawl.items import Article
from newscrawl.lake import write_whole
from newscrawl.store import StoreError, site_path

_SCHEMA: Final = "newscrawl.boilerplate/1"

_Count = Annotated[int, msgspec.Meta(ge=0)]


class _CountedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    line: str
    articles: _Count


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="schema", tag=_SCHEMA):
    domain: str
    articles: _Count
    lines: tuple[_CountedLine, ...]


def boilerplate_path(state: Path, site: str) -> Path:
    """Where the counts of a site are kept. Raises StoreError for a site id that cannot name a file."""
    return site_path(state, site, ".boilerplate.json")


def load_line_counts(path: Path) -> LineCounts | None:
    """The counts in a file; None where there is no such file. Raises StoreError for one that cannot be read or is damaged."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; make it readable, or name another") from error
    try:
        found = msgspec.json.decode(content, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StoreError(
            f"{path}: holds no {_SCHEMA} ({error}); restore it from a backup, or remove it (boilerplate is then learned anew)"
        ) from error
    return LineCounts(found.domain, found.articles, Counter({each.line: each.articles for each in found.lines}))


def load_boilerplate(name: str | None) -> Boilerplate | None:
    """The boilerplate in the file that a user named; None where none was named. Raises UserMistake and StoreError."""
    if name is None:
        return None
    counts = load_line_counts(Path(name))
    if counts is None:
        raise UserMistake(f"{name}: there is no such file; a crawl keeps it in its state folder as SITE.boilerplate.json")
    return counts.find_boilerplate()


def save_line_counts(path: Path, counts: LineCounts) -> None:
    """Replace the file, whole or not at all, the most frequent line first. Raises LakeError."""
    lines = sorted(counts.lines.items(), key=lambda one: (-one[1], one[0]))
    content = _File(counts.domain, counts.articles, tuple(_CountedLine(line, articles) for line, articles in lines))
    write_whole(path, [msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"])


class LearnedLines:
    """What one run counts of its site's lines, for the runs after it."""

    def __init__(self, state: Path, site: str) -> None:
        """Raise StoreError for a site id that cannot name a file."""
        self._site = site
        self._path = boilerplate_path(state, site)
        self._counts: LineCounts | None = None

    def apply(self, article: Article, credit_lines: tuple[str, ...]) -> None:
        """Count the lines of an article as it was written; only its first version, so that each article counts once.

        An article of another site, which a search engine listed, tells nothing of this one.
        """
        if article.version == 1 and article.text is not None and article.site.id == self._site:
            self._counts = self._counts or LineCounts(article.site.domain)
            self._counts.apply(credit_lines)

    def load_earlier(self) -> bytes | None:
        """The file as the run found it; None where there was none. Raises OSError for one that cannot be read."""
        return self._path.read_bytes() if self._path.exists() else None

    def save(self) -> None:
        """Join what was counted with what the runs before counted. Raises LakeError and StoreError."""
        if self._counts is not None:
            earlier = load_line_counts(self._path) or LineCounts(self._counts.domain)
            save_line_counts(self._path, earlier.joined(self._counts))
