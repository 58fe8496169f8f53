"""Take in changes that were made elsewhere, or read from a damaged file: word for word into the log, and into the rows.

It is total: whatever a change holds, the rest is taken in. What was odd is told as problems. The later of two changes
wins, in the order in which they are given; who is right when two people changed one field is decided by the hub.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from rounds.data.nouns.spec import BOOKKEEPING, Catalogue, NounSpec
from rounds.data.store.fold import CREATION, Oddity, Problem, Record, lay, problem
from rounds.data.store.line import START, Change, line_of, next_digest
from rounds.data.store.schema import quoted

HELD_MAX = 2_000
"""So many rows are kept back and written together."""

_INTEGER_MAX = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Sealed:
    """A change with the digest that its device's chain had after it."""

    change: Change
    digest: bytes


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a batch of changes."""

    taken: int
    """So many are new in the log."""
    known: int
    """So many were there already."""
    records: frozenset[tuple[str, bytes]]
    """Noun and id of each record that was touched."""
    problems: tuple[Problem, ...]


def apply(connection: sqlite3.Connection, catalogue: Catalogue, changes: Iterable[Sealed]) -> Applied:
    """Take in `changes`, in their order. The caller holds a transaction in which the guard is open."""
    intake = _Intake(connection, catalogue)
    for sealed in changes:
        intake.take(sealed)
    return intake.finish()


@dataclass(slots=True)
class _Chain:
    """The head of one device's chain."""

    own: bool
    seq: int
    hlc: int
    digest: bytes
    acked: int
    moved: bool = False


@dataclass(slots=True)
class _Held:
    """A record that is not written yet."""

    record: Record
    is_new: bool


class _Intake:
    """A batch while it is taken in."""

    def __init__(self, connection: sqlite3.Connection, catalogue: Catalogue) -> None:
        self.connection = connection
        self.catalogue = catalogue
        self.taken = self.known = 0
        self.problems: list[Problem] = []
        self.records: set[tuple[str, bytes]] = set()
        self._n = connection.execute("SELECT ifnull(max(n), 0) FROM change").fetchone()[0]
        self._held: dict[tuple[str, bytes], _Held] = {}
        found = connection.execute("SELECT device, own, seq, hlc, digest, acked FROM chain")
        self._chains = {device: _Chain(bool(own), *head) for device, own, *head in found}

    def take(self, sealed: Sealed) -> None:
        """Take in one change, or tell why not."""
        change = sealed.change
        if not _is_whole(sealed):
            self._odd(Oddity.MALFORMED, "is no change: it is left out", change)
            return
        chain = self._chains.setdefault(change.device, _Chain(False, 0, 0, START, 0))
        if change.seq <= chain.seq and (digest := self._digest_at(change.device, change.seq)) is not None:
            self.known += digest == sealed.digest
            if digest != sealed.digest:
                self._odd(Oddity.FORK, "is not the change that has its number here: it is left out", change)
            return
        if not self._follows(chain, sealed):
            return
        is_again = self._has(change)
        self._write(sealed)
        if is_again:
            self._odd(Oddity.AGAIN, "was here under another number: the log keeps it, the record is as it was", change)
        else:
            self._lay(change)

    def finish(self) -> Applied:
        """Write what was kept back and move the chains."""
        self._flush()
        for device, chain in self._chains.items():
            if chain.moved:
                self.connection.execute(
                    "INSERT INTO chain (device, own, code, counter, seq, hlc, digest, acked)"
                    " VALUES (?, 0, '', 0, ?, ?, ?, ?)"
                    " ON CONFLICT (device) DO UPDATE SET (seq, hlc, digest, acked)"
                    " = (excluded.seq, excluded.hlc, excluded.digest, excluded.acked)",
                    (device, chain.seq, chain.hlc, chain.digest, chain.acked),
                )
        return Applied(self.taken, self.known, frozenset(self.records), tuple(self.problems))

    def _follows(self, chain: _Chain, sealed: Sealed) -> bool:
        """Whether the change may stand at its place in its device's chain, as far as that can be told here."""
        change = sealed.change
        if chain.own:
            self._odd(Oddity.AHEAD, "bears this replica's name, made by a copy of it: it is left out", change)
            return False
        before = START if change.seq == 1 else self._digest_before(chain, change)
        if before is None:
            self._odd(Oddity.HOLE, f"comes before number {change.seq - 1} of its device is here", change)
        elif next_digest(before, line_of(change)) != sealed.digest:
            self._odd(Oddity.ALTERED, "is not what its device wrote: it is left out", change)
            return False
        return True

    def _digest_before(self, chain: _Chain, change: Change) -> bytes | None:
        if chain.seq == change.seq - 1:
            return chain.digest
        return self._digest_at(change.device, change.seq - 1)

    def _digest_at(self, device: bytes, seq: int) -> bytes | None:
        found = self.connection.execute("SELECT digest FROM change WHERE device = ? AND seq = ?", (device, seq))
        return None if (first := found.fetchone()) is None else bytes(first[0])

    def _has(self, change: Change) -> bool:
        found = self.connection.execute("SELECT 1 FROM change WHERE record = ? AND id = ?", (change.record, change.id))
        return found.fetchone() is not None

    def _write(self, sealed: Sealed) -> None:
        """Put the change into the log and move its chain, where it is the newest."""
        change = sealed.change
        self._n += 1
        self.taken += 1
        self.connection.execute(
            "INSERT INTO change (n, id, device, seq, hlc, actor, noun, record, op, fields, base, txn, schema, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._n, change.id, change.device, change.seq, change.hlc, change.actor, change.noun, change.record,
                change.op, change.fields, change.base, change.txn, change.schema, sealed.digest,
            ),
        )  # fmt: skip
        chain = self._chains[change.device]
        if change.seq > chain.seq:
            chain.acked = change.seq if chain.acked == chain.seq else chain.acked  # who gave it has it
            chain.seq, chain.digest, chain.moved = change.seq, sealed.digest, True
        chain.hlc = max(chain.hlc, change.hlc)

    def _lay(self, change: Change) -> None:
        """Bring the record up to the change."""
        noun = self.catalogue.get(change.noun)
        if noun is None:
            self._odd(Oddity.UNKNOWN_NOUN, "is kept in the log alone: there is no such noun here", change)
            return
        key = (noun.name, change.record)
        held = self._held.get(key) or self._read(noun, change.record)
        record, problems = lay(noun, held.record if held else None, change, self._n, self._id_at)
        self.problems.extend(problems)
        if record is None:
            return
        self._held[key] = held or _Held(record, is_new=True)
        self.records.add(key)
        if len(self._held) >= HELD_MAX:
            self._flush()

    def _read(self, noun: NounSpec, id: bytes) -> _Held | None:
        columns = [column for column in BOOKKEEPING if column != "row"] + list(noun.fields)
        found = self.connection.execute(
            f"SELECT {', '.join(map(quoted, columns))} FROM {quoted(noun.name)} WHERE id = ?", (id,)
        ).fetchone()
        if found is None:
            return None
        row = dict(zip(columns, found, strict=True))
        versions = json.loads(row["versions"]) if row["versions"] else {CREATION: self._place_of(id, row["version"])}
        return _Held(Record(row, versions), is_new=False)

    def _place_of(self, record: bytes, id: bytes) -> int:
        found = self.connection.execute("SELECT n FROM change WHERE record = ? AND id = ?", (record, id)).fetchone()
        return 0 if found is None else int(found[0])

    def _id_at(self, n: int) -> bytes:
        found = self.connection.execute("SELECT id FROM change WHERE n = ?", (n,)).fetchone()
        return b"\0" * 16 if found is None else bytes(found[0])

    def _flush(self) -> None:
        """Write the records that are kept back."""
        for (name, _), held in self._held.items():
            write_record(self.connection, self.catalogue[name], held.record, held.is_new)
        self._held.clear()

    def _odd(self, kind: Oddity, says: str, change: Change) -> None:
        self.problems.append(problem(kind, says, change))


def write_record(connection: sqlite3.Connection, noun: NounSpec, record: Record, is_new: bool) -> None:
    """Write one record: all of a new one, what changed of another. The guard must be open."""
    if is_new:
        columns = list(record.row)
        names, marks = ", ".join(map(quoted, columns)), ", ".join("?" * len(columns))
        values = [record.row[column] for column in columns]
        connection.execute(f"INSERT INTO {quoted(noun.name)} ({names}) VALUES ({marks})", values)
    elif record.changed:
        columns = sorted(record.changed)
        marks = ", ".join(f"{quoted(column)} = ?" for column in columns)
        values = [*(record.row[column] for column in columns), record.row["id"]]
        connection.execute(f"UPDATE {quoted(noun.name)} SET {marks} WHERE id = ?", values)


def _is_whole(sealed: Sealed) -> bool:
    """Whether every part of the change has its size, so that it can be written at all."""
    change = sealed.change
    numbers = (change.seq, change.hlc, change.txn, change.schema)
    texts = (change.actor, change.noun, change.op, change.fields, change.base)
    return (
        all(len(each) == 16 for each in (change.id, change.device, change.record))
        and len(sealed.digest) == 32
        and all(0 <= each <= _INTEGER_MAX for each in numbers)
        and change.seq > 0
        and all(_has_bytes(each) for each in texts)
    )


def _has_bytes(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a pair
        return False
    return True
