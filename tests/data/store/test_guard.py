"""Every way in that is not the recorder, tried on every table; and the few ways that no trigger can bar."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import create_engine, delete, insert, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from rounds.data.nouns.registry import NOUNS, catalogue
from rounds.data.store.act import Put
from rounds.data.store.check import Part, deep_check
from rounds.data.store.open import Replica
from rounds.data.store.schema import LOG_TABLES, UNGUARDED_TABLES, quoted
from tests.builders import a_building, a_note, a_person, a_replica, a_ticket

CATALOGUE = catalogue()
TABLES = (*CATALOGUE, *LOG_TABLES)
REFUSED = ("written outside of the recorder", "nothing is deleted")

SHELL = shutil.which("sqlite3")


def a_value(kind: str) -> Any:
    """Something that fits a column of that type."""
    return {"INTEGER": 1, "TEXT": "x", "BLOB": b"x" * 16}[kind]


@pytest.fixture(scope="module")
def replica(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replica]:
    """A replica with a row in every table."""
    with closing(a_replica(tmp_path_factory.mktemp("guard"))) as replica:
        recorder = replica.recorder
        ticket = a_ticket(recorder, building=a_building(recorder), requester=a_person(recorder))
        a_note(recorder, ticket)
        with recorder.act("one of each") as act:
            act.keep_piece(b"piece")
            for noun in CATALOGUE.values():
                given = {of.name: _sample(of.kind, of.choices) for of in noun.fields.values() if of.required}
                act.put(Put(noun.name, given))
        yield replica


def _sample(kind: str, choices: tuple[str, ...]) -> Any:
    if choices:
        return choices[0]
    samples = {"ref": "00000000-0000-7000-8000-000000000001", "date": "2026-09-01", "number": 1, "time": 1, "data": []}
    return samples.get(kind, "x")


@pytest.fixture
def unchanged(replica: Replica) -> Iterator[None]:
    """After the test every table holds what it held."""
    before = contents(replica.path)
    yield
    assert contents(replica.path) == before


def contents(path: Path) -> dict[str, list[Any]]:
    """Every row of every guarded table."""
    with closing(sqlite3.connect(path)) as connection:
        return {table: connection.execute(f"SELECT * FROM {quoted(table)}").fetchall() for table in TABLES}


def columns_of(path: Path, table: str) -> dict[str, str]:
    """Each column of a table with its type."""
    with closing(sqlite3.connect(path)) as connection:
        return {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({quoted(table)})")}


def texts(path: Path, table: str) -> dict[str, str]:
    """Statements that would write to `table`, each another way in."""
    columns = columns_of(path, table)
    name, names = quoted(table), ", ".join(map(quoted, columns))
    values = ", ".join({"INTEGER": "999", "TEXT": "'x'", "BLOB": "randomblob(16)"}[kind] for kind in columns.values())
    last = quoted(list(columns)[-1])
    key = quoted(next(iter(columns)))
    return {
        "insert": f"INSERT INTO {name} ({names}) VALUES ({values})",
        "insert from select": f"INSERT INTO {name} ({names}) SELECT {values}",
        "insert defaults": f"INSERT INTO {name} DEFAULT VALUES",
        "insert or replace": f"INSERT OR REPLACE INTO {name} SELECT * FROM {name} LIMIT 1",
        "replace": f"REPLACE INTO {name} SELECT * FROM {name} LIMIT 1",
        "insert or ignore": f"INSERT OR IGNORE INTO {name} ({names}) VALUES ({values})",
        "upsert": f"INSERT INTO {name} SELECT * FROM {name} WHERE 1 ON CONFLICT DO UPDATE SET {last} = {last}",
        "update": f"UPDATE {name} SET {last} = {last}",
        "update of the key": f"UPDATE {name} SET {key} = {key}",
        "update or ignore": f"UPDATE OR IGNORE {name} SET {last} = {last}",
        "update or replace": f"UPDATE OR REPLACE {name} SET {last} = {last}",
        "update from": f"UPDATE {name} SET {last} = o.it FROM (SELECT {last} AS it FROM {name} LIMIT 1) o",
        "update returning": f"UPDATE {name} SET {last} = {last} RETURNING 1",
        "update by rowid": f"UPDATE {name} SET {last} = {last} WHERE rowid = 1",
        "delete": f"DELETE FROM {name} WHERE rowid = 1",
        "delete everything": f"DELETE FROM {name}",
        "delete returning": f"DELETE FROM {name} RETURNING 1",
        "with": f"WITH these AS (SELECT rowid FROM {name}) DELETE FROM {name} WHERE rowid IN these",
    }


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.usefixtures("unchanged")
def test_a_statement_of_another_connection_is_refused(replica: Replica, table: str) -> None:
    with closing(sqlite3.connect(replica.path, isolation_level=None)) as connection:
        for way, statement in texts(replica.path, table).items():
            with pytest.raises(sqlite3.IntegrityError, match="|".join(REFUSED)):
                connection.execute(statement).fetchall()
                pytest.fail(f"{way} went through")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.usefixtures("unchanged")
def test_many_rows_at_once_are_refused(replica: Replica, table: str) -> None:
    columns = columns_of(replica.path, table)
    marks = ", ".join("?" * len(columns))
    rows = [[a_value(kind) for kind in columns.values()] for _ in range(3)]
    with closing(sqlite3.connect(replica.path)) as connection:
        for verb in ("INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"):
            with pytest.raises(sqlite3.IntegrityError, match="outside of the recorder"):
                connection.executemany(f"{verb} INTO {quoted(table)} VALUES ({marks})", rows)
        with pytest.raises(sqlite3.IntegrityError, match="|".join(REFUSED)):
            connection.executescript(f"BEGIN; DELETE FROM {quoted(table)}; COMMIT;")
        connection.rollback()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.usefixtures("unchanged")
def test_sqlalchemy_is_refused(replica: Replica, table: str) -> None:
    engine = create_engine(f"sqlite:///{replica.path}")
    columns = columns_of(replica.path, table)
    core = sqlalchemy.table(table, *map(sqlalchemy.column, columns))
    row = {name: a_value(kind) for name, kind in columns.items()}
    last = list(row)[-1]
    ways: list[Any] = [
        insert(core).values(row),
        insert(core).prefix_with("OR REPLACE").values(row),
        update(core).values({last: row[last]}),
        delete(core),
        text(f"DELETE FROM {quoted(table)}"),
    ]
    for way in ways:
        with engine.connect() as connection, pytest.raises(DBAPIError, match="|".join(REFUSED)):
            connection.execute(way)
    with engine.connect() as connection, pytest.raises(DBAPIError, match="|".join(REFUSED)):
        connection.execute(insert(core), [row, row])
    engine.dispose()


@pytest.mark.parametrize("model", NOUNS, ids=lambda model: model.__name__)
@pytest.mark.usefixtures("unchanged")
def test_a_session_of_sqlmodel_is_refused(replica: Replica, model: Any) -> None:
    engine = create_engine(f"sqlite:///{replica.path}")
    with Session(engine) as session, pytest.raises(DBAPIError, match="outside of the recorder"):
        session.add(model(id=b"x" * 16, version=b"x" * 16, updated=1))
        session.flush()
    with Session(engine) as session, pytest.raises(DBAPIError, match="nothing is deleted"):
        session.delete(session.get(model, 1))
        session.flush()
    engine.dispose()


@pytest.mark.parametrize("table", TABLES)
def test_no_cascade_and_no_trigger_of_another_table_reaches_in(replica: Replica, table: str, tmp_path: Path) -> None:
    """Columns that refer to somebody else's table, with every action that a key can have, and a trigger there."""
    path = tmp_path / "copy.db"
    with closing(sqlite3.connect(replica.path)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
    name = quoted(table)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("CREATE TABLE theirs (id INTEGER PRIMARY KEY)")
        connection.execute("INSERT INTO theirs VALUES (1), (2), (3)")
        for action in ("CASCADE", "SET NULL", "SET DEFAULT"):
            column = quoted(f"their_{action}")
            reference = f"REFERENCES theirs (id) ON DELETE {action} ON UPDATE {action}"
            connection.execute(f"ALTER TABLE {name} ADD COLUMN {column} INTEGER {reference}")
        connection.execute("INSERT INTO writing VALUES (1)")
        bound = table not in ("change", "piece")  # nobody can even refer from those
        if bound:
            connection.execute(f'UPDATE {name} SET "their_CASCADE" = 1, "their_SET NULL" = 2, "their_SET DEFAULT" = 3')
        connection.execute("DELETE FROM writing")
        before = connection.execute(f"SELECT * FROM {name}").fetchall()
        for statement in ("DELETE FROM theirs WHERE id = {}", "UPDATE theirs SET id = id + 10 WHERE id = {}"):
            for key in (1, 2, 3) if bound else ():
                with pytest.raises(sqlite3.IntegrityError, match="|".join(REFUSED)):
                    connection.execute(statement.format(key))
        connection.execute(f"CREATE TRIGGER evil AFTER INSERT ON theirs BEGIN DELETE FROM {name}; END")
        with pytest.raises(sqlite3.IntegrityError, match="nothing is deleted"):
            connection.execute("INSERT INTO theirs VALUES (99)")
        assert connection.execute(f"SELECT * FROM {name}").fetchall() == before


@pytest.mark.usefixtures("unchanged")
def test_a_view_and_an_attached_file_are_no_way_in(replica: Replica, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db", isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS r", (str(replica.path),))
        connection.execute("CREATE TEMP VIEW v AS SELECT * FROM r.ticket")
        connection.execute("CREATE TEMP TRIGGER t INSTEAD OF DELETE ON v BEGIN DELETE FROM ticket; END")
        for statement in ("DELETE FROM v", "DELETE FROM r.ticket", "UPDATE r.ticket SET subject = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="|".join(REFUSED)):
                connection.execute(statement)


def test_the_recorders_own_connection_is_refused_outside_of_an_act(replica: Replica) -> None:
    for table in TABLES:
        with pytest.raises(sqlite3.IntegrityError, match="nothing is deleted"):
            replica.recorder.connection.execute(f"DELETE FROM {quoted(table)}")


@pytest.mark.parametrize("table", ["change", "piece"])
def test_within_an_act_too_what_was_logged_stays(replica: Replica, table: str) -> None:
    column = list(columns_of(replica.path, table))[-1]
    with pytest.raises(Exception, match="outside of the recorder"), replica.recorder.act("rewrite history") as act:
        act.connection.execute(f"UPDATE {quoted(table)} SET {quoted(column)} = {quoted(column)}")


@pytest.mark.parametrize("table", TABLES)
def test_within_an_act_too_nothing_is_deleted_nor_replaced(replica: Replica, table: str) -> None:
    for statement in (
        f"DELETE FROM {quoted(table)}",
        f"REPLACE INTO {quoted(table)} SELECT * FROM {quoted(table)} LIMIT 1",
    ):
        with pytest.raises(Exception, match="nothing is deleted"), replica.recorder.act("delete") as act:
            act.connection.execute(statement)


@pytest.mark.usefixtures("unchanged")
def test_a_foreign_python_is_refused(replica: Replica) -> None:
    statements = [way for table in TABLES for way in texts(replica.path, table).values()]
    script = """
import json, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in json.load(sys.stdin):
    try:
        connection.execute(statement).fetchall()
    except sqlite3.IntegrityError:
        continue
    sys.exit("went through: " + statement)
"""
    command = [sys.executable, "-c", script, str(replica.path)]
    subprocess.run(command, input=json.dumps(statements), text=True, check=True, timeout=30)


@pytest.mark.skipif(SHELL is None, reason="there is no sqlite3 command-line shell here (apt-get install sqlite3)")
@pytest.mark.usefixtures("unchanged")
def test_the_sqlite3_shell_is_refused(replica: Replica) -> None:
    statements = [way for table in TABLES for way in texts(replica.path, table).values()]
    told = shell(replica.path, ";\n".join(statements) + ";\n")
    assert len([line for line in told.stderr.splitlines() if any(each in line for each in REFUSED)]) == len(statements)


def shell(path: Path, script: str) -> subprocess.CompletedProcess[str]:
    """What the shell says to a script, which it goes on with after an error."""
    assert SHELL is not None
    return subprocess.run([SHELL, str(path)], input=script, text=True, capture_output=True, timeout=30, check=False)


# What follows is all that the guard does not stop: it is against mistakes, and these take an intent. The deep check
# finds what they leave behind.


def test_every_table_is_guarded_or_listed_as_an_exception(replica: Replica) -> None:
    with closing(sqlite3.connect(replica.path)) as connection:
        listed = connection.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main'").fetchall()
    plain = {name for name, kind in listed if kind == "table" and not name.startswith("sqlite_")}
    assert plain == {*TABLES, *UNGUARDED_TABLES}
    assert UNGUARDED_TABLES == ("writing", "local")
    assert {name.split("_search")[-1] for name, kind in listed if kind in ("virtual", "shadow")} == {
        "",
        "_data",
        "_idx",
        "_config",
    }


def _fill_writing(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO writing VALUES (1)")
    connection.execute("UPDATE ticket SET subject = 'forged'")
    connection.execute("DELETE FROM writing")


def _drop_the_trigger(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TRIGGER guard_ticket_update")
    connection.execute("UPDATE ticket SET subject = 'forged'")


def _write_the_bytes(connection: sqlite3.Connection) -> None:
    with connection.blobopen("change", "fields", 1) as blob:
        blob.seek(12)
        blob.write(b"#")


def _write_the_search(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO ticket_search (rowid, subject) VALUES (1, 'forged')")


def _drop_the_table(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TABLE note")


EXCEPTIONS: list[tuple[Callable[[sqlite3.Connection], None], Part]] = [
    (_fill_writing, Part.ROWS),
    (_drop_the_trigger, Part.SCHEMA),
    (_write_the_bytes, Part.CHAIN),
    (_write_the_search, Part.SEARCH),
    (_drop_the_table, Part.SCHEMA),
]


@pytest.mark.parametrize(("way", "part"), EXCEPTIONS, ids=lambda each: getattr(each, "__name__", None))
def test_what_the_guard_does_not_stop_the_deep_check_finds(
    tmp_path: Path, way: Callable[[sqlite3.Connection], None], part: Part
) -> None:
    with closing(a_replica(tmp_path)) as replica:
        a_ticket(replica.recorder)
        with closing(sqlite3.connect(replica.path, isolation_level=None)) as connection:
            way(connection)
        assert part in {finding.part for finding in deep_check(replica.path)}


@pytest.mark.skipif(SHELL is None, reason="there is no sqlite3 command-line shell here (apt-get install sqlite3)")
def test_a_shell_that_switches_triggers_off_is_found_by_the_deep_check(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path)) as replica:
        a_ticket(replica.recorder)
        told = shell(replica.path, ".dbconfig enable_trigger off\nUPDATE ticket SET subject = 'forged';\n")
        assert told.stderr == ""
        assert {finding.part for finding in deep_check(replica.path)} == {Part.ROWS, Part.SEARCH}
