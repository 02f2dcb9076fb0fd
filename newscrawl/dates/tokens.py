"""A text as the tokens of which dates are made: numeric dates, times, offsets, numbers, words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from newscrawl.dates.script import WORD, clean_script, fold_word
from newscrawl.dates.words import UNKNOWN, Lexicon, Word
from newscrawl.dates.zones import clean_offset

Kind = Literal["date", "pair", "time", "offset", "number", "word"]

_TOKEN: Final = re.compile(
    rf"""
      (?P<date>(?<!\d)(?<!\d[./-])(\d{{1,4}})\s?([./|-])\s?(\d{{1,2}})\s?\3\s?(\d{{1,4}})(?![\d:]))
    | (?P<time>(?<![\d:])(\d{{1,2}})(?::\s?|\s?[hH]\s?)([0-5]\d)(?::([0-5]\d)(?:[.,]\d{{1,9}})?)?(?!\d))
    | (?P<pair>(?<!\d)(?<!\d[./,])(\d{{1,4}})([./])(\d{{1,4}})(?!\d)(?![./]\d)(?:\.(?!\d))?
        |(?<!\d)(\d{{4}})-(\d{{1,2}})(?!\d)(?!-))
    | (?P<offset>(?:(?i:GMT|UTC)\s?[+-]\d{{1,2}}(?::?\d\d)?|[+-]\d\d:?\d\d|(?<=:\d\d)[+-]\d\d)(?!\d))
    | (?P<number>(?<=[^\W\d_][ .])(?:19|20)\d\d(?=\d{{1,2}}[ .]{{1,2}}[^\W\d_])|\d+)
    | (?P<word>{WORD})
    """,
    re.VERBOSE,
)
_MOST_TOKENS: Final = 80  # a longer text is prose
_UNSPACED: Final = "\u0e00"  # from here on lie the scripts that write words without spaces
_JOINTS: Final = frozenset(" .'-`")


@dataclass(slots=True)
class Token:
    """One token. `numbers` are the pieces of a numeric one, `sign` what separates them.

    `text` is as in the cleaned text, [start, end) its span there; `word` the meaning of a word.
    """

    kind: Kind
    text: str
    start: int
    end: int
    numbers: tuple[int, ...] = ()
    sign: str = ""
    word: Word = UNKNOWN


def tokenize(text: str, lexicon: Lexicon) -> list[Token]:
    """The tokens of a text, words that form one entry of the lexicon joined to one."""
    cleaned = clean_script(text)
    tokens: list[Token] = []
    for match in _TOKEN.finditer(cleaned):
        if match.lastgroup == "word":
            _append_words(tokens, match, lexicon)
        else:
            tokens.append(_number_token(match))
        if len(tokens) >= _MOST_TOKENS:
            break
    return _join_words(tokens, cleaned, lexicon)


def _number_token(match: re.Match[str]) -> Token:
    kind = match.lastgroup
    token = Token("number", match[0], match.start(), match.end())
    if kind == "date":
        token.kind, token.sign = "date", match[3]
        token.numbers = (int(match[2]), int(match[4]), int(match[5]))
    elif kind == "time":
        token.kind, token.numbers = "time", tuple(int(piece) for piece in match.group(7, 8, 9) if piece)
    elif kind == "pair":
        token.kind, token.sign = "pair", match[12] or "-"
        token.numbers = (int(match[11] or match[14]), int(match[13] or match[15]))
    elif kind == "offset":
        offset = clean_offset(match[0].upper())
        if offset is None:
            token.text = match[0].lstrip("+-")
            token.numbers = (int("".join(filter(str.isdecimal, match[0]))),)
        else:
            token.kind, token.text = "offset", offset
    elif len(match[0]) <= 14:
        token.numbers = (int(match[0]),)
    else:
        token.numbers = (-1,)
    return token


def _append_words(tokens: list[Token], match: re.Match[str], lexicon: Lexicon) -> None:
    """The word, or the words that a script without spaces has glued together."""
    text, start = match[0], match.start()
    folded = fold_word(text)
    if folded in lexicon.words or folded in lexicon.longest or max(folded) < _UNSPACED:
        tokens.append(Token("word", text, start, match.end(), word=lexicon.words.get(folded, UNKNOWN)))
        return
    at = 0
    while at < len(folded) and len(tokens) < _MOST_TOKENS:
        size = next((n for n in range(min(len(folded) - at, 16), 0, -1) if folded[at : at + n] in lexicon.words), 1)
        piece = folded[at : at + size]
        tokens.append(Token("word", piece, start + at, start + at + size, word=lexicon.words.get(piece, UNKNOWN)))
        at += size


def _join_words(tokens: list[Token], text: str, lexicon: Lexicon) -> list[Token]:
    """Tokens with the longest entries of several words made one token."""
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        size = 1
        if token.kind == "word":
            folded = fold_word(token.text)
            for n in range(lexicon.longest.get(folded, 1), 1, -1):
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
    word = lexicon.words.get(" ".join(fold_word(token.text) for token in group))
    if word is None:
        return None
    for one, other in pairwise(group):
        if not _JOINTS.issuperset(text[one.end : other.start]):
            return None
    start, end = group[0].start, group[-1].end
    return Token("word", text[start:end], start, end, word=word)
