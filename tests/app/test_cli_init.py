"""`rounds init`, `whoami`, `undo`, `redo`: a beginning, and who acts from then on."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from rounds.app.paths import login

DISTRICT_TWO = Path(__file__).parents[1] / "fixtures" / "district-two"


def test_a_new_replica_is_answered_and_private(cli: Any, home: Path) -> None:
    told = cli("init", "--json").json
    assert set(told) >= {"home", "district", "hub", "device", "buildings"}
    assert (told["home"], told["hub"], told["buildings"], told["login"]) == (str(home), None, [], login())
    assert len(told["device"]) == 3
    assert (home.stat().st_mode & 0o777, (home / "replica.db").stat().st_mode & 0o777) == (0o700, 0o600)
    assert [path.name for path in home.iterdir()] == ["replica.db"]


def test_a_second_one_is_refused(cli: Any, fresh: Path) -> None:
    before = (fresh / "replica.db").read_bytes()
    ran = cli("init", "--json")
    assert (ran.status, ran.error["code"]) == (1, "exists")
    assert (fresh / "replica.db").read_bytes() == before


def test_a_district_of_ones_own(cli: Any, home: Path) -> None:
    told = cli("init", "--district", DISTRICT_TWO, "--json").json
    assert told["district"] == "nile" and len(told["buildings"]) > 1


def test_some_buildings_alone_stay_the_only_ones(cli: Any, home: Path) -> None:
    told = cli("init", "--district", DISTRICT_TWO, "--buildings", "rosetta", "--json").json
    assert told["buildings"] == ["17"]
    assert cli("district", "apply", DISTRICT_TWO, "--json").json["changes"] == []
    assert [each["code"] for each in cli("rounds", "--json").json["buildings"]] == ["17"]


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("--buildings", "101"), 3, "not-found"),
        (("--district", "/nowhere"), 2, "bad-profile"),
        (("--as", "two words"), 2, "bad-login"),
        (("--as", ""), 2, "bad-login"),
        (("--as", "x" * 200), 2, "bad-login"),
    ],
)
def test_a_failure_leaves_nothing_behind(cli: Any, home: Path, words: tuple[str, ...], status: int, code: str) -> None:
    ran = cli("init", *words, "--json")
    assert (ran.status, ran.error["code"]) == (status, code)
    assert not home.exists()


def test_a_failure_in_the_middle_leaves_nothing_behind(cli: Any, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rounds.data.desk import profiles

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr(profiles, "enrol", fail)
    assert cli("init").status == 1
    assert [path.name for path in home.iterdir()] == ["rounds.log"]


def test_whoever_is_named_acts_from_then_on(cli: Any, home: Path) -> None:
    cli("init", "--as", "jo", "--district", DISTRICT_TWO)
    told = cli("whoami", "--json").json
    assert set(told) >= {"login", "person", "roles", "buildings", "device", "hub"}
    assert (told["login"], told["roles"], told["buildings"], told["hub"]) == ("jo", ["administrator"], ["*"], None)
    assert told["person_id"]
    number = cli("ticket", "add", "--requester", "a@b.example", "--subject", "x", "--json").json["ticket"]["number"]
    events = cli("ticket", "show", number, "--json").json["ticket"]["history"]
    assert {event["actor"] for event in events} == {"jo"}


def test_a_login_that_is_nobody_is_said(cli: Any, fresh: Path, act_as: Any) -> None:
    act_as(fresh, "kim")
    told = cli("whoami", "--json").json
    assert (told["login"], told["person"], told["roles"], told["buildings"]) == ("kim", None, [], [])
    assert "kim is no person of this district" in cli("whoami").out


def test_undo_and_redo_say_what_they_took_back(cli: Any, fresh: Path, numbers: Any) -> None:
    cli("ticket", "add", "--requester", "a@b.example", "--subject", "x")
    undone = cli("undo", "--json").json
    assert undone["undone"] == "file a ticket" and undone["refused"] == []
    assert {record["noun"] for record in undone["records"]} == {"ticket", "person", "request"}
    assert numbers() == []
    assert cli("redo").out.startswith("done again: file a ticket")
    assert len(numbers()) == 1
    ran = cli("redo", "--json")
    assert (ran.status, ran.error["code"]) == (1, "nothing")


def test_the_beginning_cannot_be_taken_back(cli: Any, fresh: Path) -> None:
    ran = cli("undo", "--json")
    assert (ran.status, ran.error["code"]) == (1, "nothing")
    assert cli("whoami", "--json").json["roles"] == ["administrator"]


def test_what_somebody_changed_since_is_left_alone(cli: Any, sample: Path, numbers: Any, act_as: Any) -> None:
    number = numbers("status:open")[0]
    me = login()
    cli("ticket", "set", number, "room=1")
    other = _somebody_else(cli)
    act_as(sample, other)
    assert cli("ticket", "set", number, "room=2").status == 0
    act_as(sample, me)
    ran = cli("undo", "--json")
    assert (ran.status, ran.error["code"]) == (1, "changed-since")
    assert "room is '2' now" in ran.error["message"]


def _somebody_else(cli: Any) -> str:
    """A technician of the sample who may work everywhere, or wherever the ticket is."""
    import os
    import sqlite3

    connection = sqlite3.connect(Path(os.environ["ROUNDS_HOME"]) / "replica.db")
    found = connection.execute(
        'SELECT p.login FROM person p JOIN "grant" g ON g.person = p.id AND g.building IS NULL'
        " WHERE p.login <> ? AND g.role IN ('technician', 'lead', 'administrator') LIMIT 1",
        (login(),),
    ).fetchone()
    connection.close()
    assert found is not None
    return str(found[0])


def test_a_read_only_home_can_be_read(program: Any, sample: Path, without_rights: tuple[str, ...]) -> None:
    sample.chmod(0o500)
    (sample / "replica.db").chmod(0o400)
    try:
        assert len(program("ticket", "list", "--json", wrapper=without_rights).json["tickets"]) > 3
        assert program("whoami", wrapper=without_rights).status == 0
        ran = program("ticket", "add", "--requester", "a@b.org", "--subject", "x", "--json", wrapper=without_rights)
        assert (ran.status, ran.error["code"]) == (4, "read-only")
        assert program("undo", "--json", wrapper=without_rights).status in (1, 4)
        assert program("doctor", "--quick", "--json", wrapper=without_rights).status == 1
    finally:
        sample.chmod(0o700)


def test_nothing_can_be_made_in_a_read_only_home(program: Any, home: Path, without_rights: tuple[str, ...]) -> None:
    home.mkdir(mode=0o500)
    ran = program("init", "--json", wrapper=without_rights)
    assert (ran.status, ran.error["code"]) == (4, "cannot-make")
    assert program("ticket", "list", "--json", wrapper=without_rights).error["code"] == "no-replica"


def test_a_replica_of_a_newer_rounds_is_left_alone(cli: Any, sample: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(sample / "replica.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    for words in (("ticket", "list"), ("whoami",), ("backup", str(sample / "b.db"))):
        ran = cli(*words, "--json")
        assert (ran.status, ran.error["code"]) == (4, "newer-schema")
    assert cli("doctor", "--json").status == 1


@pytest.mark.parametrize("content", [b"", b"no replica at all\n" * 1000, b"SQLite format 3\0" + b"\0" * 5000])
def test_a_file_that_is_no_replica_is_said(cli: Any, home: Path, content: bytes) -> None:
    home.mkdir()
    (home / "replica.db").write_bytes(content)
    ran = cli("ticket", "list", "--json")
    assert (ran.status, ran.error["code"]) == (4, "corrupt")
    assert cli("doctor").status == 1


def test_a_damaged_replica_is_said_where_it_is_met(cli: Any, sample: Path, tmp_path: Path) -> None:
    file = sample / "replica.db"
    content = bytearray(file.read_bytes())
    shutil.copyfile(file, tmp_path / "whole.db")
    for place in range(4096 * 4, len(content), 4096):
        content[place : place + 64] = b"\xff" * 64
    file.write_bytes(content)
    ran = cli("ticket", "list", "--json")
    assert (ran.status, ran.error["code"]) == (4, "corrupt")
    assert cli("salvage", file, "--json").json["records"] >= 0
    assert cli("restore", tmp_path / "whole.db", "--json").status == 0
    assert len(cli("ticket", "list", "--json").json["tickets"]) > 3


def test_an_older_replica_is_moved_and_people_are_told(cli: Any, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rounds.data.nouns.spec import SCHEMA
    from rounds.data.store import migrate
    from rounds.data.store import open as opening

    moved: list[int] = []

    def stand_in(path: Path, lease: object, version: int) -> Path:
        moved.append(version)
        return path.with_name("old.db")

    monkeypatch.setattr(opening, "SCHEMA", SCHEMA + 1)
    monkeypatch.setattr(migrate, "migrate", stand_in)
    ran = cli("whoami")
    assert ran.status == 0 and moved == [SCHEMA]
    assert f"the old one is kept as {sample}/old.db" in ran.err


def test_a_home_that_may_not_be_entered_is_said(program: Any, sample: Path, without_rights: tuple[str, ...]) -> None:
    sample.chmod(0)
    try:
        ran = program("ticket", "list", "--json", wrapper=without_rights)
    finally:
        sample.chmod(0o700)
    assert (ran.status, ran.error["code"]) == (4, "unreached")
    assert "Permission denied" in ran.error["message"]


@pytest.mark.parametrize("name", ["~nobody-of-that-name/x", "x" * 5000, "/dev/null/x"])
def test_an_odd_home_is_said(cli: Any, home: Path, name: str) -> None:
    ran = cli("whoami", "--json", "--home", name)
    assert ran.status in (3, 4)
    assert ran.error["code"] in ("no-replica", "unreached")
