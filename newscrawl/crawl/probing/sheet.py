"""A section of the report: a heading, and under it rows of a label and what is to be said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from newscrawl.crawl.probing.terminal import make_text

_INDENT: Final = 2
_LABELS: Final = 18  # columns of the labels and the gap behind them, the same in every section
_NARROWEST: Final = 20  # columns that values get, however narrow the terminal


class Sheet:
    """A section; prints `empty` while it has no row, and nothing at all where that is not given."""

    def __init__(self, heading: str, *, empty: str | None = None) -> None:
        self._heading = heading
        self._empty = empty
        self._rows: list[tuple[str, Text]] = []

    def add(self, label: str, value: Text | str | None, *, note: str = "") -> None:
        """Add a row; a value that is None or empty is left out. A string is taken as words of the page.

        Of rows that follow each other under one label only the first prints it.
        """
        text = make_text(value, note=note) if isinstance(value, str) else value
        if text:
            self._rows.append((label, text))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw it, as rich asks for it; line by line, so that nothing trails behind them in a pipe."""
        if self._rows or self._empty:
            yield Text(f"\n{self._heading}", "bold")
        if not self._rows and self._empty:
            yield Text(f"{' ' * _INDENT}{self._empty}", "dim")
        width = max(options.max_width - _INDENT - _LABELS, _NARROWEST)
        above = None
        for label, text in self._rows:
            shown = "" if label == above else label
            for line in iter_lines(text, console, width):
                yield Text().append(f"{' ' * _INDENT}{shown:<{_LABELS}}", "cyan").append_text(line)
                shown = ""
            above = label


def iter_lines(text: Text, console: Console, width: int) -> Iterator[Text]:
    """The lines that a text takes at so many columns, without white space behind them."""
    for line in text.wrap(console, width, overflow="fold"):
        line.rstrip()
        yield line
