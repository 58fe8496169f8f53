"""One ticket as its page and its preview show it: the facts by name, and what happened, oldest first."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rounds.data.desk.history import Event, of_record
from rounds.data.ids import id_bytes, id_text
from rounds.data.store.values import from_stored

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk

NOTES_MAX = 2_000


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note with its author's name."""

    id: str
    at: int
    author: str
    kind: str
    text: str
    privacy: str


@dataclass(frozen=True, slots=True)
class FileView:
    """An attached file."""

    id: str
    name: str
    size: int
    at: int


@dataclass(frozen=True, slots=True)
class LinkView:
    """A linked record by its handle."""

    kind: str
    noun: str
    handle: str
    says: str
    id: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of the checklist."""

    step: str
    done: bool


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with all that belongs to it. `fields` holds its values; ids as text, times as UTC milliseconds."""

    id: str
    version: str
    updated: int
    fields: dict[str, Any]
    building: str
    requester: str
    requester_mail: str
    requester_role: str
    assignee: str
    group: str
    notes: tuple[NoteView, ...]
    files: tuple[FileView, ...]
    links: tuple[LinkView, ...]
    steps: tuple[StepView, ...]
    events: tuple[Event, ...]

    def __getitem__(self, field: str) -> Any:
        return self.fields[field]


def view(desk: Desk, connection: sqlite3.Connection, id: str, whole: bool = True) -> TicketView | None:
    """The ticket with that id; none where there is none any more.

    Args:
        whole: With its history, links, files and checklist; otherwise with its newest notes alone, for a preview.
    """
    key = id_bytes(id)
    spec = desk.catalogue["ticket"]
    names = ", ".join(f't."{name}"' for name in spec.fields)
    found = connection.execute(
        f"SELECT t.version, t.updated, {names}, b.name, r.name, r.mail, r.role, ifnull(a.login, a.name), g.code"
        " FROM ticket t LEFT JOIN building b ON b.id = t.building LEFT JOIN person r ON r.id = t.requester"
        ' LEFT JOIN person a ON a.id = t.assignee LEFT JOIN "group" g ON g.id = t."group"'
        " WHERE t.id = ? AND t.deleted_at IS NULL",
        (key,),
    ).fetchone()
    if found is None:
        return None
    version, updated, *values = found
    fields = {name: from_stored(of, value) for (name, of), value in zip(spec.fields.items(), values, strict=False)}
    building, requester, mail, role, assignee, group = values[len(spec.fields) :]
    return TicketView(
        id=id,
        version=id_text(version),
        updated=updated,
        fields=fields,
        building=building or "",
        requester=requester or mail or "",
        requester_mail=mail or "",
        requester_role=role or "unknown",
        assignee=assignee or "",
        group=group or "",
        notes=_notes(connection, key, NOTES_MAX if whole else 6),
        files=_files(connection, key) if whole else (),
        links=_links(connection, key) if whole else (),
        steps=_steps(connection, key) if whole else (),
        events=tuple(of_record(connection, desk.catalogue, "ticket", id)) if whole else (),
    )


def _notes(connection: sqlite3.Connection, ticket: bytes, limit: int) -> tuple[NoteView, ...]:
    found = connection.execute(
        "SELECT n.id, n.at, coalesce(p.name, p.login, p.mail, ''), n.kind, n.text, n.privacy FROM note n"
        " LEFT JOIN person p ON p.id = n.author WHERE n.ticket = ? AND n.deleted_at IS NULL"
        " ORDER BY n.at DESC, n.row DESC LIMIT ?",
        (ticket, limit),
    ).fetchall()
    return tuple(NoteView(id_text(key), *rest) for key, *rest in reversed(found))


def _files(connection: sqlite3.Connection, ticket: bytes) -> tuple[FileView, ...]:
    found = connection.execute(
        "SELECT id, name, size, ifnull(at, 0) FROM attachment WHERE ticket = ? AND deleted_at IS NULL"
        " ORDER BY row LIMIT 200",
        (ticket,),
    )
    return tuple(FileView(id_text(key), *rest) for key, *rest in found)


def _links(connection: sqlite3.Connection, ticket: bytes) -> tuple[LinkView, ...]:
    found = connection.execute(
        "SELECT l.kind, 'ticket', t.number, t.subject, t.id FROM link l JOIN ticket t ON t.id = l.other"
        " WHERE l.ticket = :ticket AND l.deleted_at IS NULL"
        " UNION ALL SELECT l.kind, 'ticket', t.number, t.subject, t.id FROM link l JOIN ticket t ON t.id = l.ticket"
        " WHERE l.other = :ticket AND l.deleted_at IS NULL"
        " UNION ALL SELECT l.kind, 'asset', a.tag, ifnull(a.model, a.kind), a.id"
        " FROM link l JOIN asset a ON a.id = l.asset"
        " WHERE l.ticket = :ticket AND l.deleted_at IS NULL LIMIT 200",
        {"ticket": ticket},
    )
    return tuple(LinkView(kind, noun, handle, says, id_text(key)) for kind, noun, handle, says, key in found)


def _steps(connection: sqlite3.Connection, ticket: bytes) -> tuple[StepView, ...]:
    found = connection.execute(
        "SELECT step, done FROM checklist_item WHERE ticket = ? AND deleted_at IS NULL ORDER BY rank, row LIMIT 200",
        (ticket,),
    )
    return tuple(StepView(step, bool(done)) for step, done in found)
