"""Forms from declared fields: labels, what is known, what is wrong, the way from field to field, and clean text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Paste
from textual.widgets import Input, TextArea

from rounds.widgets.field_form import SAID_LINES, FieldForm, FormField
from rounds.widgets.fields import LineField, PageField
from rounds.widgets.ink import Role
from tests.widgets.stage import Stage, stage

FIELDS = (
    FormField("requester", "from", True, chosen=True, help="mail, or a name"),
    FormField("subject", "subject", True),
    FormField("description", "what", several=True),
    FormField("room", "room", help="as on the door"),
)
HOSTILE = "a\x1b]52;c;aGk=\x07b\u202ec\x00d"
WRONG = "due 'whenever' is no date; write it as 2026-09-01, today or tomorrow, or in days as +2d"


@asynccontextmanager
async def form(
    size: tuple[int, int] = (80, 24), theme: str = "rounds-dark", **values: str
) -> AsyncIterator[tuple[Stage, FieldForm]]:
    """A form with some values."""
    made = FieldForm(FIELDS, values)
    async with stage(made, size=size, theme=theme) as app:
        made.begin()
        await app.settle()
        yield app, made


# -- what is seen


async def test_each_field_has_its_label_a_star_where_it_is_needed_its_value_and_its_hint() -> None:
    async with form(subject="Speakers hum", description="In room 120\nsince Monday") as (app, _):
        assert app.lines[0].startswith(" from*")
        assert app.lines[0].endswith("mail, or a name ▾")
        assert app.lines[1].split() == ["subject*", "Speakers", "hum"]
        assert [line[15:].strip() for line in app.lines[2:4]] == ["In room 120", "since Monday"]
        assert app.lines[app.row_of("as on the door")].startswith(" room ")


async def test_a_hint_can_be_told_anew() -> None:
    async with form() as (app, made):
        made.hint("requester", "Dana Whitlow, teacher")
        await app.settle()
        assert app.lines[0].endswith("Dana Whitlow, teacher ▾")


@pytest.mark.parametrize("columns", [60, 80, 120])
async def test_what_is_wrong_stands_below_its_field_with_its_mend_and_goes_again(columns: int) -> None:
    async with form(size=(columns, 24)) as (app, made):
        below = app.row_of("subject*")
        made.say("requester", WRONG)
        await app.settle()
        words = " ".join(app.text[app.text.index("▲") : app.text.index("subject*")].split())
        assert words == f"▲ {WRONG}"
        assert app.row_of("▲") == 1
        made.say("requester", "")
        await app.settle()
        assert "▲" not in app.text
        assert app.row_of("subject*") == below, "and leaves no gap"


async def test_a_refusal_has_another_mark_than_a_warning_and_one_without_end_ends() -> None:
    async with form() as (app, made):
        made.say("room", "why " * 200, Role.BAD)
        await app.settle()
        assert "✗ why" in app.text
        assert sum("why" in line for line in app.lines) == SAID_LINES


async def test_quiet_takes_every_word_away() -> None:
    async with form() as (app, made):
        made.say("requester", "is needed", Role.BAD)
        made.say("room", "is needed", Role.BAD)
        made.quiet()
        await app.settle()
        assert "is needed" not in app.text


# -- what stands in it


async def test_what_is_put_there_stands_there_and_is_no_edit() -> None:
    async with form() as (app, made):
        app.forget()
        made.put("subject", "Speakers hum")
        made.put("description", "one\ntwo")
        await app.settle()
        assert made.values() == {
            "requester": "",
            "subject": "Speakers hum",
            "description": "one\ntwo",
            "room": "",
        }
        assert not app.heard(FieldForm.Edited)


async def test_each_letter_is_told_with_its_field() -> None:
    async with form() as (app, made):
        made.begin("subject")
        await app.type("hum")
        made.begin("description")
        await app.type("x")
        told = [(message.name, message.text) for message in app.heard(FieldForm.Edited)]
        assert told[-2:] == [("subject", "hum"), ("description", "x")]


async def test_it_begins_with_the_first_empty_field_and_with_the_first_where_none_is() -> None:
    async with form(requester="dana", subject="hum") as (app, made):
        assert app.focused is made.field("description")
        made.put("description", "x")
        made.put("room", "1")
        made.begin()
        await app.settle()
        assert app.focused is made.field("requester")


# -- from field to field


async def test_tab_and_arrows_go_on_and_back_and_each_field_that_is_left_is_told() -> None:
    async with form() as (app, made):
        await app.press("tab")
        assert app.focused is made.field("subject")
        await app.press("down")
        assert app.focused is made.field("description")
        await app.press("tab", "up")
        assert app.focused is made.field("description")
        assert [message.name for message in app.heard(FieldForm.Left)] == [
            "requester",
            "subject",
            "description",
            "room",
        ]


async def test_enter_is_told_and_in_several_lines_it_begins_one() -> None:
    async with form() as (app, made):
        await app.press("enter")
        assert [message.name for message in app.heard(FieldForm.Entered)] == ["requester"]
        made.begin("description")
        await app.type("a")
        await app.press("enter")
        await app.type("b")
        assert made.value("description") == "a\nb"
        assert len(app.heard(FieldForm.Entered)) == 1


async def test_down_opens_the_list_of_a_field_that_has_one() -> None:
    async with form() as (app, made):
        await app.press("down")
        assert [message.name for message in app.heard(FieldForm.ChoiceWanted)] == ["requester"]
        assert app.focused is made.field("requester")


async def test_the_field_in_hand_is_in_sight_on_a_low_screen() -> None:
    async with form(size=(80, 5)) as (app, made):
        assert "as on the door" not in app.text
        made.begin("room")
        await app.until(lambda: "as on the door" in app.text)


# -- the one door for text


@given(st.text())
def test_nothing_that_stands_in_a_line_steers_a_terminal(text: str) -> None:
    value = LineField("line").validate_value(text + HOSTILE)
    assert not set(value) & {"\x1b", "\x07", "\x00", "\u202e", "\n", "\r", "\t"}


async def test_what_is_put_typed_or_pasted_into_a_line_is_clean_and_one_line() -> None:
    field = LineField("line")
    async with stage(field) as app:
        field.focus()
        field.value = HOSTILE
        await app.settle()
        assert field.value.isprintable()
        field.value = ""
        app.post_message(Paste(f"  one\r\ntwo\n{HOSTILE}"))
        await app.settle()
        assert field.value.startswith("one two a")
        assert field.value.isprintable()


async def test_a_paste_takes_the_place_of_what_is_selected() -> None:
    field = LineField("line")
    async with stage(field) as app:
        field.focus()
        field.value = "room 12"
        await app.press("home", "shift+right", "shift+right", "shift+right", "shift+right")
        app.post_message(Paste("hall"))
        await app.settle()
        assert field.value == "hall 12"


async def test_what_is_put_or_pasted_into_several_lines_is_clean_and_keeps_its_lines() -> None:
    field = PageField("page")
    async with stage(field) as app:
        field.focus()
        field.text = f"one\r\ntwo {HOSTILE}"
        await app.settle()
        assert field.text.startswith("one\ntwo a")
        field.move_cursor((0, 0))
        app.post_message(Paste(f"first\n{HOSTILE}\n"))
        await app.settle()
        assert field.text.startswith("first\na")
        assert not set(field.text) & {"\x1b", "\x07", "\x00", "\u202e", "\r"}


@pytest.mark.parametrize("kind", [LineField, PageField])
async def test_no_cursor_blinks(kind: type[Input | TextArea]) -> None:
    field = kind(id="field")
    async with stage(field):
        assert field.cursor_blink is False
