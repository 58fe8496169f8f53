"""The replica's schema: tables from the nouns; guard, search and indexes from the catalogue.

What is derived (guard, search, indexes) can be dropped and built again at any time; `rebuild` does so after a
migration, since moving a table takes its triggers away in silence.
"""

from __future__ import annotations

import sqlite3
from functools import cache

from rounds.data.nouns.spec import Catalogue, Kind, NounSpec

APPLICATION_ID = 0x526E6473
"""Marks the file as a replica (`Rnds`), for `file` and for whoever opens it by mistake."""

LOG_TABLES = ("change", "act", "chain", "piece")
FROZEN_TABLES = ("change", "piece")
"""Tables whose rows are never changed, not by the recorder either."""

UNGUARDED_TABLES = ("writing", "local")
"""Tables that anybody may write: the guard's own mark, and what is this machine's alone."""


def quoted(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def create(connection: sqlite3.Connection, catalogue: Catalogue) -> None:
    """Make every table of a fresh replica. The caller holds the transaction."""
    for statement in noun_tables():
        connection.execute(statement)
    for statement in statements(_packaged("log.sql")):
        connection.execute(statement)
    build(connection, catalogue)


def make_fresh(connection: sqlite3.Connection) -> None:
    """Make the tables of a fresh replica of today's nouns: what any replica must look like."""
    from rounds.data.nouns.registry import catalogue

    create(connection, catalogue())


def noun_tables() -> list[str]:
    """CREATE TABLE of every noun, from its SQLModel declaration."""
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateTable

    from rounds.data.nouns.registry import NOUNS

    tables = (model.metadata.tables[str(model.__tablename__)] for model in NOUNS)
    return [str(CreateTable(table).compile(dialect=sqlite.dialect())) for table in tables]


def build(connection: sqlite3.Connection, catalogue: Catalogue) -> None:
    """Make what is derived from the catalogue: indexes, search and guard."""
    for noun in catalogue.values():
        for statement in (*_indexes(noun), *search_tables(noun, catalogue), *search_triggers(noun, catalogue)):
            connection.execute(statement)
    for table in (*catalogue, *LOG_TABLES):
        for statement in guard(table):
            connection.execute(statement)


def rebuild(connection: sqlite3.Connection, catalogue: Catalogue) -> None:
    """Drop what is derived and make it again; search is filled from the rows. The caller holds the transaction."""
    drop_derived(connection)
    build(connection, catalogue)
    for noun in catalogue.values():
        if (filling := search_filling(noun, catalogue)) is not None:
            connection.execute(filling)


def drop_derived(connection: sqlite3.Connection) -> None:
    """Take away every trigger, every index of a noun and every search table."""
    found = connection.execute(
        "SELECT type, name FROM sqlite_schema"
        " WHERE type = 'trigger' OR (type = 'index' AND name LIKE 'list\\_%' ESCAPE '\\')"
        " OR (type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%')"
    ).fetchall()
    for kind, name in sorted(found, key=lambda item: item[0] != "trigger"):
        connection.execute(f"DROP {kind} {quoted(name)}")


@cache
def _packaged(name: str) -> str:
    from importlib.resources import files

    return (files("rounds.data.store") / name).read_text(encoding="utf-8")


def statements(script: str) -> list[str]:
    """The statements of a script one by one: `executescript` would commit the transaction it runs in."""
    found, begun = [], ""
    for line in script.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            found.append(begun)
            begun = ""
    return found


def guard(table: str) -> list[str]:
    """The triggers that refuse any other writer of `table`."""
    frozen = "1" if table in FROZEN_TABLES else "0"
    return statements(_packaged("guard.sql").format(table=table, frozen=frozen))


def _indexes(noun: NounSpec) -> list[str]:
    table = quoted(noun.name)
    return [
        f"CREATE INDEX {quoted(f'list_{noun.name}_{name}')} ON {table} {over}" for name, over in noun.indexes.items()
    ]


def parts_of(noun: NounSpec, catalogue: Catalogue) -> list[NounSpec]:
    """The nouns whose text is found with a record of `noun` (the notes of a ticket)."""
    return [part for part in catalogue.values() if part.parent and part[part.parent].ref == noun.name and part.searched]


def is_searched(noun: NounSpec, catalogue: Catalogue) -> bool:
    """Whether `noun` has a search table of its own."""
    return not noun.parent and bool(noun.searched or parts_of(noun, catalogue))


def search_columns(noun: NounSpec, catalogue: Catalogue) -> list[str]:
    """The columns of the search table: the searched fields, then those of each part."""
    own = [field.name for field in noun.searched]
    return own + [f"{part.name}_{field.name}" for part in parts_of(noun, catalogue) for field in part.searched]


def search_tables(noun: NounSpec, catalogue: Catalogue) -> list[str]:
    """The search table of `noun`: contentless, since the words stand in the rows already.

    In running text so many words begin with one letter that to merge where they stand takes a quarter of a second at a
    million records: there the letters are kept, too, for 70 % more index.
    """
    if not is_searched(noun, catalogue):
        return []
    columns = ", ".join(quoted(column) for column in search_columns(noun, catalogue))
    options = "content='', columnsize=0, tokenize=\"unicode61 remove_diacritics 2\""
    if any(field.kind is Kind.TEXT for field in noun.searched):
        options += ", prefix='1'"
    return [f"CREATE VIRTUAL TABLE {quoted(noun.name + '_search')} USING fts5({columns}, {options})"]


def search_triggers(noun: NounSpec, catalogue: Catalogue) -> list[str]:
    """What keeps the search table of `noun` in step with its rows and with those of its parts."""
    if not is_searched(noun, catalogue):
        return []
    own = [field.name for field in noun.searched]
    table = quoted(noun.name)
    changed = " OR ".join(f"old.{quoted(name)} IS NOT new.{quoted(name)}" for name in own) or "0"
    made = ["new.row", *(f"new.{quoted(name)}" for name in own), *_part_texts(noun, catalogue, "new.id")]
    before = ["old.row", *(f"old.{quoted(name)}" for name in own), *_part_texts(noun, catalogue, "old.id")]
    after = ["new.row", *(f"new.{quoted(name)}" for name in own), *_part_texts(noun, catalogue, "old.id")]
    return [
        f"CREATE TRIGGER {quoted(f'search_{noun.name}_insert')} AFTER INSERT ON {table}"
        f" BEGIN {_found(noun, catalogue, made)} END",
        f"CREATE TRIGGER {quoted(f'search_{noun.name}_update')} AFTER UPDATE ON {table} WHEN {changed}"
        f" BEGIN {_lost(noun, catalogue, before)} {_found(noun, catalogue, after)} END",
        *(trigger for part in parts_of(noun, catalogue) for trigger in _part_triggers(noun, part, catalogue)),
    ]


def search_filling(noun: NounSpec, catalogue: Catalogue) -> str | None:
    """What fills an empty search table from the rows."""
    if not is_searched(noun, catalogue):
        return None
    values = ["t.row", *(f"t.{quoted(field.name)}" for field in noun.searched), *_part_texts(noun, catalogue, "t.id")]
    return f"{_into(noun, catalogue)} SELECT {', '.join(values)} FROM {quoted(noun.name)} t"


def _part_triggers(noun: NounSpec, part: NounSpec, catalogue: Catalogue) -> list[str]:
    """A part's text enters and leaves the document of the record that it belongs to.

    A contentless table is told the old words to forget them, so what was found before the write is put together again:
    the record's own fields, the other parts as they stand, and the part as it was.
    """
    texts = [field.name for field in part.searched]
    changed = " OR ".join(f"old.{quoted(name)} IS NOT new.{quoted(name)}" for name in (*texts, "deleted_at"))
    table, parent = quoted(part.name), quoted(part.parent)
    there = f"(SELECT o.row FROM {quoted(noun.name)} o WHERE o.id = old.{parent})"
    here = f"(SELECT o.row FROM {quoted(noun.name)} o WHERE o.id = new.{parent})"
    left_with = [there, *_document(noun, part, catalogue, "old", of="old")]
    left_without = [there, *_document(noun, part, catalogue, "", of="old")]
    with_old = [here, *_document(noun, part, catalogue, "old")]
    with_new = [here, *_document(noun, part, catalogue, "new")]
    without = [here, *_document(noun, part, catalogue, "")]
    name = f"search_{part.name}"
    on_update = f"AFTER UPDATE ON {table} WHEN old.{parent} IS"
    return [
        f"CREATE TRIGGER {quoted(name + '_insert')} AFTER INSERT ON {table} WHEN {here} IS NOT NULL"
        f" BEGIN {_lost(noun, catalogue, without)} {_found(noun, catalogue, with_new)} END",
        f"CREATE TRIGGER {quoted(name + '_update')} {on_update} new.{parent} AND {here} IS NOT NULL AND ({changed})"
        f" BEGIN {_lost(noun, catalogue, with_old)} {_found(noun, catalogue, with_new)} END",
        f"CREATE TRIGGER {quoted(name + '_leave')} {on_update} NOT new.{parent} AND {there} IS NOT NULL"
        f" BEGIN {_lost(noun, catalogue, left_with)} {_found(noun, catalogue, left_without)} END",
        f"CREATE TRIGGER {quoted(name + '_enter')} {on_update} NOT new.{parent} AND {here} IS NOT NULL"
        f" BEGIN {_lost(noun, catalogue, without)} {_found(noun, catalogue, with_new)} END",
    ]


def _document(noun: NounSpec, part: NounSpec, catalogue: Catalogue, version: str, of: str = "new") -> list[str]:
    """The values of a record's document from within a trigger on `part`, with that row as `version` has it or left out.

    The record is the one that the row belonged to (`of` old) or belongs to (`of` new).
    """
    owner = f"{of}.{quoted(part.parent)}"
    own = [f"(SELECT o.{quoted(f.name)} FROM {quoted(noun.name)} o WHERE o.id = {owner})" for f in noun.searched]
    texts = []
    for each in parts_of(noun, catalogue):
        for field in each.searched:
            others = _joined(each, field.name, owner, "p.row <> new.row" if each is part else "1")
            if each is part and version:
                texts.append(f"ifnull({others}, '') || char(10) || ifnull({_living(version, field.name)}, '')")
            else:
                texts.append(others)
    return own + texts


def _living(version: str, field: str) -> str:
    """The text of a row, nothing once it is taken back."""
    return f"iif({version}.deleted_at IS NULL, {version}.{quoted(field)}, NULL)"


def _joined(part: NounSpec, field: str, owner: str, only: str) -> str:
    return (
        f"(SELECT group_concat({_living('p', field)}, char(10)) FROM {quoted(part.name)} p"
        f" WHERE p.{quoted(part.parent)} = {owner} AND {only})"
    )


def _part_texts(noun: NounSpec, catalogue: Catalogue, owner: str) -> list[str]:
    return [_joined(part, field.name, owner, "1") for part in parts_of(noun, catalogue) for field in part.searched]


def _into(noun: NounSpec, catalogue: Catalogue) -> str:
    columns = ", ".join(quoted(column) for column in search_columns(noun, catalogue))
    return f"INSERT INTO {quoted(noun.name + '_search')} (rowid, {columns})"


def _found(noun: NounSpec, catalogue: Catalogue, values: list[str]) -> str:
    return f"{_into(noun, catalogue)} VALUES ({', '.join(values)});"


def _lost(noun: NounSpec, catalogue: Catalogue, values: list[str]) -> str:
    table = quoted(noun.name + "_search")
    columns = ", ".join(quoted(column) for column in search_columns(noun, catalogue))
    return f"INSERT INTO {table} ({table}, rowid, {columns}) VALUES ('delete', {', '.join(values)});"
