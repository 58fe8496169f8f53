"""The one writer. Every change of every noun goes through here: row and change in one transaction, or neither.

A transaction is as durable as the connection's `synchronous` says before `act` returns.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from rounds.data.clock import Clock, now_ms
from rounds.data.errors import Unreached
from rounds.data.ids import id_text
from rounds.data.nouns.spec import Catalogue
from rounds.data.store.act import Act, Committed, Put, Written
from rounds.data.store.faults import explained
from rounds.data.store.local import Local

if TYPE_CHECKING:
    from rounds.data.store.apply import Applied, Sealed


class Recorder:
    """Writes to one replica as one actor, on behalf of one device."""

    def __init__(
        self, connection: sqlite3.Connection, catalogue: Catalogue, path: Path, actor: str, clock: Clock = now_ms
    ) -> None:
        self.connection = connection
        self.catalogue = catalogue
        self.path = path
        self.actor = actor
        self.clock = clock
        self.listeners: list[Callable[[Committed], None]] = []
        self.lock = RLock()
        self.local = Local(connection, path, self.lock, clock)
        self._file = _file_at(path)

    def put(
        self, noun: str, values: dict[str, Any], id: str | None = None, base: str | None = None, says: str = ""
    ) -> Written:
        """Write one record in a transaction of its own.

        Raises:
            BadInput: A value is none for its field.
            NotFound: There is no record `id`.
            ChangedMeanwhile: A field was changed after `base`.
        """
        with self.act(says or noun) as act:
            return act.put(Put(noun, values, id, base))

    def put_many(self, puts: Iterable[Put], says: str) -> list[Written]:
        """Write several records in one transaction: all of them or none."""
        with self.act(says) as act:
            return [act.put(put) for put in puts]

    def apply(self, changes: Iterable[Sealed]) -> Applied:
        """Take in changes that were made elsewhere, in their order and in one transaction."""
        with self.act("take in changes") as act:
            from rounds.data.store.apply import apply

            applied = apply(act.connection, self.catalogue, changes)
            act.touched.update(applied.records)
        return applied

    @contextmanager
    def act(self, says: str, kind: str = "act", undoes: int | None = None, acknowledged: bool = False) -> Iterator[Act]:
        """One transaction: what one key does. It is durable when this returns, and undone as one.

        Args:
            says: What it does, in words, for the line that offers to undo it.
            kind: `act`, `undo` or `redo`.
            undoes: The transaction that an undo or redo takes back.
            acknowledged: Its changes count as sent already: those of a sample, which never is.
        """
        with self.lock:
            try:
                self.connection.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise explained(error, self.path) from error
            try:
                self._demand_file()
                act = Act(self.connection, self.catalogue, self.actor, self.clock, says, kind, undoes, acknowledged)
                yield act
                act.finish()
                self.connection.execute("COMMIT")
            except sqlite3.Error as error:
                self._roll_back()
                raise explained(error, self.path) from error
            except BaseException:
                self._roll_back()
                raise
        if act.touched:
            committed = Committed(act.txn, frozenset((noun, id_text(record)) for noun, record in act.touched))
            for listener in self.listeners:
                listener(committed)

    def _demand_file(self) -> None:
        """Go on only where the file that is open still lies at its path; SQLite would write into it all the same.

        Raises:
            Unreached: It was moved or removed, and what is written into it would be lost with it.
        """
        if _file_at(self.path) != self._file:
            raise Unreached(
                f"{self.path}: was moved or removed while it was open",
                "put it back where it was, then do it again",
                code="moved",
            )

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")


def _file_at(path: Path) -> tuple[int, int] | None:
    """Which file lies at a path; none where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
