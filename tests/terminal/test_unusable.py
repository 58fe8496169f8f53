"""A home that cannot be opened: one line that says why and what mends it, an exit status, and a terminal as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rounds.data.store.lease import Lease
from tests.terminal.conftest import QUEUE, Start
from tests.terminal.pty import Terminal

Harm = Callable[[Path], None]


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def _torn(path: Path) -> None:
    """As after a disk that lost a page: the header is whole, the queue's index is not."""
    with closing(sqlite3.connect(path)) as connection:
        named = "SELECT rootpage FROM sqlite_schema WHERE name IN ('list_ticket_testing', 'list_ticket_queue')"
        pages = [page for (page,) in connection.execute(named)]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)


def _no_replica(path: Path) -> None:
    path.write_bytes(b"\x1b]52;c;ZXZpbA==\x07" * 900)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def told_in_a_line(terminal: Terminal, says: str, mend: str) -> None:
    """It ends with status 4, after one line on a terminal that is as it was before."""
    assert terminal.ended() == 4
    assert terminal.is_restored()
    assert terminal.processes() == []
    told = terminal.sent.rpartition(b"\x1b[?1049l")[2].decode()
    lines = [line for line in told.replace("\r", "").split("\n") if line]
    assert len(lines) == 1, lines
    assert lines[0].startswith("rounds: ") and says in lines[0] and mend in lines[0]
    assert lines[0].isprintable()


@pytest.mark.parametrize(
    ("harm", "says", "mend"),
    [
        (_newer, "is of a newer Rounds (schema 99", "update Rounds"),
        (_torn, "is damaged or no replica", "rounds restore takes a backup"),
        (_no_replica, "is damaged or no replica", "rounds salvage"),
        (_folder, "cannot be opened", "see that the folder is there and is yours"),
    ],
)
def test_what_cannot_be_opened_is_said_in_one_line(start: Start, home: Path, harm: Harm, says: str, mend: str) -> None:
    harm(home / "replica.db")
    told_in_a_line(start(columns=400), says, mend)


def test_a_replica_that_is_being_restored_is_waited_for_by_the_person(start: Start, home: Path) -> None:
    lease = Lease(home / "replica.db")
    with lease.alone():
        told_in_a_line(start(columns=400), "another Rounds is moving or restoring this replica", "try again when")
    lease.close()
    terminal = start()
    terminal.wait_for(QUEUE)
    terminal.press("q")
    assert terminal.ended() == 0


def test_settings_that_mean_nothing_are_said_with_their_line(start: Start, home: Path) -> None:
    (home / "config.toml").write_text('theme = "pink"\n', encoding="utf-8")
    terminal = start(columns=400)
    assert terminal.ended() == 2
    assert "config.toml, line 1: theme: no theme 'pink'" in terminal.text
