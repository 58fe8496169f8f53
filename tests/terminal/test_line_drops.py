"""The program is ended from outside: in good order, at once, with the terminal as it was and nothing typed lost."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from rounds.data.store.check import deep_check
from tests.terminal.conftest import QUEUE, Start
from tests.terminal.pty import Terminal

AT_ONCE_S = 1.0
BY_SIGNAL = [signal.SIGTERM, signal.SIGHUP]


def typing_a_note(start: Start, **terminal: object) -> Terminal:
    """The program, with a note begun that was not saved."""
    begun = start(**terminal)
    begun.wait_for(QUEUE)
    begun.press("i")
    begun.wait_for("keep it")
    begun.type("half a thought")
    begun.wait_for("half a thought")
    return begun


def ends_at_once(terminal: Terminal) -> None:
    """It is gone within the second, and so is whatever it started."""
    status = terminal.ended(AT_ONCE_S)
    assert status in (0, 128 + signal.SIGTERM, 128 + signal.SIGHUP)
    assert terminal.processes() == []


def the_draft_is_offered(start: Start, home: Path) -> None:
    """The note that was begun stands in its field again, and the replica is sound."""
    assert deep_check(home / "replica.db") == []
    again = start()
    again.wait_for(QUEUE)
    again.press("i")
    again.wait_for("half a thought")


@pytest.mark.parametrize("number", BY_SIGNAL, ids=lambda number: number.name)
def test_a_signal_ends_it_in_good_order(start: Start, home: Path, number: signal.Signals) -> None:
    terminal = typing_a_note(start)
    terminal.signal(number)
    ends_at_once(terminal)
    assert terminal.is_restored()
    assert terminal.text.strip() == ""
    the_draft_is_offered(start, home)


@pytest.mark.parametrize("controlling", [True, False], ids=["told by SIGHUP", "told by nobody"])
def test_a_line_that_drops_ends_it(start: Start, home: Path, controlling: bool) -> None:
    terminal = typing_a_note(start, controlling=controlling)
    terminal.hang_up()
    ends_at_once(terminal)
    the_draft_is_offered(start, home)
    assert not (home / "rounds.log").exists()


def test_a_line_that_drops_while_much_is_written(start: Start, home: Path) -> None:
    terminal = start(controlling=False)
    terminal.wait_for(QUEUE)
    for _ in range(40):
        terminal.press("pagedown", "pageup", "2", "1")
    terminal.hang_up()
    ends_at_once(terminal)
    assert deep_check(home / "replica.db") == []
    assert not (home / "rounds.log").exists()


@pytest.mark.parametrize("number", [*BY_SIGNAL, signal.SIGINT], ids=lambda number: number.name)
@pytest.mark.parametrize("after_s", [0.05, 0.15, 0.25, 0.35, 0.45])
def test_a_signal_while_it_begins(start: Start, home: Path, number: signal.Signals, after_s: float) -> None:
    terminal = start()
    time.sleep(after_s)
    terminal.signal(number)
    terminal.ended(AT_ONCE_S + 1)
    if b"\x1b[?1049h" in terminal.sent:
        assert terminal.is_restored()
    assert terminal.processes() == []


def test_ctrl_z_gives_the_terminal_back_and_takes_it_again(start: Start, home: Path) -> None:
    terminal = start()
    terminal.wait_for(QUEUE)
    terminal.wait_quiet()
    before = terminal.text
    terminal.press("ctrl+z")
    deadline = time.monotonic() + 5
    while _state(terminal.pid) != "T":
        assert time.monotonic() < deadline, "it did not stop"
        time.sleep(0.02)
    terminal.wait_quiet()
    assert terminal.is_restored()
    terminal.signal(signal.SIGCONT)
    terminal.wait_for(QUEUE)
    terminal.wait_quiet()
    assert terminal.text == before
    terminal.press("q")
    assert terminal.ended() == 0


def _state(pid: int) -> str:
    told = Path(f"/proc/{pid}/stat").read_text()
    return told[told.rindex(")") + 2]
