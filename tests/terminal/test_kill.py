"""A kill -9 at any moment: what was saved is there, what was typed is offered again but for its last second."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from rounds.data.nouns.lists import PRIORITY
from rounds.data.store.check import deep_check
from tests.terminal.conftest import QUEUE, Start
from tests.terminal.pty import Terminal

Verb = Callable[..., dict[str, Any]]

LOST_S = 1.0
"""What was typed longer ago is never lost."""

LETTERS = "abcdefghijklmnopqrstuvwxyz "
FEW, MANY = range(2), range(2, 40)


def typed_until_killed(terminal: Terminal, chance: Random) -> tuple[str, str]:
    """Type letters as people do and be killed in between; gives what was typed, and as much of it as must be kept."""
    typed: list[tuple[float, str]] = []
    until = time.monotonic() + chance.uniform(0.4, 2.4)
    while time.monotonic() < until:
        letter = chance.choice(LETTERS) if typed else "a"
        terminal.type(letter)
        typed.append((time.monotonic(), letter))
        time.sleep(chance.choice([0.01, 0.03, 0.12, 0.3]))
    killed = time.monotonic()
    terminal.kill()
    sure = "".join(letter for at, letter in typed if at < killed - LOST_S)
    return "".join(letter for _, letter in typed), sure


def assert_kept(offered: str, typed: str, sure: str) -> None:
    """What is offered is the beginning of what was typed, and long enough."""
    assert typed.startswith(offered), (offered, typed)
    assert offered.startswith(sure.rstrip()), (offered, sure)


def notes_survive(start: Start, home: Path, verb: Verb, chance: Random) -> None:
    """Save an edit, begin a note, be killed, look."""
    terminal = start()
    number = terminal.wait_for(r"(Y4R-\d{4})")[1]
    terminal.wait_for(QUEUE)
    priority = chance.choice(PRIORITY)
    terminal.press("P", priority[0])
    terminal.wait_for(rf"{number} priority {priority}|it was so already")
    terminal.press("i")
    terminal.wait_for("Note on")
    typed, sure = typed_until_killed(terminal, chance)
    assert deep_check(home / "replica.db") == []
    drafts = draft_texts(home)
    assert len(drafts) <= 1
    assert_kept(drafts[0] if drafts else "", typed, sure)
    assert verb("ticket", "show", number)["ticket"]["priority"] == priority
    again = start()
    again.wait_for(QUEUE)
    again.press("i")
    again.wait_for("Note on")
    if sure.strip():
        again.wait_for(sure.split()[0])
    again.kill()


def forms_survive(start: Start, home: Path, chance: Random) -> None:
    """Begin a new ticket, be killed, look."""
    terminal = start()
    terminal.wait_for(QUEUE)
    terminal.press("n")
    terminal.wait_for("New ticket")
    terminal.press("tab")
    typed, sure = typed_until_killed(terminal, chance)
    assert deep_check(home / "replica.db") == []
    again = start()
    again.wait_for(QUEUE)
    again.press("n")
    again.wait_for("New ticket")
    again.wait_quiet()
    offered = again.wait_for(r"subject\*? +(.*?) *│")[1]
    assert_kept(offered.rstrip(), typed, sure[:40])
    again.kill()


def draft_texts(home: Path) -> list[str]:
    """The drafts that a replica holds."""
    with closing(sqlite3.connect(home / "replica.db")) as connection:
        return [text for (text,) in connection.execute("SELECT value FROM local WHERE key LIKE 'draft:%'")]


@pytest.mark.parametrize("seed", FEW)
def test_a_note_survives_a_kill(start: Start, home: Path, verb: Verb, seed: int) -> None:
    notes_survive(start, home, verb, Random(seed))


@pytest.mark.parametrize("seed", FEW)
def test_a_new_ticket_survives_a_kill(start: Start, home: Path, seed: int) -> None:
    forms_survive(start, home, Random(seed))


@pytest.mark.prove
@pytest.mark.parametrize("seed", MANY)
def test_notes_survive_kills(start: Start, home: Path, verb: Verb, seed: int) -> None:
    notes_survive(start, home, verb, Random(seed))


@pytest.mark.prove
@pytest.mark.parametrize("seed", MANY)
def test_new_tickets_survive_kills(start: Start, home: Path, seed: int) -> None:
    forms_survive(start, home, Random(seed))


@pytest.mark.parametrize("seed", FEW)
def test_no_saved_edit_is_lost_to_a_kill(start: Start, home: Path, verb: Verb, seed: int) -> None:
    """Edits follow each other quickly; those that the screen called saved are in the replica, whole."""
    chance = Random(seed)
    terminal = start()
    number = terminal.wait_for(r"(Y4R-\d{4})")[1]
    terminal.wait_for(QUEUE)
    said: list[str] = []
    for n in range(chance.randint(2, 6)):
        terminal.press("i")
        terminal.wait_for("Note on")
        terminal.type(f"note number {n}")
        terminal.press("ctrl+s")
        terminal.wait_for(f"note kept on {number}")
        said.append(f"note number {n}")
        terminal.wait_gone("Note on")
    terminal.press("s", "h")
    time.sleep(chance.uniform(0, 0.05))
    terminal.kill()
    assert deep_check(home / "replica.db") == []
    shown = verb("ticket", "show", number)["ticket"]
    assert [note["text"] for note in shown["notes"]][-len(said) :] == said


TIMES = 10


def test_ten_kills_in_the_middle_of_edits_lose_none_that_was_said_to_be_saved(
    start: Start, home: Path, verb: Verb
) -> None:
    """Each time the same ticket, keys as fast as they go, killed at any moment; then everything is counted."""
    chance = Random(20)
    said: list[str] = []
    number = ""
    for time_no in range(TIMES):
        terminal = start(columns=80, rows=24)
        number = terminal.wait_for(r"(Y4R-\d{4})")[1]
        terminal.wait_for(QUEUE)
        text = f"before the end no {time_no}."
        terminal.press("i")
        terminal.wait_for("Note on")
        terminal.type(text)
        terminal.press("ctrl+s")
        if chance.random() < 0.7:
            terminal.wait_for(f"note kept on {number}")
            said.append(text)
            terminal.type("Ph" if time_no % 2 else "Pl")
        time.sleep(chance.uniform(0, 0.04))
        terminal.kill()
    assert deep_check(home / "replica.db") == []
    kept = [note["text"] for note in verb("ticket", "show", number)["ticket"]["notes"]]
    ours = [text for text in kept if text.startswith("before the end")]
    assert [text for text in ours if text in said] == said
    assert len(ours) == len(set(ours)), "nor is any kept twice"


def test_a_note_that_is_refused_while_one_leaves_is_offered_the_next_time(start: Start, home: Path) -> None:
    terminal = start()
    terminal.wait_for(QUEUE)
    terminal.press("i")
    terminal.wait_for("Note on")
    terminal.type("cable was loose")
    time.sleep(LOST_S)  # all of it is on the disk
    with closing(sqlite3.connect(home / "replica.db", isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        terminal.press("ctrl+s")
        terminal.wait_gone("Note on")
        terminal.press("q")
        assert terminal.ended(30) == 0
        another.execute("ROLLBACK")
    again = start()
    again.wait_for(QUEUE)
    again.press("i")
    again.wait_for("cable was loose")
