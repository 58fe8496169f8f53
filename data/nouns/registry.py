"""Every noun, and the catalogue that is derived from their declarations.

Importing this module imports SQLModel; what only reads uses the catalogue kept in the replica (`store/catalogue.py`).
"""

from __future__ import annotations

from dataclasses import replace

from rounds.data.nouns.asset import Asset
from rounds.data.nouns.attachment import Attachment
from rounds.data.nouns.building import Building
from rounds.data.nouns.calendar_day import CalendarDay
from rounds.data.nouns.checklist_item import ChecklistItem
from rounds.data.nouns.choice import Choice
from rounds.data.nouns.declare import Noun
from rounds.data.nouns.device import Device
from rounds.data.nouns.district import District
from rounds.data.nouns.duty import Duty
from rounds.data.nouns.grant import Grant
from rounds.data.nouns.group import Group
from rounds.data.nouns.link import Link
from rounds.data.nouns.mailbox import Mailbox
from rounds.data.nouns.note import Note
from rounds.data.nouns.person import Person
from rounds.data.nouns.request import Request
from rounds.data.nouns.room import Room
from rounds.data.nouns.rule import Rule
from rounds.data.nouns.saved_view import SavedView
from rounds.data.nouns.spec import Catalogue, NounSpec
from rounds.data.nouns.testing_window import TestingWindow
from rounds.data.nouns.ticket import Ticket

NOUNS: tuple[type[Noun], ...] = (
    District,
    Choice,
    Group,
    Building,
    Room,
    Person,
    Grant,
    Device,
    CalendarDay,
    TestingWindow,
    Mailbox,
    Duty,
    Rule,
    Ticket,
    Note,
    Link,
    Attachment,
    ChecklistItem,
    SavedView,
    Request,
    Asset,
)


def noun_spec(model: type[Noun]) -> NounSpec:
    """What `model` declares, as plain values."""
    table = model.metadata.tables[model.__tablename__]
    fields = {
        column.name: replace(column.info["spec"], name=column.name) for column in table.columns if "spec" in column.info
    }
    return NounSpec(
        name=table.name,
        plural=model.plural,
        help=(model.__doc__ or "").strip().splitlines()[0],
        fields=fields,
        handle=model.handle,
        parent=model.parent,
        by=dict(model.by),
        orders=dict(model.orders),
        indexes=dict(model.indexes),
    )


def catalogue() -> Catalogue:
    """Every noun by its name, in the order in which records refer to each other."""
    return {spec.name: spec for spec in map(noun_spec, NOUNS)}
