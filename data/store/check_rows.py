"""Whether each row is what its changes add up to, and each record of the log has its row."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from rounds.data.ids import id_text
from rounds.data.nouns.spec import Catalogue, Kind, NounSpec
from rounds.data.store.act import Row
from rounds.data.store.fold import CHANGE_COLUMNS, CREATION, Record, add_up
from rounds.data.store.line import Change
from rounds.data.store.schema import quoted

_ANY = 2**53

Placed = tuple[int, Change]


def wrong_rows(connection: sqlite3.Connection, catalogue: Catalogue, step: Callable[[int], None]) -> Iterator[str]:
    """What is wrong with the rows, in words. The log is read in the order of its records, one record at a time."""
    loose = {name: _loosened(noun) for name, noun in catalogue.items()}
    log = connection.execute(f"SELECT n, {CHANGE_COLUMNS} FROM change ORDER BY record, n")
    placed = ((n, Change(*columns)) for n, *columns in log)
    for id, changes in groupby(placed, key=lambda each: each[1].record):
        by_noun: dict[str, list[Placed]] = {}
        for n, change in changes:
            step(1)
            by_noun.setdefault(change.noun, []).append((n, change))
        for name in by_noun.keys() & catalogue.keys():
            if wrong := _wrong_record(connection, catalogue[name], loose[name], id, by_noun[name]):
                yield f"{name} {id_text(id)}: {wrong}"
    for name in catalogue:
        yield from _stray_rows(connection, name)


def _wrong_record(
    connection: sqlite3.Connection, noun: NounSpec, loose: NounSpec, id: bytes, changes: list[Placed]
) -> str:
    """What is wrong with one record; nothing where it is what its changes add up to.

    Where the closed lists and limits were others when a change was written, its value may stand as it was written then.
    """
    row = _row(connection, noun.name, id)
    record = add_up(noun, changes)
    if row is None or record is None:
        if row is None:
            return "" if record is None else "is in the log and has no row"
        return "has a row that nothing made"
    if not _unlike(noun, row, [record]):
        return ""
    then = add_up(loose, changes)
    wrong = _unlike(noun, row, [record] if then is None else [record, then])
    return f"{', '.join(wrong)}: not what its changes add up to" if wrong else ""


def _unlike(noun: NounSpec, row: Row, records: list[Record]) -> list[str]:
    """The columns of `row` that none of `records` has so."""
    wrong = [
        name
        for name in (*noun.fields, "deleted_at")
        if not any(_alike(noun, name, row[name], record) for record in records)
    ]
    wrong += [name for name in ("version", "updated") if all(row[name] != record.row[name] for record in records)]
    versions, waiting = _parsed(row["versions"]), _parsed(row["extra"]) or {}
    if row["versions"] is None:
        if all(list(record.versions) != [CREATION] for record in records):
            wrong.append("versions")
    elif not isinstance(versions, dict) or _unlike_versions(versions, records):
        wrong.append("versions")
    wanted = _parsed(records[0].row["extra"]) or {}
    if not isinstance(waiting, dict) or _strangers(noun, waiting) != _strangers(noun, wanted):
        wrong.append("extra")
    return wrong


def _alike(noun: NounSpec, name: str, stored: Any, record: Record) -> bool:
    wanted = record.row[name]
    if stored == wanted or (stored is None and name not in record.told):
        return True  # a field of which no change speaks may be empty: it was not declared yet
    return name in noun.fields and noun[name].kind is Kind.DATA and _parsed(stored) == _parsed(wanted)


def _unlike_versions(versions: dict[str, int], records: list[Record]) -> bool:
    names = versions.keys() | records[0].versions.keys()
    return any(all(versions.get(name) != record.versions.get(name) for record in records) for name in names)


def _strangers(noun: NounSpec, waiting: dict[str, Any]) -> dict[str, Any]:
    """What waits for fields that are not declared. What a field could not hold may have been overtaken since."""
    return {name: value for name, value in waiting.items() if name not in noun.fields}


def _parsed(text: str | None) -> Any:
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return text


def _row(connection: sqlite3.Connection, table: str, id: bytes) -> Row | None:
    cursor = connection.execute(f"SELECT * FROM {quoted(table)} WHERE id = ?", (id,))
    found = cursor.fetchone()
    return None if found is None else dict(zip((column[0] for column in cursor.description), found, strict=True))


def _stray_rows(connection: sqlite3.Connection, name: str) -> Iterator[str]:
    unmade = f"SELECT id FROM {quoted(name)} t WHERE NOT EXISTS (SELECT 1 FROM change WHERE record = t.id AND noun = ?)"
    for (id,) in connection.execute(unmade, (name,)):
        yield f"{name} {id_text(id)}: no change made it"


def _loosened(noun: NounSpec) -> NounSpec:
    """The noun without its closed lists and limits: those of the day when a change was written may have been others."""
    fields = {name: replace(of, choices=(), required=False, min=-_ANY, max=_ANY) for name, of in noun.fields.items()}
    return replace(noun, fields=fields)
