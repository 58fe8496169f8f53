"""A disk that is full, or may not be written: said in one line with the mend, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rounds.data.store.check import deep_check
from tests.mounts import fill_up, only_to_read, small_disk
from tests.terminal.conftest import QUEUE, Start, put_replica

Verb = Callable[..., dict[str, Any]]
FULL = r"the disk is full \(0 of \d+ MiB free\).*free some space"


@pytest.fixture
def small_home(empty_home: Path, sample_replica: Path) -> Iterator[Path]:
    """A home on a disk with some room beside the sample."""
    with small_disk(empty_home, "12m"):
        put_replica(sample_replica, empty_home)
        yield empty_home


def test_a_full_disk_loses_nothing_typed(start: Start, small_home: Path, verb: Verb) -> None:
    terminal = start()
    number = terminal.wait_for(r"(Y4R-\d{4})")[1]
    terminal.wait_for(QUEUE)
    filler = fill_up(small_home)
    terminal.press("s", "h")
    terminal.wait_for(FULL)
    terminal.press("j", "k", "i")
    terminal.wait_for(f"Note on {number}")
    terminal.type("typed while there was no room")
    terminal.press("ctrl+s")
    terminal.wait_for("the disk is full")
    terminal.wait_for("typed while there was no room")
    filler.unlink()
    terminal.press("ctrl+s")
    terminal.wait_for(f"note kept on {number}")
    terminal.press("q")
    assert terminal.ended() == 0
    assert verb("ticket", "show", number)["ticket"]["notes"][-1]["text"] == "typed while there was no room"
    assert deep_check(small_home / "replica.db") == []


def test_a_closing_survives_a_full_disk(start: Start, small_home: Path, verb: Verb) -> None:
    terminal = start()
    number = terminal.wait_for(r"(Y4R-\d{4})")[1]
    terminal.wait_for(QUEUE)
    filler = fill_up(small_home)
    terminal.press("c")
    terminal.wait_for(f"Close {number}")
    terminal.type("swapped the switch")
    terminal.press("ctrl+s")
    terminal.wait_for("the disk is full")
    terminal.wait_for("swapped the switch")
    filler.unlink()
    terminal.press("ctrl+s")
    terminal.wait_for(f"{number} status closed")
    assert verb("ticket", "show", number)["ticket"]["resolution"] == "swapped the switch"


def test_a_new_ticket_survives_a_full_disk(start: Start, small_home: Path, verb: Verb) -> None:
    terminal = start()
    terminal.wait_for(QUEUE)
    filler = fill_up(small_home)
    terminal.press("n")
    terminal.wait_for("New ticket")
    terminal.type("clerk@example.org\tThe bell rings twice\tIn the gym, every hour\t101\tgym")
    terminal.wait_for("gym")
    terminal.press("ctrl+s")
    terminal.wait_for("the disk is full")
    terminal.wait_for("The bell rings twice")
    filler.unlink()
    terminal.press("ctrl+s")
    terminal.wait_for("filed")
    assert verb("ticket", "list", "bell", "rings")["tickets"][0]["subject"] == "The bell rings twice"


def test_one_can_leave_while_the_disk_is_full(start: Start, small_home: Path) -> None:
    terminal = start()
    terminal.wait_for(QUEUE)
    filler = fill_up(small_home)
    terminal.press("i")
    terminal.wait_for("Note on")
    terminal.type("never kept")
    terminal.wait_for("the disk is full")
    terminal.press("esc")
    terminal.wait_for(QUEUE)
    terminal.press("q")
    terminal.wait_for("quit again to go without it")
    terminal.press("q")
    assert terminal.ended() == 0
    assert terminal.is_restored()
    filler.unlink()
    assert deep_check(small_home / "replica.db") == []


def test_it_opens_on_a_full_disk(start: Start, small_home: Path) -> None:
    fill_up(small_home)
    terminal = start()
    terminal.wait_for(rf"{QUEUE}|the disk is full")
    if terminal.program.poll() is None:
        terminal.press("q")
    assert terminal.ended() in (0, 4)
    assert terminal.is_restored()


def test_a_home_that_may_only_be_read_is_shown(start: Start, home: Path) -> None:
    with only_to_read(home):
        terminal = start()
        terminal.wait_for("read only")
        terminal.wait_for(QUEUE)
        number = terminal.wait_for(r"(Y4R-\d{4})")[1]
        terminal.press("j", "k", "s", "h")
        terminal.wait_for("may be read but not written here")
        terminal.press("i")
        terminal.wait_for(f"Note on {number}")
        terminal.type("a thought")
        terminal.press("ctrl+s")
        terminal.wait_for("may be read but not written here")
        terminal.press("esc", "i")
        terminal.wait_for("a thought")
        terminal.press("esc", "/")
        terminal.wait_for("esc back as it was")
        terminal.type("status:held\r")
        terminal.wait_for("/ status:held")
        terminal.press("q")
        terminal.wait_for("quit again to go without it")
        terminal.press("q")
        assert terminal.ended() == 0
        assert terminal.is_restored()
        terminal.close()


def test_an_empty_home_that_may_only_be_read_says_so(start: Start, empty_home: Path) -> None:
    empty_home.mkdir()
    with only_to_read(empty_home):
        terminal = start("--demo")
        terminal.wait_for("cannot be made|may be read but not written")
        terminal.ended()
        assert terminal.is_restored()
        terminal.close()
