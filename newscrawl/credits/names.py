"""Which outlet a written name means on this page, and when a word that is also a name is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from newscrawl.credits.model import Publisher
from newscrawl.knowledge import Mention, Outlet, PhraseHit, outlet

_COMPOUND: Final = re.compile(r"\w-[„“\"'«]?\Z")  # "ARD-„Tagesschau", "Deutschland-Kurier"
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
        return self.likeliest(outlet(key) for key in mention.outlets)

    def likeliest(self, meant: Iterable[Outlet]) -> Outlet:
        """Of several outlets of one name the publisher's own, one named for sure, of its country, of the page's language."""
        own = self.publisher.outlet
        return min(
            meant,
            key=lambda one: (
                own is None or one.id != own.id,
                one.id not in self.sure,
                own is None or one.country != own.country,
                all(tag.split("-")[0] != self.language for tag in one.languages),
            ),
        )

    def doubt(self, text: str, mention: Mention, named: Outlet, hit: PhraseHit) -> str | None:
        """Why an unsure name in a phrase is no outlet, or None where it is one.

        A name that is a word as well ("Panorama", "Sport") needs a cue of words; a sign beside it is none, unless the same
        signs credit a sure outlet too, a date stands with it, or the page names the outlet for sure elsewhere.
        """
        if mention.sure:
            return None
        if hit.rule.phrase.says != "photo" and runs_on(text, mention.end):
            return "part of a longer name"
        if _COMPOUND.search(text, max(0, mention.start - 3), mention.start):
            return "part of a longer name"
        dated = hit.date is not None and hit.rule.phrase.form in {"in_text", "dateline"}
        if hit.rule.language != "mul" or dated or named.kind in _TRUSTED_KINDS or named.id in self.sure:
            return None
        return (
            None if any(other.sure for other in hit.mentions) else "a word as well as a name, and no words beside it say which"
        )


def runs_on(text: str, end: int) -> bool:
    """Whether a capitalised word follows, so that a name may be the beginning of another ("Independent Newspapers")."""
    return text[end : end + 1] == " " and text[end + 1 : end + 2].isupper() and text[end + 2 : end + 3].islower()
