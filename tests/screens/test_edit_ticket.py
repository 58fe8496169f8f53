"""The form of a ticket that there is: every field of its declaration, and what somebody else wrote meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from rounds.data.desk.tickets import Target
from rounds.data.nouns.registry import catalogue
from rounds.data.nouns.spec import FieldSpec, Kind
from tests.builders import TickingClock
from tests.hands import Hands
from tests.lakefork import LEARNER, MATE, PRINT, PROCTOR, VIDEO, desk_at
from tests.screens.conftest import Work
from tests.screens.test_new_ticket import said, value

SETTABLE = [spec for spec in catalogue()["ticket"].fields.values() if not (spec.hidden or spec.fixed)]

RIGHT = {
    "subject": "Copier prints nothing",
    "description": "LKS office. It hums\nand stops.",
    "status": "held",
    "priority": "high",
    "severity": "2",
    "type": "network",
    "testing": "yes",
    "building": "HGT",
    "room": "12",
    "requester": "dana.whitlow@example.org",
    "assignee": "okafor",
    "group": "EDTECH",
    "due": "2026-12-01T09:00",
    "resolution": "Changed the drum",
}
WRONG = {
    Kind.CHOICE: "no-such-thing",
    Kind.NUMBER: "many",
    Kind.FLAG: "perhaps",
    Kind.REF: "no-such-thing",
    Kind.TIME: "whenever",
    Kind.DATE: "whenever",
}


async def editing(hands: Hands, subject: str = PRINT) -> None:
    """Open the form of a ticket."""
    await hands.go_to(subject)
    await hands.press("e")


async def put(hands: Hands, name: str, text: str) -> None:
    """Write into a field and leave it."""
    hands.screen.form.field(name).focus()
    await hands.settle()
    hands.screen.form.put(name, "")
    await hands.paste(text)
    await hands.press("tab")


def changed_by_another(path: Path, clock: TickingClock, ticket: str, **values: object) -> None:
    """Another process changes a ticket now."""
    desk = desk_at(path, MATE, clock)
    desk.tickets.change([Target(ticket)], values)
    desk.replica.close()


def named(spec: FieldSpec) -> str:
    """How a field is called in the name of a test."""
    return spec.name


async def test_every_field_that_a_person_may_set_is_there_with_its_value(work: Work) -> None:
    assert set(RIGHT) == {spec.name for spec in SETTABLE}, "a new field is tried here, too"
    async with work() as hands:
        await editing(hands)
        form = hands.screen.form
        assert list(form.fields) == [spec.name for spec in SETTABLE]
        assert hands.shows(" Edit K7Q-0042")
        told = {"subject": PRINT, "status": "new", "severity": "1", "testing": "no", "building": "301", "group": "IT"}
        assert {name: form.value(name) for name in told} == told
        assert form.value("due") == "2026-11-19T12:09"
        assert form.value("assignee") == ""


@pytest.mark.parametrize("spec", SETTABLE, ids=named)
async def test_a_field_is_changed_and_nothing_else_with_it(work: Work, spec: FieldSpec) -> None:
    async with work() as hands:
        await editing(hands)
        before = hands.ticket(PRINT)
        await put(hands, spec.name, RIGHT[spec.name])
        assert said(hands, spec.name) == ""
        await hands.press("ctrl+s")
        assert hands.word == "✓ K7Q-0042 is changed · u takes it back"
        after = hands.ticket(RIGHT["subject"] if spec.name == "subject" else PRINT)
        follows = {"version", "versions", "updated", "login", "queue"}
        follows |= {"assignee": {"status"}, "severity": {"due"}}.get(spec.name, set())
        assert {name for name in after if after[name] != before[name]} - follows == {spec.name}


@pytest.mark.parametrize("spec", [spec for spec in SETTABLE if spec.kind in WRONG], ids=named)
async def test_a_wrong_value_is_told_under_its_field_and_nothing_is_saved(work: Work, spec: FieldSpec) -> None:
    async with work() as hands:
        await editing(hands)
        before = hands.ticket(PRINT)
        await put(hands, spec.name, WRONG[spec.kind])
        assert WRONG[spec.kind] in said(hands, spec.name)
        await hands.press("ctrl+s")
        assert hands.app.focused.id == f"field-{spec.name}"
        assert hands.ticket(PRINT) == before
        await put(hands, spec.name, RIGHT[spec.name])
        assert said(hands, spec.name) == ""


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("subject", "", "✗ subject cannot be empty"),
        ("severity", "7", "7 is out of range"),
        ("room", "R" * 61, "61 characters"),
        ("status", "closed", "needs a resolution"),
        ("status", "merged", "merged"),
    ],
)
async def test_what_the_desk_refuses_is_told_and_the_form_stays(work: Work, name: str, text: str, says: str) -> None:
    async with work() as hands:
        await editing(hands)
        hands.screen.form.put(name, "")
        await put(hands, name, text) if text else await hands.press("tab")
        await hands.press("ctrl+s")
        assert says in (said(hands, name) or hands.word)
        assert hands.shows(" Edit K7Q-0042")


async def test_nothing_changed_is_said_so(work: Work) -> None:
    async with work() as hands:
        await editing(hands)
        await hands.press("ctrl+s")
        assert hands.word == "▲ nothing is changed"


async def test_a_field_is_emptied(work: Work) -> None:
    async with work() as hands:
        await editing(hands)
        hands.screen.form.put("due", "")
        hands.screen.form.put("group", "none")
        await hands.press("ctrl+s")
        ticket = hands.ticket(PRINT)
        assert (ticket["due"], ticket["group"]) == (None, None)


async def test_another_field_that_somebody_changed_meanwhile_is_no_hindrance(
    work: Work, replica: Path, clock: TickingClock
) -> None:
    async with work() as hands:
        await editing(hands)
        changed_by_another(replica, clock, hands.screen._ticket, room="19")
        await put(hands, "priority", "high")
        await hands.press("ctrl+s")
        assert "is changed" in hands.word
        ticket = hands.ticket(PRINT)
        assert (ticket["room"], ticket["priority"]) == ("19", "high")


async def test_the_same_field_is_told_with_what_stands_there_now_and_a_second_time_is_on_purpose(
    work: Work, replica: Path, clock: TickingClock
) -> None:
    async with work() as hands:
        await editing(hands)
        changed_by_another(replica, clock, hands.screen._ticket, priority="low")
        await put(hands, "priority", "urgent")
        await hands.press("ctrl+s")
        assert said(hands, "priority") == "▲ okafor made it 'low' meanwhile; ^s puts yours there"
        assert hands.ticket(PRINT)["priority"] == "low"
        assert value(hands, "priority") == "urgent"
        await hands.press("ctrl+s")
        assert hands.ticket(PRINT)["priority"] == "urgent"
        assert "is changed" in hands.word


async def test_a_draft_of_an_edit_is_kept_for_its_ticket_alone(work: Work) -> None:
    async with work() as hands:
        await editing(hands)
        await put(hands, "room", "cellar")
        await hands.press("escape")
        await editing(hands, VIDEO)
        assert value(hands, "room") == "120"
        await hands.press("escape")
        await editing(hands)
        assert value(hands, "room") == "cellar"
        await hands.press("ctrl+s")
        assert hands.ticket(PRINT)["room"] == "cellar"


async def test_it_opens_from_the_page_and_goes_back_there(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        await hands.press("enter", "e")
        await put(hands, "room", "attic")
        await hands.press("ctrl+s")
        assert hands.shows("│ room      attic", "room office → attic")
        assert "is changed" in hands.word


async def test_several_marked_are_not_edited_as_one(work: Work) -> None:
    async with work() as hands:
        await hands.press("space", "space", "e")
        assert hands.word.startswith("▲ several are marked: s status, a assign")


async def test_another_schools_ticket_is_refused_with_role_and_place(work: Work) -> None:
    async with work(login=LEARNER) as hands:
        await editing(hands)
        await put(hands, "room", "attic")
        await hands.press("ctrl+s")
        assert "castell may not change tickets at Larkspur Elementary" in hands.word
        await hands.press("escape")
        await editing(hands, PROCTOR)
        await put(hands, "room", "119")
        await hands.press("ctrl+s")
        assert hands.ticket(PROCTOR)["room"] == "119"
