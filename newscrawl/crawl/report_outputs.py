"""A run's report for machines: a JSON file, a Prometheus textfile, a webhook. A failing one is told and changes no outcome."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import msgspec
from scrapy.settings import BaseSettings

from newscrawl.crawl.failure import UserMistake, is_address, warn
from newscrawl.crawl.report import RunReport
from newscrawl.lake import LakeError, write_whole

SCHEMA: Final = "newscrawl.run/1"
_HOOK_SECONDS: Final = 10
_COUNTS: Final = (
    "listed", "revisits", "known", "read", "same", "unavailable", "undated", "rendered", "shells", "lines", "updated",
    "unchanged", "refused",
)  # fmt: skip


def check_outputs(settings: BaseSettings) -> None:
    """Raise UserMistake for an output that cannot work, before anything runs."""
    if settings.get("NEWSCRAWL_PROMETHEUS") and find_spec("prometheus_client") is None:
        raise UserMistake("NEWSCRAWL_PROMETHEUS: prometheus-client is missing; pip install 'newscrawl[prometheus]'")
    hook = settings.get("NEWSCRAWL_WEBHOOK")
    if hook and not is_address(hook):
        raise UserMistake("NEWSCRAWL_WEBHOOK: is no web address; write it whole, with https://")


def describe_run(report: RunReport, status: int, now: datetime) -> dict[str, Any]:
    """The report as plain values, in the shape of `newscrawl.run/1`."""
    return {
        "schema": SCHEMA,
        "site": report.site,
        "run": report.run,
        "started_at": _utc(report.started_at),
        "finished_at": _utc(now),
        "status": status,
        "complete": report.is_complete,
        **msgspec.to_builtins(report.account()),
        "ailments": [msgspec.to_builtins(ailment) for ailment in report.ailments],
        "examples": dict(report.examples),
        "remarks": dict(report.remarks),
        "parts": list(report.counts.parts) if report.counts else [],
    }


def publish_report(report: RunReport, status: int, now: datetime, settings: BaseSettings) -> None:
    """Write the JSON file and, where they are set, the Prometheus textfile and the webhook of a run that is not healthy."""
    told = describe_run(report, status, now)
    path = Path(settings["NEWSCRAWL_STATE"]) / "reports" / f"site={report.site}" / f"run={report.run}.json"
    try:
        write_whole(path, [json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"])
        if target := settings.get("NEWSCRAWL_PROMETHEUS"):
            write_whole(Path(target.replace("{site}", report.site)), [render_metrics(told)])
    except LakeError as error:
        warn(f"the report of the run: {error}")
    hook = settings.get("NEWSCRAWL_WEBHOOK")
    if hook and status:
        _post(hook, told)


def render_metrics(told: dict[str, Any]) -> bytes:
    """The report in Prometheus' text format, for the textfile collector of its node exporter."""
    from prometheus_client import CollectorRegistry, Gauge, generate_latest  # noqa: PLC0415 - an extra

    registry = CollectorRegistry()
    for name, meaning, labels, values in _iter_gauges(told):
        gauge = Gauge(f"newscrawl_{name}", meaning, ["site", *labels], registry=registry)
        for label, value in values:
            gauge.labels(told["site"], *label).set(value)
    return bytes(generate_latest(registry))


def _iter_gauges(told: dict[str, Any]) -> Iterator[tuple[str, str, list[str], list[tuple[tuple[str, ...], float]]]]:
    finished, started = (datetime.fromisoformat(told[name]) for name in ("finished_at", "started_at"))
    single = {
        "last_run_timestamp_seconds": ("When the last run ended", finished.timestamp()),
        "last_run_duration_seconds": ("How long it took", (finished - started).total_seconds()),
        "last_run_status": ("Its exit status; 0 is well", told["status"]),
        "last_run_complete": ("Whether it saw all there was to see", int(told["complete"])),
    }
    for name, (meaning, value) in single.items():
        yield name, meaning, [], [((), value)]
    yield "last_run_pages", "Pages and lines by what became of them", ["outcome"], [((name,), told[name]) for name in _COUNTS]
    yield "last_run_failures", "Pages not read", ["reason"], [((name,), count) for name, count in told["failures"].items()]
    yield "last_run_filled", "Articles read that have a field", ["field"], [((n,), c) for n, c in told["filled"].items()]
    yield "last_run_ailments", "What health found wrong", ["rule"], [((each["rule"],), 1) for each in told["ailments"]]


def _post(hook: str, told: dict[str, Any]) -> None:
    """Send the report. The address may hold a secret: only its host is told."""
    body = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    request = Request(hook, data=body, headers={"Content-Type": "application/json", "User-Agent": "newscrawl"})  # noqa: S310
    try:
        with urlopen(request, timeout=_HOOK_SECONDS):  # noqa: S310 - `check_outputs` let only http(s) through
            pass
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        warn(f"NEWSCRAWL_WEBHOOK: {urlsplit(hook).hostname} did not take the report ({str(reason)[:100]})")


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
