"""The schema of a file as it can be compared: what is otherwise than in a fresh replica, whatever the text of its SQL.

Moving a table writes its SQL anew and puts new columns last, so tables are compared by what they hold; triggers,
indexes and search tables are always made from the same text.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from rounds.data.store.schema import quoted

Shape = dict[tuple[str, str], Any]
"""Kind and name of each thing in the schema to what it is."""


def shape_of(connection: sqlite3.Connection) -> Shape:
    """Everything that the main schema holds but SQLite's own: the planner's figures belong to no schema."""
    found = connection.execute("SELECT type, name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL").fetchall()
    listed = connection.execute("SELECT name, type FROM pragma_table_list")
    shadows = {name for name, kind in listed if kind == "shadow"}
    shape: Shape = {}
    for kind, name, sql in found:
        if name in shadows or name.startswith("sqlite_"):
            continue
        is_plain = kind == "table" and not sql.upper().startswith("CREATE VIRTUAL")
        shape[kind, name] = _table(connection, name) if is_plain else " ".join(sql.split())
    return shape


def differences(connection: sqlite3.Connection, make: Callable[[sqlite3.Connection], None]) -> list[str]:
    """What is otherwise than where `make` made a fresh schema; each in words."""
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    try:
        make(fresh)
        wanted, found = shape_of(fresh), shape_of(connection)
    finally:
        fresh.close()
    lost = [f"{kind} {name} is missing" for kind, name in sorted(wanted.keys() - found.keys())]
    strange = [f"{kind} {name} does not belong there" for kind, name in sorted(found.keys() - wanted.keys())]
    changed = sorted(key for key in wanted.keys() & found.keys() if wanted[key] != found[key])
    return lost + strange + [f"{kind} {name} is otherwise" for kind, name in changed]


def _table(connection: sqlite3.Connection, name: str) -> Any:
    """Columns without their order, keys, and whether the table is strict."""
    columns = {each[1]: each[2:] for each in connection.execute(f"PRAGMA main.table_xinfo({quoted(name)})")}
    facts = "SELECT wr, strict FROM pragma_table_list WHERE schema = 'main' AND name = ?"
    options = connection.execute(facts, (name,)).fetchone()
    keys = sorted(
        tuple(row[0] for row in connection.execute("SELECT name FROM pragma_index_info(?) ORDER BY seqno", (index,)))
        for _, index, is_unique, origin, _ in connection.execute(f"PRAGMA main.index_list({quoted(name)})")
        if is_unique and origin != "c"
    )
    references = connection.execute(f"PRAGMA main.foreign_key_list({quoted(name)})").fetchall()
    return columns, options, keys, references
