"""A run's report for a person: one screen, never more, whatever a site answered."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from newscrawl.crawl.delivery import RunCounts
from newscrawl.crawl.report import RunReport
from newscrawl.crawl.web.plain_log import clean_line

SCREEN_LINES: Final = 24
_WIDTH: Final = 200  # characters of one row; what is longer is cut
_REASONS: Final = 6
_PARTS: Final = 3


def render_report(report: RunReport, now: datetime) -> str:
    """The run on one screen; what is wrong with it stands last."""
    head = f"{report.site}  run {report.run}  {(now - report.started_at).total_seconds():.0f} s"
    rows = [(door, "used" if failure is None else f"failed: {failure}") for door, failure in report.doors.items()]
    rows += report.rests.items()
    rows += report.remarks.items()
    rows += [("left alone", f"{count} ({kind})") for kind, count in sorted(report.resting_sitemaps.items())]
    rows.append(("pages read", _render_pages(report)))
    rows += _render_drawn(report)
    rows += _render_counts(report.counts) if report.counts else []
    rows += [("not followed", f"{count} ({kind})") for kind, count in sorted(report.traps.items())]
    rows += _render_rights(report) if report.reserved else []
    for reason, count in report.failures.most_common(_REASONS):
        rows.append((f"failed {count}", f"{reason}, as {report.examples[reason]}"))
    if (more := len(report.failures) - _REASONS) > 0:
        rows.append(("", f"and {more} more reasons"))
    free = SCREEN_LINES - 1 - len(rows)
    rows += [(f"ailing {ailment.rule}", ailment.cause) for ailment in report.ailments[:free]]
    lines = [head + ("" if report.is_complete or report.rests else "  (not complete)")]
    lines += [f"  {name:<15} {' '.join(value.split())}"[:_WIDTH] for name, value in rows]
    return "\n".join(lines) + "\n"


def _render_pages(report: RunReport) -> str:
    told = f"{report.read} of {report.listed}"
    told += f", {report.same} not modified" if report.same else ""
    told += f", {report.revisits} of them looked at again" if report.revisits else ""
    return told + (f", {report.known} more known and not due" if report.known else "")


def _render_drawn(report: RunReport) -> list[tuple[str, str]]:
    """What of the pages their scripts draw."""
    rows = [("rendered", f"{report.rendered} of them in a browser")] if report.rendered else []
    if report.shells:
        remedy = "declare `rendering` (docs/add-a-site.md)"
        rows.append(("shells", f"{report.shells} pages are empty without a browser, as {report.shell}; {remedy}"))
    return rows


def _render_counts(counts: RunCounts) -> list[tuple[str, str]]:
    updates = f", {counts.updated} of them updates" if counts.updated else ""
    rows = [("lines written", f"{counts.lines}{updates}"), ("unchanged", str(counts.unchanged))]
    if counts.roles:
        rows.append(("credits", ", ".join(f"{role} {count}" for role, count in counts.roles.items())))
    if counts.links:
        rows.append(("links written", f"{counts.links} (of earlier articles)"))
    if counts.encodings.failed:
        told = f"{counts.encodings.failed} of {counts.encodings.asked} texts, as {clean_line(counts.encodings.example)}"
        rows.append(("not encoded", told))
    rows += [("written to", _short(part)) for part in counts.parts[:_PARTS]]
    if len(counts.parts) > _PARTS:
        rows.append(("", f"and {len(counts.parts) - _PARTS} more files"))
    return rows


def _render_rights(report: RunReport) -> list[tuple[str, str]]:
    told = {"record": "recorded", "skip": "not written", "metadata": "written without text, summary and images"}
    by = ", ".join(f"{reason} {count}" for reason, count in sorted(report.reserved.items()))
    return [("rights reserved", f"{report.reserved.total()} ({by}): {told.get(report.policy, report.policy)}")]


def _short(address: str) -> str:
    """The address of a file as a person standing here would write it."""
    return address.removeprefix(f"{Path.cwd()}/")
