"""Knowledge is data: outlets, credit phrases, lines, date words; their one reader; the one multi-pattern matcher."""

from newscrawl.knowledge.files import KnowledgeError, read_languages, read_outlets, read_web, read_zones
from newscrawl.knowledge.lines import line_kind, without_label
from newscrawl.knowledge.matcher import PhraseHit, Scan, scan, scan_block
from newscrawl.knowledge.mentions import Mention
from newscrawl.knowledge.model import DateOrder, DateWords, Language, Line, Outlet, Phrase, Zones
from newscrawl.knowledge.phrase_rules import PhraseRule, codes_of
from newscrawl.knowledge.plain import fold
from newscrawl.knowledge.registry import outlet, outlet_by_host, outlets_by_name, same_group

__all__ = [
    "DateOrder",
    "DateWords",
    "KnowledgeError",
    "Language",
    "Line",
    "Mention",
    "Outlet",
    "Phrase",
    "PhraseHit",
    "PhraseRule",
    "Scan",
    "Zones",
    "codes_of",
    "fold",
    "line_kind",
    "outlet",
    "outlet_by_host",
    "outlets_by_name",
    "read_languages",
    "read_outlets",
    "read_web",
    "read_zones",
    "same_group",
    "scan",
    "scan_block",
    "without_label",
]  # fmt: skip
