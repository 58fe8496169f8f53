"""What changes add up to: one change laid upon its record, whatever the change holds.

Used where changes of others are taken in, where the replica is held against its own log, and where a newer schema makes
room for what waited. What must stay true: it never raises, and the same changes in the same order give the same row.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from enum import StrEnum
from math import isfinite
from typing import Any

from rounds.data.errors import BadInput
from rounds.data.ids import id_text
from rounds.data.nouns.spec import FieldSpec, Merge, NounSpec
from rounds.data.store.act import DELETED_AT, Row
from rounds.data.store.line import Change
from rounds.data.store.values import DEPTH_MAX, Stored, dumps, is_deep, to_stored
from rounds.data.text import clean_line

CHANGE_COLUMNS = ", ".join(each.name for each in fields(Change))
"""The columns of the log that make a `Change`, in its order."""

CREATION = ""
"""The key under which `versions` keeps the change that made the record."""


class Oddity(StrEnum):
    """What can be wrong with a change without its being lost."""

    MALFORMED = "malformed"
    FORK = "fork"
    AHEAD = "ahead"
    ALTERED = "altered"
    HOLE = "hole"
    AGAIN = "again"
    UNKNOWN_NOUN = "unknown-noun"
    UNKNOWN_FIELD = "unknown-field"
    BAD_VALUE = "bad-value"
    NO_RECORD = "no-record"
    MADE_TWICE = "made-twice"
    MISSING = "missing-field"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd about a change that was taken in, or the reason why it was not."""

    kind: Oddity
    says: str
    device: str
    seq: int
    noun: str
    record: str
    field: str = ""


@dataclass(slots=True)
class Record:
    """A record while changes are laid upon it."""

    row: Row
    """Its columns as they are stored, without `row`."""
    versions: dict[str, int]
    """Field to the place of the change that gave it its value; CREATION to that of the first one."""
    changed: set[str] = field(default_factory=set)
    """Columns whose value is another than it was."""
    told: set[str] = field(default_factory=set)
    """Fields that a change spoke of."""


Places = Callable[[int], bytes]
"""Gives the id of the change at a place in this replica's order."""


def problem(kind: Oddity, says: str, change: Change, of_field: str = "") -> Problem:
    """A problem with `change`."""
    noun, named = clean_line(change.noun)[:60], clean_line(of_field)[:60]
    return Problem(kind, says, id_text(change.device), change.seq, noun, id_text(change.record), named)


def lay(
    noun: NounSpec, record: Record | None, change: Change, n: int, id_at: Places
) -> tuple[Record | None, list[Problem]]:
    """`change`, which has the place `n`, laid upon `record`; none is a record that is not here yet.

    A value that is none for its field waits in `extra`, as does that of a field that nobody here knows.
    """
    values = new_values(change)
    if values is None or change.op not in ("C", "U"):
        return record, [problem(Oddity.MALFORMED, "is kept in the log alone: it is not written as a change is", change)]
    made = record is None and change.op == "C"
    settled: set[str] = set()
    problems = []
    if record is None:
        record = _blank(noun, change.record, n)
        if change.op == "U":
            problems.append(problem(Oddity.NO_RECORD, f"changes a {noun.name} that is not here", change))
    elif change.op == "C":
        problems.append(problem(Oddity.MADE_TWICE, f"makes a {noun.name} that is here already", change))
        settled = set(record.versions)  # an update saw the record made, in whatever order the two arrived
    waiting = _waiting(record)
    for name in (each for each in values if each not in settled):
        odd = _give(noun, record, name, values[name], waiting, _Source(change, n, id_at, made))
        if odd is not None:
            says = f"{clean_line(name)[:60]} waits beside the {noun.name}: {_WHY[odd]}"
            problems.append(problem(odd, says, change, name))
    _keep_books(record, change, n, waiting)
    return record, [*problems, *_missing(noun, record, change, made, values)]


def add_up(noun: NounSpec, changes: Iterable[tuple[int, Change]]) -> Record | None:
    """What the changes of one record, in the order of their places, make of it."""
    record: Record | None = None
    ids: dict[int, bytes] = {}
    seen: set[bytes] = set()
    for n, change in changes:
        ids[n] = change.id
        if change.id not in seen:
            record, _ = lay(noun, record, change, n, lambda place: ids.get(place, b""))
        seen.add(change.id)
    return record


def new_values(change: Change) -> dict[str, Any] | None:
    """Field to the value that `change` gives it; none where it is not written as changes are."""
    told = _json(change.fields)
    if not isinstance(told, dict) or not all(isinstance(pair, list) and len(pair) in (1, 2) for pair in told.values()):
        return None
    return {name: pair[-1] for name, pair in told.items()}


def _blank(noun: NounSpec, id: bytes, n: int) -> Record:
    row: Row = {name: None if of.default is None else to_stored(of, of.default) for name, of in noun.fields.items()}
    row |= {"id": id, "version": b"", "versions": None, "updated": 0, "deleted_at": None, "extra": None}
    return Record(row, {CREATION: n})


@dataclass(frozen=True, slots=True)
class _Source:
    """The change that gives a value, and its place."""

    change: Change
    n: int
    id_at: Places
    made: bool
    """Whether it is the one that made the record: its place stands once, for all fields."""


def _give(
    noun: NounSpec, record: Record, name: str, value: Any, waiting: dict[str, Any], source: _Source
) -> Oddity | None:
    """Give one field its value, or let that wait and say why."""
    record.told.add(name)
    of = DELETED_AT if name == DELETED_AT.name else noun.fields.get(name)
    if of is None:
        waiting[name] = value
        return Oddity.UNKNOWN_FIELD
    try:
        stored = to_stored(of, value)
    except BadInput:
        waiting[name] = value
        return Oddity.BAD_VALUE
    if stored is None and of.required and record.row[name] is not None:
        waiting[name] = None
        return Oddity.MISSING
    waiting.pop(name, None)
    if of.merge is Merge.MAX and not _overtakes(of, record, stored, source):
        return None
    if record.row[name] != stored:
        record.row[name] = stored
        record.changed.add(name)
    if not source.made:
        record.versions[name] = source.n
    return None


def _overtakes(of: FieldSpec, record: Record, value: Stored, source: _Source) -> bool:
    """Whether a maximum takes the place of the present one: it is larger, or was set by somebody who saw that one."""
    present = record.row[of.name]
    base = _json(source.change.base)
    seen = base.get(of.name) if isinstance(base, dict) else None
    if present is None or seen == id_text(source.id_at(record.versions.get(of.name, record.versions[CREATION]))):
        return True
    return isinstance(value, int) and value > present


def _waiting(record: Record) -> dict[str, Any]:
    """The values that wait beside the record."""
    waiting = _json(record.row["extra"] or "{}")
    return waiting if isinstance(waiting, dict) else {}


def _keep_books(record: Record, change: Change, n: int, waiting: dict[str, Any]) -> None:
    """Bring the writer's own columns up to `change`."""
    books = {
        "version": change.id,
        "updated": change.hlc >> 16,
        "versions": None if record.versions == {CREATION: n} else dumps(record.versions),
        # ASCII, since a lone surrogate has no bytes of its own
        "extra": json.dumps(waiting, separators=(",", ":")) if waiting else None,
    }
    record.changed.update(name for name, value in books.items() if record.row[name] != value)
    record.row.update(books)


def _missing(noun: NounSpec, record: Record, change: Change, made: bool, values: dict[str, Any]) -> list[Problem]:
    asked = (of for name, of in noun.fields.items() if of.required and (made or name in values))
    return [
        problem(Oddity.MISSING, f"leaves {of.label} empty, which a {noun.name} needs", change, of.name)
        for of in asked
        if record.row[of.name] is None
    ]


_WHY = {
    Oddity.UNKNOWN_FIELD: "there is no such field here",
    Oddity.BAD_VALUE: "the field cannot hold that value here",
    Oddity.MISSING: "the field cannot be empty",
}


def _json(text: str) -> Any:
    """JSON as it may come from anywhere; what is no JSON is none, and all of it can be written again."""
    try:
        value = json.loads(text, parse_float=_float, parse_int=_int, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return None if is_deep(text, value, DEPTH_MAX + 2) else value


def _float(text: str) -> float | str:
    return value if isfinite(value := float(text)) else text


def _int(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:  # more figures than Python converts
        return text
