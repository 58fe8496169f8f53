"""A backup is whole though somebody writes, and a replica comes back from it without numbering anything twice."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rounds.data.errors import NotFound, Refused, Unreached
from rounds.data.nouns.spec import SCHEMA
from rounds.data.store.backup import Saved, backup, restore
from rounds.data.store.check import deep_check
from rounds.data.store.lease import Lease
from rounds.data.store.open import Replica, open_replica
from tests import forks
from tests.another_device import AnotherDevice
from tests.builders import a_note, a_person, a_replica, a_ticket
from tests.mounts import fill_up, only_to_read, small_disk


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    """An open replica with three tickets, in a folder of its own."""
    with closing(a_replica(tmp_path / "home")) as replica:
        for _ in range(3):
            a_note(replica.recorder, a_ticket(replica.recorder))
        yield replica


def numbers(path: Path) -> list[str]:
    """The numbers of the tickets in a file."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM ticket ORDER BY row")]


def chains(path: Path) -> list[Any]:
    """Own or not, code and seq of each device in a file."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT own, code, seq FROM chain ORDER BY own, device").fetchall()


def names_in(folder: Path) -> list[str]:
    """What a folder holds."""
    return sorted(each.name for each in folder.iterdir())


# Backup


def test_a_backup_holds_everything_for_this_account_alone_in_one_file(replica: Replica, tmp_path: Path) -> None:
    target = tmp_path / "out" / "saved.db"
    target.parent.mkdir()
    assert backup(replica, target) == Saved(records=12, unsent=12)
    assert numbers(target) == ["K7Q-0001", "K7Q-0002", "K7Q-0003"]
    assert deep_check(target) == []
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert names_in(target.parent) == ["saved.db"]


def test_what_was_sent_does_not_count_as_unsent(replica: Replica, tmp_path: Path) -> None:
    with replica.recorder.act("sent", acknowledged=True):
        pass
    a_person(replica.recorder)
    replica.recorder.apply([AnotherDevice().says("person", b"\x01" * 16, "C", {"name": ["Ann"]})])
    assert backup(replica, tmp_path / "saved.db") == Saved(records=14, unsent=1)


def test_it_does_not_write_over_a_file_unless_it_is_told_to(replica: Replica, tmp_path: Path) -> None:
    target = tmp_path / "saved.db"
    target.write_text("mine")
    with pytest.raises(Refused, match="is there already"):
        backup(replica, target)
    assert target.read_text() == "mine"
    backup(replica, target, force=True)
    assert deep_check(target) == []


@pytest.mark.parametrize("force", [False, True])
def test_it_never_writes_over_the_replica_nor_over_a_folder(replica: Replica, tmp_path: Path, force: bool) -> None:
    (tmp_path / "link.db").symlink_to(replica.path)
    for target in (replica.path, tmp_path / "link.db", tmp_path / "home"):
        with pytest.raises(Refused):
            backup(replica, target, force=force)
    assert deep_check(replica.path) == []


def test_a_folder_that_is_not_there_or_full_is_told_in_a_line_and_nothing_is_left(
    replica: Replica, tmp_path: Path
) -> None:
    with pytest.raises(Unreached, match="cannot be written"):
        backup(replica, tmp_path / "nowhere" / "saved.db")
    with small_disk(tmp_path / "disk", "128k") as disk:
        with pytest.raises(Unreached) as refused:
            backup(replica, disk / "saved.db")
        assert refused.value.code == "disk-full"
        assert names_in(disk) == []


def test_a_failed_backup_leaves_the_last_one(replica: Replica, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk:
        backup(replica, disk / "saved.db")
        fill_up(disk)
        with pytest.raises(Unreached):
            backup(replica, disk / "saved.db", force=True)
        assert deep_check(disk / "saved.db") == []


def test_a_damaged_replica_is_not_saved_as_if_it_were_sound(tmp_path: Path) -> None:
    with closing(a_replica(tmp_path / "home")) as replica:
        for _ in range(20):
            a_ticket(replica.recorder)
    path, target = tmp_path / "home" / "replica.db", tmp_path / "saved.db"
    whole = path.read_bytes()
    codes = []
    for page in range(len(whole) // 4096 - 8, len(whole) // 4096):
        path.write_bytes(whole[: page * 4096] + b"\xff" * 4096 + whole[(page + 1) * 4096 :])
        with pytest.raises(Unreached) as refused, closing(open_replica(path, "kim")) as replica:
            codes.append("opened")
            backup(replica, target)
        codes.append(refused.value.code)
    assert {"opened", "corrupt"} == set(codes)
    assert names_in(tmp_path) == ["home"]


def test_a_backup_is_of_one_moment_though_another_process_writes_all_the_while(tmp_path: Path) -> None:
    path = tmp_path / "home" / "replica.db"
    with closing(a_replica(tmp_path / "home")) as replica:
        for _ in range(40):
            a_ticket(replica.recorder, description="long " * 2000)

    def write() -> None:
        with closing(open_replica(path, "lee")) as mine:
            mine.recorder.connection.execute("PRAGMA synchronous = OFF")
            while True:
                a_person(mine.recorder)

    writer = forks.start(write)
    try:
        with closing(open_replica(path, "kim")) as replica:
            for n in range(2):
                backup(replica, tmp_path / f"saved{n}.db")
                assert deep_check(tmp_path / f"saved{n}.db") == []
    finally:
        forks.kill(writer)


def test_a_copy_made_in_small_steps_is_of_one_moment(
    replica: Replica, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite begins anew whenever somebody writes between two steps; with a reading transaction it does not."""
    monkeypatch.setattr("rounds.data.store.copies.PAGES_AT_ONCE", 5)
    told: list[tuple[int, int]] = []

    def write_meanwhile(done: int, of: int) -> None:
        told.append((done, of))
        a_person(replica.recorder)
        assert len(told) < 1000

    backup(replica, tmp_path / "saved.db", progress=write_meanwhile)
    assert len(told) > 10
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    assert deep_check(tmp_path / "saved.db") == []


def test_a_backup_that_is_killed_leaves_the_last_one(replica: Replica, tmp_path: Path) -> None:
    target = tmp_path / "saved.db"
    backup(replica, target)
    before = target.read_bytes()

    def work() -> None:
        with closing(open_replica(replica.path, "lee")) as mine:
            backup(mine, target, force=True, progress=lambda done, of: forks.die())

    assert forks.run(work) == -signal.SIGKILL
    assert target.read_bytes() == before
    backup(replica, target, force=True)
    assert names_in(tmp_path) == ["home", "saved.db"]


def test_a_backup_is_on_the_disk_before_it_has_its_name_and_its_name_before_it_is_done(
    replica: Replica, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, rename = os.fsync, Path.replace

    def told_fsync(handle: int) -> None:
        done.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        fsync(handle)

    def told_rename(one: Path, other: Path) -> Path:
        done.append("renamed")
        return rename(one, other)

    monkeypatch.setattr("os.fsync", told_fsync)
    monkeypatch.setattr(Path, "replace", told_rename)
    backup(replica, tmp_path / "saved.db")
    renamed = done.index("renamed")
    assert str(tmp_path / ".saved.db.part") in done[:renamed]
    assert done[renamed + 1 :] == [str(tmp_path)]


# Restore


def test_a_restored_replica_holds_the_backup_and_goes_on_under_a_new_device(replica: Replica, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    backup(replica, saved)
    a_ticket(replica.recorder)
    replica.close()
    restored = restore(saved, replica.path)
    assert (restored.records, restored.unsent) == (12, 12)
    assert chains(replica.path) == [(0, "K7Q", 12), (1, restored.code, 0)]
    assert restored.code != "K7Q"
    assert deep_check(replica.path) == []
    with closing(open_replica(replica.path, "kim")) as again:
        ticket = a_ticket(again.recorder)
        again.recorder.put("ticket", {"room": "X"}, id=ticket)
    assert numbers(replica.path) == ["K7Q-0001", "K7Q-0002", "K7Q-0003", f"{restored.code}-0001"]
    assert deep_check(replica.path) == []


def test_the_replica_that_stood_there_is_kept(replica: Replica, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    backup(replica, saved)
    a_ticket(replica.recorder)
    replica.close()
    kept = restore(saved, replica.path).kept
    assert kept is not None
    assert kept.parent == replica.path.parent / "backups"
    assert len(numbers(kept)) == 4
    assert deep_check(kept) == []
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    back = restore(kept, replica.path)
    assert len(numbers(replica.path)) == 4
    assert back.kept != kept
    assert len(names_in(kept.parent)) == 2


def test_a_backup_is_restored_where_there_is_no_replica(replica: Replica, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    backup(replica, saved)
    path = tmp_path / "another" / "home" / "replica.db"
    restored = restore(saved, path)
    assert restored.kept is None
    assert deep_check(path) == []
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert names_in(path.parent) == ["replica.db", "replica.db.lease"]


def test_one_backup_restored_twice_gives_two_devices(replica: Replica, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    backup(replica, saved)
    made = []
    for name in ("one", "two"):
        path = tmp_path / name / "replica.db"
        restore(saved, path)
        with closing(sqlite3.connect(path)) as connection:
            made.append(connection.execute("SELECT device FROM chain WHERE own = 1").fetchone())
    assert made[0] != made[1]


def test_its_clock_does_not_begin_before_what_it_holds(replica: Replica, tmp_path: Path) -> None:
    saved, path = tmp_path / "saved.db", tmp_path / "other" / "replica.db"
    backup(replica, saved)
    restore(saved, path)
    with closing(open_replica(path, "kim", clock=lambda: 5)) as again:
        a_person(again.recorder)
        clocks = [hlc for (hlc,) in again.recorder.connection.execute("SELECT hlc FROM change ORDER BY n")]
    assert clocks == sorted(set(clocks))


def test_a_damaged_replica_gives_way_and_is_kept_as_it_is(replica: Replica, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    backup(replica, saved)
    replica.close()
    with replica.path.open("r+b") as file:
        file.write(b"garbage" * 40)
    Path(f"{replica.path}-wal").write_bytes(b"an old log")
    damaged = replica.path.read_bytes()
    kept = restore(saved, replica.path).kept
    assert kept is not None
    assert kept.read_bytes() == damaged
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"an old log"
    assert "damaged" in kept.name
    assert deep_check(replica.path) == []


def _text(path: Path) -> None:
    path.write_text("no database")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-8192])


def _overwritten(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: 4096 * 9] + b"\xff" * 4096 * 9 + content[4096 * 18 :])


def _another_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "spoil", [_text, _cut, _overwritten, _another_database, _newer, _folder, Path.unlink], ids=lambda f: f.__name__
)
def test_a_backup_that_is_not_sound_is_refused_and_the_replica_stays(
    replica: Replica, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    saved = tmp_path / "saved.db"
    backup(replica, saved)
    replica.close()
    spoil(saved)
    before = replica.path.read_bytes()
    with pytest.raises((Unreached, NotFound)) as refused:
        restore(saved, replica.path)
    assert "\n" not in str(refused.value)
    assert str(saved) in refused.value.message
    assert replica.path.read_bytes() == before
    assert names_in(replica.path.parent) == ["replica.db", "replica.db.lease"]


def test_a_replica_is_not_restored_from_itself(replica: Replica) -> None:
    replica.close()
    with pytest.raises(Refused, match="is the replica itself"):
        restore(replica.path, replica.path)


def test_a_replica_that_is_open_is_not_replaced(replica: Replica, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    backup(replica, saved)
    with pytest.raises(Unreached, match="another Rounds has this replica open"):
        restore(saved, replica.path)
    replica.close()
    with closing(sqlite3.connect(replica.path)) as foreign:
        foreign.execute("PRAGMA journal_mode = WAL")
        foreign.execute("SELECT count(*) FROM ticket").fetchone()
        with pytest.raises(Unreached, match="another program has this replica open"):
            restore(saved, replica.path)
    lease = Lease(replica.path)
    restore(saved, replica.path, lease)
    lease.close()
    assert deep_check(replica.path) == []


def test_a_backup_on_a_disk_that_cannot_be_written_is_restored(replica: Replica, tmp_path: Path) -> None:
    (tmp_path / "disc").mkdir()
    backup(replica, tmp_path / "disc" / "saved.db")
    with only_to_read(tmp_path / "disc"):
        restore(tmp_path / "disc" / "saved.db", tmp_path / "other" / "replica.db")
    assert len(numbers(tmp_path / "other" / "replica.db")) == 3


def test_a_full_disk_leaves_the_replica(replica: Replica, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    backup(replica, saved)
    with small_disk(tmp_path / "disk") as disk:
        shutil.copy(saved, disk / "replica.db")
        fill_up(disk)
        with pytest.raises(Unreached) as refused:
            restore(saved, disk / "replica.db")
        assert refused.value.code == "disk-full"
        assert deep_check(disk / "replica.db") == []
        assert names_in(disk) == ["filler", "replica.db", "replica.db.lease"]


@pytest.mark.parametrize("call", ["keep_aside", "put_in_place"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_leaves_a_whole_replica_and_the_other_one_aside(
    replica: Replica, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, when: str
) -> None:
    import rounds.data.store.backup as module

    saved = tmp_path / "saved.db"
    backup(replica, saved)
    a_ticket(replica.recorder)
    replica.close()
    real = getattr(module, call)

    def dying(*arguments: Any) -> Any:
        if when == "after":
            real(*arguments)
        forks.die()

    monkeypatch.setattr(module, call, dying)
    assert forks.run(lambda: restore(saved, replica.path)) == -signal.SIGKILL
    monkeypatch.undo()
    assert len(numbers(replica.path)) == (3 if (call, when) == ("put_in_place", "after") else 4)
    assert deep_check(replica.path) == []
    restore(saved, replica.path)
    assert deep_check(replica.path) == []
    assert len(numbers(replica.path)) == 3
    for kept in (replica.path.parent / "backups").iterdir():
        assert not kept.samefile(replica.path)


def test_two_that_restore_at_once_do_not_spoil_it(replica: Replica, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    backup(replica, saved)
    replica.close()
    refused: list[Refused] = []

    def work() -> None:
        try:
            restore(saved, replica.path)
        except Refused as refusal:
            refused.append(refusal)

    both = [threading.Thread(target=work) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(refused) < 2
    assert deep_check(replica.path) == []
