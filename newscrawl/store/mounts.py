"""Which file system a folder lies on: SQLite's locks do not hold over a network, so state must not lie there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

MOUNTS: Path = Path("/proc/self/mounts")
"""What the kernel tells of its mounts, one a line: source, place, type, options. Other systems have no such file."""

# By the kernel's names; FUSE tells its own after `fuse.`. Not here: 9p and virtiofs, by which virtual machines and sandboxes
# reach the disk of their own host.
_OVER_A_NETWORK: Final = frozenset({
    "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2",
    "orangefs", "pvfs2", "smb3", "smbfs",
    "fuse.ceph", "fuse.curlftpfs", "fuse.davfs", "fuse.davfs2", "fuse.gcsfuse", "fuse.glusterfs", "fuse.goofys",
    "fuse.juicefs", "fuse.moosefs", "fuse.mount-s3", "fuse.rclone", "fuse.s3fs", "fuse.sshfs",
})  # fmt: skip
_ESCAPE: Final = re.compile(r"\\([0-7]{3})")


def find_network(folder: Path) -> str | None:
    """Return the type of the network file system that a folder lies on, `nfs4` say; None on a local disk.

    None too where the system does not tell. Raises OSError for a folder that leads nowhere.
    """
    place = folder.resolve()
    try:
        mounts = MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return None
    deepest, kind = -1, None
    for line in mounts.split("\n"):
        if len(fields := line.split(" ")) < 3:
            continue
        root = Path(_ESCAPE.sub(lambda octal: chr(int(octal[1], 8)), fields[1]))
        # What was mounted later over the same place hides what was there.
        if place.is_relative_to(root) and len(root.parts) >= deepest:
            deepest, kind = len(root.parts), fields[2]
    return kind if kind in _OVER_A_NETWORK else None
