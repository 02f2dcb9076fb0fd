"""Credits: a page's words and attributes → which outlets are really credited, in which role, by which evidence → origin."""

from newscrawl.credits.find import find_credits
from newscrawl.credits.model import CreditFindings, Publisher, Rejected
from newscrawl.credits.publisher import publisher_of

__all__ = ["CreditFindings", "Publisher", "Rejected", "find_credits", "publisher_of"]
