"""What the room hands out, and the claim: one outlet named by one piece of evidence, before it is judged."""

from __future__ import annotations

from dataclasses import dataclass, field

from newscrawl.items import Credit, DateReading, Evidence, EvidenceKind, Flag, Origin
from newscrawl.knowledge import Outlet
from newscrawl.knowledge.model import Says


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who published the page: its registrable domain, its name, its registry entry where it has one, all names it goes by."""

    domain: str
    name: str | None
    outlet: Outlet | None
    names: tuple[str, ...]

    @property
    def aggregates(self) -> bool:
        """Whether the registry knows it as an aggregator, so that a stranger's photo credit tells where the text is from."""
        return self.outlet is not None and self.outlet.kind == "aggregator"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A candidate that is no credit, and why; `role` is null where it never came so far as to have one."""

    name: str
    outlet: str | None
    role: str | None
    where: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class CreditFindings:
    """The credits of a page, best first, the one best origin of its text, flags, and what was turned down.

    `lines` are those that name outlets and may stand on every page of the site: what boilerplate is learned from.
    """

    credits: tuple[Credit, ...]
    origin: Origin | None
    flags: tuple[Flag, ...]
    rejected: tuple[Rejected, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """An outlet named by one piece of evidence.

    `outlet` is None for a name the registry does not know; `domain` is then that of a link on the name, if any. `says` is
    what the evidence speaks of, `partial` that the outlet gave a part of the text only, `mangled` that machine translation
    made the name, `sure` that the name can mean nothing else. `line` is the block that it stands in, where that may stand
    on every page of the site as well (see `boilerplate`).
    """

    name: str
    outlet: Outlet | None
    says: Says
    evidence: Evidence
    domain: str | None = None
    url: str | None = None
    date: DateReading | None = None
    partial: bool = False
    sure: bool = True
    mangled: bool = False
    line: str | None = None

    @property
    def key(self) -> str:
        """What tells one outlet from another: the registry id, else the name as it is written."""
        return self.outlet.id if self.outlet else f"?{self.name.casefold()}"

    @property
    def kind(self) -> EvidenceKind:
        """The kind of its evidence."""
        return self.evidence.kind

    def reject(self, reason: str, role: str | None = None) -> Rejected:
        """The same, turned down."""
        outlet_id = self.outlet.id if self.outlet else None
        return Rejected(self.name, outlet_id, role, self.evidence.where, self.evidence.text or "", reason)


@dataclass(slots=True)
class Claims:
    """Claims as they are gathered, the candidates already turned down, and whether agencies were credited without a name."""

    found: list[Claim] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    unnamed: bool = False
