"""Forms that no rule of ours reads, left to dateparser: the last resort, a thousand times slower."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from newscrawl.dates.fields import EARLIEST_YEAR, LATEST_YEAR, Fields

_LONGEST: Final = 80
_WORTH_IT: Final = re.compile(r"(?=[^\d]{0,80}\d)(?=[\W\d_]{0,80}[^\W\d_])")


def parse_rare_form(text: str, *, language: str | None, order: str | None, now: datetime | None) -> Fields | None:
    """What dateparser makes of a short text with a digit and a letter, or None. Without `now` only complete dates are read."""
    if len(text) > _LONGEST or not _WORTH_IT.match(text):
        return None
    try:
        found = _parser((language or "").partition("-")[0].lower(), order, now).get_date_data(text)
    except (ValueError, TypeError, OverflowError, RecursionError, re.error):  # hostile text finds its faults
        return None
    at = found.date_obj
    if at is None or not EARLIEST_YEAR <= at.year <= LATEST_YEAR:
        return None
    fields = Fields(at.year)
    if found.period != "year":
        fields.month = at.month
    if found.period in {"day", "time"}:
        fields.day = at.day
    if found.period == "time":
        fields.hour, fields.minute, fields.second = at.hour, at.minute, at.second or None
        offset = at.utcoffset()
        if offset is not None:
            minutes = round(offset.total_seconds() / 60)
            fields.zone = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    return fields


@lru_cache(maxsize=16)
def _parser(language: str, order: str | None, now: datetime | None) -> Any:  # noqa: ANN401 - dateparser has no types
    """A dateparser for one language, or for all where it has none of that code."""
    from dateparser.date import DateDataParser  # noqa: PLC0415 - 0.2 s to import, and most runs never need it
    from dateparser.languages.loader import default_loader  # noqa: PLC0415 - same

    settings: dict[str, Any] = {"RETURN_TIME_AS_PERIOD": True, "PREFER_DATES_FROM": "past"}
    if order is not None:
        settings["DATE_ORDER"] = order.upper()
    settings["PARSERS"] = ["absolute-time"] if now is None else ["relative-time", "absolute-time"]
    settings["REQUIRE_PARTS"] = ["day", "month", "year"] if now is None else ["day", "month"]  # "24 people" is no date
    if now is not None:
        settings["RELATIVE_BASE"] = now.replace(tzinfo=None)
    known = language in default_loader.get_locale_map() if language else False
    return DateDataParser(languages=[language] if known else None, settings=settings)
