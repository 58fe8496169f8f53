"""The dialog that asks for words: one line or several, kept while one types, refused in its place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.events import Paste

from rounds.widgets.asker import Asker
from rounds.widgets.ink import Role
from rounds.widgets.line import Run
from tests.widgets.stage import Stage, stage

REFUSAL = "due 'whenever' is no date; write it as 2026-09-01, today or tomorrow, or in days as +2d"


@asynccontextmanager
async def asking(
    size: tuple[int, int] = (80, 24), theme: str = "rounds-dark", **how: Any
) -> AsyncIterator[tuple[Stage, Asker]]:
    """An open asker."""
    asker = Asker()
    async with stage(asker, size=size, theme=theme) as app:
        asker.ask("When is it due", ("due",), "set it", **how)
        await app.settle()
        yield app, asker


def given(app: Stage) -> list[str]:
    """The words that were given."""
    return [message.text for message in app.heard(Asker.Answered)]


async def test_it_says_what_it_asks_what_is_to_be_known_and_what_its_keys_do() -> None:
    async with asking(says=[(Run("tomorrow, +2d or none", Role.FAINT),)]) as (app, asker):
        assert "─ When is it due ─" in app.text
        assert "tomorrow, +2d or none" in app.text
        assert " enter  set it    esc  nothing happens" in app.text
        assert [(hint.key, hint.label) for hint in asker.hints()] == [("enter", "set it"), ("esc", "leave")]


async def test_enter_gives_one_line_and_stays_until_it_is_taken() -> None:
    async with asking() as (app, asker):
        await app.type("+2d")
        await app.press("enter")
        assert given(app) == ["+2d"]
        assert asker.is_open, "whoever asked judges the words, then closes"


async def test_in_several_lines_enter_begins_one_and_ctrl_s_gives_them() -> None:
    async with asking(several=True) as (app, _):
        await app.type("one")
        await app.press("enter")
        await app.type("two")
        assert given(app) == []
        await app.press("ctrl+s")
        assert given(app) == ["one\ntwo"]
        assert " ^s  set it " in app.text


async def test_esc_goes_without_an_answer() -> None:
    async with asking() as (app, asker):
        await app.type("+2d")
        await app.press("escape")
        assert given(app) == []
        assert not asker.is_open
        assert len(app.heard(Asker.Closed)) == 1


@pytest.mark.parametrize("several", [False, True])
async def test_what_stands_there_can_be_gone_on_with(several: bool) -> None:
    async with asking(several=several, text="half a", draft="note:1", kept="10:15") as (app, asker):
        assert "draft kept 10:15" in app.text
        assert "esc  keeps the draft" in app.text
        await app.type(" note")
        assert asker.text == "half a note"


async def test_words_as_they_are_typed_are_told_and_putting_them_there_is_not() -> None:
    async with asking(text="as it was") as (app, _):
        assert not app.heard(Asker.Typing)
        await app.type("!")
        assert app.heard(Asker.Typing)[-1].text == "as it was!"


async def test_a_draft_that_is_kept_is_said_and_an_empty_one_is_not() -> None:
    async with asking(several=True, draft="note:1") as (app, asker):
        await app.type("x")
        asker.say_kept("10:21")
        await app.settle()
        assert "draft kept 10:21" in app.text
        await app.press("backspace")
        asker.say_kept("10:22")
        await app.settle()
        assert "draft kept" not in app.text


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("theme", ["rounds-dark", "rounds-plain"])
async def test_a_refusal_is_said_with_its_mend_below_what_was_typed_and_goes_with_the_next_letter(
    several: bool, theme: str
) -> None:
    async with asking(several=several, theme=theme) as (app, asker):
        await app.type("whenever")
        asker.refuse(REFUSAL)
        await app.settle()
        words = " ".join(app.text.replace("│", " ").split())
        assert f"▲ {REFUSAL}" in words
        assert app.row_of("▲") > app.row_of("whenever")
        assert app.row_of("▲") < app.row_of("esc")
        await app.type("s")
        assert "▲" not in app.text
        assert asker.text == "whenevers"


async def test_a_refusal_without_end_is_cut_with_a_mark() -> None:
    async with asking() as (app, asker):
        asker.refuse("why " * 100)
        await app.settle()
        assert "why…" in app.text
        assert app.text.count("│") == 2 * (asker.region.height - 2), "the box is whole"


async def test_it_can_be_asked_anew_for_something_else() -> None:
    async with asking(several=True, text="a note") as (app, asker):
        asker.refuse("nothing is written yet")
        await app.press("escape")
        asker.ask("Keep this filter as", ("save view",), "keep it")
        await app.settle()
        assert asker.text == ""
        assert "▲" not in app.text
        await app.type("mine")
        await app.press("enter")
        assert given(app) == ["mine"]


async def test_what_is_pasted_into_one_line_becomes_one_and_steers_nothing() -> None:
    async with asking() as (app, asker):
        app.post_message(Paste("one\ntwo\x1b]52;c;aGk=\x07"))
        await app.settle()
        assert asker.text.startswith("one two")
        assert asker.text.isprintable()
