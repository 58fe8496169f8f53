"""Opening a replica: every way in which it can be unusable is one clear line, and no edit that was done is lost."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from rounds.data.errors import NotFound, Refused, Unreached
from rounds.data.nouns.spec import SCHEMA
from rounds.data.store.check import deep_check
from rounds.data.store.lease import Lease
from rounds.data.store.open import create, open_replica
from tests import forks
from tests.builders import a_person, a_replica, a_ticket
from tests.mounts import fill_up, only_to_read, small_disk


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed replica with a few tickets."""
    with closing(a_replica(tmp_path / "home")) as replica:
        for _ in range(3):
            a_ticket(replica.recorder)
    return tmp_path / "home" / "replica.db"


def refusal(path: Path) -> Refused:
    """Why the replica does not open; in one line that names the file and a mend."""
    with pytest.raises(Refused) as refused:
        open_replica(path, "kim").close()
    assert "\n" not in str(refused.value)
    assert str(path) in refused.value.message
    assert refused.value.hint
    return refused.value


def overwrite(path: Path, at: int, content: bytes) -> None:
    """Write bytes into the middle of a file."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def names_in(folder: Path) -> list[str]:
    """What a folder holds."""
    return sorted(each.name for each in folder.iterdir())


# Opening and making


def test_a_replica_is_for_this_account_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with closing(create(tmp_path / "deep" / "home" / "replica.db", "kim")) as replica:
            a_person(replica.recorder)
            modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in replica.path.parent.iterdir()}
            assert set(modes.values()) == {0o600}
            assert "replica.db-wal" in modes
            assert stat.S_IMODE(replica.path.parent.stat().st_mode) == 0o700
    finally:
        os.umask(before)


def test_a_replica_opens_again_with_what_it_held(path: Path) -> None:
    with closing(open_replica(path, "lee")) as replica:
        assert replica.reader().execute("SELECT count(*) FROM ticket").fetchone() == (3,)
        a_ticket(replica.recorder)
    assert deep_check(path) == []


def test_a_closed_replica_is_one_file_and_its_lease(path: Path) -> None:
    assert names_in(path.parent) == ["replica.db", "replica.db.lease"]


def test_a_reader_cannot_write(path: Path) -> None:
    with closing(open_replica(path, "kim")) as replica, pytest.raises(sqlite3.OperationalError, match="readonly"):
        replica.reader().execute("INSERT INTO local VALUES ('a', 'b', 1)")


def test_there_is_no_second_replica_in_one_place(path: Path) -> None:
    with pytest.raises(Refused, match="there is a replica already"):
        create(path, "kim")
    assert deep_check(path) == []


def test_none_there_is_not_found(tmp_path: Path) -> None:
    assert isinstance(refusal(tmp_path / "replica.db"), NotFound)
    assert isinstance(refusal(tmp_path / "no" / "such" / "folder" / "replica.db"), NotFound)
    assert names_in(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unreached, match="cannot be made"):
        create(tmp_path / "file" / "replica.db", "kim")


def test_a_network_file_system_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rounds.data.store.open.is_network", lambda _: True)
    assert refusal(path).code == "network-file-system"
    with pytest.raises(Unreached, match="network file system"):
        create(path.with_name("other.db"), "kim")
    assert not path.with_name("other.db").exists()


# Damaged, strange, newer


def _header(path: Path) -> None:
    overwrite(path, 0, b"garbage" * 10)


def _zeros(path: Path) -> None:
    overwrite(path, 0, bytes(100))


def _text(path: Path) -> None:
    path.write_text("this is no database\n" * 1000)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _stub(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


def _first_page(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4096])


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _schema_page(path: Path) -> None:
    overwrite(path, 100, os.urandom(3996))


def _another_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")


def _lost_change(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER guard_change_delete")
        connection.execute("DELETE FROM change WHERE n = (SELECT max(n) FROM change)")


def _no_device(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER guard_chain_delete")
        connection.execute("DELETE FROM chain")


DAMAGES = [_header, _zeros, _text, _empty, _stub, _first_page, _half, _schema_page, _lost_change, _no_device]


@pytest.mark.parametrize("damage", [*DAMAGES, _another_database], ids=lambda damage: damage.__name__[1:])
def test_what_is_damaged_or_no_replica_is_told_in_a_line_and_not_kept_open(
    path: Path, damage: Callable[[Path], None]
) -> None:
    damage(path)
    assert refusal(path).code == "corrupt"
    with Lease(path).alone():
        pass


def test_a_newer_schema_is_refused_and_says_what_to_do(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    told = refusal(path)
    assert (told.code, told.hint) == ("newer-schema", "update Rounds")


def test_an_older_schema_is_moved_by_whoever_can(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")
    assert "older Rounds (schema 0)" in refusal(path).message
    asked = []

    def migrate(path: Path, lease: Lease, version: int) -> None:
        asked.append((path, version))
        with lease.alone(), closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA user_version = {SCHEMA}")

    with closing(open_replica(path, "kim", migrate=migrate)) as replica:
        a_ticket(replica.recorder)
    assert asked == [(path, 0)]


def test_a_folder_in_its_place_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "replica.db").mkdir()
    assert isinstance(refusal(tmp_path / "replica.db"), Unreached)


# Disks that are full or cannot be written


def test_a_folder_that_cannot_be_written_opens_to_read(path: Path) -> None:
    with only_to_read(path.parent):
        with closing(open_replica(path, "kim")) as replica:
            assert replica.read_only
            assert replica.reader().execute("SELECT count(*) FROM ticket").fetchone() == (3,)
            with pytest.raises(Unreached) as refused:
                a_person(replica.recorder)
        assert refused.value.code == "read-only"
        with pytest.raises(Unreached, match="cannot be made"):
            create(path.with_name("other.db"), "kim")
    with closing(open_replica(path, "kim")) as replica:
        assert not replica.read_only


def test_a_file_that_cannot_be_written_opens_to_read(path: Path) -> None:
    with only_to_read(path), closing(open_replica(path, "kim")) as replica:
        assert replica.read_only
        assert replica.reader().execute("SELECT count(*) FROM ticket").fetchone() == (3,)
        with pytest.raises(Unreached) as refused:
            a_person(replica.recorder)
    assert refused.value.code == "read-only"


def test_an_edit_on_a_full_disk_is_refused_and_what_was_done_stays(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        with closing(a_replica(disk)) as replica:
            person = a_person(replica.recorder)
            filler = fill_up(disk)
            with pytest.raises(Unreached) as refused:
                for _ in range(1000):
                    replica.recorder.put("person", {"name": "x" * 400, "mail": "x@example.org"})
            assert refused.value.code == "disk-full"
            assert "MiB free" in str(refused.value)
            kept = replica.reader().execute("SELECT count(*) FROM change").fetchone()[0]
            filler.unlink()
            replica.recorder.put("person", {"name": "After"}, id=person)
        assert deep_check(disk / "replica.db") == []
        with closing(open_replica(disk / "replica.db", "kim")) as replica:
            assert replica.reader().execute("SELECT count(*) FROM change").fetchone()[0] == kept + 1


def test_an_edit_of_a_file_that_was_moved_or_replaced_is_refused_until_it_is_back(path: Path, tmp_path: Path) -> None:
    away = tmp_path / "away.db"
    with closing(open_replica(path, "kim")) as replica:
        path.rename(away)
        for stands_there in (None, b"another file"):
            if stands_there:
                path.write_bytes(stands_there)
            with pytest.raises(Unreached) as refused:
                a_person(replica.recorder)
            assert refused.value.code == "moved"
            assert str(path) in refused.value.message
        away.replace(path)
        person = a_person(replica.recorder)
    with closing(open_replica(path, "kim")) as replica:
        assert replica.recorder.put("person", {"name": "Again"}, id=person).changed


def test_a_replica_is_not_half_made_on_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        filler = fill_up(disk)
        with pytest.raises(Unreached) as refused:
            a_replica(disk)
        assert refused.value.code in ("disk-full", "cannot-make")
        assert names_in(disk) == ["filler"]
        filler.unlink()
        a_replica(disk).close()


def test_opening_on_a_full_disk_is_a_line_or_works(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        with closing(a_replica(disk)) as replica:
            a_ticket(replica.recorder)
        fill_up(disk)
        with pytest.raises(Unreached) as refused, closing(open_replica(disk / "replica.db", "kim")) as replica:
            for _ in range(1000):
                a_person(replica.recorder)
        assert refused.value.code == "disk-full"


# Several processes


def test_while_it_is_moved_nobody_opens_it(path: Path) -> None:
    holding = Lease(path)
    with holding.alone():
        assert refusal(path).code == "in-use"
    open_replica(path, "kim").close()
    with closing(open_replica(path, "kim")), pytest.raises(Unreached, match="has this replica open"), holding.alone():
        pass
    holding.close()


def test_a_lease_goes_with_its_process(path: Path) -> None:
    def hold() -> None:
        with Lease(path).alone():
            forks.die()

    assert forks.run(hold) == -signal.SIGKILL
    open_replica(path, "kim").close()


def test_two_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    def write(actor: str) -> None:
        with closing(open_replica(path, actor)) as replica:
            replica.recorder.connection.execute("PRAGMA synchronous = OFF")
            requester = a_person(replica.recorder)
            for n in range(60):
                a_ticket(replica.recorder, f"{actor}{n}", requester=requester, building=None)

    writers = [forks.start(partial(write, actor)) for actor in ("kim", "lee", "sam")]
    assert [forks.end_of(each) for each in writers] == [0, 0, 0]
    with closing(open_replica(path, "kim")) as replica:
        tickets = replica.reader().execute("SELECT count(*), count(DISTINCT number) FROM ticket").fetchone()
        seqs = replica.reader().execute("SELECT count(DISTINCT seq), max(seq) FROM change").fetchone()
    assert tickets == (183, 183)
    assert seqs[0] == seqs[1]
    assert deep_check(path) == []


@pytest.mark.parametrize("edits", [1, 200, 1500])
def test_a_kill_in_the_middle_of_many_edits_loses_none_that_was_done(path: Path, edits: int) -> None:
    read, write = os.pipe()

    def work() -> None:
        with closing(open_replica(path, "kim")) as replica:
            for n in range(1_000_000):
                done = replica.recorder.put("person", {"name": f"P{n}", "mail": f"{n}@example.org"})
                os.write(write, done.id.encode())

    child = forks.start(work)
    os.close(write)
    with os.fdopen(read, "rb") as told:
        done = _ids(iter(partial(told.read, 36), b""), edits, lambda: os.kill(child, signal.SIGKILL))
    assert forks.end_of(child) == -signal.SIGKILL
    with closing(open_replica(path, "kim")) as replica:
        found = replica.reader().execute("SELECT lower(hex(id)) FROM person").fetchall()
        a_ticket(replica.recorder)
    assert len(done) >= edits
    assert set(done) <= {id for (id,) in found}
    assert deep_check(path) == []


def _ids(told: Iterator[bytes], enough: int, kill: Callable[[], None]) -> list[str]:
    """The ids that were reported as done until the process was killed, and those that were on their way then."""
    done = []
    for id in told:
        if len(id) == 36:
            done.append(id.decode().replace("-", ""))
        if len(done) == enough:
            kill()
    return done


def test_what_a_killed_process_left_in_the_log_is_there(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path / "running")) as replica:
        a_ticket(replica.recorder)
        for suffix in ("", "-wal"):
            shutil.copy(f"{replica.path}{suffix}", tmp_path / f"replica.db{suffix}")
    with closing(open_replica(tmp_path / "replica.db", "kim")) as replica:
        assert replica.reader().execute("SELECT count(*) FROM ticket").fetchone() == (1,)
    assert deep_check(tmp_path / "replica.db") == []
