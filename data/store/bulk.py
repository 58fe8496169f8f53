"""The bulk door: many transactions in a row, without waiting for the disk after each.

A transaction is as whole as ever and is recorded as ever. A process that is killed loses none that it committed; a
machine that loses its power may lose the last ones, and opens a file that is consistent. When the door closes all is on
disk, and the connection waits again after each edit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rounds.data.store.record import Recorder

CACHE_KIB = 131_072
"""Memory for pages while the door is open."""

CHECKPOINT_PAGES = 16_384
"""Pages of the write-ahead log before it is moved into the file: 64 MiB."""

ANALYSIS_ROWS = 1_000
"""Rows of each index that the planner's figures are estimated from."""


@contextmanager
def bulk(recorder: Recorder) -> Iterator[None]:
    """Open the door. To be opened outside of a transaction."""
    connection = recorder.connection
    settings = {
        "synchronous": "NORMAL",
        "cache_size": -CACHE_KIB,
        "wal_autocheckpoint": CHECKPOINT_PAGES,
        "analysis_limit": ANALYSIS_ROWS,
    }
    before = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in settings}
    _set(connection, settings)
    try:
        yield
        connection.execute("ANALYZE")  # so that plans fit the sizes
    finally:
        _set(connection, before)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _set(connection: sqlite3.Connection, settings: Mapping[str, object]) -> None:
    for name, value in settings.items():
        connection.execute(f"PRAGMA {name} = {value}")
