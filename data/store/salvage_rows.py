"""What rows of nouns still hold of changes that are lost: it is added as changes of the new device.

A row has no digest, and what of it lies on further pages can be another's by now without anybody noticing. So what may
lie there is believed only where all of it is such as its fields can have, and is what the log says where that knows.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from rounds.data.errors import BadInput
from rounds.data.ids import id_text
from rounds.data.nouns.spec import FieldSpec, Kind, NounSpec
from rounds.data.store.act import DELETED_AT, Act, Put, Row
from rounds.data.store.carve import least_local, whole_local
from rounds.data.store.faults import DAMAGE
from rounds.data.store.fold import CREATION
from rounds.data.store.record import Recorder
from rounds.data.store.salvage_log import Log
from rounds.data.store.salvage_pages import readable_rows
from rounds.data.store.values import from_stored, to_stored

FLUSHED = 1000
"""So many rows are kept back and written together."""

_BOOKS = {"id", "version", "versions", "updated", DELETED_AT.name, "extra"}
_HEAD_BYTES = 4
"""At most so many bytes of a record's head speak of one column."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A row of a damaged file, held against the log."""

    noun: NounSpec
    row: Row
    lost: frozenset[str]
    """Fields whose change is lost."""
    sure: frozenset[str]
    """Columns that lie on the row's own page."""


def add_what_the_log_lost(recorder: Recorder, damaged: sqlite3.Connection, log: Log, page_size: int) -> list[str]:
    """Add from each readable row the fields whose change is lost; gives what could not be added, in words."""
    problems: list[str] = []
    for noun in recorder.catalogue.values():
        columns = _columns(damaged, noun)
        with recorder.act("salvage") as act:
            for number, values in enumerate(readable_rows(damaged, noun.name, columns) if columns else ()):
                row = dict(zip(columns, values, strict=True))
                if lost := _lost_fields(noun, row, log):
                    problems += _add(act, _Found(noun, row, lost, _sure(row, page_size)))
                if number % FLUSHED == FLUSHED - 1:
                    act.flush()
    return problems


def _columns(damaged: sqlite3.Connection, noun: NounSpec) -> tuple[str, ...]:
    """The columns that the damaged file has of a noun, in their order there; none where that cannot be told."""
    try:
        found = [name for (name,) in damaged.execute("SELECT name FROM pragma_table_info(?)", (noun.name,))]
    except DAMAGE:
        return ()
    return tuple(name for name in found if name != "row") if _BOOKS.issubset(found) else ()


def _lost_fields(noun: NounSpec, row: Row, log: Log) -> frozenset[str]:
    """The fields of `row` that got their value by a change which is lost. A row that makes no sense has none."""
    if not all(isinstance(row[name], bytes) and len(row[name]) == 16 for name in ("id", "version")):
        return frozenset()
    names = [name for name in row if name in noun.fields or name == DELETED_AT.name]
    if row["versions"] is None:
        return frozenset() if log.has_id(row["version"]) else frozenset(names)
    try:
        places = json.loads(row["versions"])
        made = int(places[CREATION])
        return frozenset(name for name in names if not log.has_place(int(places.get(name, made))))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, sqlite3.Error):
        return frozenset()


def _sure(row: Row, page_size: int) -> frozenset[str]:
    """The columns that lie on the row's own page, however short its numbers are stored."""
    ends, end = {}, _HEAD_BYTES * (len(row) + 2)
    for name, value in row.items():
        end += len(value.encode()) if isinstance(value, str) else len(value) if isinstance(value, bytes) else 8
        ends[name] = end
    room = whole_local(page_size) if end <= whole_local(page_size) else least_local(page_size)
    return frozenset(name for name, last in ends.items() if last <= room)


def _add(act: Act, found: _Found) -> list[str]:
    """Put the lost fields of a row into the new replica; gives what could not be put, in words."""
    noun, row = found.noun, found.row
    name, id = f"{noun.name} {id_text(row['id'])}", id_text(row["id"])
    present = act.present(noun.name, id)
    read = _read(found)
    if not _agrees(found, read, present or {}):
        read = {field: value for field, value in read.items() if field in found.sure}
    given = {field: read[field] for field in row if field in found.lost and field in read}
    unread = found.lost - given.keys()
    try:
        if present is not None:
            act.put(Put(noun.name, given, id))
        elif unread & found.sure:
            return []  # a page that came from another table
        else:
            act.make(Put(noun.name, given), row["id"])
    except BadInput as refusal:
        return [f"{name}: is left out, {refusal.message}"]
    return [f"{name}: its {field} cannot be read" for field in sorted(unread)]


def _read(found: _Found) -> Row:
    """The fields of a row that hold what they can hold, in Python values."""
    read = {}
    for field in found.row.keys() - _BOOKS | {DELETED_AT.name}:
        of = DELETED_AT if field == DELETED_AT.name else found.noun.fields.get(field)
        stored = found.row[field]
        with suppress(BadInput, ValueError, RecursionError):
            if of is not None and to_stored(of, value := from_stored(of, stored)) == stored and _is_id(of, stored):
                read[field] = value
    return read


def _agrees(found: _Found, read: Row, present: Row) -> bool:
    """Whether all that may lie on further pages can be read, and is what the log says where that knows."""
    beyond = [field for field in found.noun.fields if field in found.row and field not in found.sure]
    return all(
        field in read
        and (read[field] is not None or not found.noun[field].required)
        and (field in found.lost or field not in present or read[field] == present[field])
        for field in beyond
    )


def _is_id(of: FieldSpec, stored: Any) -> bool:
    """Whether what stands in a reference is of the kind that is minted here; true of any other field."""
    return of.kind is not Kind.REF or stored is None or (stored[6] >> 4 == 7 and stored[8] >> 6 == 2)
