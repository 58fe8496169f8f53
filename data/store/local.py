"""What is this machine's alone and is never sent: who acts here, the last filters, drafts that are not saved yet."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import RLock

from rounds.data.clock import Clock
from rounds.data.store.faults import explained

DRAFT = "draft:"


class Local:
    """Small texts by key, kept in the replica's file."""

    def __init__(self, connection: sqlite3.Connection, path: Path, lock: RLock, clock: Clock) -> None:
        self._connection = connection
        self._path = path
        self._lock = lock
        self._clock = clock

    def get(self, key: str, default: str = "") -> str:
        """The text of `key`."""
        with self._lock:
            found = self._connection.execute("SELECT value FROM local WHERE key = ?", (key,)).fetchone()
        return default if found is None else str(found[0])

    def keep(self, key: str, value: str) -> None:
        """Keep a text; it is on the disk when this returns.

        Raises:
            Refused: The disk does not take it; says why.
        """
        with self._lock:
            try:
                self._connection.execute(
                    "INSERT OR REPLACE INTO local (key, value, at) VALUES (?, ?, ?)", (key, value, self._clock())
                )
            except sqlite3.Error as error:
                raise explained(error, self._path) from error

    def drop(self, key: str) -> None:
        """Forget a text."""
        with self._lock:
            try:
                self._connection.execute("DELETE FROM local WHERE key = ?", (key,))
            except sqlite3.Error as error:
                raise explained(error, self._path) from error

    def drafts(self) -> dict[str, str]:
        """Every draft by its key without the prefix."""
        with self._lock:
            found = self._connection.execute(
                "SELECT key, value FROM local WHERE key >= ? AND key < ?", (DRAFT, DRAFT[:-1] + ";")
            ).fetchall()
        return {key[len(DRAFT) :]: value for key, value in found}
