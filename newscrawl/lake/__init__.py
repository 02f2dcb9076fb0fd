"""Durable output: the line, the parts it is delivered in, and whole files."""

from newscrawl.lake.lines import LineError, article_schema, decode_line, encode_line

__all__ = ["LineError", "article_schema", "decode_line", "encode_line"]
