"""What each statement of a date says and counts: its readings, and why some are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from newscrawl.dates.fields import Fields, make_reading, real_day
from newscrawl.dates.iso import read_machine_date
from newscrawl.dates.lines import LABEL_WEIGHT, MARKED_WEIGHT
from newscrawl.dates.model import Source, Which
from newscrawl.dates.parse import read_runs
from newscrawl.dates.rare import parse_rare_form
from newscrawl.dates.runs import Reader, Run, find_lead
from newscrawl.dates.script import clean_digits
from newscrawl.dates.tokens import tokenize
from newscrawl.dates.words import Lead
from newscrawl.items import DateReading

_EARLIEST: Final = "1995-01-01T00:00:00Z"  # no news page is older; what reads as earlier is a default of some system
_LED: Final = 10  # what a lead-in ("Published") adds to a line
_FEW_STRAYS, _MOST_STRAYS = 3, 8  # words of a line that are not of a date: with few it is a date line, with more it is prose
# Below it, a day without its time may be any of a page's days, and a first of January a year alone.
_WEAK: Final = 20


class Weighed(NamedTuple):
    """A statement and one reading of it. `refusal` says why it cannot be the page's date; empty where it can.

    `relative` says that it is reckoned from the moment of fetching. `order` is the one in which two numbers were read; an
    ambiguous reading has the one of the other order in `other`.
    """

    source: Source
    which: Which
    weight: int
    reading: DateReading | None
    refusal: str = ""
    relative: bool = False
    other: DateReading | None = None
    order: str | None = None


def iter_weighed(source: Source, reader: Reader, latest: str) -> Iterator[Weighed]:
    """The readings of one statement, each with its weight; one without a reading where it should have been a date.

    `latest` is the instant after which none can be, empty where it is not known.
    """
    found = False
    runs = _read(source, reader)
    for run in runs:
        reading = make_reading(run.fields, raw=source.raw, evidence=source.evidence, hint=reader.zone)
        if reading is not None:
            found = True
            lead = run.which or (find_lead(tokenize(source.label, reader.lexicon)) if source.label else None)
            which, weight = _weigh(source, run, lead, alone=len(runs) == 1)
            weight = _doubt(weight, source, run.fields, reading)
            refusal, other = _refuse(source, run, reading, latest), _other_order(source, run.fields, reader)
            yield Weighed(source, which, weight, reading, refusal, run.relative, other, run.fields.order)
    if not found and not source.line:
        yield Weighed(source, source.which, source.weight, None, "refused: not a date")


def _read(source: Source, reader: Reader) -> tuple[Run, ...]:
    if source.line:
        return read_runs(source.raw, reader)
    fields = read_machine_date(clean_digits(source.raw).strip())
    if fields is not None:
        return (Run(None, fields),)
    runs = read_runs(source.raw, reader)[:1]
    if not runs and source.family in {"rule", "item"}:  # one or two a page: there is time for the slow way
        fields = parse_rare_form(source.raw, language=reader.language, order=None, now=reader.hints.now)
        return (Run(None, fields),) if fields is not None else ()
    return runs


def _weigh(source: Source, run: Run, lead: Lead | None, *, alone: bool) -> tuple[Which, int]:
    """Which date it is and what it counts. One of several, or one within a sentence, counts less; so does one reckoned.

    A line at the article's head that opens with a date may go on with names and sections.
    """
    which, weight = source.which, source.weight
    if source.line and lead in {"published", "modified"} and not _is_prose(source, run):
        which, weight = ("published" if lead == "published" else "modified"), weight + _LED
    elif source.line and not (alone and _is_date_line(source, run)):
        weight //= 3
    return which, weight // 2 if run.relative else weight


def _doubt(weight: int, source: Source, fields: Fields, reading: DateReading) -> int:
    """The weight, less where the weekday is wrong or where the day may be a default of some system."""
    day = real_day(fields.year, fields.month, fields.day) if fields.weekday is not None and fields.day else None
    if day is not None and day.weekday() != fields.weekday:
        weight = weight * 2 // 3
    if reading.precision == "day" and weight < _WEAK and source.family in {"meta", "jsonld"}:
        weight = weight // 2 if reading.local[4:] == "-01-01" else weight * 2 // 3
    return weight


def _other_order(source: Source, fields: Fields, reader: Reader) -> DateReading | None:
    if fields.other is None:
        return None
    month, day = fields.other
    return make_reading(replace(fields, month=month, day=day), raw=source.raw, evidence=source.evidence, hint=reader.zone)


def _is_date_line(source: Source, run: Run) -> bool:
    opens = run.first <= 1 and source.weight >= LABEL_WEIGHT
    return source.family != "line" or run.strays <= _FEW_STRAYS or opens


def _refuse(source: Source, run: Run, reading: DateReading, latest: str) -> str:
    if reading.utc < _EARLIEST:
        return "refused: before 1995"
    if latest and reading.utc > latest:
        return "refused: later than the page was fetched"
    if reading.precision in {"year", "month"}:
        return "refused: no day"
    if run.span:
        return "refused: a span of days"
    if run.which == "now":
        return "refused: the moment of viewing"
    return "refused: prose" if _is_prose(source, run) else ""


def _is_prose(source: Source, run: Run) -> bool:
    return source.family == "line" and source.weight < MARKED_WEIGHT and run.strays > _MOST_STRAYS


def latest_instant(fetched_at: datetime | None) -> str:
    """RFC 3339 of the last instant at which a page fetched then can have been published: clocks and zones differ by a day."""
    if fetched_at is None:
        return ""
    at = fetched_at if fetched_at.tzinfo is not None else fetched_at.replace(tzinfo=UTC)
    return (at + timedelta(days=1)).astimezone(UTC).isoformat()[:19] + "Z"


def days_of(found: Weighed) -> set[str]:
    """The days that a statement names: by its own clock, and by that of UTC if it tells the time."""
    reading = found.reading
    if reading is None:
        return set()
    return {reading.local[:10], reading.utc[:10]} if reading.precision != "day" else {reading.local[:10]}
