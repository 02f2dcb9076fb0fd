"""Credits: a page's words and attributes → which outlets are really credited, in which role, by which evidence → origin."""

from newscrawl.credits.boilerplate import Boilerplate, LineCounts
from newscrawl.credits.find import find_credits
from newscrawl.credits.gap_counts import GapCounts, GapRow
from newscrawl.credits.gaps import GapKind
from newscrawl.credits.model import CreditFindings, Publisher, Rejected
from newscrawl.credits.publisher import publisher_of

__all__ = [
    "Boilerplate", "CreditFindings", "GapCounts", "GapKind", "GapRow", "LineCounts", "Publisher", "Rejected", "find_credits",
    "publisher_of",
]  # fmt: skip
