"""Copies of a replica's file: whole, durable and for this account alone, or not there at all.

Only SQLite's own backup copies a file that may be written to meanwhile; what is in its log (`-wal`) comes along.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from rounds.data.errors import Unreached
from rounds.data.store.open import reading_connection

Progress = Callable[[int, int], None]
"""Is told how much of how much is done."""

PAGES_AT_ONCE = 4096

_BESIDE = ("-wal", "-shm", "-journal")


def copy_whole(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Copy the database at `source` into the new file `target`, as it is at this moment; nothing is left of a failure.

    The copy needs no other file beside it and can be read on a disk that cannot be written.
    """
    make_private(target)
    try:
        with closing(reading_connection(source)) as reader, closing(connected(target)) as writer:
            reader.execute("BEGIN")  # one moment: without it the copy starts anew whenever somebody writes
            reader.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
            report = None if progress is None else lambda _, left, of: progress(of - left, of)
            reader.backup(writer, pages=PAGES_AT_ONCE, progress=report)
            writer.execute("PRAGMA journal_mode = DELETE")
        make_durable(target)
    except BaseException:
        remove(target)
        raise


def connected(path: Path) -> sqlite3.Connection:
    """A connection that writes to a file which nobody else uses."""
    return sqlite3.connect(path, isolation_level=None, timeout=1.0)


def make_private(path: Path) -> None:
    """Make an empty file, for this account alone."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def make_durable(path: Path) -> None:
    """Return when the file, or what a folder lists, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(made: Path, path: Path) -> None:
    """Put a finished file in the place of another: at every moment one of the two stands there."""
    make_durable(made)
    made.replace(path)
    make_durable(path.parent)


def remove(path: Path) -> None:
    """Take away a file that was being made, and what SQLite had beside it."""
    for suffix in ("", *_BESIDE):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def refuse_unreadable(path: Path) -> None:
    """Look whether the beginning of a file can be read, without touching it or its log.

    Raises:
        sqlite3.DatabaseError: It cannot.
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def settle(path: Path) -> None:
    """Bring what is in the log of `path` into the file itself, so that this one file is all of it.

    Raises:
        Unreached: Somebody else has it open.
        sqlite3.Error: It cannot be read.
    """
    with closing(connected(path)) as connection:
        try:
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise
            mode = ""
    if mode != "delete":
        raise Unreached(f"{path}: another program has this replica open", "close it, then try again", code="in-use")


def keep_aside(path: Path, why: str) -> Path:
    """Keep the file at `path` as it is under backups/ too, and give its name there; what is in its log is not kept."""
    folder = path.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    for kept in folder.iterdir():
        if kept.is_file() and kept.samefile(path):  # left by an attempt that ended before the new file was in place
            kept.unlink()
    stem = f"{path.stem}-{why}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    target = folder / f"{stem}{path.suffix}"
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{stem}-{number}{path.suffix}"
    try:
        os.link(path, target)
    except OSError:  # a file system without links
        make_private(target)
        shutil.copyfile(path, target)
        make_durable(target)
    make_durable(folder)
    return target


def keep_log_aside(path: Path, kept: Path) -> None:
    """Keep the log of a damaged file beside where the file is kept, and take it away from `path`."""
    log = path.with_name(path.name + "-wal")
    if log.exists():
        log.replace(kept.with_name(kept.name + "-wal"))
    for suffix in _BESIDE:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    make_durable(path.parent)
