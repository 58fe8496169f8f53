"""A day at the terminal, as a technician types it; the next morning all of it is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rounds.data.store.check import deep_check
from tests.terminal.conftest import QUEUE, Start

Verb = Callable[..., dict[str, Any]]
ROW = r"(Y4R-\d{4})"


def test_a_day_is_there_the_next_morning(start: Start, home: Path, verb: Verb) -> None:
    terminal = start()
    terminal.wait_for(QUEUE)
    first = verb("ticket", "list", "--limit", "3")["tickets"]
    total = verb("ticket", "list")["total"]

    terminal.press("/")
    terminal.type("wi-fi")
    terminal.wait_for("by newest")
    terminal.press("enter", "esc")
    terminal.wait_for(rf"{total} {QUEUE[3:]}")

    number = first[0]["number"]
    terminal.press("i")
    terminal.wait_for(f"Note on {number}")
    terminal.type("Went there, cable was loose")
    terminal.press("ctrl+s")
    terminal.wait_for(f"note kept on {number}")

    terminal.press("a")
    terminal.wait_for(f"Assign {number}")
    terminal.type("soto")
    terminal.wait_for("▸ .*soto")
    terminal.press("enter")
    terminal.wait_for(f"{number} assignee soto|it was so already")

    terminal.press("s")
    terminal.wait_for("Status of")
    terminal.press("w")
    terminal.wait_for(f"{number} status waiting|it was so already")

    terminal.press("j", "c")
    other = terminal.wait_for(rf"Close {ROW}")[1]
    assert other == first[1]["number"]
    terminal.type("Replaced the lamp")
    terminal.press("ctrl+s")
    terminal.wait_for(f"{other} status closed")
    terminal.wait_for(rf"{total - 1} open")
    terminal.press("u")
    terminal.wait_for("taken back: close")
    terminal.wait_for(rf"{total} open")
    terminal.press("U")
    terminal.wait_for("done again: close")
    terminal.wait_for(rf"{total - 1} open")

    terminal.press("n")
    terminal.wait_for("New ticket")
    terminal.type("clerk@example.org\tThe bell rings twice\tIn the gym, every hour\t101\tgym")
    terminal.wait_for("gym")
    terminal.press("ctrl+s")
    filed = terminal.wait_for(rf"{ROW} (is )?filed|filed.* {ROW}")
    made = filed[1] or filed[3]
    terminal.wait_for(rf"{total} open")
    terminal.press("q")
    assert terminal.ended() == 0
    assert terminal.is_restored()

    assert deep_check(home / "replica.db") == []
    noted = verb("ticket", "show", number)["ticket"]
    assert (noted["assignee"], noted["status"]) == ("soto", "waiting")
    assert noted["notes"][-1]["text"] == "Went there, cable was loose"
    closed = verb("ticket", "show", other)["ticket"]
    assert (closed["status"], closed["resolution"]) == ("closed", "Replaced the lamp")
    new = verb("ticket", "show", made)["ticket"]
    assert (new["subject"], new["requester"], new["room"]) == ("The bell rings twice", "clerk@example.org", "gym")

    again = start(columns=80, rows=24)
    again.wait_for(rf"{total} open")
    again.press("/")
    again.wait_for("esc back as it was")
    again.type(f"{made}\r")
    again.wait_for("1 match")
    again.press("enter")
    again.wait_for("The bell rings twice")
    again.wait_for("clerk@example.org")
    again.press("esc", "q")
    assert again.ended() == 0


def test_a_filter_and_a_theme_are_kept_for_tomorrow(start: Start, home: Path) -> None:
    terminal = start()
    terminal.wait_for(QUEUE)
    terminal.press("/")
    terminal.wait_for("esc back as it was")
    terminal.type("status:held\r")
    terminal.wait_for("/ status:held")
    terminal.press("ctrl+t")
    terminal.wait_for("Theme")
    terminal.type("light, true\r")
    terminal.wait_gone("Theme")
    terminal.wait_quiet()
    terminal.press("q")
    assert terminal.ended() == 0
    again = start()
    again.wait_for("/ status:held")
    assert b"48;2;251;250;247" in again.sent  # the light page
