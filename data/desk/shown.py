"""A ticket as JSON has it: the keys of the contract, references by the names that people use."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from rounds.data.clock import iso
from rounds.data.desk import history
from rounds.data.ids import id_bytes, id_text
from rounds.data.nouns.spec import FieldSpec, Kind
from rounds.data.store.rows import shown_columns
from rounds.data.store.schema import quoted
from rounds.data.store.values import from_stored

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk


def record(desk: Desk, noun: str, id: str) -> dict[str, Any] | None:
    """A record by its fields: references by their handle, times as ISO 8601 in the district's zone."""
    with desk.reading:
        found = _read(desk.connection, desk, noun, "t.id = ?", (id_bytes(id),))
    return found[0] if found else None


def ticket(desk: Desk, id: str) -> dict[str, Any]:
    """One ticket whole, with notes, history, links and attachments."""
    with desk.reading:
        shown = _read(desk.connection, desk, "ticket", "t.id = ?", (id_bytes(id),))[0]
        parts = {noun: _parts(desk, noun, id) for noun in ("note", "link", "attachment", "checklist_item")}
        events = history.of_record(desk.connection, desk.catalogue, "ticket", id)
    return {
        **shown,
        "notes": parts["note"],
        "history": [event_plain(desk, event) for event in events],
        "links": parts["link"],
        "attachments": parts["attachment"],
        "checklist": parts["checklist_item"],
    }


def event_plain(desk: Desk, event: history.Event) -> dict[str, Any]:
    """One event of a history as JSON."""
    field = desk.catalogue["ticket"].fields.get(event.field)
    old, new = (_plain(desk, field, value) for value in (event.old, event.new))
    return {"at": iso(event.at, desk.facts.zone), "actor": event.actor, "field": event.field, "old": old, "new": new}


def _parts(desk: Desk, noun: str, ticket: str) -> list[dict[str, Any]]:
    where = "t.ticket = ? AND t.deleted_at IS NULL ORDER BY t.row LIMIT 5000"
    return _read(desk.connection, desk, noun, where, (id_bytes(ticket),))


def _read(
    connection: sqlite3.Connection, desk: Desk, noun: str, where: str, params: tuple[Any, ...]
) -> list[dict[str, Any]]:
    spec = desk.catalogue[noun]
    shown = {name: sql for name, sql in shown_columns(spec, desk.catalogue).items() if name != "pieces"}
    columns = ["t.id", "t.version", "t.updated", "t.deleted_at", *shown.values()]
    found = connection.execute(f"SELECT {', '.join(columns)} FROM {quoted(noun)} t WHERE {where}", params).fetchall()
    rows = []
    for key, version, updated, deleted, *values in found:
        fields = {
            name: _plain(desk, spec[name], value if spec[name].kind is Kind.REF else from_stored(spec[name], value))
            for name, value in zip(shown, values, strict=True)
        }
        zone = desk.facts.zone
        rows.append(
            {"id": id_text(key), **fields, "updated": iso(updated, zone), "version": id_text(version)}
            | ({"deleted_at": iso(deleted, zone)} if deleted else {})
        )
    return rows


def _plain(desk: Desk, field: FieldSpec | None, value: Any) -> Any:
    if field is not None and field.kind is Kind.TIME and isinstance(value, int):
        return iso(value, desk.facts.zone)
    return value
