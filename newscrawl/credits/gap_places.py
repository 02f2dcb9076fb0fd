"""Where in a line credits stand, whatever its language: brackets at its rims, labels, signs, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

# A place is a whole match, `name` the outlet's name in it. Every repetition is bounded: a line may be a stranger's.
_BRACKETED: Final = r"[(\[（【](?:[^()\[\]（）【】\n]{0,60}?[/|,:：]\s{0,2})?(?P<name>[^()\[\]（）【】/|,:：\n]{2,50})[)\]）】]"
_HOST: Final = r"(?:[a-zA-Z0-9-]{2,63}\.){1,3}(?:com|net|org|info|[a-z]{2})"
_BRAND: Final = r"[A-Z]{3,12}|[A-Za-z]{0,12}[a-z][A-Z][A-Za-z]{0,12}"  # "KRMG", "detikNews": no town is written so
_OPENINGS: Final = (
    re.compile(rf"\A[^()\[\]（）\n]{{0,60}}{_BRACKETED}\s{{0,2}}[-–—:.]"),
    re.compile(rf"\A[^()\n,–—]{{2,40}}[,/]\s?(?P<name>{_HOST}|{_BRAND})\s{{0,2}}[-–—]{{1,2}}\s"),
)
_LAST_BRACKET: Final = re.compile(rf"{_BRACKETED}\s?[.。]?\Z")
_LABEL: Final = re.compile(r"\A[^\W\d_][^:：\n]{1,24}\s?[:：]\s?(?:[^:：\n]{1,60}[/|]\s?)?(?P<name>[^:：/|\n]{2,50}?)[.。]?\Z")
_SIGNS: Final = (
    re.compile(r"©\s{0,2}(?:[^©\n]{1,60}[/|]\s?)?(?P<name>[^©/|\n]{2,50}?)[.。]?\Z"),
    re.compile(r"[/|]\s{0,2}(?P<name>[^/|.,:()\n]{2,40})\Z"),
    re.compile(rf"(?<![\w@./-])(?P<name>{_HOST})(?![\w./@-])"),
)
_NAMES: Final = re.compile(r"(?:[^\W\d_a-zß-ÿ][\w.'’-]{0,30}(?:\s{1,2}|(?=\W|\Z))){1,6}(?!\s?[:：])")  # capitalised words
_NUMBER: Final = re.compile(r"\d{1,12}")
_STOPS: Final = ".!?…。！？\"'”’»"


@dataclass(frozen=True, slots=True)
class Place:
    """A place [start, end) of a line, and the span of the name in it.

    `needs_label` says that only the words before the name tell it from any other sentence, `needs_stop` that it is a bracket
    at the line's end, which in prose explains the words before it unless these end a sentence.
    """

    start: int
    end: int
    name_start: int
    name_end: int
    needs_label: bool
    needs_stop: bool

    @property
    def is_bare(self) -> bool:
        """Whether it holds little beside the name: a bracket or a sign."""
        return self.end - self.start - (self.name_end - self.name_start) <= 4

    def may_stand_in_prose(self, line: str) -> bool:
        """Whether a credit stands here in a paragraph as well as in a caption."""
        before = line[: self.start].rstrip()
        return not self.needs_stop or not before or before[-1] in _STOPS

    def form(self, line: str, outlets: Sequence[tuple[int, int]]) -> str:
        """Its words with `{outlet}` for each of these spans, `…` for other names and `0` for numbers: what many lines share."""
        pieces, at = [], self.start
        for start, end in (*outlets, (self.end, self.end)):
            pieces.append(_NUMBER.sub("0", _NAMES.sub("… ", line[at:start])))
            at = end
        return " ".join("{outlet}".join(pieces).split())


def iter_places(line: str) -> Iterator[Place]:
    """The places of a line, each name once."""
    seen: set[tuple[int, int]] = set()
    for pattern in (*_OPENINGS, _LAST_BRACKET, _LABEL, *_SIGNS):
        for found in pattern.finditer(line):
            span = found.span("name")
            if span not in seen:
                seen.add(span)
                yield Place(*found.span(), *span, needs_label=pattern is _LABEL, needs_stop=pattern is _LAST_BRACKET)
