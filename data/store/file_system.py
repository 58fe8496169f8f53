"""What kind of file system a folder is on: write-ahead logging does not work over a network one.

Source: the SQLite manual on WAL, "all processes using a database must be on the same host computer".
"""

from __future__ import annotations

import os
from pathlib import Path

NETWORK = frozenset(
    "nfs nfs4 cifs smb smb2 smb3 smbfs ncpfs afs coda 9p ceph glusterfs lustre gpfs beegfs orangefs pvfs2 davfs "
    "fuse.sshfs fuse.glusterfs fuse.ceph fuse.rclone fuse.s3fs fuse.davfs fuse.davfs2 fuse.smbnetfs fuse.cifs "
    "fuse.nfs fuse.juicefs fuse.moosefs fuse.lizardfs fuse.seaweedfs fuse.gcsfuse".split()
)


def kind_of(folder: Path, mounts: str | None = None) -> str:
    """The type of the file system that `folder` is on, as the kernel names it; empty where it cannot be told.

    Args:
        folder: It, or the nearest of its parents that exists, is looked up.
        mounts: The text of `/proc/self/mountinfo`; read where it is not given.
    """
    table = _mounts() if mounts is None else mounts
    inside = os.path.realpath(folder)
    best, kind = "", ""
    for line in table.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = fields[4].encode().decode("unicode_escape", "replace") if "\\" in fields[4] else fields[4]
        if len(point) >= len(best) and (inside == point or inside.startswith(point.rstrip("/") + "/")):
            best, kind = point, after.split(" ")[0]
    return kind


def is_network(folder: Path, mounts: str | None = None) -> bool:
    """Whether `folder` is on another machine's disk."""
    return kind_of(folder, mounts) in NETWORK


def _mounts() -> str:
    try:
        return Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
