"""Why each statement of a date won or lost, for a person to read."""

from __future__ import annotations

from collections.abc import Iterator

from newscrawl.dates.model import DateCandidate
from newscrawl.dates.weigh import Weighed, days_of


def iter_verdicts(found: Weighed, published: Weighed | None, modified: Weighed | None) -> Iterator[DateCandidate]:
    """The candidate with its verdict, for a person to read, and the other reading of an ambiguous one."""
    verdict = _verdict(found, published, modified)
    yield DateCandidate(found.which, found.source.raw, found.source.evidence, found.reading, verdict)
    if found.other is not None:
        yield DateCandidate(
            found.which, found.source.raw, found.source.evidence, found.other, "day and month the other way round"
        )


def _verdict(found: Weighed, published: Weighed | None, modified: Weighed | None) -> str:
    if _is_same(found, published):
        return f"published, by a weight of {found.weight}"
    if _is_same(found, modified):
        return f"modified, by a weight of {found.weight}"
    if found.refusal:
        return found.refusal
    if found.which == "modified":
        return "not later than publication, or less trusted"
    if published is not None and days_of(found) & days_of(published):
        return "agrees with the published date"
    return f"outweighed: {found.weight}"


def _is_same(found: Weighed, chosen: Weighed | None) -> bool:
    return chosen is not None and found.source is chosen.source and found.reading is chosen.reading
