"""`rounds ticket show|set|note|close|reopen|assign`: what changes, what is refused, and what the answer says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def pair(numbers: Any) -> tuple[str, str]:
    """Two tickets in hand."""
    first, second, *_ = numbers("status:open", "-severity:1")
    return first, second


def shown(cli: Any, number: str) -> dict[str, Any]:
    """One ticket, whole."""
    ticket: dict[str, Any] = cli("ticket", "show", number, "--json").json["ticket"]
    return ticket


def test_show_has_everything(cli: Any, sample: Path, pair: tuple[str, str]) -> None:
    cli("ticket", "note", pair[0], "a note")
    ticket = shown(cli, pair[0])
    assert set(ticket) >= {
        "id",
        "number",
        "subject",
        "status",
        "notes",
        "history",
        "links",
        "attachments",
        "duty",
        "rule",
    }
    assert ticket["notes"][-1]["text"] == "a note"
    assert all(set(event) == {"at", "actor", "field", "old", "new"} for event in ticket["history"])
    assert shown(cli, ticket["id"][:13]) == ticket
    assert shown(cli, pair[0].lower()) == ticket
    spoken = cli("ticket", "show", pair[0]).out
    assert pair[0] in spoken and "a note" in spoken and "history" in spoken


def test_show_of_nothing_is_not_found(cli: Any, sample: Path) -> None:
    ran = cli("ticket", "show", "ZZZ-9999", "--json")
    assert (ran.status, ran.error["code"]) == (3, "not-found")


def test_set_answers_with_the_tickets_and_what_changed(cli: Any, sample: Path, pair: tuple[str, str]) -> None:
    ran = cli("ticket", "set", *pair, "severity=1", "room=B12", "--note", "moved", "--json")
    assert ran.status == 0
    assert set(ran.json) == {"tickets", "refused"} and ran.json["refused"] == []
    assert [ticket["number"] for ticket in ran.json["tickets"]] == list(pair)
    for ticket in ran.json["tickets"]:
        assert (ticket["severity"], ticket["room"]) == (1, "B12")
        assert ticket["changed"]["severity"][1] == 1
    assert shown(cli, pair[1])["notes"][-1]["text"] == "moved"
    assert cli("undo").status == 0
    assert shown(cli, pair[0])["room"] != "B12"


def test_people_read_old_and_new(cli: Any, sample: Path, pair: tuple[str, str]) -> None:
    old = shown(cli, pair[0])["severity"]
    assert cli("ticket", "set", pair[0], "severity=1", "due=none").out.startswith(f"{pair[0]} severity {old} -> 1")
    assert cli("ticket", "set", pair[0], "severity=1").out == f"{pair[0]} nothing changes\n"


def test_options_may_stand_between_the_words(cli: Any, sample: Path, pair: tuple[str, str]) -> None:
    assert cli("ticket", "set", pair[0], "--note", "x", "severity=1", "--json", "room=1").status == 0
    assert shown(cli, pair[0])["room"] == "1"


def test_numbers_come_through_stdin(cli: Any, sample: Path, pair: tuple[str, str]) -> None:
    ran = cli(
        "ticket", "close", "-", "--resolution", "done", "--json", stdin=f"{pair[0]}\n{pair[1]} {pair[0]}\n".encode()
    )
    assert [ticket["status"] for ticket in ran.json["tickets"]] == ["closed", "closed"]


@pytest.mark.parametrize(
    "words",
    [("set", "severity=1"), ("close", "--resolution", "x"), ("reopen",), ("assign", "none")],
    ids=lambda w: w[0],
)
def test_a_dry_run_changes_nothing(cli: Any, sample: Path, pair: tuple[str, str], words: tuple[str, ...]) -> None:
    before = [shown(cli, number) for number in pair]
    verb, *rest = words
    ran = cli("ticket", verb, *pair, *rest, "--dry-run", "--json")
    assert ran.status == 0 and ran.json["dry_run"] is True
    assert [shown(cli, number) for number in pair] == before


def test_what_is_done_in_part_says_which(cli: Any, sample: Path, pair: tuple[str, str]) -> None:
    ran = cli("ticket", "set", pair[0], "ZZZ-9999", "severity=1", "--json")
    assert ran.status == 1
    assert [ticket["number"] for ticket in ran.json["tickets"]] == [pair[0]]
    assert [(each["number"], each["code"]) for each in ran.json["refused"]] == [("ZZZ-9999", "not-found")]
    spoken = cli("ticket", "set", pair[0], "ZZZ-9999", "severity=2")
    assert spoken.status == 1 and "ZZZ-9999: no ticket" in spoken.err


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("set", "ZZZ-1", "severity=1"), 3, "not-found"),
        (("set", "PAIR", "severity=9"), 2, "bad-value"),
        (("set", "PAIR", "severity=x"), 2, "bad-value"),
        (("set", "PAIR", "status=opn"), 2, "bad-value"),
        (("set", "PAIR", "nofield=1"), 2, "no-field"),
        (("set", "PAIR", "duty=1"), 2, "no-field"),
        (("set", "PAIR", "number=X-0001"), 2, "fixed"),
        (("set", "PAIR"), 2, "usage"),
        (("set", "severity=1"), 2, "missing-number"),
        (("set", "PAIR", "severity=1", "PAIR"), 2, "usage"),
        (("set", "PAIR", "severity=1", "severity=2"), 2, "usage"),
        (("set", "PAIR", "status=closed"), 1, "no-resolution"),
        (("set", "PAIR", "requester=none"), 2, "missing-field"),
        (("set", "PAIR", "building=zzz"), 3, "not-found"),
        (("set", "PAIR", "severity=1", "--base", "zz"), 2, "bad-version"),
        (("set", "PAIR", "OTHER", "severity=1", "--base", "zz"), 2, "usage"),
        (("close", "PAIR", "--resolution", " "), 2, "missing-field"),
        (("close", "PAIR"), 2, "usage"),
        (("close", "-", "--resolution", "x"), 2, "missing-number"),
        (("assign", "PAIR", "nobody-we-know"), 3, "not-found"),
        (("assign", "PAIR", "@group"), 3, "not-found"),
        (("note", "PAIR", ""), 2, "missing-field"),
        (("note", "ZZZ-1", "x"), 3, "not-found"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_refused(
    cli: Any, sample: Path, pair: tuple[str, str], words: tuple[str, ...], status: int, code: str
) -> None:
    before = shown(cli, pair[0])
    given = [{"PAIR": pair[0], "OTHER": pair[1]}.get(word, word) for word in words]
    ran = cli("ticket", *given, "--json")
    assert (ran.status, ran.error["code"]) == (status, code)
    assert shown(cli, pair[0]) == before


def test_without_a_role_nothing_is_changed(cli: Any, sample: Path, pair: tuple[str, str], act_as: Any) -> None:
    act_as(sample, "nobody-we-know")
    for words in (("set", pair[0], "severity=1"), ("note", pair[0], "x"), ("assign", pair[0], "none")):
        ran = cli("ticket", *words, "--json")
        assert (ran.status, ran.error["code"]) == (5, "not-allowed")
    both = cli("ticket", "set", *pair, "severity=1", "--json")
    assert both.status == 5
    assert {each["code"] for each in both.json["refused"]} == {"not-allowed"} and both.json["tickets"] == []
    assert cli("ticket", "set", "ZZZ-1", "ZZZ-2", "severity=1", "--json").status == 3
    assert cli("ticket", "set", pair[0], "ZZZ-2", "severity=1", "--json").status == 1


def test_a_lost_update_is_refused_with_what_stands_there(cli: Any, sample: Path, pair: tuple[str, str]) -> None:
    seen = shown(cli, pair[0])["version"]
    cli("ticket", "set", pair[0], "room=1")
    ran = cli("ticket", "set", pair[0], "room=2", "--base", seen, "--json")
    assert (ran.status, ran.error["code"]) == (1, "changed-meanwhile")
    assert "room is now '1'" in ran.error["message"]
    assert cli("ticket", "set", pair[0], "severity=1", "--base", seen).status == 0


def test_close_and_reopen(cli: Any, sample: Path, pair: tuple[str, str]) -> None:
    ran = cli("ticket", "close", pair[0], "--resolution", "-", "--json", stdin=b"New cable.\nTested.\n")
    assert ran.json["tickets"][0]["status"] == "closed"
    assert shown(cli, pair[0])["resolution"] == "New cable.\nTested."
    ran = cli("ticket", "reopen", pair[0], "--note", "It is back.", "--json")
    assert ran.json["tickets"][0]["status"] == "open"
    assert shown(cli, pair[0])["notes"][-1]["text"] == "It is back."


def test_assign_to_people_and_groups(cli: Any, sample: Path, pair: tuple[str, str]) -> None:
    me = cli("whoami", "--json").json["login"]
    number = pair[0]

    def assigned(who: str) -> dict[str, Any]:
        ticket: dict[str, Any] = cli("ticket", "assign", number, who, "--json").json["tickets"][0]
        return ticket

    assert assigned("@me")["assignee"] == me
    assert assigned("none")["assignee"] is None
    assert assigned(me)["assignee"] == me
    assert assigned("@none")["assignee"] is None
    assert assigned("BTC")["group"] == "BTC"
    routed = assigned("edtech")
    assert (routed["group"], routed["assignee"]) == ("EDTECH", None)


def test_a_note_may_be_words_or_stdin(cli: Any, sample: Path, pair: tuple[str, str]) -> None:
    told = cli("ticket", "note", pair[0], "replaced", "the", "fuser", "--json").json
    assert told["tickets"][0]["number"] == pair[0] and told["note"]["id"]
    cli("ticket", "note", pair[0], "-", stdin=b"line 1\nline 2")
    assert [note["text"] for note in shown(cli, pair[0])["notes"][-2:]] == ["replaced the fuser", "line 1\nline 2"]


FIELDS = "subject=New description=a type=network testing=yes due=+2d due=none priority=urgent assignee=@me group=BTC"


@pytest.mark.parametrize("field", [*FIELDS.split(), "building=101", "status=held", "description=two\nlines"])
def test_fields_take_words(cli: Any, sample: Path, pair: tuple[str, str], field: str) -> None:
    assert cli("ticket", "set", pair[0], field).status == 0
