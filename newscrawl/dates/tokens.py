"""A text as the tokens of which dates are made: numeric dates, times, offsets, numbers, words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from newscrawl.dates.marks import clean_marks
from newscrawl.dates.script import WORD
from newscrawl.dates.words import UNKNOWN, Lexicon, Word
from newscrawl.dates.zones import clean_offset

Kind = Literal["date", "pair", "time", "offset", "number", "word"]

_TOKEN: Final = re.compile(
    rf"""
      (?P<word>{WORD})
    | (?=\d)(?:
        (?P<date>(?<!\d)(?<!\d[./-])(\d{{1,4}})\s?([./|-])\s?(\d{{1,2}})\s?\4
          \s?((?:19|20)\d\d(?=\d{{1,2}}[./:])|\d{{1,4}}(?![\d:])))
      | (?P<time>(?:(?<![\d:])|(?<=[ .,](?:19|20)\d\d))(\d{{1,2}})
          (?::\s?|\s?[hH]\s?)([0-5]\d)(?::([0-5]\d)(?:[.,]\d{{1,9}})?)?(?!\d))
      | (?P<pair>(?<!\d)(?<!\d[./,])(\d{{1,4}})([./])(?:\s(?=\d{{1,2}}\.(?!\d)))?(\d{{1,4}})(?!\d)(?![./]\d)(?:\.(?!\d))?
          |(?<!\d)(\d{{4}})-(\d{{1,2}})(?!\d)(?!-))
      | (?P<roman>(?<!\d)(\d{{1,2}})[ ./-]{{0,2}}([IVX]{{1,4}})[ ./-]{{1,2}}(\d{{4}}|(?<=[./-])\d\d)(?!\d))
      | (?P<span>(?<!\d)\d{{1,2}})\.?\s?[-\u2013\u2014]\s?(?=\d{{1,2}}\.?\s?[^\W\d_])
      | (?P<spaced>(?<!\d)(?:19|20)\d\d\s(?:0[1-9]|1[0-2])\s(?:0[1-9]|[12]\d|3[01])(?!\d))
      | (?P<number>(?<=[ .,])(?<!\d[.,])(?:19|20)\d\d(?=\d{{1,2}}(?:[ .]{{1,2}}\w|:\d\d|\Z))|\d+)
      )
    | (?P<offset>(?:(?<=[GUgu][MTmt][TCtc])\s?[+-]\d{{1,2}}(?::?\d\d)?|[+-]\d\d:?\d\d|(?<=:\d\d)[+-]\d\d)(?!\d))
    """,
    re.VERBOSE,
)
_MOST_TOKENS: Final = 80  # a longer text is prose
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_LONGEST_NUMBER: Final = 14  # digits
_JOINTS: Final = frozenset(" .'-`")


@dataclass(slots=True)
class Token:
    """One token. `numbers` are the pieces of a numeric one, `sign` what separates them, or a number from the next.

    `text` is as in the cleaned text, [start, end) its span there; `word` the meaning of a word, `folded` how it was looked
    up, `longest` how many words an entry that begins with it may have.
    """

    kind: Kind
    text: str
    start: int
    end: int
    word: Word = UNKNOWN
    folded: str = ""
    longest: int = 1
    numbers: tuple[int, ...] = ()
    sign: str = ""


def tokenize(text: str, lexicon: Lexicon) -> list[Token]:
    """The tokens of a text, words that form one entry of the lexicon joined to one."""
    cleaned = clean_marks(text)
    tokens: list[Token] = []
    joins = False
    for match in _TOKEN.finditer(cleaned):
        if match.lastgroup == "word":
            for start, end, spelling in lexicon.spell(match[0]):
                at = match.start()
                word, longest = spelling.word, spelling.longest
                tokens.append(Token("word", match[0][start:end], at + start, at + end, word, spelling.folded, longest))
                joins = joins or longest > 1
        else:
            tokens.append(_number_token(match))
        if len(tokens) >= _MOST_TOKENS:
            break
    return _join_words(tokens, cleaned, lexicon) if joins else tokens


def _number_token(match: re.Match[str]) -> Token:
    kind, text = match.lastgroup, match[0]
    token = Token("number", text, match.start(), match.end())
    if kind == "date":
        token.kind, token.sign = "date", match[4]
        token.numbers = (int(match[3]), int(match[5]), int(match[6]))
    elif kind == "time":
        token.kind, token.numbers = "time", tuple(int(piece) for piece in match.group(8, 9, 10) if piece)
    elif kind == "pair":
        token.kind, token.sign = "pair", match[13] or "-"
        token.numbers = (int(match[12] or match[15]), int(match[14] or match[16]))
    elif kind == "roman" and match[19] in _ROMAN:
        token.kind, token.sign = "date", "."
        token.numbers = (int(match[18]), _ROMAN.index(match[19]) + 1, int(match[20]))
    elif kind == "span":
        token.text, token.sign, token.numbers = match[21], "-", (int(match[21]),)
    elif kind == "spaced":
        token.kind, token.sign = "date", "-"
        token.numbers = tuple(map(int, text.split()))
    elif kind == "offset":
        _read_offset(token, text.strip())
    else:
        token.numbers = (int(text),) if len(text) <= _LONGEST_NUMBER and text.isdecimal() else (-1,)
    return token


def _read_offset(token: Token, text: str) -> None:
    """Make the token the offset, or, where no clock is so far from UTC, a time of day behind a dash, or a number."""
    offset = clean_offset(text)
    if offset is not None:
        token.kind, token.text = "offset", offset
        return
    token.text = text.lstrip("+-")
    hour, colon, minute = token.text.partition(":")
    if colon:
        token.kind, token.numbers = "time", (int(hour), int(minute))
    else:
        token.numbers = (int(hour),)


def _join_words(tokens: list[Token], text: str, lexicon: Lexicon) -> list[Token]:
    """Tokens with the longest entries of several words made one token."""
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        size = 1
        for n in range(token.longest, 1, -1):
            found = _entry(tokens[at : at + n], n, text, lexicon)
            if found is not None:
                token, size = found, n
                break
        joined.append(token)
        at += size
    return joined


def _entry(group: list[Token], size: int, text: str, lexicon: Lexicon) -> Token | None:
    if len(group) < size or any(token.kind != "word" for token in group):
        return None
    folded = " ".join(token.folded for token in group)
    word = lexicon.find(folded)
    if word is None:
        return None
    for one, other in pairwise(group):
        if not _JOINTS.issuperset(text[one.end : other.start]):
            return None
    start, end = group[0].start, group[-1].end
    return Token("word", text[start:end], start, end, word, folded)
