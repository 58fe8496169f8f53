"""The form of a new ticket: what is missing is named, what is nearly right is put right openly, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rounds.screens.ticket_form import NEEDED
from tests.hands import Hands
from tests.lakefork import LEARNER, OPEN
from tests.screens.conftest import Work

Kept = Callable[[str], str | None]
COMPLETE = {
    "requester": "dana.whitlow@example.org",
    "subject": "Speakers hum",
    "description": "The ceiling speakers hum.",
    "building": "HGT",
    "room": "120",
}


async def fill(hands: Hands, **values: str) -> None:
    """Open the form and write into its fields, as one who pastes."""
    if not hands.shows(" New ticket"):
        await hands.press("n")
    for name, text in values.items():
        hands.screen.form.field(name).focus()
        await hands.settle()
        hands.screen.form.put(name, "")
        if text.rstrip("\n"):
            await hands.paste(text.rstrip("\n"))
        if text.endswith("\n"):
            await hands.press("enter")


def value(hands: Hands, name: str) -> str:
    """What stands in a field."""
    return str(hands.screen.form.value(name))


def said(hands: Hands, name: str) -> str:
    """What is said under a field."""
    paper = hands.screen.query_one(f"#said-{name}")
    words = " ".join(run.text for line in paper.lines for run in line).split()
    return " ".join(words) if paper.display else ""


async def test_it_begins_with_whoever_asks_and_names_what_is_needed(work: Work) -> None:
    async with work() as hands:
        await hands.press("n")
        assert hands.app.focused.id == "field-requester"
        for label in ("from*", "subject*", "what*", "school*", "room*"):
            assert hands.shows(f" {label}")
        assert hands.shows("* needed", "write who asks, and what for")


async def test_what_is_missing_is_named_where_it_is_missing_and_nothing_is_filed(work: Work) -> None:
    async with work() as hands:
        await fill(hands, requester="dana.whitlow@example.org", subject="Speakers hum")
        assert hands.shows("○ still needed: school, room,")
        await hands.press("ctrl+s")
        assert [said(hands, name) for name in ("description", "building", "room")] == ["✗ is needed"] * 3
        assert hands.word == "▲ still needed: school, room, what"
        assert hands.app.focused.id == "field-building"
        await hands.type("HGT")
        assert said(hands, "building") == ""


@pytest.mark.parametrize("name", NEEDED)
async def test_nothing_is_filed_without_a_field_that_is_needed(work: Work, name: str) -> None:
    async with work() as hands:
        await fill(hands, **{**COMPLETE, name: ""})
        await hands.press("ctrl+s")
        assert said(hands, name)
        assert hands.app.focused.id == f"field-{name}"
        await hands.press("escape")
        assert hands.shows(f"{OPEN} open")


async def test_what_is_complete_is_accepted_with_its_promise(work: Work) -> None:
    async with work() as hands:
        await fill(hands, **COMPLETE)
        assert hands.shows("✓ accepted", "Tue 1 Dec 10:21")
        await fill(hands, severity="1")
        assert hands.shows("Thu 19 Nov 12:21")


async def test_a_filed_ticket_is_in_the_queue(work: Work) -> None:
    async with work() as hands:
        await fill(hands, **COMPLETE)
        await hands.press("ctrl+s")
        assert hands.word == "✓ K7Q-0043 is filed · u takes it back"
        assert hands.shows(f"{OPEN + 1} open")
        ticket = hands.ticket("Speakers hum")
        assert ticket["status"] == "new"
        assert ticket["room"] == "120"
        await hands.press("u")
        assert hands.shows(f"{OPEN} open")


async def test_saving_twice_files_one_ticket(work: Work) -> None:
    async with work() as hands:
        await fill(hands, **COMPLETE)
        with hands.desk.recorder.lock:
            for _ in range(3):
                hands.strike("ctrl+s")
            await hands.until(lambda: hands.app.opened.saves.pending, settled=False)
        await hands.until(lambda: hands.word == "✓ K7Q-0043 is filed · u takes it back")
        assert hands.shows(f"{OPEN + 1} open")


async def test_it_takes_the_building_in_hand(work: Work) -> None:
    async with work() as hands:
        await hands.press("b")
        await hands.type("larkspur\n")
        await hands.press("n")
        assert value(hands, "building") == "301"


@pytest.mark.parametrize(
    ("typed", "name"),
    [("101", "Hellgate"), ("hgt", "Hellgate"), ("Hellgate High School", "Hellgate"), ("north", "Northgate")],
)
async def test_a_school_is_known_by_number_letters_name_or_its_beginning(work: Work, typed: str, name: str) -> None:
    async with work() as hands:
        await fill(hands, building=typed)
        await hands.press("tab")
        assert name in hands.line_with(" school*")
        assert said(hands, "building") == ""


async def test_a_beginning_that_means_two_schools_says_which(work: Work) -> None:
    async with work() as hands:
        await fill(hands, building="p")
        await hands.press("tab")
        assert said(hands, "building") == ""
        await fill(hands, building="l")
        await hands.press("tab")
        assert "'l' could be" in said(hands, "building")
        assert "Larkspur" in said(hands, "building")


async def test_school_and_room_are_read_from_the_first_line(work: Work) -> None:
    async with work() as hands:
        given = {**COMPLETE, "building": "", "room": "", "description": "Larkspur Elementary 7\nThe lamp is dark."}
        await fill(hands, **given)
        assert hands.shows("✓ accepted", "school read from the words:")
        await hands.press("ctrl+s")
        ticket = hands.ticket("Speakers hum")
        assert ticket["room"] == "7"
        assert ticket["description"].startswith("Larkspur Elementary 7\nThe lamp")


async def test_a_near_miss_of_the_mail_domain_is_corrected_in_the_open_and_f2_puts_it_back(work: Work) -> None:
    async with work() as hands:
        await fill(hands, requester="dana.whitlow@example.com")
        await hands.press("tab")
        assert value(hands, "requester") == "dana.whitlow@example.org"
        assert said(hands, "requester") == "▲ you typed example.com; corrected. f2 puts yours back"
        assert hands.shows("▲ mail domain corrected", "Dana Whitlow, teacher", "f2 yours back")
        await hands.press("f2")
        assert value(hands, "requester") == "dana.whitlow@example.com"
        assert "kept as you typed it" in said(hands, "requester")
        assert not hands.shows("f2 yours back")
        await hands.press("tab", "tab")
        assert value(hands, "requester") == "dana.whitlow@example.com"


async def test_a_domain_that_was_put_back_is_kept_when_it_is_filed(work: Work) -> None:
    async with work() as hands:
        await fill(hands, **{**COMPLETE, "requester": "sam@exmaple.org"})
        assert value(hands, "requester") == "sam@example.org"
        await hands.press("f2", "ctrl+s")
        with hands.desk.reading:
            found = hands.desk.connection.execute("SELECT mail FROM person WHERE mail LIKE 'sam@%'").fetchall()
        assert found == [("sam@exmaple.org",)]


async def test_an_address_of_another_provider_is_left_as_it_is(work: Work) -> None:
    async with work() as hands:
        await fill(hands, requester="parent@gmail.com")
        await hands.press("tab")
        assert value(hands, "requester") == "parent@gmail.com"
        assert said(hands, "requester") == ""
        assert hands.shows("new here")


async def test_an_address_that_is_none_is_said_where_it_stands(work: Work) -> None:
    async with work() as hands:
        await fill(hands, **{**COMPLETE, "requester": "dana at school"})
        await hands.press("ctrl+s")
        assert "is no mail address" in said(hands, "requester")
        assert hands.app.focused.id == "field-requester"
        assert value(hands, "description") == COMPLETE["description"]


async def test_people_are_found_as_one_types(work: Work) -> None:
    async with work() as hands:
        await hands.press("n", "down")
        await hands.type("lind")
        assert hands.shows("Rosa Lindqvist", "rosa.lindqvist@example.org · secretary")
        await hands.press("enter")
        assert value(hands, "requester") == "rosa.lindqvist@example.org"


@pytest.mark.parametrize(
    ("name", "typed", "chosen"),
    [("type", "net", "network"), ("priority", "u", "urgent"), ("building", "cold", "302"), ("testing", "y", "yes")],
)
async def test_a_list_is_opened_by_the_arrow_and_narrowed_by_letters(
    work: Work, name: str, typed: str, chosen: str
) -> None:
    async with work() as hands:
        await hands.press("n")
        hands.screen.form.field(name).focus()
        await hands.settle()
        await hands.press("down")
        await hands.type(f"{typed}\n")
        assert value(hands, name) == chosen
        assert hands.app.focused.id == f"field-{name}"


@pytest.mark.parametrize(
    ("name", "wrong", "says"),
    [
        ("type", "hardwear", "no type 'hardwear'. Did you mean hardware?"),
        ("priority", "hgh", "no priority 'hgh'. Did you mean high?"),
        ("severity", "7", "severity is 1 to 4"),
        ("severity", "bad", "severity 'bad' is no whole number"),
        ("testing", "maybe", "testing 'maybe' is neither yes nor no"),
        ("building", "Atlantis", "no building 'Atlantis'"),
    ],
)
async def test_a_wrong_value_is_told_under_its_field_when_it_is_left_and_again_when_it_is_filed(
    work: Work, name: str, wrong: str, says: str
) -> None:
    async with work() as hands:
        await fill(hands, **{**COMPLETE, name: wrong})
        await hands.press("tab")
        assert says in said(hands, name)
        await hands.press("ctrl+s")
        assert says.split(".", maxsplit=1)[0] in said(hands, name)
        assert hands.app.focused.id == f"field-{name}"
        assert hands.shows(" New ticket")


async def test_files_are_added_by_their_path(work: Work, tmp_path: Path) -> None:
    recording = tmp_path / "speaker hum.m4a"
    recording.write_bytes(bytes(2_500))
    async with work() as hands:
        await fill(hands, **COMPLETE)
        await hands.press("ctrl+o")
        assert hands.app.focused.id == "field-files"
        await hands.type(f"{tmp_path}/nothing\n")
        assert f"there is no file {tmp_path}/nothing"[:60] in said(hands, "files")
        await hands.press("ctrl+u")
        await hands.paste(f"'{recording}'")
        await hands.press("ctrl+o")
        assert hands.shows("1 added, 2 kB")
        await hands.press("ctrl+s")
        with hands.desk.reading:
            found = hands.desk.connection.execute("SELECT name, size FROM attachment").fetchall()
        assert found == [("speaker hum.m4a", 2_500)]


async def test_a_file_that_is_too_large_is_refused_and_nothing_is_lost(work: Work, tmp_path: Path) -> None:
    large = tmp_path / "film.mov"
    with large.open("wb") as file:
        file.truncate(26 * 2**20)
    async with work() as hands:
        await fill(hands, **COMPLETE, files=f"{large}\n")
        await hands.press("ctrl+s")
        assert "is larger than 25 MB" in hands.word
        assert {name: value(hands, name) for name in COMPLETE} == COMPLETE
        await hands.press("escape")
        assert hands.shows(f"{OPEN} open")


async def test_what_is_typed_is_kept_and_offered_again(work: Work, local: Kept) -> None:
    async with work() as hands:
        await fill(hands, requester="dana.whitlow@example.org", subject="Speakers hum", description="One\nTwo")
        assert hands.shows("draft kept 10:21")
        await hands.press("escape")
        assert hands.keys.startswith("enter open")
        await hands.press("n")
        assert value(hands, "subject") == "Speakers hum"
        assert value(hands, "description") == "One\nTwo"
        assert hands.shows("draft kept 10:21")
    assert local("draft:new ticket")
    async with work() as hands:
        await fill(hands, building="HGT", room="120")
        await hands.press("ctrl+s")
        assert hands.word.startswith("✓ K7Q-0043 is filed")
    assert local("draft:new ticket") is None


async def test_leaving_the_app_keeps_the_draft_too(work: Work, local: Kept, real_waits: None) -> None:
    async with work() as hands:
        await hands.press("n")
        await hands.type("dana\tSpeakers")
        hands.strike("ctrl+q")
        await hands.until(lambda: hands.app._exit)
    assert "Speakers" in (local("draft:new ticket") or "")


async def test_a_refusal_says_the_role_and_the_place_and_loses_nothing(work: Work) -> None:
    async with work(login="odom") as hands:
        await fill(hands, **COMPLETE)
        await hands.press("ctrl+s")
        assert "odom may not add tickets at Hellgate High School" in hands.word
        assert {name: value(hands, name) for name in COMPLETE} == COMPLETE


async def test_a_technician_files_at_the_own_school_alone(work: Work) -> None:
    async with work(login=LEARNER) as hands:
        await fill(hands, **{**COMPLETE, "building": "LKS"})
        await hands.press("ctrl+s")
        assert "castell may not add tickets at Larkspur Elementary" in hands.word
        await fill(hands, building="HGT")
        await hands.press("ctrl+s")
        assert "is filed" in hands.word


async def test_enter_and_arrows_go_from_field_to_field(work: Work) -> None:
    async with work() as hands:
        await hands.press("n", "enter")
        assert hands.app.focused.id == "field-subject"
        await hands.press("down")
        assert hands.app.focused.id == "field-description"
        await hands.press("tab", "shift+tab", "shift+tab")
        assert hands.app.focused.id == "field-subject"
        await hands.press("up")
        assert hands.app.focused.id == "field-requester"


async def test_at_80x24_every_field_can_be_reached_and_seen(work: Work) -> None:
    async with work(size=(80, 24)) as hands:
        await hands.press("n")
        for _ in range(9):
            focused: Any = hands.app.focused
            y = focused.region.y
            assert 3 < y < 20, focused.id
            await hands.press("tab")
        assert hands.app.focused.id == "field-files"


async def test_help_lists_the_keys_of_the_form(work: Work) -> None:
    async with work() as hands:
        await hands.press("n")
        assert hands.keys.startswith("^s file it   tab next field   ↓ choose   ^o add file   esc leave   f1 help")
        await hands.press("f1")
        assert hands.shows("This form", "^s  save what is written")
        await hands.press("escape")
        assert hands.app.focused.id == "field-requester"
