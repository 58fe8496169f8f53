"""Move an older replica to today's schema: on a copy, which takes the file's place when it is finished and was checked.

What must stay true: at every moment, whatever fails, the file at its path is a whole replica of the old or of the new
schema; the old one is kept under backups/.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rounds.data.errors import Refused, Unreached
from rounds.data.nouns.spec import SCHEMA, Catalogue
from rounds.data.store import catalogue as catalogues
from rounds.data.store import schema
from rounds.data.store.apply import write_record
from rounds.data.store.copies import connected, copy_whole, keep_aside, put_in_place, remove, settle
from rounds.data.store.faults import explained
from rounds.data.store.fold import CHANGE_COLUMNS, add_up
from rounds.data.store.lease import Lease
from rounds.data.store.line import Change
from rounds.data.store.schema import quoted
from rounds.data.store.shape import differences
from rounds.data.store.values import to_stored

REVISIONS = Path(__file__).parent / "migrations"

Tell = Callable[[str], None]
"""Is told each step when it is done: copied, moved, checked, kept, replaced."""


@dataclass(frozen=True, slots=True)
class Goal:
    """The schema that a file is moved to."""

    number: int
    catalogue: Catalogue
    make_fresh: Callable[[sqlite3.Connection], None]
    """Makes an empty schema of it, which a moved one must be like."""
    revisions: tuple[Path, ...]
    """Folders of revisions; revision `0002` leads to schema 2."""


def today() -> Goal:
    """The schema that this program writes."""
    return Goal(SCHEMA, catalogues.declared(), schema.make_fresh, (REVISIONS / "versions",))


def migrate(path: Path, lease: Lease, version: int, goal: Goal | None = None, tell: Tell = lambda _: None) -> Path:
    """Move the replica at `path` from schema `version` to today's. Gives the place where the old file is kept.

    Args:
        lease: The replica's lease; it is held alone meanwhile.
        goal: Another schema than today's.
        tell: Is told each step when it is done.

    Raises:
        Refused: It could not be done, and why; the file is as it was.
    """
    goal = goal or today()
    with lease.alone():
        try:
            return _replaced(path, version, goal, tell)
        except Refused:
            raise
        except Exception as error:  # whatever a revision raises: the old file is untouched, and that is what counts
            raise _as_a_line(error, path, goal) from error


def _replaced(path: Path, version: int, goal: Goal, tell: Tell) -> Path:
    copy = path.with_name(f"{path.name}.moving")
    remove(copy)  # of an attempt that was cut short
    try:
        settle(path)
        copy_whole(path, copy)
        tell("copied")
        with closing(connected(copy)) as connection:
            before = _counts(connection)
            _move(connection, version, goal)
            tell("moved")
            _refuse_unsound(connection, path, before, goal)
        tell("checked")
        kept = keep_aside(path, f"schema{version}")
        tell("kept")
        put_in_place(copy, path)
        tell("replaced")
    finally:
        remove(copy)
    return kept


def _move(connection: sqlite3.Connection, version: int, goal: Goal) -> None:
    """Bring the copy to the schema of `goal`. It is thrown away if anything fails, so it needs no journal."""
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    before = _columns(connection)
    schema.drop_derived(connection)
    _upgrade(connection, version, goal)
    connection.execute("BEGIN")
    _fill_new_fields(connection, before, goal.catalogue)
    _take_in_what_waited(connection, before, goal.catalogue)
    schema.rebuild(connection, goal.catalogue)
    connection.execute("COMMIT")
    connection.execute(f"PRAGMA user_version = {goal.number}")


def _upgrade(connection: sqlite3.Connection, version: int, goal: Goal) -> None:
    """Run alembic's revisions from `version` on."""
    # Imported here: a file that is of today needs none of it, and it costs half a second.
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    scripts = ScriptDirectory(str(REVISIONS), version_locations=[str(folder) for folder in goal.revisions])
    revisions = list(scripts.iterate_revisions(f"{goal.number:04d}", f"{version:04d}"))
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    with engine.connect() as bound, Operations.context(MigrationContext.configure(bound)):
        for revision in reversed(revisions):
            revision.module.upgrade()


def _columns(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """Every table of the file to the names of its columns."""
    found = connection.execute(
        "SELECT t.name, c.name FROM pragma_table_list t, pragma_table_info(t.name) c WHERE t.schema = 'main'"
    )
    columns: dict[str, set[str]] = {}
    for table, column in found:
        columns.setdefault(table, set()).add(column)
    return columns


def _fill_new_fields(connection: sqlite3.Connection, before: dict[str, set[str]], catalogue: Catalogue) -> None:
    """Give each new field its default in the rows that were there, as a new record would have it."""
    for noun in catalogue.values():
        for of in noun.fields.values():
            if noun.name in before and of.name not in before[noun.name] and of.default is not None:
                name = quoted(of.name)
                filling = f"UPDATE {quoted(noun.name)} SET {name} = ? WHERE {name} IS NULL"
                connection.execute(filling, (to_stored(of, of.default),))


def _take_in_what_waited(connection: sqlite3.Connection, before: dict[str, set[str]], catalogue: Catalogue) -> None:
    """Give rows what newer devices told of fields and nouns that only now have a place; the log has kept it."""
    for name, noun in catalogue.items():
        table = quoted(name)
        if name in before:
            waiting = connection.execute(f"SELECT id FROM {table} WHERE extra IS NOT NULL").fetchall()
        else:
            waiting = connection.execute("SELECT DISTINCT record FROM change WHERE noun = ?", (name,)).fetchall()
        for (id,) in waiting:
            record = add_up(noun, _changes_of(connection, name, id))
            if record is not None:
                record.changed = set(record.row) - {"id"}
                write_record(connection, noun, record, is_new=name not in before)


def _changes_of(connection: sqlite3.Connection, noun: str, record: bytes) -> list[tuple[int, Change]]:
    log = f"SELECT n, {CHANGE_COLUMNS} FROM change WHERE record = ? AND noun = ? ORDER BY n"
    return [(n, Change(*columns)) for n, *columns in connection.execute(log, (record, noun))]


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each guarded table has."""
    listed = connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    names = {name for (name,) in listed if not name.startswith("sqlite_")} - set(schema.UNGUARDED_TABLES)
    return {name: connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0] for name in sorted(names)}


def _refuse_unsound(connection: sqlite3.Connection, path: Path, before: dict[str, int], goal: Goal) -> None:
    """Refuse a copy that is not sound, not of the schema, or has lost a row."""
    wrong = [says for (says,) in connection.execute("PRAGMA quick_check(3)") if says != "ok"]
    wrong += differences(connection, goal.make_fresh)
    after = _counts(connection)
    wrong += [
        f"{name} had {n} rows and has {after.get(name, 0)}" for name, n in before.items() if after.get(name, 0) < n
    ]
    if wrong:
        raise _failed(path, goal, "; ".join(wrong[:3]))


def _failed(path: Path, goal: Goal, why: str, mend: str = "rounds doctor looks further", code: str = "") -> Unreached:
    says = f"{path}: could not be moved to schema {goal.number}: {why}; it is as it was"
    return Unreached(says, mend, code=code or "not-migrated")


def _as_a_line(error: Exception, path: Path, goal: Goal) -> Unreached:
    """What failed, in one line for a person."""
    cause = getattr(error, "orig", error)  # what SQLAlchemy wraps
    if isinstance(cause, sqlite3.Error) and (known := explained(cause, path)).code in (
        "disk-full",
        "read-only",
        "corrupt",
    ):
        return _failed(path, goal, known.message.removeprefix(f"{path}: "), known.hint, known.code)
    if isinstance(cause, OSError):
        return _failed(path, goal, cause.strerror or str(cause), "free some space, or see that the folder is yours")
    return _failed(path, goal, " ".join(f"{type(cause).__name__} {cause}".split())[:200])
