"""Lists by pages: a window onto a keyed query, never an offset and never a count on the way to a frame.

A page is read from a key onwards, forwards or backwards, so the millionth row costs what the first one does.
Rows are frozen and hold what a list shows; see `rows.py`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from rounds.data.nouns.spec import NounSpec
from rounds.data.store.plan import Plan
from rounds.data.store.schema import quoted

COUNTED_MAX = 10_000
"""A count stops here and is shown as `10,000+`."""

SORTED_MAX = 10_000
"""An order without an index sorts at most this many matches."""

Key = tuple[Any, ...]
"""Where a row stands in its list: its sort keys and its row number."""


RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Placed(Generic[RowT]):
    """A row with its place."""

    row: RowT
    key: Key


@dataclass(frozen=True, slots=True)
class Listing(Generic[RowT]):
    """A question about a noun, ready to be read in pages."""

    noun: NounSpec
    plan: Plan
    make: Any
    """Makes a row of `columns`, in their order (a NamedTuple's `_make`)."""
    columns: tuple[str, ...]
    order: str = ""
    """The list's own order where the question names none (`queue`)."""
    only: str = ""
    """A condition that always holds (that tickets are open), in the words of the partial indexes."""
    descending: bool = False
    """Direction of the list's own order."""

    @property
    def by_newest(self) -> bool:
        """Whether words are looked for and no order was asked: the newest rows come first."""
        return bool(self.plan.match) and not self.plan.keys

    @property
    def keys(self) -> tuple[str, ...]:
        """The sort keys in SQL, without the row number that makes them unique."""
        if self.plan.keys:
            return self.plan.keys
        return () if self.by_newest or not self.order else self.noun.orders[self.order]

    @property
    def backwards(self) -> bool:
        """Whether the list runs from high keys to low ones."""
        if self.plan.keys:
            return self.plan.descending
        return True if self.by_newest or not self.order else self.descending

    @property
    def is_limited(self) -> bool:
        """Whether no index serves the order, so that only so many matches are sorted."""
        return bool(self.plan.keys) and (bool(self.plan.match) or not self.plan.instant)


def read(
    connection: sqlite3.Connection,
    listing: Listing[RowT],
    limit: int,
    after: Key | None = None,
    before: Key | None = None,
    inclusive: bool = False,
) -> list[Placed[RowT]]:
    """One page in the list's order: the first `limit` rows, those after a key, or those just before one.

    With `before=()` it is the last page; `inclusive` has the row with the key itself in it.
    """
    up = before is None
    params: list[Any] = []
    sql = _select(listing, after if up else before, up, inclusive, params)
    found = connection.execute(f"{sql} LIMIT ?", (*params, limit)).fetchall()
    if not up:
        found.reverse()
    width = len(listing.columns)
    return [Placed(listing.make(values[:width]), tuple(values[width:])) for values in found]


def count(connection: sqlite3.Connection, listing: Listing[Any], most: int | None = COUNTED_MAX) -> int:
    """How many rows the list has, counted up to `most` and one more."""
    params: list[Any] = []
    source, where = _source(listing, params, sieved=bool(listing.only))
    inner = f"SELECT 1 FROM {source}{_where(where)}"
    if most is not None:
        inner += f" LIMIT {most + 1}"
    return int(connection.execute(f"SELECT count(*) FROM ({inner})", params).fetchone()[0])


def _select(listing: Listing[Any], key: Key | None, up: bool, inclusive: bool, params: list[Any]) -> str:
    source, where = _source(listing, params, sieved=bool(listing.only and (listing.plan.where or listing.is_limited)))
    keys = [*listing.keys, "s.rowid" if listing.by_newest else "t.row"]
    descending = listing.backwards == up
    if key:
        marks = ", ".join("?" * len(keys))
        where.append(f"({', '.join(keys)}) {'<' if descending else '>'}{'=' if inclusive else ''} ({marks})")
        params.extend(key)
    order = ", ".join(f"{each} DESC" if descending else each for each in keys)
    return f"SELECT {', '.join((*listing.columns, *keys))} FROM {source}{_where(where)} ORDER BY {order}"


def _source(listing: Listing[Any], params: list[Any], sieved: bool) -> tuple[str, list[str]]:
    """FROM and the conditions, their values put into `params` in order.

    Args:
        sieved: Where words are looked for, gather the rows that all else leaves first, and let the hits through that
            are among them. To look at the row of each hit takes ten times as long, but shows the first ones sooner
            where most hits are wanted.
    """
    table, plan = quoted(listing.noun.name), listing.plan
    where = ["t.deleted_at IS NULL", *([listing.only] if listing.only else []), *plan.where]
    source = f"{table} t"
    if plan.match:
        search = quoted(listing.noun.name + "_search")
        source = f"{search} s CROSS JOIN {table} t ON t.row = s.rowid"
        if sieved:  # the `+` keeps FTS5 from being asked for each of the rows
            where = [f"+s.rowid IN (SELECT t.row FROM {table} t{_where(where)})"]
        where.insert(0, f"{search} MATCH ?")
        params.append(plan.match)
    params.extend(plan.params)
    if listing.is_limited:
        newest = f"SELECT t.row FROM {source}{_where(where)} ORDER BY t.row DESC LIMIT {SORTED_MAX}"
        return f"{table} t", [f"t.row IN ({newest})"]
    return source, where


def _where(conditions: list[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


class Reader:
    """One connection that reads for one screen, one question at a time; a newer question stops the older one."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        """A reader that connects when it is first asked: each connection reads the whole schema, some milliseconds."""
        self._connect = connect
        self._connection: sqlite3.Connection | None = None
        self._lock = Lock()

    @contextmanager
    def turn(self) -> Iterator[sqlite3.Connection]:
        """The connection, once whoever reads now has finished or was stopped."""
        with self._lock:
            if self._connection is None:
                self._connection = self._connect()
            yield self._connection

    def close(self) -> None:
        """Close the connection, once what is being read has stopped."""
        self.stop()
        with self._lock:
            if self._connection is not None:
                self._connection.close()

    def stop(self) -> None:
        """Interrupt what is being read now; its reader is told so by `faults.was_interrupted`."""
        if self._connection is not None:
            self._connection.interrupt()
