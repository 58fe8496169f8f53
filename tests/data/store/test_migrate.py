"""A replica moves to a later schema with all it holds, or stays as it was: whatever fails, whenever it is killed."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import signal
import sqlite3
import stat
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory

from rounds.data.errors import Refused, Unreached
from rounds.data.nouns.registry import catalogue
from rounds.data.nouns.spec import SCHEMA, FieldSpec, Kind, NounSpec
from rounds.data.store import schema
from rounds.data.store.check import deep_check
from rounds.data.store.check_chains import wrong_chains
from rounds.data.store.check_rows import wrong_rows
from rounds.data.store.check_search import wrong_search
from rounds.data.store.lease import Lease
from rounds.data.store.migrate import REVISIONS, Goal, migrate
from rounds.data.store.open import open_replica
from rounds.data.store.shape import differences
from tests import forks
from tests.another_device import AnotherDevice
from tests.builders import a_building, a_note, a_replica, a_ticket

STEPS = ("copied", "moved", "checked", "kept", "replaced")
FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "replicas").glob("*.db.gz"))
LATER = Path(__file__).parent / "revisions"

LOAN_COLUMNS = (
    '"row" INTEGER NOT NULL PRIMARY KEY, id BLOB NOT NULL UNIQUE, version BLOB NOT NULL, versions TEXT,'
    " updated INTEGER NOT NULL, deleted_at INTEGER, extra TEXT, asset BLOB, until TEXT"
)
ASSET = bytes([7]) * 16
LOAN = bytes([8]) * 16


def later_catalogue() -> dict[str, NounSpec]:
    """Today's nouns, but assets have a colour, and there are loans."""
    nouns = catalogue()
    asset = nouns["asset"]
    fields = {"tag": asset["tag"], "colour": FieldSpec("colour", Kind.LINE, "colour", default="grey"), **asset.fields}
    loan = {
        "asset": FieldSpec("asset", Kind.REF, "asset", ref="asset", shows="tag", required=True),
        "until": FieldSpec("until", Kind.DATE, "until"),
    }
    return {
        **nouns,
        "asset": replace(asset, fields=fields),
        "loan": NounSpec("loan", "loans", "A loan.", loan, "asset"),
    }


def make_later(connection: sqlite3.Connection) -> None:
    """A fresh schema of those nouns, its new column among the others."""
    loan = f"CREATE TABLE loan ({LOAN_COLUMNS}) STRICT"
    log = (Path(schema.__file__).parent / "log.sql").read_text()
    for statement in (*schema.noun_tables(), loan, *schema.statements(log)):
        connection.execute(statement.replace("\ttag TEXT,", "\ttag TEXT, colour TEXT,"))
    schema.build(connection, later_catalogue())


def later(*revisions: Path) -> Goal:
    """The later schema, by its own revisions."""
    return Goal(2, later_catalogue(), make_later, (REVISIONS / "versions", *(revisions or (LATER,))))


def an_old_replica(folder: Path, tickets: int = 6) -> Path:
    """A replica of today's schema, with some history and what a later Rounds has told of."""
    with closing(a_replica(folder)) as replica:
        recorder = replica.recorder
        recorder.connection.execute("PRAGMA synchronous = OFF")
        building = a_building(recorder)
        for n in range(tickets):
            ticket = a_ticket(recorder, f"B{n}", building=building)
            a_note(recorder, ticket, f"needle {n}")
            recorder.put("ticket", {"status": "open"}, id=ticket)
        recorder.put("asset", {"tag": "A-1", "building": building})
        device = AnotherDevice()
        recorder.apply(
            [
                device.says("asset", ASSET, "C", {"tag": ["A-2"], "colour": ["red"]}),
                device.says("loan", LOAN, "C", {"asset": ["07" * 16]}),
                device.says("loan", LOAN, "U", {"until": [None, "2026-10-01"]}),
            ]
        )
    return folder / "replica.db"


def contents(path: Path) -> dict[str, list[Any]]:
    """Every row of the log and of the nouns of today, but for what a later schema changes of assets."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        tables = [*(noun for noun in catalogue() if noun != "asset"), *schema.LOG_TABLES]
        return {table: connection.execute(f"SELECT * FROM {schema.quoted(table)}").fetchall() for table in tables}


def version_of(path: Path) -> int:
    """The schema's number."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def move(path: Path, goal: Goal | None = None, tell: Callable[[str], None] = lambda _: None) -> Path:
    """Migrate with a lease of its own."""
    lease = Lease(path)
    try:
        return migrate(path, lease, 1, goal or later(), tell)
    finally:
        lease.close()


def assert_moved(path: Path) -> None:
    """The file is a whole replica of the later schema."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        nouns = later_catalogue()
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
        assert differences(connection, make_later) == []
        assert list(wrong_chains(connection, lambda _: None)) == []
        assert list(wrong_rows(connection, nouns, lambda _: None)) == []
        assert list(wrong_search(connection, nouns, lambda _: None)) == []


def assert_left_as_it_was(path: Path, before: dict[str, list[Any]]) -> None:
    """The file is the old one, whole and usable, and nothing was left beside it."""
    assert version_of(path) == 1
    assert contents(path) == before
    assert deep_check(path) == []
    with closing(open_replica(path, "kim")) as replica:
        replica.recorder.put("person", {"name": "After", "mail": "after@example.org"})


def test_a_moved_replica_is_like_a_fresh_one_and_holds_everything(tmp_path: Path) -> None:
    path = an_old_replica(tmp_path)
    before = contents(path)
    told: list[str] = []
    move(path, tell=told.append)
    assert tuple(told) == STEPS
    assert contents(path) == before
    assert_moved(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == ["backups", "replica.db", "replica.db.lease"]


def test_a_new_field_has_its_default_and_what_waited_for_it(tmp_path: Path) -> None:
    path = an_old_replica(tmp_path)
    move(path)
    with closing(sqlite3.connect(path)) as connection:
        colours = connection.execute("SELECT tag, colour, extra FROM asset ORDER BY tag").fetchall()
        loans = connection.execute("SELECT id, asset, until FROM loan").fetchall()
    assert colours == [("A-1", "grey", None), ("A-2", "red", None)]
    assert loans == [(LOAN, ASSET, "2026-10-01")]


def test_a_moved_table_is_strict_guarded_and_searched(tmp_path: Path) -> None:
    path = an_old_replica(tmp_path)
    move(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="outside of the recorder"):
            connection.execute("UPDATE asset SET colour = 'blue'")
        with pytest.raises(sqlite3.IntegrityError, match="outside of the recorder"):
            connection.execute("INSERT INTO loan DEFAULT VALUES")
        connection.execute("INSERT INTO writing VALUES (1)")
        with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value in INTEGER column"):
            connection.execute("UPDATE asset SET updated = 'never'")
        found = connection.execute("SELECT count(*) FROM ticket_search WHERE ticket_search MATCH 'needle'")
        assert found.fetchone() == (6,)


def test_the_old_file_is_kept_as_it_was_for_this_account_alone(tmp_path: Path) -> None:
    path = an_old_replica(tmp_path)
    before = contents(path)
    kept = move(path)
    assert kept.parent == tmp_path / "backups"
    assert kept.name.startswith("replica-schema1-")
    assert kept.suffix == ".db"
    assert (stat.S_IMODE(kept.stat().st_mode), stat.S_IMODE(kept.parent.stat().st_mode)) == (0o600, 0o700)
    assert (version_of(kept), contents(kept), deep_check(kept)) == (1, before, [])


def test_what_is_in_the_log_of_a_replica_that_was_killed_moves_too(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path / "running")) as replica:
        a_ticket(replica.recorder)
        for suffix in ("", "-wal"):
            shutil.copy(f"{replica.path}{suffix}", tmp_path / f"replica.db{suffix}")
        before = contents(replica.path)
    path = tmp_path / "replica.db"
    kept = move(path)
    assert contents(path) == contents(kept) == before
    assert_moved(path)


def test_opening_an_older_replica_moves_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = an_old_replica(tmp_path)
    monkeypatch.setattr("rounds.data.store.open.SCHEMA", 2)
    with pytest.raises(Unreached, match="older Rounds"):
        open_replica(path, "kim")
    with closing(open_replica(path, "kim", migrate=partial(migrate, goal=later()))) as replica:
        a_ticket(replica.recorder)
    assert_moved(path)


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_leaves_a_whole_replica_and_the_next_start_moves_it(tmp_path: Path, step: str) -> None:
    path = an_old_replica(tmp_path)
    before = contents(path)
    assert forks.run(lambda: move(path, tell=lambda said: forks.die() if said == step else None)) == -signal.SIGKILL
    assert contents(path) == before
    if step != "replaced":
        assert_left_as_it_was(path, before)
        move(path)
    assert_moved(path)
    kept = list((tmp_path / "backups").iterdir())
    assert [version_of(each) for each in kept] == [1]
    assert not kept[0].samefile(path)


def test_a_kill_at_any_moment_leaves_a_whole_replica(tmp_path: Path) -> None:
    path = an_old_replica(tmp_path, tickets=60)
    before = contents(path)
    chance = random.Random(7)
    began = time.monotonic()
    assert forks.run(lambda: move(_copied(path, tmp_path / "timed"))) == 0
    whole = time.monotonic() - began
    for attempt in range(6):
        folder = tmp_path / f"attempt{attempt}"
        copy = _copied(path, folder)
        child = forks.start(partial(move, copy))
        time.sleep(chance.uniform(0, whole))
        os.kill(child, signal.SIGKILL)
        forks.end_of(child)
        assert contents(copy) == before
        if version_of(copy) == 1:
            assert deep_check(copy) == []
            move(copy)
        assert_moved(copy)


def _copied(path: Path, folder: Path) -> Path:
    folder.mkdir()
    return Path(shutil.copy(path, folder / path.name))


RAISES = "raise RuntimeError('the revision is wrong')"
FAULTS = {
    "raises": (RAISES, "RuntimeError the revision is wrong"),
    "is no SQL": ("op.execute('ALTER TABLE nothing RENAME TO something')", "OperationalError"),
    "leaves a column out": ("op.execute('ALTER TABLE ticket DROP COLUMN resolution')", "no such column"),
    "loses rows": ("op.execute('DELETE FROM ticket WHERE row = 1')", "ticket had 6 rows and has 5"),
    "loses a change": ("op.execute('DELETE FROM change WHERE n = 1')", "change had"),
    "adds too much": ("op.execute('CREATE TABLE stray (x)')", "table stray does not belong there"),
    "is not strict": (
        f"op.execute('DROP TABLE loan'); op.execute('CREATE TABLE loan ({LOAN_COLUMNS})')",
        "table loan is otherwise",
    ),
}


@pytest.mark.parametrize(("wrong", "says"), FAULTS.values(), ids=FAULTS)
def test_a_revision_that_fails_leaves_the_old_file_and_one_line(tmp_path: Path, wrong: str, says: str) -> None:
    path = an_old_replica(tmp_path / "replica")
    before = contents(path)
    revisions = tmp_path / "revisions"
    revisions.mkdir()
    right = (LATER / "0002_a_later_schema.py").read_text()
    (revisions / "0002_wrong.py").write_text(f"{right}\n    {wrong}\n")
    with pytest.raises(Unreached, match=says) as refusal:
        move(path, later(revisions))
    assert "\n" not in str(refusal.value)
    assert "could not be moved to schema 2" in refusal.value.message
    assert sorted(each.name for each in path.parent.iterdir()) == ["replica.db", "replica.db.lease"]
    assert_left_as_it_was(path, before)


def test_a_schema_without_its_revision_is_refused_in_one_line(tmp_path: Path) -> None:
    path = an_old_replica(tmp_path)
    with pytest.raises(Unreached, match="could not be moved to schema 2"):
        move(path, Goal(2, later_catalogue(), make_later, (REVISIONS / "versions",)))
    assert version_of(path) == 1


def test_another_process_that_has_it_open_is_not_pulled_from_under(tmp_path: Path) -> None:
    path = an_old_replica(tmp_path)
    other = Lease(path)
    with pytest.raises(Unreached, match="another Rounds has this replica open"):
        move(path)
    other.close()
    with closing(sqlite3.connect(path)) as foreign:
        foreign.execute("PRAGMA journal_mode = WAL")
        foreign.execute("SELECT count(*) FROM ticket").fetchone()
        with pytest.raises(Unreached, match="another program has this replica open"):
            move(path)
    move(path)
    assert_moved(path)


def test_a_damaged_replica_is_refused_in_one_line(tmp_path: Path) -> None:
    path = an_old_replica(tmp_path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 8)
    with pytest.raises(Refused) as refusal:
        move(path)
    assert "\n" not in str(refusal.value)
    assert version_of(path) == 1


def test_todays_schema_has_its_revision() -> None:
    scripts = ScriptDirectory(str(REVISIONS), version_locations=[str(REVISIONS / "versions")])
    assert scripts.get_heads() == [f"{SCHEMA:04d}"]
    assert [each.revision for each in scripts.walk_revisions()][::-1] == [f"{n:04d}" for n in range(1, SCHEMA + 1)]


def test_there_is_a_fixture_of_every_schema() -> None:
    assert [each.name for each in FIXTURES] == [f"schema-{n}.db.gz" for n in range(1, SCHEMA + 1)]


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_a_replica_of_every_schema_opens_is_sound_and_takes_an_edit(tmp_path: Path, fixture: Path) -> None:
    path = tmp_path / "replica.db"
    path.write_bytes(gzip.decompress(fixture.read_bytes()))
    with closing(open_replica(path, "kim", migrate=migrate)) as replica:
        (ticket,) = replica.recorder.connection.execute(
            "SELECT lower(hex(id)) FROM ticket WHERE status = 'open'"
        ).fetchone()
        replica.recorder.put("ticket", {"room": "Library"}, id=ticket)
        assert replica.recorder.connection.execute("SELECT count(*) FROM ticket").fetchone() == (40,)
        found = "SELECT count(*) FROM ticket_search WHERE ticket_search MATCH 'cafe'"
        assert replica.recorder.connection.execute(found).fetchone() == (40,)
    assert deep_check(path) == []
