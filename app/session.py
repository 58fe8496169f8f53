"""A home's replica, open for one call: who acts is known, an older file is moved, a damaged one is said in one line."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rounds.app import config
from rounds.app.paths import Home, login
from rounds.app.place import Place, place_of
from rounds.data.clock import Clock, now_ms
from rounds.data.errors import Refused
from rounds.data.store.faults import explained
from rounds.data.store.open import Replica, open_replica

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk
    from rounds.data.store.lease import Lease

ACTING_AS = "acting_as"
"""Key of what is this machine's alone: the login that `init --as` named."""

SAID_PLACE = "said:place"
"""Key of what is this machine's alone: where a person was told that the replica is."""

Tell = Callable[[str], None]
"""Tells a person something that is no part of an answer."""


def replica_place(home: Home) -> Place:
    """Where the replica of `home` is, or will be.

    Raises:
        Refused: config.toml is wrong, or there is no safe place.
    """
    return place_of(home, config.load(home.config_file).replica_dir)


def open_home(home: Home, tell: Tell, clock: Clock = now_ms) -> Replica:
    """Open the replica of `home`, in the name of whoever acts here.

    Raises:
        Refused: There is none, or it cannot be used; says why.
    """
    place = replica_place(home)
    replica = open_replica(place.path, login(), clock, migrate=_migrating(tell))
    replica.recorder.actor = replica.recorder.local.get(ACTING_AS) or replica.recorder.actor
    if not replica.read_only:
        _enrol_device(replica)
    if place.says and not replica.read_only:
        _say_once(replica, place.says, tell)
    return replica


@contextmanager
def open_desk(home: Home, tell: Tell, clock: Clock = now_ms) -> Iterator[Desk]:
    """The desk of `home`, open while the block runs.

    Raises:
        Refused: There is no replica, it cannot be used, or turned out to be damaged.
    """
    from rounds.data.desk.desk import Desk

    replica = open_home(home, tell, clock)
    try:
        with in_one_line(replica.path):
            yield Desk(replica, clock)
    finally:
        replica.close()


@contextmanager
def in_one_line(path: Path) -> Iterator[None]:
    """Turn what SQLite says of the file at `path` into one line for a person.

    Raises:
        Refused: The disk is full, the file is damaged, and the like.
    """
    try:
        yield
    except sqlite3.Error as error:
        if _is_ours(error):
            raise
        raise explained(error, path) from error


def _is_ours(error: sqlite3.Error) -> bool:
    """Whether the question was wrong, and not the file: a fault of the program."""
    name: str = getattr(error, "sqlite_errorname", "") or ""
    return name in ("", "SQLITE_ERROR", "SQLITE_MISUSE", "SQLITE_RANGE", "SQLITE_MISMATCH")


def _enrol_device(replica: Replica) -> None:
    """A restored or salvaged replica has begun a new device, which has no record yet."""
    connection = replica.recorder.connection
    own = connection.execute("SELECT 1 FROM chain c JOIN device d ON d.id = c.device WHERE c.own = 1").fetchone()
    if own is None:
        from rounds.data.desk.profiles import enrol_device

        enrol_device(replica.recorder)


def _migrating(tell: Tell) -> Callable[[Path, Lease, int], object]:
    def move(path: Path, lease: Lease, version: int) -> None:
        from rounds.data.store.migrate import migrate

        tell(f"{path}: moving it to this Rounds' schema")
        kept = migrate(path, lease, version)
        tell(f"moved; the old one is kept as {kept}")

    return move


def _say_once(replica: Replica, says: str, tell: Tell) -> None:
    local = replica.recorder.local
    if local.get(SAID_PLACE) != says:
        tell(says)
        try:
            local.keep(SAID_PLACE, says)
        except Refused:
            return  # a full disk is the next writer's matter
