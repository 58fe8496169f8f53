"""Text that would steer a terminal, in every field that is shown: it is seen as it stands, and nothing obeys it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from rich.cells import cell_len

from rounds.data.nouns.registry import catalogue
from rounds.data.nouns.spec import Kind
from tests.hands import Hands
from tests.screens.conftest import Work

HOSTILE = "[red]x[/]\x1b]52;c;ZXZpbA==\x07\x1b[2J\x9b31m\x00\u202egnp\u2066\x08\x7f\r\n\té漢\U0001f469\u200d\U0001f527"
NAMES = {"code", "login", "mail", "zone", "number", "listed", "noun", "filter", "level", "tag"}
"""What the program finds records by: spoilt, there would be nothing to look at."""
JOINS = "\u200d"
"""Joins letters in some scripts and emoji, and moves nothing: the one invisible sign that is let through."""
MEGABYTE = HOSTILE * (2**20 // len(HOSTILE))


@pytest.fixture
def poisoned(replica: Path) -> Path:
    """A replica whose every text is hostile, written past the guard and the one door."""
    with closing(sqlite3.connect(replica)) as connection:
        connection.execute("INSERT INTO writing (txn) VALUES (1)")
        for noun in catalogue().values():
            for field in noun.fields.values():
                if field.kind in (Kind.LINE, Kind.TEXT) and field.name not in NAMES:
                    sql = f'UPDATE "{noun.name}" SET "{field.name}" = ?1 || row WHERE "{field.name}" IS NOT NULL'
                    connection.execute(sql, (HOSTILE,))
        connection.execute("UPDATE ticket SET number = ?1 || row WHERE row % 3 = 0", (HOSTILE,))
        connection.execute("UPDATE person SET mail = ?1 || row", (HOSTILE,))
        connection.execute("UPDATE person SET login = ?1 || row WHERE login <> 'kim'", (HOSTILE,))
        connection.execute('UPDATE "group" SET code = ?1 || row', (HOSTILE,))
        connection.execute("UPDATE building SET code = ?1 || row, short = ?1 || row WHERE row > 2", (HOSTILE,))
        connection.execute("UPDATE act SET says = ?1", (HOSTILE,))
        connection.execute("DELETE FROM writing")
        connection.commit()
    return replica


def looked_at(hands: Hands) -> None:
    """The screen is whole: nothing on it steers a terminal, and every line has the screen's width."""
    for line, strip in zip(hands.lines, hands.strips, strict=True):
        steers = [letter for letter in line if not (letter.isprintable() or letter == JOINS)]
        assert not steers, f"{steers!r} in {line!r}"
        assert cell_len(line) == strip.cell_length == hands.app.size.width, line


LOOKS = (  # keys, and after `=` what is typed
    ["j", "j"],
    ["a", "escape"],
    ["w", "escape"],
    ["S", "escape"],
    ["r", "escape"],
    ["b", "escape"],
    ["v", "escape"],
    ["o", "escape"],
    ["i", "escape"],
    ["c", "escape"],
    ["D", "escape"],
    ["H", "escape"],
    ["ctrl+p", "=red", "escape"],
    ["slash", "=building:", "tab", "escape"],
    ["slash", "=assignee:", "down", "escape"],
    ["slash", "=priority:x ", "escape"],
    ["enter", "j", "pageup", "escape"],
    ["e", "tab", "tab", "down", "escape", "escape"],
    ["n", "=red", "down", "escape", "escape"],
    ["2", "1"],
    ["space", "space", "s", "h", "escape", "escape"],
    ["s", "w"],
    ["u"],
    ["U"],
    ["question_mark", "escape"],
)


@pytest.mark.parametrize(("size", "theme"), [((120, 40), "rounds-dark"), ((80, 24), "rounds-plain")])
async def test_whatever_is_stored_is_shown_harmless_everywhere(
    work: Work, poisoned: Path, size: tuple[int, int], theme: str
) -> None:
    async with work(size=size, theme=theme) as hands:
        looked_at(hands)
        assert hands.shows("[red]x"), "markup is no markup, but text"
        for keys in LOOKS:
            for key in keys:
                await (hands.type(key[1:]) if key[0] == "=" else hands.press(key))
                looked_at(hands)
        assert hands.screen is hands.app.get_screen_stack("tickets")[0], "every look led back"


async def test_a_megabyte_is_opened_and_edited_like_a_line(work: Work, replica: Path) -> None:
    with closing(sqlite3.connect(replica)) as connection:
        connection.execute("INSERT INTO writing (txn) VALUES (1)")
        connection.execute("UPDATE ticket SET description = ?1, resolution = ?1 WHERE row = 1", (MEGABYTE,))
        connection.execute("UPDATE note SET text = ?1", (MEGABYTE,))
        connection.execute("DELETE FROM writing")
        connection.commit()
    async with work() as hands:
        for keys in (["enter"], ["pageup", "pageup", "up", "pagedown"], ["escape"], ["e"], ["tab", "tab"], ["escape"]):
            await hands.press(*keys)
            looked_at(hands)


@pytest.mark.parametrize("opens", ["slash", "ctrl+p", "i", "D", "n", "b"])
async def test_what_is_pasted_is_shown_harmless(work: Work, opens: str) -> None:
    async with work() as hands:
        await hands.press(opens)
        await hands.paste(HOSTILE)
        looked_at(hands)
        assert "gnp" in hands.text
        await hands.paste(HOSTILE * 500)
        looked_at(hands)
        await hands.press("escape")
        looked_at(hands)


async def test_a_pasted_note_is_kept_clean(work: Work) -> None:
    async with work() as hands:
        await hands.press("i")
        await hands.paste(HOSTILE)
        await hands.press("ctrl+s")
        assert "note kept" in hands.word
        await hands.press("enter")
        looked_at(hands)
        with hands.desk.reading:
            kept = hands.desk.connection.execute("SELECT text FROM note ORDER BY row DESC").fetchone()[0]
        assert kept.startswith("[red]x[/]␛]52;c;ZXZpbA==␇␛[2J") and "\n\té漢" in kept
        assert not set(kept) & set("\x1b\x07\x00\u202e\x9b\x7f\r")
