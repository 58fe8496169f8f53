"""The terminal changes its size while something is open, many times and fast: nothing is lost or left behind."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.terminal import sequences
from tests.terminal.conftest import QUEUE, Start
from tests.terminal.pty import Terminal

TIMES = 40


def storm(terminal: Terminal, chance: Random) -> None:
    """Sizes as a window manager gives them while somebody drags a corner, down to next to nothing."""
    for _ in range(TIMES):
        terminal.resize(chance.randint(1, 200), chance.randint(1, 60))
    terminal.resize(120, 40)


@pytest.mark.parametrize("modern", [False, True], ids=["by signal", "in band"])
def test_a_storm_of_sizes_over_a_dialog(start: Start, home: Path, modern: bool) -> None:
    chance = Random(7)
    terminal = start(modern=modern)
    number = terminal.wait_for(r"(Y4R-\d{4})")[1]
    terminal.wait_for(QUEUE)
    terminal.press("i")
    terminal.wait_for(f"Note on {number}")
    terminal.type("written in a ")
    storm(terminal, chance)
    terminal.type("storm")
    terminal.wait_for("written in a storm")
    terminal.press("ctrl+s")
    terminal.wait_for(f"note kept on {number}")
    for key, shows in (("s", "Status of"), ("?", "Keys in Tickets"), ("n", "New ticket"), ("enter", r"‹ \d+ of")):
        terminal.press(key)
        terminal.wait_for(shows)
        storm(terminal, chance)
        terminal.wait_for(shows)
        terminal.wait_gone("make it larger")
        terminal.press("esc")
        terminal.wait_gone(shows)  # a key that came together with esc would be one with alt
        terminal.wait_for(QUEUE)
    terminal.wait_quiet()
    fresh = terminal.text.split("\n")
    assert all(len(line) <= 120 for line in fresh)
    assert "The round" in terminal.text and "written in a storm" in terminal.text
    terminal.press("q")
    assert terminal.ended() == 0
    assert terminal.is_restored()
    assert sequences.unknown(bytes(terminal.sent)) == []
