"""A backup of the replica, and a replica from a backup: safe without a hub, and while somebody writes.

A replica that comes back from a backup goes on under a new device: the old one may have numbered tickets and changes
since, and what is numbered twice is lost for one of the two.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rounds.data.clock import Clock, now_ms
from rounds.data.errors import NotFound, Refused, Unreached
from rounds.data.ids import new_device_code, new_id
from rounds.data.store import catalogue as catalogues
from rounds.data.store.copies import (
    Progress,
    connected,
    copy_whole,
    keep_aside,
    keep_log_aside,
    put_in_place,
    refuse_unreadable,
    remove,
    settle,
)
from rounds.data.store.faults import DAMAGE, explained
from rounds.data.store.lease import Lease
from rounds.data.store.line import START
from rounds.data.store.open import Replica, looked_at, reading_connection
from rounds.data.store.schema import quoted


@dataclass(frozen=True, slots=True)
class Saved:
    """What a file holds."""

    records: int
    """Rows of nouns, those that were taken back among them."""
    unsent: int
    """Changes that no hub has."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of a replica that was restored."""

    records: int
    unsent: int
    code: str
    """The code that begins its tickets' numbers from now on."""
    kept: Path | None
    """Where the replica is that stood there before."""


def backup(replica: Replica, target: Path, force: bool = False, progress: Progress | None = None) -> Saved:
    """Write the replica, as it is at this moment, into the new file `target`, for this account alone.

    Args:
        force: A file of that name is replaced.

    Raises:
        Refused: There is such a file, or it cannot be written, or what was written is not sound.
    """
    if target.exists() and target.samefile(replica.path):
        raise Refused(f"{target}: is the replica itself", "name another file")
    if target.is_dir() or (target.exists() and not force):
        raise Refused(f"{target}: is there already", "name another file, or say --force", code="exists")
    part = target.with_name(f".{target.name}.part")
    with as_a_line(target, replica.path):
        remove(part)
        try:
            copy_whole(replica.path, part, progress)
            saved = looked_through(part)
            put_in_place(part, target)
        finally:
            remove(part)
    return saved


def restore(
    source: Path, path: Path, lease: Lease | None = None, clock: Clock = now_ms, progress: Progress | None = None
) -> Restored:
    """Put the backup `source` in the place of the replica at `path`, which is kept under backups/.

    Args:
        lease: A lease of the replica that the caller holds; without one it is taken here. It is held alone meanwhile,
            and no connection to the replica may be open, in this process neither.

    Raises:
        NotFound: There is no such backup.
        Refused: It is not sound, or another process has the replica open.
    """
    if not source.is_file():
        raise NotFound(f"{source}: there is no such file", "name a file that rounds backup wrote")
    if path.exists() and source.samefile(path):
        raise Refused(f"{source}: is the replica itself", "name a file that rounds backup wrote")
    with as_a_line(path, source):
        looked_through(source)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = lease or Lease(path)
        try:
            with held.alone():
                return _restored(source, path, clock, progress)
        finally:
            if lease is None:
                held.close()


def looked_through(path: Path) -> Saved:
    """What the file holds, once every page of it was read and its log ends where it must.

    Raises:
        Unreached: It is no replica, or damaged, or newer.
        sqlite3.Error: It cannot be read.
    """
    with closing(reading_connection(path)) as connection:
        looked_at(connection, path)
        wrong = [says for (says,) in connection.execute("PRAGMA integrity_check(1)") if says != "ok"]
        if wrong:
            raise Unreached(
                f"{path}: is damaged ({' '.join(wrong[0].split())})",
                f"rounds salvage {path} shows what it still holds",
                code="corrupt",
            )
        return counted(connection)


def counted(connection: sqlite3.Connection) -> Saved:
    """How many records and unsent changes a replica holds."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    nouns = [name for name in catalogues.of(connection) if name in tables]
    records = sum(connection.execute(f"SELECT count(*) FROM {quoted(noun)}").fetchone()[0] for noun in nouns)
    unsent = connection.execute("SELECT ifnull(sum(max(seq - acked, 0)), 0) FROM chain").fetchone()[0]
    return Saved(records, unsent)


def _restored(source: Path, path: Path, clock: Clock, progress: Progress | None) -> Restored:
    copy = path.with_name(f"{path.name}.restoring")
    remove(copy)  # of an attempt that was cut short
    try:
        copy_whole(source, copy, progress)
        with closing(connected(copy)) as connection:
            code = _go_on_as_new_device(connection, clock)
            saved = counted(connection)
        kept = _set_aside(path) if path.exists() else None
        put_in_place(copy, path)
    finally:
        remove(copy)
    return Restored(saved.records, saved.unsent, code, kept)


def _go_on_as_new_device(connection: sqlite3.Connection, clock: Clock) -> str:
    """Give the file a device of its own from now on. Gives its code, which no device has that the file knows of."""
    known = {code for (code,) in connection.execute("SELECT code FROM chain UNION SELECT code FROM device")}
    while (code := new_device_code()) in known:
        pass
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO writing (txn) VALUES (0)")
    connection.execute("UPDATE chain SET own = 0")
    connection.execute(
        "INSERT INTO chain (device, own, code, counter, seq, hlc, digest, acked)"
        " SELECT ?, 1, ?, 0, 0, max(hlc), ?, 0 FROM chain",  # its clock goes on where the others' stand
        (new_id(clock()), code, START),
    )
    connection.execute("DELETE FROM writing")
    connection.execute("COMMIT")
    return code


def _set_aside(path: Path) -> Path:
    """Keep the present replica, whatever state it is in, and leave nothing that a new file would take for its own."""
    try:
        refuse_unreadable(path)  # before SQLite takes a log for void that it can no longer make sense of
        settle(path)
        return keep_aside(path, "replaced")
    except DAMAGE:  # the file and its log are kept just as they are
        kept = keep_aside(path, "damaged")
        keep_log_aside(path, kept)
        return kept


@contextmanager
def as_a_line(target: Path, source: Path) -> Iterator[None]:
    """Turns what SQLite and the system raise inside into one line for a person."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        told = explained(error, target)
        raise (explained(error, source) if told.code in ("corrupt", "busy") else told) from error
    except OSError as error:
        raise Unreached(f"{target}: cannot be written ({error.strerror})", "choose another folder") from error
