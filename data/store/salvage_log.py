"""The changes that were found on the pages of a damaged file, and which of them can be believed.

They are kept in a file of their own that goes with the process: a log may be larger than memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from itertools import groupby, product
from typing import Any

from rounds.data.store.apply import Sealed
from rounds.data.store.carve import Found
from rounds.data.store.fold import CHANGE_COLUMNS, new_values
from rounds.data.store.line import START, Change, line_of, next_digest

STARTS = b"\x00\x2c\x2c"
"""The types of a change's first columns: its place, which is the row's number, and two ids of 16 bytes."""

_KINDS = (bytes, bytes, int, int, str, str, bytes, str, str, str, int, int, bytes)
_NAMES = f"{CHANGE_COLUMNS}, digest"

_Row = tuple[Any, ...]
"""Row number here, place, and the columns of the log."""


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

    def believe(self, heads: Mapping[bytes, int]) -> int:
        """Choose those that can be believed, and give how many others there were.

        One can be believed where its digest follows from that of the one before it. Where that one is lost, the next
        one must follow from it; where that is lost as well, its device must be known to have come so far.

        Args:
            heads: Each device that is known to how many changes it made.
        """
        rows = self.connection.execute(f"SELECT rowid, n, {_NAMES} FROM found ORDER BY device, seq, rowid")
        before: list[_Row] = []  # what may be the change before: one that is believed, or some that nothing vouches for
        is_sure = False
        for (device, seq), group in groupby(rows, key=lambda row: (row[3], row[4])):
            candidates = list(group)
            if before and before[0][3:5] != (device, seq - 1):
                self._settle(before, is_sure, heads)
                before = []
            if not before and seq > 1:
                before, is_sure = [row for row in candidates if new_values(_change(row)) is not None], False
                continue
            starts: list[_Row | None] = [*before] or [None]
            pair = next((pair for pair in product(starts, candidates) if _follows(*pair)), None)
            if pair is not None:
                if pair[0] is not None and not is_sure:
                    self._believe(pair[0])
                self._believe(pair[1])
                before, is_sure = [pair[1]], True
            else:  # either may be the wrong one; what follows will be held against none
                before = [] if is_sure or not before else candidates
        self._settle(before, is_sure, heads)
        return self._count("found") - self._count("believed")

    def changes(self) -> Iterator[Sealed]:
        """Those that can be believed, in the order in which the replica learnt of them."""
        names = ", ".join(f"f.{name}" for name in _NAMES.split(", "))
        rows = self.connection.execute(
            f"SELECT {names} FROM believed b JOIN found f ON f.rowid = b.at ORDER BY b.n, f.device, f.seq"
        )
        for *columns, digest in rows:
            yield Sealed(Change(*columns), digest)

    def has_place(self, n: int) -> bool:
        """Whether the change that had the place `n` is among those that can be believed."""
        return self.connection.execute("SELECT 1 FROM believed WHERE n = ?", (n,)).fetchone() is not None

    def has_id(self, id: bytes) -> bool:
        """Whether the change with that id is among those that can be believed."""
        return self.connection.execute("SELECT 1 FROM believed WHERE id = ?", (id,)).fetchone() is not None

    def _settle(self, before: list[_Row], is_sure: bool, heads: Mapping[bytes, int]) -> None:
        """Decide on a change whose neighbours are both lost."""
        if len(before) == 1 and not is_sure and before[0][4] <= heads.get(before[0][3], 0):
            self._believe(before[0])

    def _believe(self, row: _Row) -> None:
        at, n, id, *_ = row
        self.connection.execute("INSERT INTO believed VALUES (?, ?, ?)", (n, id, at))

    def _count(self, table: str) -> int:
        return int(self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _change(row: _Row) -> Change:
    return Change(*row[2:-1])


def _follows(before: _Row | None, row: _Row) -> bool:
    """Whether a change that was found can stand after another; none is the beginning of a chain."""
    start: bytes = START if before is None else before[-1]
    return bool(next_digest(start, line_of(_change(row))) == row[-1])
