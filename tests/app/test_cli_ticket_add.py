"""`rounds ticket add`: what is filed, what waits, what is refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from rounds.data.nouns.spec import TEXT_MAX

GOOD = (
    "--requester",
    "ana@nile.example",
    "--subject",
    "No Wi-Fi",
    "--building",
    "17",
    "--room",
    "B 12",
    "--description",
    "d",
)


def test_a_whole_request_is_accepted(cli: Any, fresh: Path) -> None:
    ran = cli("ticket", "add", *GOOD, "--json")
    assert ran.status == 0 and ran.err == ""
    told = ran.json
    assert set(told) >= {"ticket", "outcome", "reasons"}
    assert set(told["ticket"]) == {"id", "number", "status", "priority", "building", "room", "group", "duty", "due"}
    assert told["outcome"] == "accept" and told["details"] == {}
    assert [set(reason) for reason in told["reasons"]] == [{"rule", "says"}]
    ticket = told["ticket"]
    assert (ticket["status"], ticket["building"], ticket["room"], ticket["duty"]) == ("new", "17", "B 12", None)
    assert ticket["due"][-6] in "+-" and "T" in ticket["due"]


def test_what_is_missing_is_named_and_the_request_waits(cli: Any, fresh: Path) -> None:
    ran = cli("ticket", "add", "--requester", "ana@nile.example", "--subject", "Help", "--json")
    assert ran.status == 1
    assert ran.json["outcome"] == "needs-fields"
    assert ran.json["ticket"]["status"] == "waiting"
    assert ran.json["details"] == {"missing": ["school", "room", "description"]}
    spoken = cli("ticket", "add", "--requester", "ana@nile.example", "--subject", "Help")
    assert spoken.status == 1
    assert "the school, room and description are missing" in spoken.out


def test_a_first_line_that_names_school_and_room_counts(cli: Any, fresh: Path) -> None:
    ran = cli("ticket", "add", *GOOD[:4], "--description", "-", "--json", stdin=b"Rosetta B12\nIt went at noon.\n")
    assert ran.status == 0
    assert (ran.json["ticket"]["building"], ran.json["ticket"]["room"]) == ("17", "B12")


def test_a_near_miss_of_the_domain_is_corrected_in_the_open(cli: Any, fresh: Path) -> None:
    domain = _domain(fresh)
    wrong = f"ana@{domain.rpartition('.')[0]}.com"
    ran = cli("ticket", "add", "--requester", wrong, *GOOD[2:], "--json")
    assert ran.status == 0
    assert ran.json["outcome"] == "accept+fix-email-domain"
    assert ran.json["details"] == {"corrected_email": f"ana@{domain}"}
    kept = cli("ticket", "add", "--requester", wrong, *GOOD[2:], "--keep-domain", "--json").json
    assert kept["outcome"] == "accept"


def test_every_argument_reaches_the_ticket(cli: Any, fresh: Path, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    more = ("--priority", "HIGH", "--severity", "1", "--testing", "--attach", tmp_path / "photo.png")
    number = cli("ticket", "add", *GOOD, *more, "--json").json["ticket"]["number"]
    ticket = cli("ticket", "show", number, "--json").json["ticket"]
    assert (ticket["priority"], ticket["severity"], ticket["testing"]) == ("high", 1, True)
    assert [each["name"] for each in ticket["attachments"]] == ["photo.png"]


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("--requester", "nobody", *GOOD[2:]), 2, "bad-address"),
        ((*GOOD[:2], "--subject", " \t", *GOOD[4:]), 2, "missing-field"),
        ((*GOOD, "--type", "zzz"), 2, "bad-value"),
        ((*GOOD, "--priority", "hgh"), 2, "bad-value"),
        ((*GOOD, "--severity", "5"), 2, "usage"),
        ((*GOOD, "--building", "zzz"), 3, "not-found"),
        ((*GOOD, "--attach", "/nowhere/file"), 2, "bad-file"),
        ((*GOOD, "--attach", "/tmp"), 2, "bad-file"),
        ((*GOOD, "--attach", ""), 2, "usage"),
        (("--subject", "x"), 2, "usage"),
        ((*GOOD[:2], "--subject", "x" * 301, *GOOD[4:]), 2, "bad-value"),
    ],
)
def test_what_cannot_be_filed_is_refused_and_nothing_is_kept(
    cli: Any, fresh: Path, words: tuple[str, ...], status: int, code: str
) -> None:
    ran = cli("ticket", "add", *words, "--json")
    assert (ran.status, ran.error["code"]) == (status, code)
    assert cli("ticket", "list", "status:any", "--json").json["total"] == 0


def test_without_a_role_nothing_is_filed(cli: Any, fresh: Path, act_as: Any) -> None:
    act_as(fresh, "nobody-we-know")
    ran = cli("ticket", "add", *GOOD, "--json")
    assert (ran.status, ran.error["code"]) == (5, "not-allowed")


def test_a_megabyte_comes_in_through_stdin_and_no_more(program: Any, fresh: Path) -> None:
    words = ("ticket", "add", *GOOD[:-1], "-", "--json")
    whole = program(*words, stdin=b"x" * TEXT_MAX)
    assert whole.status == 0
    shown = program("ticket", "show", whole.json["ticket"]["number"], "--json").json["ticket"]
    assert len(shown["description"]) == TEXT_MAX
    assert program(*words, stdin=b"x" * (TEXT_MAX + 1)).error["code"] == "bad-value"
    assert program(*words, stdin=b"x" * (4 * TEXT_MAX + 1)).error["code"] == "too-large"


HOSTILE = "\x1b]52;c;ZXZpbA==\x07\x1b[2J\u202egnp.exe\u2066 [red]x[/red] \x9b31m\x00".replace("\x00", "")


def test_hostile_text_steers_no_terminal(program: Any, fresh: Path) -> None:
    words = [HOSTILE if word in ("No Wi-Fi", "B 12", "d") else word for word in GOOD]
    added = program("ticket", "add", *words)
    number = added.out.split()[0]
    answers = [added, program("ticket", "list"), program("ticket", "show", number), program("ticket", "list", "--json")]
    answers += [
        program("ticket", "set", number, f"room={HOSTILE}2"),
        program("ticket", "show", HOSTILE),
        program(HOSTILE),
    ]
    answers += [program("ticket", "list", HOSTILE), program("ticket", "assign", number, HOSTILE)]
    for ran in answers:
        assert not set("\x1b\x07\x9b\u202e\u2066") & set(ran.out + ran.err), ran


def test_bytes_that_are_no_text_do_no_harm(program: Any, fresh: Path) -> None:
    words = [
        b"ticket",
        b"add",
        b"--requester",
        b"a@nile.example",
        b"--subject",
        b"x\xff\xfe",
        b"--description",
        b"\xed\xa0\x80",
    ]
    ran = program(*words, b"--building", b"17", b"--room", b"1\xff", b"--json")
    assert ran.status == 0
    assert program(b"ticket", b"list", b"x\xff", b"--json").status == 0
    assert program(b"ticket", b"show", b"\xff\xff", b"--json").error["code"] == "not-found"
    assert program(b"--home", b"/nowhere/\xff", b"whoami", b"--json").error["code"] == "no-replica"
    assert program(b"\xff\xff", b"--json").error["code"] == "usage"


def test_a_value_may_begin_with_a_minus(cli: Any, fresh: Path) -> None:
    cli("ticket", "add", *GOOD[:2], "--subject", "-5 V", *GOOD[4:-1], "- first\n- second")
    ticket = cli("ticket", "list", "--json").json["tickets"][0]
    assert ticket["subject"] == "-5 V"


def _domain(home: Path) -> str:
    connection = sqlite3.connect(home / "replica.db")
    try:
        return str(connection.execute("SELECT mail_domain FROM district").fetchone()[0])
    finally:
        connection.close()
