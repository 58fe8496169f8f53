"""Where a filter is refused, and what is said there."""

from __future__ import annotations

import subprocess
import sys

import pytest

from rounds.data.errors import Exit
from tests.data.store.query.asking import refused


def test_a_refusal_says_what_where_and_what_is_known() -> None:
    refusal = refused("building:HGT priority:hgh")
    assert refusal.message == "no priority 'hgh'. Did you mean high?"
    assert refusal.hint == "low, normal, high, urgent"
    assert (refusal.start, refusal.end) == (22, 25)
    assert refusal.offers == ("high", "low", "normal", "urgent")
    assert (refusal.code, refusal.status) == ("bad-filter", Exit.USAGE)
    assert str(refusal) == "no priority 'hgh'. Did you mean high? (low, normal, high, urgent)"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("prio:high", "prio", "no field 'prio'. Did you mean priority?"),
        ("state:new", "state", "no field 'state'. Did you mean status?"),
        ("-owner:IT", "owner", "no field 'owner'. Did you mean group?"),
        ("stra\u00dfe:x", "stra\u00dfe", None),
        ("building:HTG", "HTG", "no building 'HTG'. Did you mean HGT?"),
        ("building:hellgat_hs", "hellgat_hs", "no building 'hellgat_hs'. Did you mean HGT?"),
        ("severity:9", "9", "no severity '9'"),
        ("severity:x", "x", "severity: 'x' is no whole number"),
        ("severity:\u0663", "\u0663", "severity: '\u0663' is no whole number"),
        ("testing:ye", "ye", "no testing 'ye'. Did you mean yes?"),
        ("opened:todya", "todya", "no opened 'todya'. Did you mean today?"),
        ("opened:2026-02-30", "2026-02-30", "no opened '2026-02-30'"),
        ("opened:0001-01-01", "0001-01-01", None),
        ("due:<99999y", "99999y", None),
        ("due:>none", "none", None),
        ("age:today", "today", "no age 'today'"),
        ("room:>3", "room:>3", "room cannot be compared with >"),
        ("severity:>1,2", "2", "> takes one value"),
        ("sort:daw", "daw", None),
    ],
)
def test_a_refusal_points_at_the_place(text: str, place: str, message: str | None) -> None:
    refusal = refused(text)
    assert text[refusal.start : refusal.end] == place
    assert message is None or refusal.message == message


@pytest.mark.parametrize("text", ["status:", "status:new,", "age:>", "-building:", 'room:"', "sort:", "sort:-"])
def test_a_value_that_is_still_to_come_is_said_to_be_missing(text: str) -> None:
    refusal = refused(text)
    assert refusal.message.endswith(": a value is missing")
    assert refusal.incomplete
    assert (refusal.start, refusal.end) == (0, len(text))


def test_a_value_left_out_in_the_middle_is_not_still_to_come() -> None:
    assert not refused("status:,new").incomplete


def test_a_screen_that_can_show_a_refusal_has_not_read_the_language() -> None:
    code = "import sys, rounds.data.store.query.refusals\nprint(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name for name in answer.stdout.split() if name.startswith("rounds.data.store.query.")}
    assert loaded == {"rounds.data.store.query.refusals"}
    assert "difflib" not in answer.stdout.split()
