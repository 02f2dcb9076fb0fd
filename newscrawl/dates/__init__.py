"""A text -> a DateReading; a page's texts and attributes -> which date is which."""

from newscrawl.dates.choose import find_dates
from newscrawl.dates.model import DateCandidate, PageDates
from newscrawl.dates.parse import parse_date
from newscrawl.dates.zones import ZoneHint

__all__ = ["DateCandidate", "PageDates", "ZoneHint", "find_dates", "parse_date"]
