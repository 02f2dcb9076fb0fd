"""Which of a page's dates is which: the statements weigh for their days, the heaviest day wins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from newscrawl.dates.agree import infer_zone, is_explicit, refuse_mislabelled, settle_orders
from newscrawl.dates.candidates import STRONG, iter_sources
from newscrawl.dates.lines import iter_guesses, iter_lines
from newscrawl.dates.model import PageDates, Source
from newscrawl.dates.parse import make_reader
from newscrawl.dates.runs import Reader
from newscrawl.dates.verdicts import iter_verdicts
from newscrawl.dates.weigh import Weighed, days_of, iter_weighed, latest_instant
from newscrawl.dates.zones import UTC_NAMES, ZoneHint, clean_offset
from newscrawl.items import DateReading
from newscrawl.knowledge import Outlet, outlet, outlet_by_host
from newscrawl.page import Page, host_of
from newscrawl.site import FeedItem, Site

_OFFSET_AT_END: Final = re.compile(r"\d:\d\d(?::\d\d(?:\.\d{1,9})?)?\s?([+-]\d\d:?\d\d)\Z")
_SIGNS: Final = frozenset("+-")
_MARKED_UP: Final = frozenset({"jsonld", "meta", "time"})
_TIMED: Final = 10  # weight from which a statement's time of day is taken for a day that others chose
_GUESS: Final = 8  # less than this is a guess, which a stated change outweighs
_COUNTRY_DOMAIN: Final = 2  # letters
_CERTAIN: Final = 100  # weight of a site's own rule, which nothing outvotes


def find_dates(page: Page, *, site: Site | None, fetched_at: datetime | None, item: FeedItem | None) -> PageDates:
    """When the page was published and changed, by all that it, its site's rules and its feed item say.

    `fetched_at` resolves relative dates and refuses later ones. ValueError where the site's zone is none.
    """
    sources = list(iter_sources(page, item))
    owner = outlet(site.outlet) if site is not None and site.outlet else outlet_by_host(host_of(page.url))
    zone = _zone_hint(owner, site, sources)
    reader = make_reader(language=_locale(page, owner), zone=zone, order=None, now=fetched_at)
    weighed = _weigh_all(sources, reader, fetched_at)
    sure = any(w.which == "published" and w.weight >= STRONG and w.reading and not w.refusal for w in weighed)
    lines = list(iter_lines(page, sure=sure))
    weighed += _weigh_all(lines, reader, fetched_at)
    if zone is None and (zone := infer_zone(weighed)) is not None:
        reader = make_reader(language=reader.language, zone=zone, order=None, now=fetched_at)
        weighed = _weigh_all(sources + lines, reader, fetched_at)
    weighed = settle_orders(refuse_mislabelled(weighed))
    published = _choose_published(weighed)
    if published is None:
        guesses = _weigh_all(iter_guesses(page), reader, fetched_at)
        published = _choose_guess(guesses, fetched_at)
        weighed += guesses
    modified = _choose_modified(weighed, published)
    conflict = _is_conflict(weighed, published)
    heaviest = sorted(weighed, key=lambda w: -w.weight)
    candidates = tuple(judged for found in heaviest for judged in iter_verdicts(found, published, modified))
    return PageDates(
        published.reading if published else None,
        modified.reading if modified else None,
        candidates,
        ("date_conflict",) if conflict else (),
    )


def _weigh_all(sources: Iterable[Source], reader: Reader, fetched_at: datetime | None) -> list[Weighed]:
    latest = latest_instant(fetched_at)
    return [found for source in sources for found in iter_weighed(source, reader, latest)]


def _locale(page: Page, owner: Outlet | None) -> str | None:
    """The language read from the text, with the region that the page declares for it, or its outlet's, or its domain's."""
    declared = page.language_declared or ""
    if page.language == "und" or declared.partition("-")[0].lower() == page.language.partition("-")[0]:
        language = declared
    else:
        language = page.language
    if not language or "-" in language:
        return language or None
    domain = host_of(page.url).rpartition(".")[2]
    region = owner.country if owner is not None else domain.upper() if len(domain) == _COUNTRY_DOMAIN else ""
    return f"{language}-{'GB' if region == 'UK' else region}" if region else language


def _zone_hint(owner: Outlet | None, site: Site | None, sources: list[Source]) -> ZoneHint | None:
    """The zone of times that name none: the site's, else the offset the page itself uses, else that of its outlet."""
    if site is not None and site.zone:
        return ZoneHint(site.zone, "site")
    for source in sources:
        if source.family not in _MARKED_UP or _SIGNS.isdisjoint(source.raw[-6:]):
            continue
        match = _OFFSET_AT_END.search(source.raw)
        offset = clean_offset(match[1]) if match else None
        if offset is not None and offset not in UTC_NAMES:
            return ZoneHint(offset, "page")
    return ZoneHint(owner.zone, "outlet") if owner is not None and owner.zone else None


def _choose_published(weighed: list[Weighed]) -> Weighed | None:
    """The best statement of the day for which all families together weigh most.

    A page that tells only when it was changed is taken to have been published then; the evidence says so.
    """
    able = [w for w in weighed if w.reading is not None and not w.refusal]
    changes = (w.reading.utc for w in able if w.which == "modified" and w.weight >= STRONG and w.reading is not None)
    last_change = max(changes, default="")
    stated = [_doubted(w, last_change) for w in able if w.which != "modified"]
    weights = _weigh_days(stated)
    day = max(dict.fromkeys(map(_day, stated)), key=weights.__getitem__, default=None)
    if day is None or weights[day] < _GUESS:
        changed = [w for w in able if w.which == "modified" and w.weight > _GUESS]
        if changed:
            return max(changed, key=lambda w: w.weight)
        return None if day is None else _best_of_day(day, stated)
    return _change_before(day, able, weights[day]) or _best_of_day(day, stated)


def _change_before(day: str, able: list[Weighed], weight: int) -> Weighed | None:
    """A statement that the page was changed before the day on which less trusted ones say that it was published."""
    if weight >= STRONG:
        return None
    changes = [w for w in able if w.which == "modified" and w.weight > weight and _day(w) < day]
    return max(changes, key=lambda w: w.weight, default=None)


def _choose_guess(guesses: list[Weighed], fetched_at: datetime | None) -> Weighed | None:
    """The first of the guesses if all name one day, other than the day of fetching, which many pages print."""
    today = fetched_at.date().isoformat() if fetched_at is not None else ""
    able = [w for w in guesses if w.reading is not None and not w.refusal and _is_dateline(w) and _day(w) != today]
    able = [w for w in able if w.which == "published"] or able
    return able[0] if able and len({_day(w) for w in able}) == 1 else None


def _is_dateline(guess: Weighed) -> bool:
    """Whether a guess stands where other stories' dates may stand, or has words that say what it is."""
    return guess.source.weight > 1 or guess.weight > guess.source.weight


def _doubted(found: Weighed, last_change: str) -> Weighed:
    """The statement, at half its weight where it names the very instant of the last change: some systems print it for both."""
    if found.reading is None or found.weight >= _CERTAIN or not _is_timed(found) or found.reading.utc != last_change:
        return found
    return found._replace(weight=found.weight // 2)


def _choose_modified(weighed: list[Weighed], published: Weighed | None) -> Weighed | None:
    """The most trusted statement of a change after publication."""
    best: Weighed | None = None
    for found in weighed:
        if found.which != "modified" or found.reading is None or found.refusal:
            continue
        if published is not None and not _is_later(found.reading, published.reading):
            continue
        if best is None or found.weight > best.weight:
            best = found
    return best


def _weigh_days(stated: list[Weighed]) -> Counter[str]:
    """What the families of sources weigh together that state a day, here or in UTC, for each of the days."""
    heaviest: dict[tuple[str, str], int] = {}
    for found in stated:
        for day in days_of(found):
            key = day, found.source.family
            heaviest[key] = max(heaviest.get(key, 0), found.weight)
    weights: Counter[str] = Counter()
    for (day, _), weight in heaviest.items():
        weights[day] += weight
    return weights


def _best_of_day(day: str, able: list[Weighed]) -> Weighed:
    """The heaviest statement of the day; one with a time of day before one without, where it weighs enough.

    Of statements of one instant, one by the publisher's own clock comes before one by UTC: it tells the day for readers.
    """
    agreeing = [w for w in able if day in days_of(w)]
    best = max(agreeing, key=lambda w: w.weight)
    if best.weight >= _CERTAIN:
        return best
    timed = [w for w in agreeing if _is_timed(w)]
    heavy = [w for w in timed if w.weight >= _TIMED]
    # a clock that names its zone is surer than one that does not, and this one surer than a time reckoned from another
    heavy = [w for w in heavy if w.weight >= STRONG and is_explicit(w)] or [w for w in heavy if not w.relative] or heavy
    if best not in heavy:
        best = max(heavy, key=lambda w: w.weight, default=best)
    if best.reading is None or best.reading.zone not in UTC_NAMES:
        return best
    minute = best.reading.utc[:16]
    local = [w for w in timed if w.reading and w.reading.utc[:16] == minute != w.reading.local[:16]]
    return max(local, key=lambda w: (len(w.reading.local) if w.reading else 0, w.weight), default=best)


def _is_timed(found: Weighed) -> bool:
    """Whether it states a time of day; midnight sharp is what systems print that know none."""
    reading = found.reading
    return reading is not None and reading.precision in {"hour", "minute", "second"} and reading.local[10:16] != "T00:00"


def _day(found: Weighed) -> str:
    return found.reading.local[:10] if found.reading is not None else ""


def _is_later(reading: DateReading, published: DateReading | None) -> bool:
    """Whether a change comes after publication, as far as the coarser of the two tells."""
    if published is None:
        return True
    if "day" in {reading.precision, published.precision}:
        return reading.local[:10] > published.local[:10]
    return reading.utc > published.utc


def _is_conflict(weighed: list[Weighed], published: Weighed | None) -> bool:
    """Whether a strong statement of publication lies more than a day from the chosen one."""
    if published is None:
        return False
    chosen = date.fromisoformat(_day(published))
    strong = (w for w in weighed if w.which == "published" and w.weight >= STRONG and w.reading is not None and not w.refusal)
    return any(abs((date.fromisoformat(_day(w)) - chosen).days) > 1 for w in strong)
