"""The formats of a part: plain JSON Lines, or the same packed by gzip or Zstandard. Every part is one complete stream."""

from __future__ import annotations

import gzip
import sys
import zlib
from typing import BinaryIO, Final, Literal, cast, get_args

from newscrawl.lake.aside import AsideFile
from newscrawl.lake.durable import LakeError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Format = Literal["jsonl", "jsonl.gz", "jsonl.zst"]
"""How a part is written; also how its name ends."""

FORMATS: Final[tuple[Format, ...]] = get_args(Format)
PACKING_ERRORS: Final = (EOFError, gzip.BadGzipFile, zlib.error, zstd.ZstdError)
"""What reading a packed file raises where it is cut off or damaged."""

_GZIP_LEVEL: Final = 6
# The frame then ends with a checksum of what it holds: a flipped bit is found by every reader.
_ZSTD_OPTIONS: Final[dict[int, int]] = {zstd.CompressionParameter.checksum_flag: 1}


def read_format(name: str) -> Format:
    """The format that a user named. Raises LakeError."""
    if name not in FORMATS:
        raise LakeError(f"NEWSCRAWL_FORMAT={name}: is no format of the lake; it is one of {', '.join(FORMATS)}")
    return name


def open_packer(file: AsideFile, packing: Format) -> BinaryIO:
    """What packs lines into a file that is being written; closing it ends the stream and leaves `file` open."""
    if packing == "jsonl.gz":
        # Neither name nor time in the header: the same lines give the same bytes.
        return cast("BinaryIO", gzip.GzipFile("", "wb", _GZIP_LEVEL, file, mtime=0))
    if packing == "jsonl.zst":
        return cast("BinaryIO", zstd.ZstdFile(file, mode="w", options=_ZSTD_OPTIONS))
    return cast("BinaryIO", file)


def open_unpacked(file: BinaryIO, name: str) -> BinaryIO:
    """The lines in a file, by its name. Reading raises one of PACKING_ERRORS for a stream that is not whole."""
    if name.endswith(".gz"):
        return cast("BinaryIO", gzip.GzipFile("", "rb", fileobj=file))
    if name.endswith(".zst"):
        return cast("BinaryIO", zstd.ZstdFile(file, mode="r"))
    return file
