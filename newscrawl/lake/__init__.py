"""Durable output: the line, the parts it is delivered in, their manifests and destinations, and whole files."""

from newscrawl.lake.address import check_destination, iter_lake_lines, open_destination
from newscrawl.lake.archive import ITEM_HEADER, Answer, read_item
from newscrawl.lake.destination import Destination
from newscrawl.lake.durable import LakeError, check_writable
from newscrawl.lake.formats import read_format
from newscrawl.lake.leftovers import Leftovers
from newscrawl.lake.lines import LineError, article_schema, decode_line, decode_link, encode_line, link_schema
from newscrawl.lake.links import MOST_LINKS, LinkFiles
from newscrawl.lake.parts import PartRules, PartWriter
from newscrawl.lake.verify import LakeCounts, Problem, Verification
from newscrawl.lake.whole import check_replaceable, write_whole

__all__ = [
    "ITEM_HEADER", "MOST_LINKS", "Answer", "Destination", "LakeCounts", "LakeError", "Leftovers", "LineError", "LinkFiles",
    "PartRules", "PartWriter", "Problem", "Verification", "article_schema", "check_destination", "check_replaceable",
    "check_writable", "decode_line", "decode_link", "encode_line", "iter_lake_lines", "link_schema", "open_destination",
    "read_format", "read_item", "write_whole",
]  # fmt: skip
