"""The deep check finds what is not as it must be, and nothing else; it can be stopped and needs little memory."""

from __future__ import annotations

import json
import random
import sqlite3
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rounds.data.store.act import Put
from rounds.data.store.check import FOUND_MAX, Part, Stopped, deep_check
from rounds.data.store.check_chains import HOLES, holes_in
from rounds.data.store.open import Replica
from tests.another_device import AnotherDevice
from tests.builders import a_building, a_note, a_person, a_replica, a_ticket


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    """A replica with a little of everything."""
    with closing(a_replica(tmp_path)) as replica:
        fill(replica)
        yield replica


def fill(replica: Replica, tickets: int = 5) -> None:
    """Tickets with notes that were changed, moved and taken back."""
    recorder = replica.recorder
    building, requester = a_building(recorder), a_person(recorder)
    for n in range(tickets):
        ticket = a_ticket(recorder, f"B{n}", building=building, requester=requester)
        note = a_note(recorder, ticket, f"note {n}")
        recorder.put("note", {"text": f"other {n}", "deleted_at": 1 if n % 2 else None}, id=note)
        recorder.put("ticket", {"status": "open", "description": f"it is dead {n}"}, id=ticket)


def break_in(path: Path, *statements: str) -> None:
    """Write to the file as only somebody who wants to can."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO writing VALUES (1)")
        for statement in statements:
            connection.execute(statement)
        connection.execute("DELETE FROM writing")


def test_a_sound_replica_has_no_findings(replica: Replica) -> None:
    assert deep_check(replica.path) == []


def test_an_empty_replica_has_no_findings(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path)) as replica:
        assert deep_check(replica.path) == []


BREAKS: dict[str, tuple[list[str], Part, str]] = {
    "a field": (["UPDATE ticket SET room = 'X' WHERE row = 1"], Part.ROWS, "room: not what its changes add up to"),
    "a field that no change speaks of": (["UPDATE ticket SET room = 'X', duty = id"], Part.ROWS, "duty"),
    "a version": (["UPDATE ticket SET version = zeroblob(16) WHERE row = 1"], Part.ROWS, "version"),
    "the versions": (["UPDATE ticket SET versions = '{\"\":1}' WHERE row = 1"], Part.ROWS, "versions"),
    "no versions": (["UPDATE ticket SET versions = NULL WHERE row = 1"], Part.ROWS, "versions"),
    "versions that are no JSON": (["UPDATE ticket SET versions = 'x' WHERE row = 1"], Part.ROWS, "versions"),
    "the time": (["UPDATE ticket SET updated = 1 WHERE row = 1"], Part.ROWS, "updated"),
    "what waits": (["UPDATE ticket SET extra = '{\"a\":1}' WHERE row = 1"], Part.ROWS, "extra"),
    "a deletion": (["UPDATE note SET deleted_at = 9 WHERE row = 1"], Part.ROWS, "deleted_at"),
    "a lost row": (["DROP TRIGGER guard_person_delete", "DELETE FROM person"], Part.ROWS, "in the log and has no row"),
    "a row that nothing made": (
        ["INSERT INTO room (id, version, updated, code) VALUES (zeroblob(16), zeroblob(16), 1, 'x')"],
        Part.ROWS,
        "no change made it",
    ),
    "a lost change": (
        ["DROP TRIGGER guard_change_delete", "DELETE FROM change WHERE seq = 4"],
        Part.CHAIN,
        "changes 4 to 4 are missing",
    ),
    "the last change": (
        ["DROP TRIGGER guard_change_delete", "DELETE FROM change WHERE seq = (SELECT max(seq) FROM change)"],
        Part.CHAIN,
        "its head says",
    ),
    "what a change says": (
        ["DROP TRIGGER guard_change_update", "UPDATE change SET actor = 'mallory' WHERE seq = 4"],
        Part.CHAIN,
        "change 4 is not the one that its digest was made of",
    ),
    "a digest": (
        ["DROP TRIGGER guard_change_update", "UPDATE change SET digest = zeroblob(32) WHERE seq = 4"],
        Part.CHAIN,
        "change 4",
    ),
    "the head's digest": (["UPDATE chain SET digest = zeroblob(32)"], Part.CHAIN, "another digest"),
    "what was sent": (["UPDATE chain SET acked = 999"], Part.CHAIN, "999 of its"),
    "two own devices": (
        ["INSERT INTO chain VALUES (zeroblob(16), 1, 'X', 0, 0, 0, zeroblob(32), 0)"],
        Part.CHAIN,
        "2 devices are this replica's own",
    ),
    "a chain without its head": (
        ["DROP TRIGGER guard_chain_delete", "DELETE FROM chain"],
        Part.CHAIN,
        "has changes but no head",
    ),
    "a word too many": (
        ["INSERT INTO ticket_search (rowid, subject) VALUES (1, 'extra')"],
        Part.SEARCH,
        "tickets 0 to 999: the search has other words",
    ),
    "a record too many": (
        ["INSERT INTO asset_search (rowid, tag) VALUES (70000, 'extra')"],
        Part.SEARCH,
        "words of records that are not there",
    ),
    "all words": (["INSERT INTO ticket_search (ticket_search) VALUES ('delete-all')"], Part.SEARCH, "tickets 0 to 999"),
    "a trigger": (["DROP TRIGGER guard_ticket_insert"], Part.SCHEMA, "trigger guard_ticket_insert is missing"),
    "another trigger": (
        [
            "DROP TRIGGER guard_ticket_insert",
            "CREATE TRIGGER guard_ticket_insert AFTER INSERT ON ticket BEGIN SELECT 1; END",
        ],
        Part.SCHEMA,
        "trigger guard_ticket_insert is otherwise",
    ),
    "an index": (["DROP INDEX list_ticket_queue"], Part.SCHEMA, "index list_ticket_queue is missing"),
    "a table": (["CREATE TABLE stray (x)"], Part.SCHEMA, "table stray does not belong there"),
    "a column": (["ALTER TABLE ticket ADD COLUMN stray TEXT"], Part.SCHEMA, "table ticket is otherwise"),
}


@pytest.mark.parametrize(("statements", "part", "says"), BREAKS.values(), ids=BREAKS)
def test_what_was_broken_is_found(replica: Replica, statements: list[str], part: Part, says: str) -> None:
    break_in(replica.path, *statements)
    findings = deep_check(replica.path)
    assert any(finding.part is part and says in finding.says for finding in findings), findings


def test_a_guard_that_stands_open_is_found(replica: Replica) -> None:
    with closing(sqlite3.connect(replica.path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO writing VALUES (1)")
    assert [finding.says for finding in deep_check(replica.path)] == [
        "the guard stands open: the table writing is not empty"
    ]


def test_a_hole_that_was_told_is_not_told_again(replica: Replica) -> None:
    theirs = AnotherDevice()
    changes = [theirs.says("person", bytes([n]) * 16, "C", {"name": ["Ann"]}) for n in range(4)]
    replica.recorder.apply([changes[0], changes[3]])
    assert [finding.part for finding in deep_check(replica.path)] == [Part.CHAIN]
    replica.recorder.local.keep(HOLES, json.dumps(holes_in(replica.recorder.connection)))
    assert deep_check(replica.path) == []


def test_a_value_that_was_allowed_when_it_was_written_is_no_finding(replica: Replica) -> None:
    recorder = replica.recorder
    asset = replica.catalogue["asset"]
    then = {
        **asset.fields,
        "status": replace(asset["status"], choices=("deployed", "lent")),
        "room": replace(asset["room"], max=900),
    }
    recorder.catalogue = {**replica.catalogue, "asset": replace(asset, fields=then)}
    made = recorder.put("asset", {"tag": "A-1", "status": "lent"})
    recorder.put("asset", {"room": "x" * 800}, id=made.id)
    assert deep_check(replica.path) == []


def test_a_field_that_no_change_speaks_of_may_be_empty_though_it_has_a_default_by_now(replica: Replica) -> None:
    replica.recorder.apply([AnotherDevice().says("asset", b"\x01" * 16, "C", {"tag": ["A-1"]})])
    break_in(replica.path, "UPDATE asset SET status = NULL")
    assert deep_check(replica.path) == []


def test_a_file_that_is_no_replica_is_told_in_one_finding(tmp_path: Path) -> None:
    for name, content in {"text": b"hello" * 999, "empty": b"", "zeros": bytes(8192)}.items():
        path = tmp_path / name
        path.write_bytes(content)
        assert [finding.part for finding in deep_check(path)] == [Part.FILE]
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE t (x)")
    assert [finding.says for finding in deep_check(tmp_path / "other.db")] == ["is no replica of Rounds"]
    assert [finding.part for finding in deep_check(tmp_path / "missing.db")] == [Part.FILE]


def test_a_replica_of_another_schema_is_told_so(replica: Replica) -> None:
    replica.recorder.connection.execute("PRAGMA user_version = 7")
    assert [finding.says for finding in deep_check(replica.path)] == ["is of schema 7, this Rounds writes 1"]


@pytest.mark.parametrize("seed", range(8))
def test_damaged_pages_are_found_and_never_raise(tmp_path: Path, seed: int) -> None:
    with closing(a_replica(tmp_path)) as replica:
        fill(replica, 12)
    path = tmp_path / "replica.db"
    chance = random.Random(seed)
    pages = path.stat().st_size // 4096
    with path.open("r+b") as file:
        for page in chance.sample(range(1, pages), 12):
            file.seek(page * 4096)
            file.write(chance.randbytes(4096))
        if seed % 4 == 3:
            file.truncate(chance.randrange(4096, pages * 4096))
    assert deep_check(path)


def test_hostile_names_in_a_file_are_told_cleanly(replica: Replica) -> None:
    break_in(replica.path, 'CREATE TABLE "\x1b[2J\x07evil" (x)')
    assert [finding.says for finding in deep_check(replica.path)] == ["table ␛[2J␇evil does not belong there"]


def test_of_very_many_findings_some_are_told(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path)) as replica:
        replica.recorder.put_many([Put("asset", {"tag": f"A-{n}"}) for n in range(FOUND_MAX + 50)], "many")
    break_in(tmp_path / "replica.db", "UPDATE asset SET kind = 'phone'")
    assert len(deep_check(tmp_path / "replica.db")) == FOUND_MAX


def test_progress_goes_up_to_the_whole(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path)) as replica:
        replica.recorder.put_many([Put("asset", {"tag": f"A-{n}"}) for n in range(2500)], "many")
    told: list[tuple[int, int]] = []
    assert deep_check(tmp_path / "replica.db", progress=lambda done, of: told.append((done, of))) == []
    assert told == sorted(told)
    assert told[-1] == (7500, 7500)
    assert len(told) > 5


@pytest.mark.parametrize("after", [0, 1, 5, 20])
def test_it_stops_when_it_is_told_to(tmp_path: Path, after: int) -> None:
    with closing(a_replica(tmp_path)) as replica:
        replica.recorder.put_many([Put("asset", {"tag": f"A-{n}", "serial": "x y z"}) for n in range(3000)], "many")
    asked = iter(range(10_000))
    with pytest.raises(Stopped):
        deep_check(tmp_path / "replica.db", stop=lambda: next(asked) >= after)


def test_it_looks_at_one_moment_while_somebody_writes(replica: Replica) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            a_ticket(replica.recorder)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert [deep_check(replica.path) for _ in range(4)] == [[]] * 4
    finally:
        stop.set()
        writer.join()


def test_memory_does_not_grow_with_the_number_of_records(tmp_path: Path) -> None:
    peaks = []
    for tickets in (150, 900):
        with closing(a_replica(tmp_path, name=f"{tickets}.db")) as replica:
            requester = a_person(replica.recorder)
            given = {"subject": "dead", "opened": 1, "requester": requester, "description": "words " * 50}
            replica.recorder.put_many([Put("ticket", {**given, "number": f"{n}"}) for n in range(tickets)], "many")
        deep_check(tmp_path / f"{tickets}.db")
        tracemalloc.start()
        assert deep_check(tmp_path / f"{tickets}.db") == []
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0] + 100_000
