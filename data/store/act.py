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
from rounds.data.ids import id_bytes, id_text, new_id, ticket_number
from rounds.data.nouns.spec import SCHEMA, Catalogue, FieldSpec, Kind, NounSpec
from rounds.data.store.line import Change, line_of, next_digest
from rounds.data.store.schema import quoted
from rounds.data.store.values import dumps, from_stored, to_stored

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


DELETED_AT = FieldSpec("deleted_at", Kind.TIME, "deleted")
"""Nothing is deleted: a record that is taken back bears the time of it."""


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
    _rows: dict[str, dict[bytes, _Pending]] = field(default_factory=dict)
    _changes: list[tuple[Any, ...]] = field(default_factory=list)
    _ids: dict[int, bytes] = field(default_factory=dict)
    _places: dict[bytes, int] = field(default_factory=dict)
    _head: _Head = field(init=False)
    txn: int = field(init=False)

    def __post_init__(self) -> None:
        found = self.connection.execute(
            "SELECT device, code, counter, seq, hlc, digest, acked, ifnull((SELECT max(n) FROM change), 0) FROM chain WHERE own = 1"
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
        noun = self._noun(put.noun)
        given = {name: to_stored(self._field(noun, name), value) for name, value in put.values.items()}
        if put.id is None:
            return self._make(noun, self.mint(put.at), given, put)
        record = id_bytes(put.id)
        pending = self._pending(noun, record)
        if pending is None:
            raise NotFound(f"no {noun.name} {put.id}", "it may be on another replica")
        return self._change(noun, record, pending, given, put)

    def make(self, put: Put, id: bytes) -> Written:
        """Write a new record under an id that is known beforehand."""
        noun = self._noun(put.noun)
        given = {name: to_stored(self._field(noun, name), value) for name, value in put.values.items()}
        return self._make(noun, id, given, put)

    def keep_piece(self, content: bytes) -> str:
        """Keep a piece of a file by its content; the same bytes are kept once. Gives their sha256."""
        digest = sha256(content).digest()
        if self.connection.execute("SELECT 1 FROM piece WHERE digest = ?", (digest,)).fetchone() is None:
            self.connection.execute("INSERT INTO piece (digest, bytes) VALUES (?, ?)", (digest, content))
        return digest.hex()

    def present(self, noun: str, id: str) -> Row | None:
        """The row as this transaction sees it, in Python values; none where there is no such record."""
        spec = self._noun(noun)
        pending = self._pending(spec, id_bytes(id))
        if pending is None:
            return None
        values = {name: from_stored(of, pending.row[name]) for name, of in spec.fields.items()}
        return {**values, "id": id, "version": id_text(pending.row["version"]), "deleted_at": pending.row["deleted_at"]}

    def flush(self) -> None:
        """Write the rows and changes that are kept back."""
        for name, rows in self._rows.items():
            self._write_rows(self.catalogue[name], rows)
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

    def _noun(self, name: str) -> NounSpec:
        try:
            return self.catalogue[name]
        except KeyError:
            raise BadInput(f"no noun '{name}'", ", ".join(self.catalogue)) from None

    def _field(self, noun: NounSpec, name: str) -> FieldSpec:
        try:
            return noun.fields[name]
        except KeyError:
            if name == "deleted_at":
                return DELETED_AT
            known = ", ".join(spec.name for spec in noun.fields.values() if not spec.hidden)
            raise BadInput(f"a {noun.name} has no field '{name}'", f"it has {known}", code="no-field") from None

    def _pending(self, noun: NounSpec, record: bytes) -> _Pending | None:
        rows = self._rows.setdefault(noun.name, {})
        if record in rows:
            return rows[record]
        cursor = self.connection.execute(f"SELECT * FROM {quoted(noun.name)} WHERE id = ?", (record,))
        found = cursor.fetchone()
        if found is None:
            return None
        pending = _Pending(dict(zip((column[0] for column in cursor.description), found, strict=True)), made=False)
        rows[record] = pending
        return pending

    def _make(self, noun: NounSpec, record: bytes, given: Row, put: Put) -> Written:
        row: Row = {name: to_stored(of, of.default) if of.default is not None else None for name, of in noun.fields.items()}
        row.update(given)
        for name, of in noun.fields.items():
            if of.required and row[name] is None:
                raise BadInput(f"{of.label} is missing", f"a {noun.name} needs its {of.label}", code="missing-field")
        row.setdefault("deleted_at", None)
        # An empty field that has a default is told too: who replays the change would put the default there.
        told = {
            name: [from_stored(of, row[name])]
            for name, of in (*noun.fields.items(), ("deleted_at", DELETED_AT))
            if row[name] is not None or of.default is not None
        }
        version = self._log(noun, record, "C", told, {}, put)
        row |= {"id": record, "version": version, "versions": None, "updated": self._head.hlc >> _COUNTER_BITS, "extra": None}
        self._rows.setdefault(noun.name, {})[record] = _Pending(row, made=True)
        changed = {name: (None, new[0]) for name, new in told.items()}
        return Written(noun.name, id_text(record), id_text(version), True, changed)

    def _change(self, noun: NounSpec, record: bytes, pending: _Pending, given: Row, put: Put) -> Written:
        row = pending.row
        differs = {name: new for name, new in given.items() if row[name] != new}
        if not differs:
            return Written(noun.name, id_text(record), id_text(row["version"]), False, {})
        for name in differs:
            of = self._field(noun, name)
            if of.required and differs[name] is None:
                raise BadInput(f"{of.label} cannot be empty", f"a {noun.name} needs its {of.label}", code="missing-field")
        versions = json.loads(row["versions"]) if row["versions"] else {"": self._n_of(record, row["version"])}
        if put.base is not None and put.base != id_text(row["version"]):
            self._refuse_what_changed(noun, record, row, versions, differs, put.base)
        told = {}
        for name, new in differs.items():
            of = self._field(noun, name)
            told[name] = [from_stored(of, row[name]), from_stored(of, new)]
        base = {name: id_text(self._id_of(versions.get(name, versions[""]))) for name in differs}
        version = self._log(noun, record, "U", told, base, put)
        versions.update(dict.fromkeys(differs, self._head.n))
        row |= {**differs, "version": version, "versions": dumps(versions), "updated": self._head.hlc >> _COUNTER_BITS}
        pending.changed.update(differs)
        return Written(
            noun.name, id_text(record), id_text(version), False, {name: (pair[0], pair[1]) for name, pair in told.items()}
        )

    def _refuse_what_changed(
        self, noun: NounSpec, record: bytes, row: Row, versions: dict[str, int], differs: Row, base: str
    ) -> None:
        """Refuse the fields that got another value after version `base` was seen."""
        seen = self._n_of(record, id_bytes(base))
        later = {name: n for name in differs if (n := versions.get(name, versions[""])) > seen}
        if not later:
            return
        told = []
        for name, n in later.items():
            actor, hlc = self._made_by(n)
            of = self._field(noun, name)
            told.append(Meanwhile(name, of.label, from_stored(of, row[name]), actor, hlc >> _COUNTER_BITS))
        raise ChangedMeanwhile(noun.name, id_text(record), id_text(row["version"]), told)

    def _n_of(self, record: bytes, version: bytes) -> int:
        """The place of a change in this replica's order; 0 for one that it never had."""
        if version in self._places:
            return self._places[version]
        found = self.connection.execute("SELECT n FROM change WHERE record = ? AND id = ?", (record, version)).fetchone()
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

    def _log(
        self, noun: NounSpec, record: bytes, op: str, told: dict[str, list[Any]], base: dict[str, str], put: Put
    ) -> bytes:
        """Number one change, link it into the chain and keep it back. Gives its id."""
        head = self._head
        at = self.clock() if put.at is None else put.at
        # A sample's history is told backwards and forwards in time; a device's own never goes back.
        head.hlc = at << _COUNTER_BITS if put.at is not None else max(at << _COUNTER_BITS, head.hlc + 1)
        head.seq += 1
        head.n += 1
        change = Change(
            id=self.mint(at),
            device=head.device,
            seq=head.seq,
            hlc=head.hlc,
            actor=put.actor or self.actor,
            noun=noun.name,
            record=record,
            op=op,
            fields=dumps(told),
            base=dumps(base),
            txn=self.txn,
            schema=SCHEMA,
        )
        head.digest = next_digest(head.digest, line_of(change))
        self._changes.append(
            (
                head.n, change.id, change.device, change.seq, change.hlc, change.actor, change.noun, change.record,
                change.op, change.fields, change.base, change.txn, change.schema, head.digest,
            )
        )  # fmt: skip
        self._ids[head.n], self._places[change.id] = change.id, head.n
        self.touched.add((noun.name, record))
        return change.id

    def _write_rows(self, noun: NounSpec, rows: dict[bytes, _Pending]) -> None:
        columns = ["id", "version", "versions", "updated", "deleted_at", "extra", *noun.fields]
        made = [[p.row[column] for column in columns] for p in rows.values() if p.made]
        if made:
            names, marks = ", ".join(map(quoted, columns)), ", ".join("?" * len(columns))
            self.connection.executemany(f"INSERT INTO {quoted(noun.name)} ({names}) VALUES ({marks})", made)
        by_columns: dict[tuple[str, ...], list[Row]] = {}
        for pending in rows.values():
            if pending.changed and not pending.made:
                by_columns.setdefault(tuple(sorted(pending.changed)), []).append(pending.row)
        for names_changed, of_these in by_columns.items():
            sets = [*names_changed, "version", "versions", "updated"]
            marks = ", ".join(f"{quoted(column)} = ?" for column in sets)
            values = [[*(row[column] for column in sets), row["id"]] for row in of_these]
            self.connection.executemany(f"UPDATE {quoted(noun.name)} SET {marks} WHERE id = ?", values)


def _said(value: Any) -> str:
    return "empty" if value is None else f"'{value}'"
