"""Undo and redo: every act can be taken back with its words, and what somebody changed since is left alone."""

from __future__ import annotations

from pathlib import Path

from rounds.data.desk.tickets import Target
from tests.builders import TickingClock
from tests.lakefork import MATE, PRINT, desk_at
from tests.screens.conftest import Work


async def test_it_says_what_it_took_back_and_how_to_do_it_again(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("s", "h", "u")
        assert hands.word == "✓ taken back: change 1 ticket · U does it again"
        assert hands.ticket(PRINT)["status"] == "new"
        await hands.press("U")
        assert hands.word == "✓ done again: change 1 ticket · u takes it back"
        assert hands.ticket(PRINT)["status"] == "held"


async def test_it_goes_back_act_by_act(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("m", "P", "h", "i")
        await hands.type("Ordered")
        await hands.press("ctrl+s", "u")
        assert hands.word.startswith("✓ taken back: note on K7Q-0042")
        await hands.press("u")
        assert hands.ticket(PRINT)["priority"] == "normal"
        await hands.press("u")
        assert "take K7Q-0042" in hands.word
        assert hands.ticket(PRINT)["login"] is None
        await hands.press("u")
        assert "there is nothing to undo" in hands.word


async def test_nothing_to_do_again_is_said(work: Work) -> None:
    async with work() as hands:
        await hands.press("U")
        assert "there is nothing to redo" in hands.word
        await hands.go_to(PRINT)
        await hands.press("P", "h", "u", "P", "l", "U")
        assert "there is nothing to redo" in hands.word
        assert hands.ticket(PRINT)["priority"] == "low"


async def test_what_somebody_changed_since_is_refused_with_what_stands_there_now(
    work: Work, replica: Path, clock: TickingClock
) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("P", "h")
        other = desk_at(replica, MATE, clock)
        other.tickets.change([Target(hands.queue.selected.id)], {"priority": "low"})
        other.replica.close()
        await hands.press("u")
        assert hands.word.startswith("✗ change 1 ticket: K7Q-0042: priority is 'low' now, changed since")
        await hands.press("u")
        assert "K7Q-0042" not in hands.word, "it goes on with what was done before"
        assert hands.ticket(PRINT)["priority"] == "low"


async def test_what_made_the_replica_is_nothing_to_undo(work: Work) -> None:
    async with work() as hands:
        await hands.press("u")
        assert hands.word.startswith("✗ there is nothing to undo")


async def test_an_act_before_a_restart_can_still_be_taken_back(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("P", "h")
    async with work() as hands:
        await hands.press("u")
        assert hands.ticket(PRINT)["priority"] == "normal"
