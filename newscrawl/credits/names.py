"""Which outlet a written name means on this page, and when a word that is also a name is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from newscrawl.credits.model import Publisher
from newscrawl.knowledge import Mention, Outlet, PhraseHit, codes_of, outlet, read_languages

_COMPOUND: Final = re.compile(r"\w-[„“\"'«]?\Z")  # "ARD-„Tagesschau", "Deutschland-Kurier"
_SENTENCE_END: Final = re.compile(r"""(?:\A|[.!?…:;"»”]\s?)\Z""")
_TRUSTED_KINDS: Final = frozenset({"agency", "photo_agency"})  # their acronyms stand bare wherever a credit does


@dataclass(frozen=True, slots=True)
class PageNames:
    """What tells the outlets of one name apart: the publisher, the page's language, and the outlets it names for sure."""

    publisher: Publisher
    language: str
    sure: dict[str, Outlet]

    def outlet_of(self, text: str, mention: Mention) -> Outlet:
        """The outlet that a mention means.

        An unsure name that ends the name of an outlet named elsewhere is that one ("The Times" beside "The New York Times").
        """
        if not mention.sure:
            tail = " " + text[mention.start : mention.end].removeprefix("The ")
            fuller = next((one for one in self.sure.values() if one.name.endswith(tail)), None)
            if fuller:
                return fuller
        if len(mention.outlets) == 1:
            return outlet(mention.outlets[0])
        return self.likeliest(outlet(key) for key in mention.outlets)

    def likeliest(self, meant: Iterable[Outlet]) -> Outlet:
        """Of several outlets of one name the publisher's own, one named for sure, of its country, of the page's language.

        Where these do not tell, the first: the registry gives the likeliest first.
        """
        own = self.publisher.outlet
        country = own.country if own else _country_of(self.publisher.domain)
        return min(
            meant,
            key=lambda one: (
                own is None or one.id != own.id,
                one.id not in self.sure,
                one.country != country,
                all(tag.split("-")[0] != self.language for tag in one.languages),
            ),
        )

    def doubt(self, text: str, mention: Mention, named: Outlet, hit: PhraseHit) -> str | None:
        """Why an unsure name in a phrase is no outlet, or None where it is one.

        A name that is a word as well ("Panorama", "Sport") needs a cue of words; a sign beside it is none, unless the same
        signs credit the publisher or a sure outlet too, a date stands with it, or the page names the outlet for sure elsewhere.
        """
        if mention.sure:
            return None
        named_behind = hit.name is not None and hit.name[0] == mention.end + 1  # the phrase itself says what runs on
        if hit.rule.phrase.says != "photo" and not named_behind and runs_on(text, mention.end):
            return "part of a longer name"
        if in_compound(text, mention.start):
            return "part of a longer name"
        if opens_as_word(text, mention, self.language):
            return "the word that the sentence opens with"
        if hit.rule.language != "mul" or states_date(hit) or named.kind in _TRUSTED_KINDS or named.id in self.sure:
            return None
        certain = any(self._is_certain(other) for other in hit.mentions)
        return None if certain else "a word as well as a name, and no words beside it say which"

    def _is_certain(self, mention: Mention) -> bool:
        """Whether a mention can mean nothing else: a sure name, or the publisher's own."""
        own = self.publisher.outlet
        return mention.sure or (own is not None and own.id in mention.outlets)


def states_date(hit: PhraseHit) -> bool:
    """Whether a phrase states the day of the cited report; a date in a byline is the page's own."""
    return hit.date is not None and hit.rule.phrase.form in {"in_text", "dateline"}


def opens_as_word(text: str, mention: Mention, language: str) -> bool:
    """Whether a sentence opens with a name that is an everyday word there ("Elle a écrit", "People reported")."""
    word = text[mention.start : mention.end]
    if all(word not in read_languages()[code].openers for code in codes_of((language,))):
        return False
    goes_on = text[mention.end : mention.end + 1].isspace() and text[mention.end + 1 : mention.end + 2].islower()
    return goes_on and _SENTENCE_END.search(text, max(0, mention.start - 2), mention.start) is not None


def in_compound(text: str, start: int) -> bool:
    """Whether a name ends a compound, so that it is but a part of another ("ARD-Tagesschau", "Einsatz-Report")."""
    return _COMPOUND.search(text, max(0, start - 3), start) is not None


def _country_of(domain: str) -> str:
    """The country whose top-level domain it is, as ISO 3166 writes it; of another domain, its last part."""
    suffix = domain.rpartition(".")[2].upper()
    return "GB" if suffix == "UK" else suffix


def runs_on(text: str, end: int) -> bool:
    """Whether a capitalised word follows, so that a name may begin another ("Independent Newspapers", "Goal AG")."""
    return text[end : end + 1] == " " and text[end + 1 : end + 2].isupper() and text[end + 2 : end + 3].isalpha()
