"""Durable output: the line, the parts it is delivered in, and whole files."""

from newscrawl.lake.durable import LakeError, check_writable
from newscrawl.lake.lines import LineError, article_schema, decode_line, encode_line
from newscrawl.lake.parts import MAX_LINES, PartWriter
from newscrawl.lake.whole import check_replaceable, write_whole

__all__ = [
    "MAX_LINES", "LakeError", "LineError", "PartWriter", "article_schema", "check_replaceable", "check_writable", "decode_line",
    "encode_line", "write_whole",
]  # fmt: skip
