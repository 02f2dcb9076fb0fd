"""What each statement of a date says and counts: its readings, and why some are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from newscrawl.dates.candidates import Source
from newscrawl.dates.fields import make_reading
from newscrawl.dates.iso import read_machine_date
from newscrawl.dates.model import Which
from newscrawl.dates.parse import read_runs
from newscrawl.dates.rare import parse_rare_form
from newscrawl.dates.runs import Reader, Run
from newscrawl.dates.script import clean_digits
from newscrawl.items import DateReading

_EARLIEST: Final = "1995-01-01T00:00:00Z"  # no news page is older; what reads as earlier is a default of some system
_LED: Final = 10  # what a lead-in ("Published") adds to a line
_FEW_STRAYS, _MOST_STRAYS = 3, 8  # words of a line that are not of a date: with few it is a date line, with more it is prose


@dataclass(frozen=True, slots=True)
class Weighed:
    """A statement and one reading of it. `refusal` says why it cannot be the page's date; empty where it can."""

    source: Source
    which: Which
    weight: int
    reading: DateReading | None
    refusal: str = ""


def iter_weighed(source: Source, reader: Reader, fetched_at: datetime | None) -> Iterator[Weighed]:
    """The readings of one statement, each with its weight; one without a reading where it should have been a date."""
    found = False
    runs = _read(source, reader)
    for run in runs:
        reading = make_reading(run.fields, raw=source.raw, evidence=source.evidence, hint=reader.zone)
        if reading is not None:
            found = True
            yield _weigh(source, run, reading, fetched_at, alone=len(runs) == 1)
    if not found and not source.line:
        yield Weighed(source, source.which, source.weight, None, "refused: not a date")


def _read(source: Source, reader: Reader) -> list[Run]:
    if source.line:
        return read_runs(source.raw, reader)
    fields = read_machine_date(clean_digits(source.raw).strip())
    if fields is not None:
        return [Run(None, fields, 0)]
    runs = read_runs(source.raw, reader)[:1]
    if not runs and source.family in {"rule", "item"}:  # one or two a page: there is time for the slow way
        fields = parse_rare_form(source.raw, language=reader.language, order=None, now=reader.hints.now)
        return [Run(None, fields, 0)] if fields is not None else []
    return runs


def _weigh(source: Source, run: Run, reading: DateReading, fetched_at: datetime | None, *, alone: bool) -> Weighed:
    which, weight = source.which, source.weight
    if source.line and run.which is not None:
        which, weight = run.which, weight + _LED
    elif source.line and (not alone or (source.family == "line" and run.strays > _FEW_STRAYS)):
        weight //= 3
    refusal = ""
    if reading.utc < _EARLIEST:
        refusal = "refused: before 1995"
    elif fetched_at is not None and reading.utc > latest_instant(fetched_at):
        refusal = "refused: later than the page was fetched"
    elif reading.precision in {"year", "month"}:
        refusal = "refused: no day"
    elif source.family == "line" and run.which is None and run.strays > _MOST_STRAYS:
        refusal = "refused: prose"
    return Weighed(source, which, weight, reading, refusal)


def latest_instant(fetched_at: datetime) -> str:
    """RFC 3339 of the last instant at which a page fetched then can have been published: clocks and zones differ by a day."""
    at = fetched_at if fetched_at.tzinfo is not None else fetched_at.replace(tzinfo=UTC)
    return (at + timedelta(days=1)).astimezone(UTC).isoformat()[:19] + "Z"
