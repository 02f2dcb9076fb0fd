"""Durable output: the line, the parts it is delivered in, their manifests and destinations, and whole files."""

from newscrawl.lake.address import check_destination, iter_lake_lines, open_destination
from newscrawl.lake.archive import ITEM_HEADER, Answer, read_item
from newscrawl.lake.destination import Destination
from newscrawl.lake.durable import LakeError, check_writable, told
from newscrawl.lake.formats import PACKING_ERRORS, open_unpacked, read_format
from newscrawl.lake.leftovers import Leftovers
from newscrawl.lake.lines import LineError, article_schema, decode_line, decode_link, encode_line, escape_breaks, link_schema
from newscrawl.lake.links import MOST_LINKS, LinkFiles
from newscrawl.lake.part_reading import MAX_LINE
from newscrawl.lake.parts import PartRules, PartWriter
from newscrawl.lake.verify import LakeCounts, Problem, Verification
from newscrawl.lake.whole import check_replaceable, write_whole

__all__ = [
    "ITEM_HEADER", "MAX_LINE", "MOST_LINKS", "PACKING_ERRORS", "Answer", "Destination", "LakeCounts", "LakeError", "Leftovers",
    "LineError", "LinkFiles", "PartRules", "PartWriter", "Problem", "Verification", "article_schema", "check_destination",
    "check_replaceable", "check_writable", "decode_line", "decode_link", "encode_line", "escape_breaks", "iter_lake_lines",
    "link_schema", "open_destination", "open_unpacked", "read_format", "read_item", "told", "write_whole",
]  # fmt: skip
