"""Open a replica: one SQLite file, looked at before it is trusted.

Every way in which it can be unusable ends in one line that says what is wrong, with which file, and the mend.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rounds.data.clock import Clock, now_ms
from rounds.data.errors import NotFound, Refused, Unreached
from rounds.data.ids import new_device_code, new_id
from rounds.data.nouns.spec import SCHEMA, Catalogue
from rounds.data.store import catalogue as catalogues
from rounds.data.store import schema
from rounds.data.store.faults import explained
from rounds.data.store.file_system import is_network, kind_of
from rounds.data.store.lease import Lease
from rounds.data.store.line import START
from rounds.data.store.record import Recorder

BUSY_S = 5.0
"""How long a write waits for another process of the same account, in seconds."""

CACHE_KIB = 1024
"""Memory of each reading connection for pages. A screen has several; what they miss the system has in its memory."""


@dataclass(slots=True)
class Replica:
    """An open replica: the way to write to it, and to as many readers as are wanted."""

    path: Path
    lease: Lease | None
    recorder: Recorder
    catalogue: Catalogue
    read_only: bool = False
    _readers: list[sqlite3.Connection] = field(default_factory=list)

    def reader(self) -> sqlite3.Connection:
        """A connection of its own that can only read; it is closed with the replica."""
        connection = reading_connection(self.path)
        self._readers.append(connection)
        return connection

    def close(self) -> None:
        """Close every connection and give the lease back."""
        for connection in self._readers:
            connection.close()
        self._readers.clear()
        with self.recorder.lock:  # an edit that is being written is finished first
            self.recorder.connection.close()
        if self.lease is not None:
            self.lease.close()


def create(
    path: Path,
    actor: str,
    clock: Clock = now_ms,
    device: bytes | None = None,
    code: str | None = None,
) -> Replica:
    """A fresh, empty replica with a device of its own.

    Raises:
        Refused: There is a file already, or the place cannot hold a replica.
    """
    if path.exists():
        raise Refused(
            f"{path}: there is a replica already", "use it, or name another folder with --home", code="exists"
        )
    _refuse_network(path)
    _make_private(path)
    device = device or new_id(clock())
    connection = None
    try:
        with _as_a_line(path):
            connection = _writing_connection(path)
            connection.execute("BEGIN IMMEDIATE")
            catalogue = catalogues.declared()
            schema.create(connection, catalogue)
            connection.execute("INSERT INTO writing (txn) VALUES (0)")
            connection.execute(
                "INSERT INTO chain (device, own, code, counter, seq, hlc, digest, acked)"
                " VALUES (?, 1, ?, 0, 0, 0, ?, 0)",
                (device, code or new_device_code(), START),
            )
            connection.execute("DELETE FROM writing")
            catalogues.keep(connection, catalogue, clock())
            connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
            connection.execute("COMMIT")
    except BaseException:
        if connection is not None:
            connection.close()
        _remove(path)
        raise
    return Replica(path, Lease(path), Recorder(connection, catalogue, path, actor, clock), catalogue)


def open_replica(
    path: Path, actor: str, clock: Clock = now_ms, migrate: Callable[[Path, Lease, int], object] | None = None
) -> Replica:
    """Open the replica at `path`, to read and write, or to read alone where the disk allows no more.

    Args:
        migrate: Moves an older file to today's schema; called with the file, the lease and the file's schema.

    Raises:
        NotFound: There is none.
        Unreached: It is damaged, newer, in use alone by another process, or not to be opened.
    """
    if not path.exists():
        raise NotFound(
            f"{path}: there is no replica", "rounds init makes one, rounds --demo shows a sample", code="no-replica"
        )
    _refuse_network(path)
    read_only = not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK)
    lease, connection = None, None
    try:
        with _as_a_line(path):
            lease = None if read_only else Lease(path)
            connection = reading_connection(path) if read_only else _writing_connection(path)
            version = looked_at(connection, path)
            if version < SCHEMA:
                connection.close()
                if migrate is None or lease is None:
                    raise Unreached(
                        f"{path}: is of an older Rounds (schema {version})", "open it where it may be written"
                    )
                migrate(path, lease, version)
                connection = _writing_connection(path)
            catalogue = _catalogue(connection, read_only, clock)
    except BaseException:
        for opened in (connection, lease):
            if opened is not None:
                opened.close()
        raise
    return Replica(path, lease, Recorder(connection, catalogue, path, actor, clock), catalogue, read_only)


def reading_connection(path: Path) -> sqlite3.Connection:
    """A connection that cannot write. Works on a read-only disk too, where no other process writes."""
    uri = path.absolute().as_uri()
    connection = sqlite3.connect(
        f"{uri}?mode=ro", uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_S
    )
    try:
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1")
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            raise
        connection.close()
        # Without the right to make the shared-memory file beside it, a file that nobody writes is still readable.
        connection = sqlite3.connect(
            f"{uri}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False
        )
    connection.execute("PRAGMA query_only = 1")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return connection


def _writing_connection(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_S)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA recursive_triggers = ON")  # so that REPLACE cannot delete past the guard
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def looked_at(connection: sqlite3.Connection, path: Path) -> int:
    """The schema's number, after the checks that cost no more than a few pages.

    The whole file is checked in the background and by `rounds doctor`: a quick check of a large replica takes seconds.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != schema.APPLICATION_ID:
        raise Unreached(f"{path}: is no replica of Rounds", "name another folder with --home", code="corrupt")
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > SCHEMA:
        raise Unreached(
            f"{path}: is of a newer Rounds (schema {version}, this one knows {SCHEMA})",
            "update Rounds",
            code="newer-schema",
        )
    broken = connection.execute(
        "SELECT 1 FROM chain c WHERE c.own = 1 AND c.seq > 0 AND NOT EXISTS"
        " (SELECT 1 FROM change WHERE device = c.device AND seq = c.seq AND digest = c.digest)"
    ).fetchone()
    if broken is not None or connection.execute("SELECT count(*) FROM chain WHERE own = 1").fetchone()[0] != 1:
        raise Unreached(
            f"{path}: its last change is not the one it counted",
            f"rounds salvage {path} shows what it still holds; rounds restore takes a backup",
            code="corrupt",
        )
    return version


def _catalogue(connection: sqlite3.Connection, read_only: bool, clock: Clock) -> Catalogue:
    found = catalogues.kept(connection)
    if found is not None:
        return found
    declared = catalogues.declared()
    if not read_only:
        catalogues.keep(connection, declared, clock())
    return declared


def _refuse_network(path: Path) -> None:
    if is_network(path.parent):
        raise Unreached(
            f"{path}: lies on a network file system ({kind_of(path.parent)}), where SQLite loses data",
            "set replica_dir in config.toml to a folder on this machine's own disk",
            code="network-file-system",
        )


def _make_private(path: Path) -> None:
    """Make the folder, and the empty file, for this account alone."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise Unreached(
            f"{path}: cannot be made ({error.strerror})",
            "choose another folder with --home or ROUNDS_HOME",
            code="cannot-make",
        ) from error


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


class _as_a_line:  # noqa: N801 - reads as `with _as_a_line(path):`
    """Turns what SQLite raises inside into one line for a person."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (sqlite3.Error, UnicodeDecodeError)):
            raise explained(error, self.path) from error
        if isinstance(error, OSError):
            raise Unreached(f"{self.path}: {error.strerror}", "rounds doctor looks further") from error
