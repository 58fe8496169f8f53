"""Tickets as a verb answers them: the contract's keys for scripts, lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rounds.data.clock import age, iso
from rounds.data.desk.words import day_and_time
from rounds.data.ids import id_bytes
from rounds.data.nouns.spec import Kind
from rounds.data.store.rows import TICKET_COLUMNS, TicketRow

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk


def listed(desk: Desk, row: TicketRow) -> dict[str, Any]:
    """A ticket as a list has it."""
    zone = desk.facts.zone
    return {
        "id": row.id,
        "number": row.number,
        "subject": row.subject,
        "status": row.status,
        "priority": row.priority,
        "severity": row.severity,
        "type": row.type,
        "testing": bool(row.testing),
        "building": row.building,
        "room": row.room,
        "group": row.group,
        "assignee": row.assignee,
        "requester": row.requester,
        "opened": iso(row.opened, zone),
        "updated": iso(row.updated, zone),
        "due": iso(row.due, zone),
        "version": row.version,
    }


def row_of(desk: Desk, id: str) -> TicketRow | None:
    """The ticket as it stands now; none where it was taken back."""
    question = f"SELECT {', '.join(TICKET_COLUMNS)} FROM ticket t WHERE t.id = ? AND t.deleted_at IS NULL"
    with desk.reading:
        found = desk.connection.execute(question, (id_bytes(id),)).fetchone()
    return None if found is None else TicketRow._make(found)


def plain(desk: Desk, noun: str, name: str, value: Any) -> Any:
    """A field's value as JSON has it: references by their handle, times as ISO 8601."""
    from rounds.data.desk.history import handle_of

    field = desk.catalogue[noun].fields.get(name)
    if value is None or field is None:
        return value
    if field.kind is Kind.REF:
        with desk.reading:
            return handle_of(desk.connection, field, str(value))
    return iso(value, desk.facts.zone) if field.kind is Kind.TIME else value


def said(desk: Desk, noun: str, name: str, value: Any) -> str:
    """A field's value as people read it."""
    field = desk.catalogue[noun].fields.get(name)
    if value is None or value == "":
        return "none"
    if field is not None and field.kind is Kind.TIME and isinstance(value, int):
        return day_and_time(desk, value)
    told = plain(desk, noun, name, value)
    if isinstance(told, bool):
        return "yes" if told else "no"
    text = " ".join(str(told).split())
    return text if len(text) <= 60 else text[:59] + "…"


def changes(desk: Desk, fields: Mapping[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    """Field to its old and new value, as JSON has them."""
    return {name: [plain(desk, "ticket", name, value) for value in pair] for name, pair in fields.items()}


def said_changes(desk: Desk, fields: Mapping[str, tuple[Any, Any]]) -> Iterator[str]:
    """`status open -> closed`, for each field that people see."""
    for name, (old, new) in fields.items():
        field = desk.catalogue["ticket"].fields.get(name)
        if field is not None and not field.hidden:
            yield f"{field.label} {said(desk, 'ticket', name, old)} -> {said(desk, 'ticket', name, new)}"


def due_words(desk: Desk, due: int | None) -> str:
    """How long until the promise runs out, as lists show it."""
    if due is None:
        return ""
    left = due - desk.clock()
    return f"in {age(left)}" if left >= 0 else f"{age(-left)} late"


def when(desk: Desk, told: str | None) -> str:
    """An ISO time of a record as people read it."""
    from datetime import datetime

    from rounds.data.clock import milliseconds

    return "" if told is None else day_and_time(desk, milliseconds(datetime.fromisoformat(told)))
