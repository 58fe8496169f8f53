"""Who changed what, when, from what to what: read from the log, with references by the names people use."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from rounds.data.ids import id_bytes
from rounds.data.nouns.spec import Catalogue, FieldSpec, Kind
from rounds.data.store.schema import quoted

MADE = "made"
"""Stands for the field where the record itself was made."""


@dataclass(frozen=True, slots=True)
class Event:
    """One field of one change. Values as JSON has them; references by their handle."""

    at: int
    actor: str
    field: str
    label: str
    old: Any
    new: Any


def of_record(
    connection: sqlite3.Connection, catalogue: Catalogue, noun: str, id: str, limit: int = 2_000
) -> list[Event]:
    """The last `limit` changes of a record, oldest first."""
    found = connection.execute(
        "SELECT hlc, actor, op, fields FROM (SELECT n, hlc, actor, op, fields FROM change WHERE record = ? AND noun = ?"
        " ORDER BY n DESC LIMIT ?) ORDER BY n",
        (id_bytes(id), noun, limit),
    ).fetchall()
    spec = catalogue[noun]
    events: list[Event] = []
    for hlc, actor, op, text in found:
        told = json.loads(text)
        if op == "C":
            events.append(Event(hlc >> 16, actor, MADE, "made", None, _new(told.get(spec.handle))))
            continue
        for name, pair in told.items():
            field = spec.fields.get(name)
            label = field.label if field else {"deleted_at": "deleted"}.get(name, name)
            old, new = (_shown(connection, field, value) for value in (pair[0], pair[-1]))
            events.append(Event(hlc >> 16, actor, name, label, old, new))
    return events


def _new(pair: list[Any] | None) -> Any:
    return pair[-1] if pair else None


def _shown(connection: sqlite3.Connection, field: FieldSpec | None, value: Any) -> Any:
    if field is None or field.kind is not Kind.REF or not isinstance(value, str):
        return value
    return handle_of(connection, field, value)


def handle_of(connection: sqlite3.Connection, field: FieldSpec, id: str) -> str:
    """The name by which people know the record that a reference points to; its id where it has none."""
    try:
        key = id_bytes(id)
    except ValueError:
        return id
    shows = quoted(field.shows)
    if field.ref == "person":
        shows = f"coalesce({shows}, name, mail, login)"
    found = connection.execute(f"SELECT {shows} FROM {quoted(field.ref)} WHERE id = ?", (key,)).fetchone()
    return str(found[0]) if found and found[0] is not None else id[:8]
