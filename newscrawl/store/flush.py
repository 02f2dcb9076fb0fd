"""What durable takes on a POSIX file system: flush the file, rename it, flush the folder that got the new name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO


def sync_folder(folder: Path) -> None:
    """Flush a folder: names given or taken in it are durable after."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(file: BinaryIO) -> None:
    """Flush what was written to a file down to the disk."""
    file.flush()
    os.fsync(file.fileno())


def rename_durably(source: Path, target: Path) -> None:
    """Give a flushed file its name, whole or not at all."""
    source.replace(target)
    sync_folder(target.parent)
