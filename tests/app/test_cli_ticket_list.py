"""`rounds ticket list`: filters, pages and cursors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rounds.data.store import pages

KEYS = {
    "id", "number", "subject", "status", "priority", "severity", "building", "room", "group", "assignee", "requester",
    "opened", "updated", "due",
}  # fmt: skip

ORDERS = ["", "sort:opened", "sort:-updated", "sort:due", "sort:severity", "sort:-number", "sort:room", "sort:-subject"]


def test_the_document_has_the_keys_of_the_contract(cli: Any, sample: Path) -> None:
    told = cli("ticket", "list", "--json").json
    assert set(told) == {"total", "next", "tickets"}
    assert told["total"] == len(told["tickets"]) and told["next"] is None
    for ticket in told["tickets"]:
        assert set(ticket) >= KEYS
        assert ticket["status"] in ("new", "open", "waiting", "held")
        assert ticket["opened"][-6] in "+-"
    empty = cli("ticket", "list", "zzzz", "--json").json
    assert empty == {"total": 0, "next": None, "tickets": []}


@pytest.mark.parametrize("order", ORDERS)
def test_pages_give_every_ticket_once_and_in_order(cli: Any, sample: Path, order: str) -> None:
    words = ("ticket", "list", "status:any", order, "--json")
    whole = [ticket["id"] for ticket in cli(*words, "--limit", "1000").json["tickets"]]
    found: list[str] = []
    after: tuple[str, ...] = ()
    while True:
        page = cli(*words, "--limit", "7", *after).json
        assert page["total"] == 40
        found += [ticket["id"] for ticket in page["tickets"]]
        if page["next"] is None:
            break
        assert not page["next"].startswith("-")
        after = ("--after", page["next"])
    assert found == whole and len(set(found)) == 40


def test_pages_of_a_search_too(cli: Any, sample: Path) -> None:
    first = cli("ticket", "list", "the", "status:any", "--limit", "2", "--json").json
    second = cli("ticket", "list", "the", "status:any", "--limit", "2", "--after", first["next"], "--json").json
    assert first["total"] == second["total"] > 4
    assert not {each["id"] for each in first["tickets"]} & {each["id"] for each in second["tickets"]}


def test_without_a_total_nothing_is_counted(cli: Any, sample: Path) -> None:
    assert cli("ticket", "list", "--no-total", "--json").json["total"] is None


def test_a_filter_may_begin_with_a_minus(cli: Any, sample: Path, numbers: Any) -> None:
    queue, new = set(numbers()), set(numbers("status:new"))
    assert set(numbers("-status:new")) == queue - new
    assert set(numbers("-status:new", "-@me")) < queue - new
    assert set(numbers("--", "-status:new")) == queue - new
    assert set(numbers("--limit", "500", "-status:new")) == queue - new


def test_words_of_the_shell_are_one_filter(cli: Any, sample: Path, numbers: Any) -> None:
    assert numbers("status:new", "severity:>1") == numbers("status:new severity:>1")


@pytest.mark.parametrize(
    "cursor", ["", "x", "r1.", "r1.!!", "r1.e30", "r1.W10", "-1", "r1." + "A" * 5000, "r1.WyJ4IiwxXQ"]
)
def test_a_bad_cursor_is_refused(cli: Any, sample: Path, cursor: str) -> None:
    ran = cli("ticket", "list", f"--after={cursor}", "--json")
    assert ran.status == 2
    assert ran.error["code"] in ("bad-cursor", "other-cursor")


@pytest.mark.parametrize("other", [("sort:opened",), ("sort:-due",), ("status:new",), ("wifi",)])
def test_a_cursor_of_another_question_is_refused(cli: Any, sample: Path, other: tuple[str, ...]) -> None:
    following = cli("ticket", "list", "--limit", "2", "--json").json["next"]
    ran = cli("ticket", "list", *other, "--limit", "2", "--after", following, "--json")
    assert (ran.status, ran.error["code"]) == (2, "other-cursor")


def test_an_order_without_an_index_says_that_it_is_cut(cli: Any, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SORTED_MAX", 5)
    ran = cli("ticket", "list", "status:any", "sort:subject", "--json")
    assert ran.json["narrow"] is True
    assert len(ran.json["tickets"]) == 5 and ran.json["total"] == 40
    assert "narrow it" in ran.err
    assert cli("ticket", "list", "status:any", "sort:subject", "--no-total", "--json").json["narrow"] is True
    assert "narrow" not in cli("ticket", "list", "status:any", "sort:opened", "--json").json


@pytest.mark.parametrize("words", [("status:opn",), ("nofield:x",), ("sort:nope",), ("age:>zzz",), ("building:zzz",)])
def test_a_filter_that_cannot_be_read_points_at_the_place(cli: Any, sample: Path, words: tuple[str, ...]) -> None:
    ran = cli("ticket", "list", "wifi", *words, "--json")
    assert (ran.status, ran.error["code"]) == (2, "bad-filter")
    error: Any = ran.error
    assert 5 <= error["start"] < error["end"] <= 5 + len(words[0])
    assert cli("ticket", "list", *words).err.count("\n") == 1


def test_people_get_columns_that_fit(cli: Any, sample: Path) -> None:
    lines = cli("ticket", "list").out.splitlines()
    assert lines[0].split() == ["NUMBER", "SEV", "STATUS", "AGE", "DUE", "SCHOOL", "ROOM", "SUBJECT", "ASSIGNEE"]
    assert len(lines) > 3
    empty = cli("ticket", "list", "zzzz")
    assert (empty.out, empty.err) == ("", "no ticket matches\n")


def test_a_limit_is_kept(cli: Any, sample: Path) -> None:
    told = cli("ticket", "list", "status:any", "--limit", "3", "--json").json
    assert len(told["tickets"]) == 3 and told["total"] == 40 and told["next"]
