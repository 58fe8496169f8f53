"""What SQLite says, as one line for a person: what is wrong, with which file, and the mend."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from rounds.data.errors import Refused, Unreached
from rounds.data.text import clean_line

DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading a damaged file raises; SQLite's own message about it may hold bytes of the file that are no text."""


def was_interrupted(error: Exception) -> bool:
    """Whether a newer question stopped this one; no fault."""
    return getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT"


def explained(error: sqlite3.Error | UnicodeDecodeError, path: Path) -> Refused:
    """`error` as something that a person can act on."""
    name: str = getattr(error, "sqlite_errorname", "") or ""
    says = clean_line(str(error))[:200]  # it may repeat bytes of a damaged file
    if name.startswith("SQLITE_FULL") or name == "SQLITE_IOERR_SHMSIZE":  # no room for the file that readers share
        return Unreached(
            f"{path}: the disk is full ({_free(path)})", "free some space, then do it again", code="disk-full"
        )
    if name.startswith("SQLITE_READONLY") or name == "SQLITE_PERM":
        return Unreached(f"{path}: may be read but not written here", "ask for the right to write it", code="read-only")
    is_no_text = isinstance(error, UnicodeDecodeError) or "decode to UTF-8" in str(error)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or is_no_text:
        return Unreached(
            f"{path}: is damaged or no replica ({'a text of it is none' if is_no_text else says})",
            f"rounds salvage {path} shows what it still holds; rounds restore takes a backup",
            code="corrupt",
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Unreached(f"{path}: another program is writing to it", "try again in a moment", code="busy")
    if name.startswith("SQLITE_CANTOPEN"):
        return Unreached(f"{path}: cannot be opened", "see that the folder is there and is yours", code="cannot-open")
    if name.startswith("SQLITE_IOERR"):
        return Unreached(
            f"{path}: the disk fails ({says}; {_free(path)})", "rounds doctor looks further", code="disk-fails"
        )
    if name == "SQLITE_TOOBIG":
        return Refused(
            f"{path}: a text is too long for the replica", "shorten it, or attach it as a file", code="too-long"
        )
    return Unreached(f"{path}: {says}", "rounds doctor looks further", code="replica")


def _free(path: Path) -> str:
    try:
        usage = shutil.disk_usage(path.parent)
    except OSError:
        return "its folder cannot be looked at"
    return f"{usage.free // 2**20:,} of {usage.total // 2**20:,} MiB free"
