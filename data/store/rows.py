"""What lists show of each noun: frozen rows, and how each value is read."""

from __future__ import annotations

from typing import NamedTuple

from rounds.data.ids import id_text
from rounds.data.nouns.spec import Catalogue, Kind, NounSpec


class TicketRow(NamedTuple):
    """A ticket as the queue shows it. Times are UTC milliseconds."""

    row: int
    key: bytes
    version_key: bytes
    number: str
    subject: str
    status: str
    severity: int
    priority: str
    type: str
    testing: int
    building: str | None
    place: str | None
    room: str | None
    group: str | None
    assignee: str | None
    requester: str | None
    opened: int
    updated: int
    due: int | None

    @property
    def id(self) -> str:
        """The ticket's id as text."""
        return id_text(self.key)

    @property
    def version(self) -> str:
        """The change last seen, to be handed back with an edit."""
        return id_text(self.version_key)


TICKET_COLUMNS = (
    "t.row",
    "t.id",
    "t.version",
    "t.number",
    "t.subject",
    "t.status",
    "t.severity",
    "t.priority",
    "t.type",
    "t.testing",
    "(SELECT b.code FROM building b WHERE b.id = t.building)",
    "(SELECT ifnull(b.short, b.code) FROM building b WHERE b.id = t.building)",
    "t.room",
    '(SELECT g.code FROM "group" g WHERE g.id = t."group")',
    "(SELECT ifnull(p.login, p.name) FROM person p WHERE p.id = t.assignee)",
    "(SELECT p.mail FROM person p WHERE p.id = t.requester)",
    "t.opened",
    "t.updated",
    "t.due",
)


def shown_columns(noun: NounSpec, catalogue: Catalogue) -> dict[str, str]:
    """Every field of a noun that people see, with the SQL that shows it: a reference by its handle."""
    columns = {}
    for name, field in noun.fields.items():
        if field.kind is Kind.REF:
            shown = f't."{name}"'
            columns[name] = f'(SELECT r."{field.shows}" FROM "{catalogue[field.ref].name}" r WHERE r.id = {shown})'
        else:
            columns[name] = f't."{name}"'
    return columns
