"""Undo and redo: new changes that put the old values back, never a rewrite of history.

One key is one act. A field that somebody changed since is left alone and said, with what stands there now.
Source: docs/sources.md#contract, closed lists ("Undo").
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rounds.data.desk.history import handle_of
from rounds.data.errors import Refused
from rounds.data.ids import id_text
from rounds.data.nouns.spec import FieldSpec, Kind
from rounds.data.rules.rights import Right
from rounds.data.store.act import DELETED_AT, Act, Put, Row

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk

BEGIN = "begin"
"""Kind of the acts that make a replica: taking them back would leave nobody with a right to put it right."""

LOOKED_BACK = 1_000
"""How many acts of a person are looked through for the one to undo."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: the act's own words, the records, and those that were left alone with the reason."""

    says: str
    records: tuple[tuple[str, str], ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Past:
    txn: int
    kind: str
    undoes: int | None
    says: str


def undo(desk: Desk) -> Undone:
    """Take back the last act of this person on this device that is not taken back yet.

    Raises:
        Refused: There is none, or all that it changed was changed since.
    """
    return _take_back(desk, "undo")


def redo(desk: Desk) -> Undone:
    """Do again what the last undo took back.

    Raises:
        Refused: Nothing was undone, or something was done since.
    """
    return _take_back(desk, "redo")


def _take_back(desk: Desk, kind: str) -> Undone:
    refused: list[str] = []
    records: list[tuple[str, str]] = []
    with desk.reading:
        past = list(_acts(desk))
    target = _last_done(past, desk.left_alone) if kind == "undo" else _last_undone(past)
    if target is None:
        raise Refused(f"there is nothing to {kind}", "only your own acts on this machine are", code="nothing")
    with desk.recorder.act(target.says, kind, target.txn) as act:
        for noun, record, told in _changes(act, target.txn):
            if problem := _put_back(desk, act, noun, record, told):
                refused.append(problem)
            else:
                records.append((noun, id_text(record)))
        if not records:
            if kind == "undo":
                desk.left_alone.add(target.txn)
            raise Refused(
                f"{target.says}: {refused[0]}" if refused else f"nothing is left to {kind}",
                "it stays; the next undo is for what you did before it" if kind == "undo" else "it stays",
                code="changed-since",
            )
    return Undone(target.says, tuple(dict.fromkeys(records)), tuple(refused))


def _acts(desk: Desk) -> Iterator[_Past]:
    """This person's acts on this device, newest first."""
    found = desk.connection.execute(
        "SELECT a.txn, a.kind, a.undoes, a.says FROM act a JOIN chain c ON c.device = a.device AND c.own = 1"
        " WHERE a.actor = ? AND a.kind <> ? ORDER BY a.txn DESC LIMIT ?",
        (desk.login, BEGIN, LOOKED_BACK),
    )
    for values in found:
        yield _Past(*values)


def _last_done(past: list[_Past], left_alone: set[int]) -> _Past | None:
    dead = set(left_alone)
    for act in past:
        if act.txn in dead:
            continue
        if act.undoes is not None:
            dead.add(act.undoes)
        else:
            return act
    return None


def _last_undone(past: list[_Past]) -> _Past | None:
    """The newest undo that stands, with nothing new done after it."""
    dead: set[int] = set()
    for act in past:
        if act.txn in dead:
            continue
        if act.kind == "undo":
            return act
        if act.kind == "redo" and act.undoes is not None:
            dead.add(act.undoes)
        else:
            return None
    return None


def _changes(act: Act, txn: int) -> list[tuple[str, bytes, dict[str, tuple[Any, Any, bytes]]]]:
    """What the act changed by record: field to its value before, its value after, and the change that set it.

    Several changes of one record in the act count from the first old value to the last new one.
    """
    found = act.connection.execute(
        "SELECT c.noun, c.record, c.op, c.fields, c.id"
        " FROM change c JOIN chain own ON own.device = c.device AND own.own = 1"
        " WHERE c.txn = ? AND c.seq >= ? ORDER BY c.seq",
        (txn, txn),
    ).fetchall()
    by_record: dict[tuple[str, bytes], dict[str, tuple[Any, Any, bytes]]] = {}
    for noun, record, op, text, change in found:
        told = by_record.setdefault((noun, record), {})
        if op == "C":
            told["deleted_at"] = (act.clock(), None, change)
            continue
        if "deleted_at" in told and told["deleted_at"][1] is None and told["deleted_at"][0] is not None:
            continue
        for name, pair in json.loads(text).items():
            before = told[name][0] if name in told else pair[0]
            told[name] = (before, pair[-1], change)
    return [(noun, record, told) for (noun, record), told in by_record.items()]


def _put_back(desk: Desk, act: Act, noun: str, record: bytes, told: dict[str, tuple[Any, Any, bytes]]) -> str:
    """Put one record's fields back; gives why not, where somebody changed one of them since."""
    present = act.present(noun, id_text(record))
    if present is None:
        return f"{noun} {id_text(record)[:8]} is not here"
    _demand(desk, act, noun, present, is_new=DELETED_AT.name in told)
    for name, (_, after, _) in told.items():
        if present[name] != after:
            field = desk.catalogue[noun].fields.get(name, DELETED_AT)
            handle = present.get(desk.catalogue[noun].handle) or noun
            return f"{handle}: {field.label} is {_said(act, field, present[name])} now, changed since"
    act.put(Put(noun, {name: before for name, (before, _, _) in told.items()}, id_text(record)))
    return ""


def _demand(desk: Desk, act: Act, noun: str, present: Row, is_new: bool) -> None:
    """Taking back takes the right that doing it took: a role may be gone since."""
    if noun == "saved_view":
        return
    ticket = present if noun == "ticket" else act.present("ticket", present["ticket"]) if "ticket" in present else None
    building = ticket["building"] if ticket else None
    if noun == "note":
        desk.demand(Right.NOTE, building)
    elif is_new:
        desk.demand(Right.ADD, building)
    else:
        desk.demand(Right.GOVERN if ticket is None else Right.WORK, building)


def _said(act: Act, field: FieldSpec, value: Any) -> str:
    if value is None:
        return "empty"
    if field.kind is Kind.REF:
        return handle_of(act.connection, field, value)
    return f"'{value}'"
