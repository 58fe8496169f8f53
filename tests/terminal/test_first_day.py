"""The first day in a real terminal: from nothing to the first ticket, and there again the next time."""

from __future__ import annotations

from pathlib import Path

from rounds.data.store.check import deep_check
from tests.terminal.conftest import Start


def test_a_district_begins_and_its_first_ticket_is_there_the_next_time(start: Start, empty_home: Path) -> None:
    terminal = start()
    terminal.wait_for("Two ways to begin")
    terminal.press("2")
    terminal.wait_for("buildings: one a line")
    terminal.type("Lake Fork\t")
    terminal.press("ctrl+u")
    terminal.type("Chicago\tlakefork.example\tKim\t101 Hellgate HS\r301 Larkspur Elementary")
    terminal.press("ctrl+s")
    terminal.wait_for("no time zone 'Chicago'; write it as America/Chicago")
    terminal.press("ctrl+u")
    terminal.type("America/Chicago")
    terminal.press("ctrl+s")
    terminal.wait_for("No open ticket in this district")
    terminal.wait_for("The round +0 open")
    terminal.press("n")
    terminal.wait_for("New ticket")
    terminal.type("rosa@lakefork.example\tThe lamp hums\tIt hums all day\t301\t12")
    terminal.press("ctrl+s")
    terminal.wait_for("is filed")
    terminal.wait_for("The lamp hums")
    terminal.press("q")
    assert terminal.ended() == 0
    assert terminal.is_restored()
    assert deep_check(empty_home / "replica.db") == []
    again = start("--plain", columns=80, rows=24)
    again.wait_for("The lamp hums")
    again.press("q")
    assert again.ended() == 0
