"""Keys that come in a burst, as over a slow line, go where they were meant to: nothing typed becomes a command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.conftest import QUEUE, Start

Verb = Callable[..., dict[str, Any]]


def test_a_filter_typed_at_once_is_a_filter(start: Start, home: Path, verb: Verb) -> None:
    terminal = start()
    terminal.wait_for(QUEUE)
    before = verb("ticket", "list", "status:any", "--limit", "1000")["tickets"]
    terminal.write("/room amuse\r")
    terminal.wait_for(r"/ room amuse")
    terminal.wait_for("No ticket matches here")
    assert verb("ticket", "list", "status:any", "--limit", "1000")["tickets"] == before


def test_a_note_typed_at_once_is_a_note(start: Start, home: Path, verb: Verb) -> None:
    terminal = start()
    number = terminal.wait_for(r"!! (Y4R-\d{4})")[1]
    terminal.write("imms looked at it\x13")
    terminal.wait_for(f"note kept on {number}")
    assert verb("ticket", "show", number)["ticket"]["notes"][-1]["text"] == "mms looked at it"


def test_a_page_and_a_note_typed_at_once(start: Start, home: Path, verb: Verb) -> None:
    terminal = start()
    number = terminal.wait_for(r"!! (Y4R-\d{4})")[1]
    terminal.write("\riquick and mute\x13")
    terminal.wait_for(f"note kept on {number}")
    assert verb("ticket", "show", number)["ticket"]["notes"][-1]["text"] == "quick and mute"


def test_a_new_ticket_typed_at_once(start: Start, home: Path) -> None:
    terminal = start()
    terminal.wait_for(QUEUE)
    terminal.write("nqueen@example.org")
    terminal.wait_for("New ticket")
    terminal.wait_for("queen@example.org")


@pytest.mark.parametrize(("keys", "said"), [("asoto\r", "assignee soto"), ("sw", "status waiting"), ("S1", "severity")])
def test_a_choice_typed_at_once_is_taken(start: Start, home: Path, keys: str, said: str) -> None:
    terminal = start()
    number = terminal.wait_for(r"!! (Y4R-\d{4})")[1]
    terminal.press("j")
    other = terminal.wait_for(rf"{number}.*\n.*!! (Y4R-\d{{4}})")[1]
    terminal.write(keys)
    terminal.wait_for(rf"{other} .*{said}|it was so already")


def test_moves_and_acts_keep_their_order(start: Start, home: Path, verb: Verb) -> None:
    terminal = start()
    rows = verb("ticket", "list", "--limit", "6")["tickets"]
    terminal.wait_for(QUEUE)
    terminal.write("\x1b[B\x1b[Bjmkkm")
    terminal.wait_for(rf"{rows[1]['number']} assignee|it was so already")
    after = {row["number"]: row["assignee"] for row in verb("ticket", "list", "--limit", "1000")["tickets"]}
    me = verb("whoami")["login"]
    assert after[rows[3]["number"]] == me and after[rows[1]["number"]] == me
    assert [after[rows[n]["number"]] for n in (0, 2, 4)] == [rows[n]["assignee"] for n in (0, 2, 4)]


def test_the_palette_typed_at_once(start: Start, home: Path) -> None:
    terminal = start()
    terminal.wait_for(QUEUE)
    terminal.write("\x10light, true\r")
    terminal.wait_for("Theme|nothing has these letters|Commands")
