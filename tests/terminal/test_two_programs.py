"""Two programs of one account on one replica: each sees what the other does, and neither overwrites it unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from rounds.data.store.check import deep_check
from tests.terminal.conftest import QUEUE, Start
from tests.terminal.pty import Terminal

SOON_S = 3.0


@pytest.fixture
def both(start: Start, home: Path) -> tuple[Terminal, Terminal]:
    """Two programs, at rest, with the cursor on the second ticket."""
    two = start(), start()
    for terminal in two:
        terminal.wait_for(QUEUE)
        terminal.press("j")
        terminal.wait_quiet()
    return two


def number_in(terminal: Terminal, row: int) -> str:
    """The number of a ticket on the screen, counted from 0."""
    return terminal.wait_for(r"(?:.*(Y4R-\d{4}).*\n){" + str(row + 1) + "}")[1]


def test_the_others_change_appears_by_itself(both: tuple[Terminal, Terminal]) -> None:
    ours, theirs = both
    number = number_in(ours, 1)
    theirs.press("i")
    theirs.wait_for(f"Note on {number}")
    theirs.type("seen from the other side")
    theirs.press("ctrl+s")
    theirs.wait_for(f"note kept on {number}")
    ours.wait_for("seen from the other side", SOON_S)
    theirs.press("c")
    theirs.wait_for(f"Close {number}")
    theirs.type("done\x13")
    theirs.wait_for(f"{number} status closed")
    ours.wait_gone(rf"{number} ●", SOON_S)


def test_the_second_edit_of_a_field_is_told(both: tuple[Terminal, Terminal], home: Path) -> None:
    ours, theirs = both
    number = number_in(ours, 1)
    told = "changed meanwhile: status is now '(held|waiting)'"
    for first, second in (("h", "o"), ("w", "o"), ("h", "o")):  # it may have looked just between the two
        theirs.press("s", first)
        theirs.wait_for(rf"{number} status|it was so already")
        ours.press("s", second)
        ours.wait_for(rf"{told}|{number} status")
        if "changed meanwhile" in ours.text:
            break
        theirs.wait_quiet(SOON_S)
    ours.wait_for(rf"{told}.*look at it, then do it again")
    ours.wait_for(rf"{number} ● .*[◌◷]")
    ours.press("s", "o")
    ours.wait_for(f"{number} status in hand")
    theirs.wait_for(rf"{number} ● .*◐", SOON_S)
    assert deep_check(home / "replica.db") == []


def test_one_ends_and_the_other_goes_on(both: tuple[Terminal, Terminal], home: Path) -> None:
    ours, theirs = both
    theirs.kill()
    number = number_in(ours, 1)
    ours.press("s", "w")
    ours.wait_for(rf"{number} status waiting|it was so already")
    ours.press("q")
    assert ours.ended() == 0
    assert deep_check(home / "replica.db") == []
