"""What can still be read of a damaged file: a working copy that SQLite can open, its rows around broken pages."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from rounds.data.store.carve import page_size_of
from rounds.data.store.copies import connected, make_private
from rounds.data.store.faults import DAMAGE
from rounds.data.store.schema import APPLICATION_ID, quoted

PROBES = 5_000
"""After a broken page the next readable row is looked for number by number so far, then in doubling strides."""

_CHUNK = 1 << 20
_SECTOR = 4096


def working_copy(damaged: Path, copy: Path) -> int:
    """Copy a damaged file and its log, make it one file with a header, and give the size of its pages.

    What the disk cannot read is zeros in the copy. The damaged file is read and nothing else.
    """
    size = page_size_of(damaged)
    _copy_readable(damaged, copy)
    log = damaged.with_name(damaged.name + "-wal")
    if log.exists():
        _copy_readable(log, copy.with_name(copy.name + "-wal"))
    if not _has_header(copy):
        with copy.open("r+b") as file:
            file.write(_header(size, has_log=log.exists()))
    with suppress(*DAMAGE), closing(connected(copy)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("PRAGMA journal_mode = DELETE")
    return size


def opened(copy: Path) -> sqlite3.Connection:
    """A connection that reads as much of a damaged file as SQLite can."""
    uri = f"{copy.absolute().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")  # go on with what of the schema can be read
    connection.text_factory = _text
    return connection


def readable_rows(connection: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """The rows of a table that lie on whole pages, in their order; broken pages are walked around."""
    names = ", ".join(map(quoted, columns))
    question = f"SELECT rowid, {names} FROM {quoted(table)} WHERE rowid >= ? ORDER BY rowid LIMIT ?"
    following, last = 1, _last_row(connection, table)
    while following <= last:
        try:
            for row, *values in connection.execute(question, (following, -1)):
                if following <= row <= last:
                    following = row + 1
                    yield tuple(values)
            return
        except DAMAGE:
            # The row before a broken one was read ahead of its turn, and went with the error.
            found = _row(connection, question, following)
            if found is not None and following <= found[0] <= last:
                following = found[0] + 1
                yield found[1:]
            else:
                following = _after_break(connection, table, following + 1, last)


def _row(connection: sqlite3.Connection, question: str, following: int) -> tuple[Any, ...] | None:
    with suppress(*DAMAGE):
        found: tuple[Any, ...] | None = connection.execute(question, (following, 1)).fetchone()
        return found
    return None


def _after_break(connection: sqlite3.Connection, table: str, first: int, last: int) -> int:
    """The first number from `first` on at which reading does not fail."""
    stride = 1
    while first <= last:
        with suppress(*DAMAGE):
            connection.execute(f"SELECT rowid FROM {quoted(table)} WHERE rowid >= ? LIMIT 1", (first,)).fetchone()
            return first
        first += stride
        stride = 1 if first < PROBES else 2 * stride
    return first


def _last_row(connection: sqlite3.Connection, table: str) -> int:
    """The highest row number that there can be; 0 where nothing of the table can be read."""
    with suppress(*DAMAGE):
        return int(connection.execute(f"SELECT ifnull(max(rowid), 0) FROM {quoted(table)}").fetchone()[0])
    with suppress(*DAMAGE):
        connection.execute(f"SELECT 1 FROM {quoted(table)} LIMIT 0").fetchone()
        return int(connection.execute("PRAGMA page_count").fetchone()[0]) * 64
    return 0


def _text(stored: bytes) -> str | bytes:
    try:
        return stored.decode("utf-8")
    except UnicodeDecodeError:
        return stored  # no text: whoever wants one finds that it is none


def _copy_readable(source: Path, target: Path) -> None:
    make_private(target)
    with target.open("r+b") as written, source.open("rb", buffering=0) as read:
        size = os.fstat(read.fileno()).st_size
        written.truncate(size)
        for place in range(0, size, _CHUNK):
            _copy_chunk(read.fileno(), written.fileno(), place, min(_CHUNK, size - place))


def _copy_chunk(read: int, written: int, place: int, length: int) -> None:
    """Copy a stretch of a file; where the disk fails, sector by sector."""
    try:
        os.pwrite(written, os.pread(read, length, place), place)
    except OSError:
        if length > _SECTOR:
            for sector in range(place, place + length, _SECTOR):
                _copy_chunk(read, written, sector, min(_SECTOR, place + length - sector))


def _has_header(copy: Path) -> bool:
    with closing(connected(copy)) as connection:
        try:
            connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
        except DAMAGE as error:
            return getattr(error, "sqlite_errorname", "") != "SQLITE_NOTADB"
    return True


def _header(page_size: int, has_log: bool) -> bytes:
    """The first hundred bytes of a file with pages of this size; SQLite counts the pages itself."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as model:
        model.execute(f"PRAGMA page_size = {page_size}")
        model.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        model.execute("CREATE TABLE any (one)")
        head = bytearray(model.serialize()[:100])
    head[18:20] = bytes([2, 2] if has_log else [1, 1])
    head[28:40] = bytes(12)
    return bytes(head)
