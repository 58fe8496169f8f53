"""One transaction of the writer while it runs: rows and changes are kept back and written together.

What must stay true: a change's old value is what the row held; each device's `seq` has no hole; the digest chain can be
computed again from the stored rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from rounds.data.clock import Clock
from rounds.data.errors import BadInput, NotFound, Refused
from rounds.data.ids import id_text, new_id, ticket_number
from rounds.data.nouns.spec import SCHEMA, Catalogue
from rounds.data.store.columns import DELETED_AT, Columns, bytes_of
from rounds.data.store.line import line, next_digest, text_of
from rounds.data.store.schema import quoted
from rounds.data.store.values import dumps, from_stored

__all__ = ["DELETED_AT", "Act", "ChangedMeanwhile", "Committed", "Meanwhile", "Put", "Row", "Written"]

Row = dict[str, Any]
"""A row as it is stored, by column."""

_COUNTER_BITS = 16


@dataclass(frozen=True, slots=True)
class Put:
    """One record as it shall be: a new one where `id` is not given."""

    noun: str
    values: dict[str, Any]
    id: str | None = None
    base: str | None = None
    """The version of the record that the person saw; none does not ask."""
    at: int | None = None
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a put."""

    noun: str
    id: str
    version: str
    made: bool
    changed: dict[str, tuple[Any, Any]]
    """Field to its old and new value; empty where all was so already."""


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A field that somebody changed after it was seen."""

    field: str
    label: str
    value: Any
    actor: str
    at: int


class ChangedMeanwhile(Refused):
    """Somebody else changed the same field since it was seen; says what stands there now."""

    code = "changed-meanwhile"

    def __init__(self, noun: str, id: str, version: str, fields: list[Meanwhile]) -> None:
        told = ", ".join(f"{each.label} is now {_said(each.value)} (by {each.actor})" for each in fields)
        super().__init__(f"changed meanwhile: {told}", "look at it, then do it again")
        self.noun, self.id, self.version, self.fields = noun, id, version, fields


@dataclass(frozen=True, slots=True)
class Committed:
    """What one transaction touched."""

    txn: int
    records: frozenset[tuple[str, str]]

    @property
    def nouns(self) -> frozenset[str]:
        """The nouns that it touched."""
        return frozenset(noun for noun, _ in self.records)


@dataclass(slots=True)
class _Head:
    """The own chain's head while a transaction runs."""

    device: bytes
    code: str
    counter: int
    seq: int
    hlc: int
    digest: bytes
    acked: int
    n: int


@dataclass(slots=True)
class _Pending:
    """A row that is not written yet."""

    row: Row
    made: bool
    changed: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Act:
    """A transaction while it runs."""

    connection: sqlite3.Connection
    catalogue: Catalogue
    actor: str
    clock: Clock
    says: str
    kind: str = "act"
    undoes: int | None = None
    acknowledged: bool = False
    mint: Callable[[int | None], bytes] = new_id
    """Gives an id for a moment in UTC milliseconds; a sample's ids are the same each time."""
    touched: set[tuple[str, bytes]] = field(default_factory=set)
    _columns: dict[str, Columns] = field(default_factory=dict)
    _rows: dict[str, dict[bytes, _Pending]] = field(default_factory=dict)
    _changes: list[tuple[Any, ...]] = field(default_factory=list)
    _ids: dict[int, bytes] = field(default_factory=dict)
    _places: dict[bytes, int] = field(default_factory=dict)
    _head: _Head = field(init=False)
    txn: int = field(init=False)

    def __post_init__(self) -> None:
        found = self.connection.execute(
            "SELECT device, code, counter, seq, hlc, digest, acked, ifnull((SELECT max(n) FROM change), 0)"
            " FROM chain WHERE own = 1"
        ).fetchone()
        self._head = _Head(*found)
        self.txn = self._head.seq + 1
        self.connection.execute("INSERT INTO writing (txn) VALUES (?)", (self.txn,))

    @property
    def device(self) -> str:
        """The id of the device that writes."""
        return id_text(self._head.device)

    def number(self) -> str:
        """The next ticket number of this device."""
        self._head.counter += 1
        return ticket_number(self._head.code, self._head.counter)

    def put(self, put: Put) -> Written:
        """Write one record; its row is kept back until many can be written at once, its change is numbered now."""
        columns = self._of(put.noun)
        given = columns.stored(put.values)
        if put.id is None:
            return self._make(columns, self.mint(put.at), given, put)
        record = _known_id(put.noun, put.id)
        pending = self._pending(put.noun, record)
        if pending is None:
            raise NotFound(f"no {put.noun} {put.id}", "it may be on another replica")
        return self._change(columns, record, pending, given, put)

    def make(self, put: Put, id: bytes) -> Written:
        """Write a new record under an id that is known beforehand."""
        columns = self._of(put.noun)
        return self._make(columns, id, columns.stored(put.values), put)

    def keep_piece(self, content: bytes) -> str:
        """Keep a piece of a file by its content; the same bytes are kept once. Gives their sha256."""
        digest = sha256(content).digest()
        if self.connection.execute("SELECT 1 FROM piece WHERE digest = ?", (digest,)).fetchone() is None:
            self.connection.execute("INSERT INTO piece (digest, bytes) VALUES (?, ?)", (digest, content))
        return digest.hex()

    def present(self, noun: str, id: str) -> Row | None:
        """The row as this transaction sees it, in Python values; none where there is no such record."""
        columns = self._of(noun)
        pending = self._pending(noun, _known_id(noun, id))
        if pending is None:
            return None
        values = {name: from_stored(of, pending.row[name]) for name, of in columns.noun.fields.items()}
        return {**values, "id": id, "version": id_text(pending.row["version"]), "deleted_at": pending.row["deleted_at"]}

    def flush(self) -> None:
        """Write the rows and changes that are kept back."""
        # Parts first: the words of a new record and of its notes then enter the search table once.
        for name in sorted(self._rows, key=lambda noun: not self.catalogue[noun].parent):
            self._write_rows(self._of(name), self._rows[name])
        self._rows.clear()
        self.connection.executemany(
            "INSERT INTO change (n, id, device, seq, hlc, actor, noun, record, op, fields, base, txn, schema, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._changes,
        )
        self._changes.clear()
        self._ids.clear()
        self._places.clear()

    def finish(self) -> None:
        """Write what is left, the act and the chain's head."""
        self.flush()
        head = self._head
        if head.seq >= self.txn:
            self.connection.execute(
                "INSERT INTO act (device, txn, actor, at, says, kind, undoes) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (head.device, self.txn, self.actor, head.hlc >> _COUNTER_BITS, self.says, self.kind, self.undoes),
            )
        self.connection.execute(
            "UPDATE chain SET counter = ?, seq = ?, hlc = ?, digest = ?, acked = ? WHERE own = 1",
            (head.counter, head.seq, head.hlc, head.digest, head.seq if self.acknowledged else head.acked),
        )
        self.connection.execute("DELETE FROM writing")

    def _of(self, noun: str) -> Columns:
        """The columns of a noun, made ready once a transaction."""
        if (ready := self._columns.get(noun)) is not None:
            return ready
        if noun not in self.catalogue:
            raise BadInput(f"no noun '{noun}'", ", ".join(self.catalogue))
        self._columns[noun] = Columns(self.catalogue[noun])
        return self._columns[noun]

    def _pending(self, noun: str, record: bytes) -> _Pending | None:
        rows = self._rows.setdefault(noun, {})
        if record in rows:
            return rows[record]
        cursor = self.connection.execute(f"SELECT * FROM {quoted(noun)} WHERE id = ?", (record,))
        found = cursor.fetchone()
        if found is None:
            return None
        pending = _Pending(dict(zip((column[0] for column in cursor.description), found, strict=True)), made=False)
        rows[record] = pending
        return pending

    def _make(self, columns: Columns, record: bytes, given: Row, put: Put) -> Written:
        row: Row = columns.blank | given
        columns.demand(row)
        version = self._log(put, record, "C", columns.told(row), "{}")
        row["id"], row["version"], row["updated"] = record, version, self._head.hlc >> _COUNTER_BITS
        self._rows.setdefault(put.noun, {})[record] = _Pending(row, made=True)
        return Written(put.noun, text_of(record), text_of(version), True, columns.made(row))

    def _change(self, columns: Columns, record: bytes, pending: _Pending, given: Row, put: Put) -> Written:
        row = pending.row
        differs = {name: new for name, new in given.items() if row[name] != new}
        if not differs:
            return Written(put.noun, text_of(record), text_of(row["version"]), False, {})
        for name, new in differs.items():
            if new is None and (of := columns.of[name].field).required:
                needs = f"a {put.noun} needs its {of.label}"
                raise BadInput(f"{of.label} cannot be empty", needs, code="missing-field")
        versions = json.loads(row["versions"]) if row["versions"] else {"": self._n_of(record, row["version"])}
        if put.base is not None and put.base != text_of(row["version"]):
            self._refuse_what_changed(columns, record, row, versions, differs, put.base)
        told, base, changed = [], [], {}
        for name, new in differs.items():
            column = columns.of[name]
            changed[name] = column.read(row[name]), column.read(new)
            told.append(f"{column.key}[{column.tell(row[name])},{column.tell(new)}]")
            base.append(f'{column.key}"{text_of(self._id_of(versions.get(name, versions[""])))}"')
        version = self._log(put, record, "U", f"{{{','.join(told)}}}", f"{{{','.join(base)}}}")
        versions.update(dict.fromkeys(differs, self._head.n))
        row |= {**differs, "version": version, "versions": dumps(versions), "updated": self._head.hlc >> _COUNTER_BITS}
        pending.changed.update(differs)
        return Written(put.noun, text_of(record), text_of(version), False, changed)

    def _refuse_what_changed(
        self, columns: Columns, record: bytes, row: Row, versions: dict[str, int], differs: Row, base: str
    ) -> None:
        """Refuse the fields that got another value after version `base` was seen."""
        seen = self._n_of(record, _known_id("version", base))
        later = {name: n for name in differs if (n := versions.get(name, versions[""])) > seen}
        if not later:
            return
        told = []
        for name, n in later.items():
            actor, hlc = self._made_by(n)
            column = columns.of[name]
            told.append(Meanwhile(name, column.field.label, column.read(row[name]), actor, hlc >> _COUNTER_BITS))
        raise ChangedMeanwhile(columns.noun.name, id_text(record), id_text(row["version"]), told)

    def _n_of(self, record: bytes, version: bytes) -> int:
        """The place of a change in this replica's order; 0 for one that it never had."""
        if version in self._places:
            return self._places[version]
        sql = "SELECT n FROM change WHERE record = ? AND id = ?"
        found = self.connection.execute(sql, (record, version)).fetchone()
        return 0 if found is None else int(found[0])

    def _id_of(self, n: int) -> bytes:
        if n in self._ids:
            return self._ids[n]
        found = self.connection.execute("SELECT id FROM change WHERE n = ?", (n,)).fetchone()
        return bytes(16) if found is None else bytes(found[0])

    def _made_by(self, n: int) -> tuple[str, int]:
        for change in reversed(self._changes):
            if change[0] == n:
                return str(change[5]), int(change[4])
        actor, hlc = self.connection.execute("SELECT actor, hlc FROM change WHERE n = ?", (n,)).fetchone()
        return str(actor), int(hlc)

    def _log(self, put: Put, record: bytes, op: str, fields: str, base: str) -> bytes:
        """Number one change, link it into the chain and keep it back. Gives its id."""
        head = self._head
        at = self.clock() if put.at is None else put.at
        # A sample's history is told backwards and forwards in time; a device's own never goes back.
        head.hlc = at << _COUNTER_BITS if put.at is not None else max(at << _COUNTER_BITS, head.hlc + 1)
        head.seq += 1
        head.n += 1
        id, actor = self.mint(at), put.actor or self.actor
        values = (id, head.device, head.seq, head.hlc, actor, put.noun, record, op, fields, base, self.txn, SCHEMA)
        head.digest = next_digest(head.digest, line(*values))
        self._changes.append((head.n, *values, head.digest))
        self._ids[head.n], self._places[id] = id, head.n
        self.touched.add((put.noun, record))
        return id

    def _write_rows(self, columns: Columns, rows: dict[bytes, _Pending]) -> None:
        if made := [columns.values_of(pending.row) for pending in rows.values() if pending.made]:
            self.connection.executemany(columns.insert, made)
        by_columns: dict[tuple[str, ...], list[Row]] = {}
        for pending in rows.values():
            if pending.changed and not pending.made:
                by_columns.setdefault(tuple(sorted(pending.changed)), []).append(pending.row)
        for names_changed, of_these in by_columns.items():
            sets = [*names_changed, "version", "versions", "updated"]
            marks = ", ".join(f"{quoted(column)} = ?" for column in sets)
            values = [[*(row[column] for column in sets), row["id"]] for row in of_these]
            self.connection.executemany(f"UPDATE {quoted(columns.noun.name)} SET {marks} WHERE id = ?", values)


def _known_id(noun: str, id: str) -> bytes:
    """The bytes of an id; what is none names nothing."""
    try:
        return bytes_of(id)
    except (ValueError, AttributeError, TypeError):
        raise NotFound(f"no {noun} {str(id)[:40]!r}", "give an id as lists show it") from None


def _said(value: Any) -> str:
    return "empty" if value is None else f"'{value}'"
