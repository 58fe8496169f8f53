"""The changes that were found on the pages of a damaged file, and which of them can be believed.

They are kept in a file of their own that goes with the process: a log may be larger than memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from rounds.data.store.apply import Sealed
from rounds.data.store.carve import Found
from rounds.data.store.fold import CHANGE_COLUMNS, new_values
from rounds.data.store.line import START, Change, line_of, next_digest

STARTS = b"\x00\x2c\x2c"
"""The types of a change's first columns: its place, which is the row's number, and two ids of 16 bytes."""

_KINDS = (bytes, bytes, int, int, str, str, bytes, str, str, str, int, int, bytes)
_NAMES = f"{CHANGE_COLUMNS}, digest"


class Log:
    """Changes as they are found: in any order, some of them twice, some of them not what was written."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect("", isolation_level=None)  # a nameless file that nobody else sees
        self.connection.execute(f"CREATE TABLE found (n, {_NAMES}, UNIQUE (device, seq, digest, fields))")
        self.connection.execute("CREATE TABLE believed (n INTEGER, id BLOB, at INTEGER)")
        self.connection.execute("CREATE INDEX believed_n ON believed (n)")
        self.connection.execute("CREATE INDEX believed_id ON believed (id)")
        self.connection.execute("BEGIN")

    def close(self) -> None:
        """Forget everything."""
        self.connection.close()

    def add(self, found: Found) -> None:
        """Keep a row that may be a change."""
        n, values = found
        columns = values[1 : len(_KINDS) + 1]  # a later schema may have more of them at the end
        if len(columns) == len(_KINDS) and all(map(isinstance, columns, _KINDS)):
            marks = ", ".join("?" * (len(_KINDS) + 1))
            self.connection.execute(f"INSERT OR IGNORE INTO found VALUES ({marks})", (n, *columns))

    def believe(self) -> int:
        """Choose those that can be believed, and give how many others there were.

        One can be believed where its digest follows from that of the one before it, or where that one is lost.
        """
        rows = self.connection.execute(f"SELECT rowid, n, {_NAMES} FROM found ORDER BY device, seq, rowid")
        left_out = 0
        head = (b"", 0, START)
        for (device, seq), group in groupby(rows, key=lambda row: (row[3], row[4])):
            before = START if seq == 1 else (head[2] if head[:2] == (device, seq - 1) else None)
            candidates = list(group)
            chosen = next((row for row in candidates if _follows(before, row)), None)
            if chosen is None:
                left_out += len(candidates)
                continue
            at, n, id, *_, digest = chosen
            head = (device, seq, digest)
            self.connection.execute("INSERT INTO believed VALUES (?, ?, ?)", (n, id, at))
        return left_out

    def changes(self) -> Iterator[Sealed]:
        """Those that can be believed, in the order in which the replica learnt of them."""
        rows = self.connection.execute(
            f"SELECT {', '.join(f'f.{name}' for name in _NAMES.split(', '))}"
            " FROM believed b JOIN found f ON f.rowid = b.at ORDER BY b.n, f.device, f.seq"
        )
        for *columns, digest in rows:
            yield Sealed(Change(*columns), digest)

    def has_place(self, n: int) -> bool:
        """Whether the change that had the place `n` is among those that can be believed."""
        return self.connection.execute("SELECT 1 FROM believed WHERE n = ?", (n,)).fetchone() is not None

    def has_id(self, id: bytes) -> bool:
        """Whether the change with that id is among those that can be believed."""
        return self.connection.execute("SELECT 1 FROM believed WHERE id = ?", (id,)).fetchone() is not None


def _follows(before: bytes | None, row: tuple[Any, ...]) -> bool:
    """Whether a change that was found can stand after the digest `before`; none is not known."""
    _, _, *columns, digest = row
    change = Change(*columns)
    if before is None:
        return new_values(change) is not None
    return bool(next_digest(before, line_of(change)) == digest)
