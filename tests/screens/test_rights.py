"""Who may do what: each role at each place, and whoever may not is told the role that it takes and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import TickingClock
from tests.hands import Hands
from tests.lakefork import LEARNER, ME, OPEN, PRINT, PROCTOR, WIFI, desk_at
from tests.screens.conftest import Work

HERE, THERE = "Hellgate High School", "Larkspur Elementary"
CHANGES = (["s", "w"], ["S", "4"], ["P", "h"], ["a", "0"], ["m"], ["w", "enter"], ["R"])


@pytest.fixture
def somebody(replica: Path, clock: TickingClock) -> str:
    """Somebody of the district who holds no role yet."""
    desk = desk_at(replica, ME, clock)
    desk.recorder.put("person", {"name": "Pat Quill", "login": "quill", "mail": "pat.quill@example.org"})
    desk.replica.close()
    return "quill"


def grant(replica: Path, clock: TickingClock, login: str, role: str, school: str | None = None) -> None:
    """Give somebody a role, at one school or everywhere."""
    desk = desk_at(replica, ME, clock)
    found = desk.connection.execute("SELECT lower(hex(id)) FROM person WHERE login = ?", (login,)).fetchone()
    building = next((each.id for each in desk.facts.buildings.values() if each.name == school), None)
    desk.recorder.put("grant", {"person": found[0], "role": role, "building": building})
    desk.replica.close()


def said(hands: Hands) -> str:
    """The text of the dialog in hand, or of the whole screen, as one line."""
    overlay = hands.screen.overlay_open
    lines = hands.lines
    if overlay is not None:
        x, y, width, height = overlay.region
        lines = [line[x + 1 : x + width - 1] for line in lines[y : y + height]]
    return " ".join(" ".join(lines).split())


async def refused(hands: Hands, login: str, right: str, place: str) -> None:
    """The last act was refused in one line that says who, what, where and what it takes."""
    told = said(hands)
    assert f"{login} may not {right} at {place}" in told
    assert f"that takes the role {'technician' if right == 'change tickets' else 'office'}" in told


async def note(hands: Hands, text: str) -> None:
    """Write a note on the ticket in hand."""
    await hands.press("i")
    await hands.type(text)
    await hands.press("ctrl+s")


async def file_at(hands: Hands, code: str) -> None:
    """File a ticket at a school."""
    await hands.press("n")
    await hands.type(f"dana.whitlow@example.org\tIt hums\tThe lamp hums all day\t{code}\t12")
    await hands.press("ctrl+s")


@pytest.mark.parametrize("role", [None, "viewer", "office"])
async def test_who_may_not_change_tickets_is_told_for_every_key_that_would(
    work: Work, replica: Path, clock: TickingClock, somebody: str, role: str | None
) -> None:
    if role:
        grant(replica, clock, somebody, role)
    async with work(login=somebody) as hands:
        await hands.go_to(PRINT)
        before = hands.ticket(PRINT)
        for keys in CHANGES:
            await hands.press(*keys)
            assert hands.word.startswith(f"✗ {somebody} may not change tickets at {THERE} · that takes the role"), keys
        await hands.press("D")
        await hands.type("tomorrow\n")
        assert hands.word.startswith(f"✗ {somebody} may not change tickets at {THERE}")
        await hands.press("space", "space", "s", "w")
        assert hands.shows("0 change, 2 refused") and f"{somebody} may not change tickets at {THERE}" in said(hands)
        await hands.press("escape", "escape")
        assert hands.ticket(PRINT) == before


@pytest.mark.parametrize(
    ("role", "notes", "adds"), [(None, False, False), ("viewer", False, False), ("office", True, True)]
)
async def test_an_office_files_and_writes_notes_and_a_viewer_looks(
    work: Work, replica: Path, clock: TickingClock, somebody: str, role: str | None, notes: bool, adds: bool
) -> None:
    if role:
        grant(replica, clock, somebody, role)
    async with work(login=somebody) as hands:
        assert hands.shows(f"{OPEN} open")
        await note(hands, "I looked in")
        if notes:
            assert hands.word.startswith("✓ note kept on K7Q-0041")
        else:
            await refused(hands, somebody, "write notes", HERE)
            assert hands.shows("I looked in"), "what was written stays"
            await hands.press("escape")
        await file_at(hands, "101")
        if adds:
            assert "is filed" in hands.word
        else:
            await refused(hands, somebody, "add tickets", HERE)
            assert hands.screen.form.value("subject") == "It hums"


async def test_a_technician_of_one_school_works_there_and_nowhere_else(work: Work) -> None:
    async with work(login=LEARNER) as hands:
        await hands.go_to(WIFI)
        await hands.press("P", "h")
        assert hands.ticket(WIFI)["priority"] == "high"
        await file_at(hands, "101")
        assert "is filed" in hands.word
        await file_at(hands, "301")
        await refused(hands, LEARNER, "add tickets", THERE)
        await hands.press("escape")
        await hands.go_to(PRINT)
        await note(hands, "on my way")
        await refused(hands, LEARNER, "write notes", THERE)


async def test_a_ticket_is_not_moved_to_a_school_where_one_may_not_work(work: Work) -> None:
    async with work(login=LEARNER) as hands:
        await hands.go_to(WIFI)
        before = hands.ticket(WIFI)
        await hands.press("e")
        field = hands.screen.query_one("#field-building")
        field.focus()
        field.value = ""
        await hands.type("301")
        await hands.press("ctrl+s")
        await refused(hands, LEARNER, "change tickets", THERE)
        assert hands.ticket(WIFI) == before


async def test_what_one_may_not_change_among_several_is_left_out_and_said(work: Work) -> None:
    async with work(login=LEARNER) as hands:
        await hands.go_to(WIFI)
        await hands.press("space")
        await hands.go_to(PRINT)
        await hands.press("space", "P", "h")
        told = " ".join(hands.text.split())
        assert f"{LEARNER} may not change tickets at" in told and "nothing has changed yet" in told
        await hands.press("x", "P", "h")
        assert (hands.ticket(WIFI)["priority"], hands.ticket(PRINT)["priority"]) == ("high", "normal")


async def test_a_role_that_is_given_meanwhile_counts_at_once(
    work: Work, replica: Path, clock: TickingClock, somebody: str
) -> None:
    async with work(login=somebody) as hands:
        await hands.go_to(PRINT)
        await hands.press("P", "h")
        await refused(hands, somebody, "change tickets", THERE)
        grant(replica, clock, somebody, "technician")
        await hands.until(lambda: hands.desk.facts.me.grants)
        await hands.press("P", "h")
        assert hands.ticket(PRINT)["priority"] == "high"


async def test_who_is_no_person_of_the_district_keeps_no_view_for_everybody(work: Work) -> None:
    async with work(login="stranger") as hands:
        await hands.press("slash")
        await hands.type("video\n")
        await hands.press("V")
        await hands.type("all of it\n")
        assert hands.word.startswith("✗ stranger is no person of this district")
        with hands.desk.reading:
            sql = "SELECT count(*) FROM saved_view WHERE name = 'all of it'"
            assert hands.desk.connection.execute(sql).fetchone() == (0,)


async def test_who_lost_a_role_takes_nothing_back_with_it(work: Work, replica: Path, clock: TickingClock) -> None:
    async with work(login=LEARNER) as hands:
        await hands.go_to(PROCTOR)
        await hands.press("s", "w")
        desk = desk_at(replica, ME, clock)
        sql = "SELECT lower(hex(g.id)) FROM grant g JOIN person p ON p.id = g.person WHERE p.login = ?"
        for (held,) in desk.connection.execute(sql.replace("grant", '"grant"'), (LEARNER,)).fetchall():
            desk.recorder.put("grant", {"deleted_at": clock()}, id=held)
        desk.replica.close()
        await hands.until(lambda: not hands.desk.facts.me.grants)
        await hands.press("u")
        assert hands.word.startswith(f"✗ {LEARNER} may not change tickets at")
        assert hands.ticket(PROCTOR)["status"] == "waiting"
