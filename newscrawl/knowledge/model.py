"""The shape of the knowledge files. A key that is not listed here is an error that names the file and the key."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

OutletKind = Literal["agency", "photo_agency", "newspaper", "broadcaster", "magazine", "site", "aggregator", "press_release"]


class Outlet(Struct, frozen=True, forbid_unknown_fields=True):
    """One outlet of the registry (`outlets/*.toml`, one table per id).

    `aliases` are the names it is credited by, in every script, besides `name`. `mangled` are names that machine translation
    makes of it: good only beside a cue. `ambiguous` repeats those names or aliases that also mean something else: good only
    beside a cue, and in this exact case. `domains` are its registrable domains and hosts, image hosts included: a page there
    is its own, so a service that only distributes through another's site has no domain of that site. `group` is the id of
    the owner group. `desk` says that it is the newsroom or photo desk that the titles of its group share: on their pages it
    is the publisher itself. `rank` tells outlets of one name apart where the page does not: 1 for the one that the world
    means by it, 2 for the others. `zone` is the IANA zone of its naive times.
    """

    id: str
    name: str
    kind: OutletKind
    country: str
    languages: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    mangled: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    group: str | None = None
    desk: bool = False
    rank: Literal[1, 2] = 2
    zone: str | None = None


Form = Literal[
    "dateline", "byline", "trailing_credit", "source_label", "contribution_note", "republish_notice",
    "translation_notice", "copyright_line", "in_text", "photo_caption", "partner_note", "licence_note", "inferred",
]  # fmt: skip

# What a phrase says of the outlet in it. `text` is the origin of the text: agency or republished_from by the outlet's kind.
# `house` is a formula that an outlet prints in its own pages only (a photo desk's "Foto/Ilustrasi/X"): a photo credit which,
# under a text in another language, also betrays where the text was taken from.
# `unnamed` speaks of agencies without naming one; `none` looks like a credit and is none (a subject, a reprint elsewhere).
Says = Literal["text", "translated", "reported_by", "photo", "house", "partner", "licence", "unnamed", "none"]


class Phrase(Struct, frozen=True, forbid_unknown_fields=True):
    """One way of writing a credit (`[[credit]]` of a language file).

    `pattern` is a template in the little language of `newscrawl.knowledge.template`. `zones` limits it to zones of a page;
    empty means every zone of the story. `partial` says that the outlet gave a part of the text only. `matches` and
    `rejects` are sentences that it must and must not match; outlets in them are written as they are, known ones only
    where the slot is `{outlet}`.
    """

    form: Form
    says: Says
    pattern: str
    matches: tuple[str, ...]
    rejects: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    partial: bool = False


LineKind = Literal["related", "share", "placeholder", "newsletter", "comments", "legal", "advert", "consent", "byline"]


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """A line that pages print around or into an article and that is not of its text (`[[line]]` of a language file).

    `pattern` must match the whole block (`{any}` for what may follow). A `related` line keeps its link as read-also.
    """

    kind: LineKind
    pattern: str
    matches: tuple[str, ...]
    rejects: tuple[str, ...] = ()


DateOrder = Literal["dmy", "mdy", "ymd", "dmy?", "mdy?"]


class DateWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The words by which a language writes dates. Months from January, weekdays from Monday, each with all its spellings.

    `order` is how it writes numeric dates (`?`: so mostly, but not surely), `regions` the same where a region (`US` of
    `en-US`) differs. `published` and `modified` are the lead-ins that tell which date follows,
    `viewed` those of the moment at which a page is looked at ("Current date").
    `clock` stands beside a time of day, and so do `am` and `pm`. `units` are the words for the units of relative dates
    (`ساعتين=2` carries its own count), `ago` the templates they stand in (`{n} {unit} lalu`), `today` and `yesterday` the
    words for these.
    `one` are words that stand for the number one ("une heure"), `until` those between two days ("bis"), `now` this moment
    ("baru saja"), `ordinals` what may be glued to a day ("1er", "2nd"), `fillers` what may stand between day, month and year
    ("of", "de"). `marks` are the characters that follow a number and say what it counts ("年"), or, with `marks_lead`, stand
    before it ("tháng 12").
    `jalali` and `hijri` are the months of these calendars from their first, `eras` the names of an era with the year before
    its first (`令和 = 2018`), `short_year` the year to which one in two digits is added (Thailand's: 1957).
    `examples` are pairs of a date as printed and the `local` it must read as, reckoned from
    Sunday 11 December 2022, 12:00 UTC.
    """

    months: tuple[tuple[str, ...], ...]
    weekdays: tuple[tuple[str, ...], ...]
    order: DateOrder = "dmy"
    regions: dict[str, DateOrder] = {}
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    viewed: tuple[str, ...] = ()
    clock: tuple[str, ...] = ()
    am: tuple[str, ...] = ()
    pm: tuple[str, ...] = ()
    one: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    ago: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    today: tuple[str, ...] = ()
    yesterday: tuple[str, ...] = ()
    units: dict[Literal["second", "minute", "hour", "day", "week", "month", "year"], tuple[str, ...]] = {}
    ordinals: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    marks: dict[Literal["year", "month", "day", "hour", "minute", "second"], tuple[str, ...]] = {}
    marks_lead: bool = False
    jalali: tuple[tuple[str, ...], ...] = ()
    hijri: tuple[tuple[str, ...], ...] = ()
    eras: dict[str, int] = {}
    short_year: int | None = None
    examples: tuple[tuple[str, str], ...] = ()


class Language(Struct, frozen=True, forbid_unknown_fields=True):
    """One language file (`languages/<code>.toml`): its date words, credit phrases and lines. `mul` holds what all share.

    `also` are other BCP 47 codes that mean it ("no" for "nb"). `joiners` are the words that join two outlets in one credit
    ("and", "via", "with"); `articles` and `media` what may stand before an outlet's name: "the", and nouns such as "news
    agency", "daily". `openers` are names of outlets that are everyday words where a sentence opens with them ("Elle a écrit");
    `bylines` are the words that lead in an author ("By", "Written by"), `desks` those that make a name
    in a byline no person's ("newsroom", "staff"), `jobs` what a person is called beside the name ("Senior Reporter").
    """

    code: str
    name: str
    also: tuple[str, ...] = ()
    joiners: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    openers: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    dates: DateWords | None = None
    credit: tuple[Phrase, ...] = ()
    line: tuple[Line, ...] = ()


class Zones(Struct, frozen=True, forbid_unknown_fields=True):
    """Abbreviations of time zones (`zones.toml`): the zones each may mean, IANA names or `±hh:mm`, the likeliest first.

    `regions` and `languages` name the zone that decides between several, by the region of a language tag before its language.
    """

    abbreviations: dict[str, tuple[str, ...]]
    regions: dict[str, str] = {}
    languages: dict[str, str] = {}
