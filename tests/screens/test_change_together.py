"""Several tickets at once: the plan is read before anything happens, and one key takes all of it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from rounds.data.desk.tickets import Target
from tests.builders import TickingClock
from tests.hands import Hands
from tests.lakefork import LEARNER, MATE, OPEN, desk_at
from tests.screens.conftest import Work


def statuses(hands: Hands) -> dict[str, str]:
    """Every ticket's number and status."""
    with hands.desk.reading:
        return dict(hands.desk.connection.execute("SELECT number, status FROM ticket").fetchall())


def acts(hands: Hands) -> int:
    """How many acts the replica holds."""
    with hands.desk.reading:
        return int(hands.desk.connection.execute("SELECT count(*) FROM act").fetchone()[0])


async def test_the_plan_says_what_would_change_and_nothing_has_changed_yet(work: Work) -> None:
    async with work() as hands:
        await hands.press("space", "space", "space", "s")
        assert hands.shows("─ Status of 3 tickets ─")
        before = statuses(hands)
        await hands.press("w")
        assert hands.shows("─ Change together ─", "3 tickets  status → waiting", "nothing has changed yet")
        assert "in hand → waiting" in hands.line_with("│    K7Q-0041  Wi-Fi down")
        assert "stays as it is" in hands.line_with("│    K7Q-0003  Graphing tool")
        assert hands.shows("2 change, 1 stay as they are.", "One entry in the history; u takes all of it back.")
        assert hands.shows(" enter  change 2    esc  nothing happens")
        assert hands.keys.startswith("enter change 2")
        await hands.press("escape")
        assert statuses(hands) == before
        assert hands.shows("3 marked")


async def test_enter_changes_them_in_one_act_and_u_takes_all_back(work: Work) -> None:
    async with work() as hands:
        before, many = statuses(hands), acts(hands)
        await hands.press("space", "space", "space", "s", "h", "enter")
        after = statuses(hands)
        assert {number for number in after if after[number] != before[number]} == {"K7Q-0041", "K7Q-0040", "K7Q-0003"}
        assert acts(hands) == many + 1
        assert hands.word == "✓ 3 tickets changed · u takes it back"
        assert not hands.shows("marked"), "marks have served"
        await hands.press("u")
        assert statuses(hands) == before
        await hands.press("U")
        assert statuses(hands) == after


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        (("S", "2"), "severity → 2"),
        (("P", "u"), "priority → urgent"),
        (("a", "m"), "assignee → kim"),
        (("m",), "assignee → kim"),
        (("w", "down", "enter"), "owner → EDTECH"),
        (("R",), "status → in hand"),
    ],
)
async def test_every_act_on_several_shows_its_plan(work: Work, keys: tuple[str, ...], says: str) -> None:
    async with work() as hands:
        await hands.press("space", "space")
        many = acts(hands)
        await hands.press(*keys)
        assert hands.shows("─ Change together ─", f"2 tickets  {says}")
        assert acts(hands) == many


async def test_a_due_time_a_note_and_a_resolution_are_given_once_for_all(work: Work) -> None:
    async with work() as hands:
        await hands.press("space", "space", "D")
        await hands.type("2026-12-01\n")
        assert hands.shows("due → 1 Dec 16:00")
        await hands.press("escape", "i")
        assert hands.shows("─ Note on 2 tickets ─")
        await hands.type("The van comes on Friday")
        await hands.press("ctrl+s")
        assert hands.shows("note The van comes on Friday")
        await hands.press("escape", "c")
        await hands.type("All in the van")
        await hands.press("ctrl+s")
        assert hands.shows("status → closed   resolution → All in the van")
        await hands.press("enter")
        assert hands.shows(f"{OPEN - 2} open")


async def test_a_note_alone_changes_no_field_and_is_written_on_each(work: Work) -> None:
    async with work() as hands:
        await hands.press("space", "space", "i")
        await hands.type("The van comes on Friday")
        await hands.press("ctrl+s")
        assert hands.shows("gets the note", " enter  change 2 ")
        await hands.press("enter")
        with hands.desk.reading:
            found = hands.desk.connection.execute("SELECT count(*) FROM note WHERE text LIKE 'The van%'").fetchone()
        assert found == (2,)
        assert "2 tickets" in hands.word


async def test_refused_rows_say_why_and_can_be_unmarked(work: Work) -> None:
    async with work(login=LEARNER) as hands:
        await hands.press("asterisk", "s", "w")
        assert "castell may not change tickets at" in hands.line_with("⊘ K7Q-0042")
        assert " refused" in hands.line_with(" change, ")
        marked = len(hands.queue.marked)
        refused = sum("⊘" in line for line in hands.lines)
        assert refused
        await hands.press("x")
        assert len(hands.queue.marked) < marked
        assert {row.place for row in hands.queue.marked.values()} == {"HGT"}
        await hands.press("s", "w")
        assert not hands.shows("⊘")
        await hands.press("enter")
        assert "changed" in hands.word


async def test_where_all_are_refused_nothing_can_be_agreed_to(work: Work) -> None:
    async with work(login="odom") as hands:
        await hands.press("space", "space", "s", "h")
        assert hands.shows("0 change, 2 refused")
        assert not hands.shows("enter  change")
        before = statuses(hands)
        await hands.press("enter", "escape")
        assert statuses(hands) == before


async def test_what_somebody_changed_since_the_marks_is_refused_and_said(
    work: Work, replica: Path, clock: TickingClock
) -> None:
    async with work() as hands:
        await hands.press("space", "space", "space")
        ticket = next(row for row in hands.queue.marked.values() if row.number == "K7Q-0003")
        other = desk_at(replica, MATE, clock)
        other.tickets.change([Target(ticket.id)], {"status": "held"})
        other.replica.close()
        await hands.press("s", "o", "enter")
        assert statuses(hands)["K7Q-0003"] in ("held", "open")
        assert "K7Q-0003" in hands.text


async def test_a_long_plan_scrolls(work: Work, sample: Path) -> None:
    async with work(sample) as hands:
        await hands.press("asterisk", "S", "2")
        assert hands.shows("more below")
        first = next(line for line in hands.lines if "│    " in line or "│  ⊘ " in line)
        await hands.press("pagedown", "pagedown", "down")
        assert not hands.shows("more below")
        await hands.press("pageup", "pageup", "up")
        assert first in hands.lines


async def test_at_80_columns_the_plan_fits(work: Work) -> None:
    async with work(size=(80, 24)) as hands:
        await hands.press("asterisk", "a", "m")
        assert hands.shows("╭─ Change together ─", " enter  change ", "nothing has changed yet ─╯")
        assert all(len(line) == 80 for line in hands.lines)
        assert "→ kim" in hands.line_with("K7Q-0042")


async def test_undo_of_a_part_that_somebody_changed_since_is_left_alone_and_said(
    work: Work, replica: Path, clock: TickingClock
) -> None:
    async with work() as hands:
        await hands.press("space", "space")
        first, second = (row.number for row in hands.queue.marked.values())
        ids = {row.number: row.id for row in hands.queue.marked.values()}
        await hands.press("P", "h", "enter")
        other = desk_at(replica, MATE, clock)
        other.tickets.change([Target(ids[second])], {"priority": "low"})
        other.replica.close()
        await hands.press("u")
        assert f"left alone: {second}: priority is 'low' now, changed since" in hands.word
        with hands.desk.reading:
            found = dict(hands.desk.connection.execute("SELECT number, priority FROM ticket").fetchall())
        assert (found[first], found[second]) == ("normal", "low")
