"""Text that would steer a terminal, stored past every door or pasted: none of it reaches the terminal as it stands."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rounds.data.nouns.registry import catalogue
from rounds.data.nouns.spec import Kind
from tests.terminal import sequences
from tests.terminal.conftest import QUEUE, Start
from tests.terminal.pty import Terminal

HOSTILE = (
    "a\x1b]52;c;ZXZpbA==\x07\x1b[2J\x9b31m\x00\u202egnp\u2066\x08\x7f\x0bé[red]x[/]\x1b]8;;http://evil.example\x1b\\z"
)
KEEPS = {"code", "login", "mail", "zone", "number", "listed", "noun", "filter", "level", "tag"}
"""What the program finds records by: spoilt, there would be nothing to look at."""


@pytest.fixture
def poisoned(home: Path) -> Path:
    """A home whose every text is hostile, written past the guard."""
    with closing(sqlite3.connect(home / "replica.db")) as connection:
        connection.execute("INSERT INTO writing (txn) VALUES (1)")
        for noun in catalogue().values():
            for field in noun.fields.values():
                if field.kind in (Kind.LINE, Kind.TEXT) and field.name not in KEEPS:
                    sql = f'UPDATE "{noun.name}" SET "{field.name}" = ?1 || row WHERE "{field.name}" IS NOT NULL'
                    connection.execute(sql, (HOSTILE,))
        connection.execute("UPDATE act SET says = ?", (HOSTILE,))
        connection.execute("UPDATE person SET name = ?, login = 'x' || row WHERE login <> 'root'", (HOSTILE,))
        connection.execute("DELETE FROM writing")
        connection.commit()
    return home


def look_everywhere(terminal: Terminal) -> None:
    """Open whatever shows text of records."""
    terminal.wait_for(QUEUE)
    terminal.wait_quiet()
    for keys, shows in (
        (("a",), "Assign"),
        (("w",), "Owner of"),
        (("S",), "Severity of"),
        (("r",), "The round"),
        (("b",), "Building in hand"),
        (("v",), "Saved views"),
        (("ctrl+p", "b", "r"), "Commands"),
        (("i",), "Note on"),
        (("e",), "subject"),
        (("n",), "New ticket"),
        (("enter",), r"[‹<] \d+ of"),
    ):
        terminal.press(*keys)
        terminal.wait_for(shows)
        terminal.wait_quiet(0.15)
        terminal.press("esc")
        terminal.wait_for(QUEUE)
    terminal.press("space", "space", "s", "h")
    terminal.wait_for("nothing has changed yet|change 2")
    terminal.press("esc", "esc", "s", "w")
    terminal.wait_quiet()
    terminal.press("u")
    terminal.wait_quiet()
    terminal.press("q")
    assert terminal.ended() == 0


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_stored_text_is_shown_harmless(start: Start, poisoned: Path, size: tuple[int, int]) -> None:
    terminal = start(columns=size[0], rows=size[1])
    look_everywhere(terminal)
    assert sequences.unknown(bytes(terminal.sent)) == []


def test_stored_text_is_shown_harmless_in_plain(start: Start, poisoned: Path) -> None:
    terminal = start("--plain", columns=80, rows=24, env={"LANG": "C"})
    terminal.wait_for(r"\d open")
    terminal.press("j", "enter")
    terminal.wait_for(r"[‹<] \d+ of")
    terminal.press("esc")
    terminal.wait_quiet()
    terminal.press("q")
    assert terminal.ended() == 0
    assert sequences.unknown(bytes(terminal.sent)) == []


@pytest.mark.parametrize(
    ("key", "opens"), [("/", "esc back"), ("i", "keep it"), ("n", "New ticket"), ("ctrl+p", "Comm")]
)
def test_pasted_text_is_shown_harmless(start: Start, home: Path, key: str, opens: str) -> None:
    terminal = start()
    terminal.wait_for(QUEUE)
    terminal.press(key)
    terminal.wait_for(opens)
    terminal.write(f"\x1b[200~{HOSTILE.replace(chr(27), '')}\x1b[201~")
    terminal.wait_for("gnp")
    terminal.wait_quiet()
    terminal.press("esc")
    terminal.wait_for("open")
    terminal.press("q")
    assert terminal.ended() == 0
    assert sequences.unknown(bytes(terminal.sent)) == []
