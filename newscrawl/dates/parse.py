"""One text that says when -> one DateReading."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from newscrawl.dates.fields import Fields, make_reading
from newscrawl.dates.iso import read_machine_date
from newscrawl.dates.numeric import Hints
from newscrawl.dates.rare import parse_rare_form
from newscrawl.dates.relative import find_relative, on_clock
from newscrawl.dates.runs import Reader, Run, find_lead, iter_runs
from newscrawl.dates.script import clean_digits
from newscrawl.dates.tokens import tokenize
from newscrawl.dates.words import lexicon
from newscrawl.dates.zones import ZoneHint
from newscrawl.items import DateReading

_LONGEST: Final = 400  # characters: a longer text is prose, and its head holds the date if anything does


def parse_date(
    text: str,
    *,
    language: str | None = None,
    zone: ZoneHint | None = None,
    order: str | None = None,
    now: datetime | None,
    evidence: str = "text",
) -> DateReading | None:
    """The first date that a text says, or None where it says none.

    `language` is a BCP 47 tag: its words and its order of day and month come first. `zone` is the zone of times that name
    none, `order` (`dmy`, `mdy`, `ymd`) decides numeric dates where the weekday does not. `now` resolves relative dates and
    missing years; without it they are not read. `evidence` names where the text stood. The reading's `raw` is the text.
    ValueError where `zone` names no zone.
    """
    raw = text.strip()
    fields = read_machine_date(raw) if raw.isascii() else read_machine_date(clean_digits(raw).strip())
    if fields is not None:
        return make_reading(fields, raw=raw, evidence=evidence, hint=zone)
    reader = make_reader(language=language, zone=zone, order=order, now=now)
    for run in read_runs(raw, reader):
        reading = make_reading(run.fields, raw=raw, evidence=evidence, hint=zone)
        if reading is not None:
            return reading
    rare = parse_rare_form(raw[:_LONGEST], language=language, order=order, now=now) if not _is_length(raw, reader) else None
    return make_reading(rare, raw=raw, evidence=evidence, hint=zone) if rare is not None else None


def _is_length(text: str, reader: Reader) -> bool:
    """Whether a text is a length of time and nothing more ("4 min."): of reading, or of a film."""
    tokens = tokenize(text[:_LONGEST], reader.lexicon)
    return [token.kind for token in tokens] == ["number", "word"] and tokens[1].word.unit is not None


def make_reader(*, language: str | None, zone: ZoneHint | None, order: str | None, now: datetime | None) -> Reader:
    """The reader for a language and what is known besides; `now` is moved to the clock of the zone, where days begin."""
    words = lexicon(language)
    here = on_clock(now, zone) if now is not None else None
    return Reader(words, language, Hints(order, words.order, here, words.short_year), zone, {})


def read_runs(text: str, reader: Reader) -> tuple[Run, ...]:
    """The dates in a text that people wrote; a relative one only where there is no other."""
    runs = reader.known.get(text)
    if runs is None:
        runs = reader.known[text] = _read_runs(text, reader)
    return runs


def _read_runs(text: str, reader: Reader) -> tuple[Run, ...]:
    tokens = tokenize(text[:_LONGEST], reader.lexicon)
    runs = tuple(iter_runs(tokens, reader))
    if runs or reader.hints.now is None:
        return runs
    relative: Fields | None = find_relative(tokens, reader.lexicon, now=reader.hints.now)
    return (Run(find_lead(tokens), relative, relative=True),) if relative is not None else ()
