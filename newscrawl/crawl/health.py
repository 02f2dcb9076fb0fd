"""Whether a run went as runs of its site go: rules over its account and those before it, each naming cause and remedy.

Pure functions. A rule speaks only where chance does not explain what it found, so that a quiet night or three odd articles
raise no alarm; what lasts for longer than the history that is looked at is the new usual.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import exp, lgamma, log
from typing import Final

from newscrawl.crawl.account import FIELDS, Account, PastRun

_CHANCE: Final = 1e-5  # probability below which chance is no explanation
_FALLEN: Final = 0.5  # share of its usual share below which a field has fallen
_BASE: Final = 20  # articles that have to be known before something is usual
_WINDOW: Final = 60  # runs that asked for pages
_NO_BROWSER: Final = "no browser"  # of `newscrawl.crawl.browser.failure`
_FORBIDDEN: Final = "forbidden by robots.txt"
_LEAST_SILENCE: Final = timedelta(days=2)
_NEWS_RUNS: Final = 5  # runs with news that have to be known before silence is odd


@dataclass(frozen=True, slots=True)
class Ailment:
    """What is wrong: the `rule` that found it, the cause, and what a person can do."""

    rule: str
    cause: str
    remedy: str


def find_ailments(account: Account, now: datetime, past: Sequence[PastRun]) -> tuple[Ailment, ...]:
    """All that is wrong with a run that ends `now` (aware), given those before it, the latest first."""
    return tuple(ailment for rule in _RULES for ailment in rule(account, now, past))


def chance_of_at_most(found: int, trials: int, share: float) -> float:
    """The probability of `found` or fewer in `trials` where each has the chance `share` (the binomial distribution)."""
    share = min(max(share, 1e-9), 1 - 1e-2)  # nothing is certain: one page in a hundred may be odd
    logs = (
        lgamma(trials + 1) - lgamma(k + 1) - lgamma(trials - k + 1) + k * log(share) + (trials - k) * log(1 - share)
        for k in range(found + 1)
    )
    return min(1.0, sum(exp(value) for value in logs))


def _find_silence(account: Account, now: datetime, past: Sequence[PastRun]) -> Iterator[Ailment]:
    """Nothing new for three times as long as the site was ever silent before, and two days at least."""
    if account.lines > account.updated:
        return
    news = [run.started_at for run in past if run.account.lines > run.account.updated]
    if len(news) < _NEWS_RUNS:
        return
    usual = max(later - earlier for later, earlier in pairwise(news))
    if (silence := now - news[0]) > max(3 * usual, _LEAST_SILENCE):
        yield Ailment(
            "silence",
            f"nothing new for {_days(silence)}, where it used to be {_days(usual)} at most",
            "see in a browser whether the site still publishes; if it does its doors have changed: mend the spider",
        )


def _find_errors(account: Account, _now: datetime, past: Sequence[PastRun]) -> Iterator[Ailment]:
    """A third of the pages failed, or far more than used to; what vanished or is forbidden is no error."""
    failed = account.failed - account.failures.get(_NO_BROWSER, 0)
    if failed < 5 or not account.listed:
        return
    share = failed / account.listed
    usual = sum(run.account.failed for run in _recent(past)) / max(1, sum(run.account.listed for run in _recent(past)))
    if share >= 1 / 3 or (share >= 0.1 and share > 5 * usual and len(past) >= _NEWS_RUNS):
        reason = max(account.failures.keys() - {_NO_BROWSER}, key=lambda name: account.failures[name])
        yield Ailment(
            "errors",
            f"{failed} of {account.listed} pages failed ({share:.0%}, before {usual:.0%}), most with {reason!r}",
            "the next run asks for them again; if it lasts see such an address in a browser, and be slower (DOWNLOAD_DELAY)",
        )


def _find_drift(account: Account, _now: datetime, past: Sequence[PastRun]) -> Iterator[Ailment]:
    """A field that the site's pages used to fill and no longer do: its layout has changed."""
    for name in FIELDS:
        rule = f"field:{name}"
        sound = [run.account for run in _recent(past) if rule not in run.account.ailments]
        known = sum(each.read for each in sound)
        if known < _BASE or not account.read:
            continue
        usual = sum(each.filled.get(name, 0) for each in sound) / known
        found = account.filled.get(name, 0)
        fallen = found < _FALLEN * usual * account.read
        if fallen and chance_of_at_most(found, account.read, usual) < _CHANCE:
            yield Ailment(
                rule,
                f"{name} was found on {found} of {account.read} pages, where {usual:.0%} used to have it",
                "the layout has changed: `scrapy probe URL` shows what is found; mend the rules of the spider",
            )


def _find_dates(account: Account, _now: datetime, past: Sequence[PastRun]) -> Iterator[Ailment]:
    """Pages that state a date which cannot be read, and more of them than used to."""
    if account.undated < 5 or account.undated < 0.3 * account.read:
        return
    known = sum(run.account.read for run in _recent(past))
    usual = sum(run.account.undated for run in _recent(past)) / known if known >= _BASE else 0.0
    if account.undated > 2 * usual * account.read:
        yield Ailment(
            "dates",
            f"{account.undated} of {account.read} pages state a date of publication that cannot be read",
            "`scrapy probe URL` shows the words; declare the site's language, zone or rule for `published`",
        )


def _find_robots(account: Account, _now: datetime, _past: Sequence[PastRun]) -> Iterator[Ailment]:
    """robots.txt forbids a good part of what the doors list."""
    forbidden = account.failures.get(_FORBIDDEN, 0)
    if forbidden >= 5 and forbidden >= account.listed / 3:
        yield Ailment(
            "robots",
            f"robots.txt forbids {forbidden} of the {account.listed} pages asked for",
            "the site does not want them crawled: ask its owner, or declare doors that do not list them",
        )


def _find_shells(account: Account, _now: datetime, _past: Sequence[PastRun]) -> Iterator[Ailment]:
    """A good part of the pages is empty without a browser, and the site does not declare that it needs one."""
    if account.shells >= 5 and account.shells >= account.read / 3:
        yield Ailment(
            "shells",
            f"{account.shells} of {account.read} pages are drawn by scripts and empty without a browser",
            "declare `rendering` in the spider, or where the whole article is served (docs/add-a-site.md)",
        )


def _find_browser(account: Account, _now: datetime, _past: Sequence[PastRun]) -> Iterator[Ailment]:
    """Pages that need a browser had none, and will not have one until somebody sees to it."""
    if lacking := account.failures.get(_NO_BROWSER, 0):
        yield Ailment(
            "browser",
            f"{lacking} pages need a browser, and there is none that starts",
            "install Chromium or Chrome, or name one in NEWSCRAWL_BROWSER; the next run asks for them again",
        )


_Rule = Callable[[Account, datetime, Sequence[PastRun]], Iterator[Ailment]]
_RULES: Final[tuple[_Rule, ...]] = (
    _find_silence,
    _find_errors,
    _find_drift,
    _find_dates,
    _find_robots,
    _find_shells,
    _find_browser,
)


def _recent(past: Sequence[PastRun]) -> list[PastRun]:
    """The latest runs that asked for pages: what is usual is read from them."""
    return [run for run in past if run.account.listed][:_WINDOW]


def _days(span: timedelta) -> str:
    return f"{span / timedelta(days=1):.1f} days"
