"""The picker: type to narrow, a letter or enter takes, esc leaves; what is looked up follows the words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from rounds.widgets.picker import Option, Picker
from tests.widgets.stage import Stage, stage

STATES = (
    Option("new", "new", key="n"),
    Option("open", "in hand", key="o"),
    Option("waiting", "waiting", "for somebody", key="w"),
    Option("merged", "merged", "not by hand", key="m", enabled=False),
)
MANY = tuple(Option(n, f"School {n:02d}", f"code {100 + n}") for n in range(40))


@asynccontextmanager
async def asking(
    options: Sequence[Option] = STATES, size: tuple[int, int] = (80, 24), theme: str = "rounds-dark", **how: Any
) -> AsyncIterator[tuple[Stage, Picker]]:
    """An open picker."""
    picker = Picker()
    async with stage(picker, size=size, theme=theme) as app:
        picker.ask("Status of K7Q-0041", options, ("status",), **how)
        await app.settle()
        yield app, picker


def picked(app: Stage) -> list[Any]:
    """What was taken."""
    return [message.option.value for message in app.heard(Picker.Picked)]


def shown(app: Stage) -> list[str]:
    """The first words of the lines with options, the chosen one with its pointer."""
    rows = [line.split("│")[1].strip() for line in app.lines if line.count("│") == 2]
    return [row.split("  ")[0] for row in rows if row and "enter" not in row and not row.endswith("▏")]


async def test_it_shows_its_title_its_options_and_what_its_keys_do() -> None:
    async with asking() as (app, picker):
        assert "─ Status of K7Q-0041 ─" in app.text
        assert [row.removeprefix("▸ ") for row in shown(app)] == ["new", "in hand", "waiting", "merged"]
        assert "enter  takes it    esc  leaves it" in app.text
        assert [hint.key for hint in picker.hints()] == ["↑↓", "enter", "esc"]


async def test_enter_takes_the_chosen_one_and_it_goes_away() -> None:
    async with asking() as (app, picker):
        await app.press("down", "enter")
        assert picked(app) == ["open"]
        assert not picker.is_open
        assert app.text.strip() == ""


async def test_a_letter_takes_its_option_at_once() -> None:
    async with asking() as (app, _):
        await app.press("w")
        assert picked(app) == ["waiting"]


async def test_after_the_first_letter_letters_are_words() -> None:
    async with asking() as (app, _):
        await app.type("in z")
        assert picked(app) == []
        assert "nothing has these letters" in app.text
        await app.press("backspace", "backspace", "enter")
        assert picked(app) == ["open"]


async def test_what_cannot_be_taken_is_not() -> None:
    async with asking() as (app, picker):
        await app.press("down", "down", "down", "enter")
        assert picked(app) == []
        assert picker.is_open


async def test_esc_leaves_all_as_it_is_and_says_so() -> None:
    async with asking() as (app, picker):
        await app.press("down", "escape")
        assert picked(app) == []
        assert len(app.heard(Picker.Closed)) == 1
        assert not picker.is_open


async def test_words_narrow_in_any_order_in_label_and_detail_without_case_or_accents() -> None:
    options = (Option(1, "Zoë Ångström", "teacher"), Option(2, "Zoe Miller", "secretary"), Option(3, "Al Zoe"))
    async with asking(options) as (app, _):
        await app.type("ZOE")
        assert shown(app) == ["▸ Zoë Ångström", "Zoe Miller", "Al Zoe"], "those that begin so first"
        await app.type(" tea")
        assert shown(app) == ["▸ Zoë Ångström"]
        await app.press("ctrl+u")
        assert len(shown(app)) == 3


async def test_enter_where_nothing_is_found_takes_nothing() -> None:
    async with asking() as (app, picker):
        await app.type("zz")
        await app.press("enter")
        assert picked(app) == []
        assert picker.is_open


async def test_the_one_that_stands_there_now_is_chosen_first() -> None:
    async with asking(current="waiting") as (app, _):
        assert shown(app)[2] == "▸ waiting"
        await app.press("enter")
        assert picked(app) == ["waiting"]


async def test_a_long_list_follows_the_chosen_one_and_says_how_many_are_below() -> None:
    async with asking(MANY) as (app, _):
        rows = len(shown(app))
        assert f"… {40 - rows} more below" in app.text
        await app.press(*["down"] * rows)
        assert shown(app)[-1] == f"▸ School {rows:02d}"
        assert shown(app)[0] == "School 01"
        await app.press(*["pagedown"] * 5)
        assert shown(app)[-1] == "▸ School 39"
        assert "more below" not in app.text
        await app.press(*["pageup"] * 5)
        assert shown(app)[0] == "▸ School 00"


async def test_the_ends_of_the_list_hold_the_cursor() -> None:
    async with asking(MANY) as (app, _):
        await app.press("up", "enter")
        assert picked(app) == [0]


async def test_a_click_takes_the_option_under_it_and_one_beside_takes_none() -> None:
    async with asking() as (app, picker):
        await app.click(40, app.row_of("waiting"))
        assert picked(app) == ["waiting"]
        picker.ask("Again", STATES, ("status",))
        await app.settle()
        await app.click(40, app.row_of("merged") + 1)
        assert picked(app) == ["waiting"]
        assert picker.is_open


async def test_a_click_on_what_its_keys_do_does_it() -> None:
    async with asking(MANY[:3]) as (app, picker):
        y = app.row_of("esc  leaves it")
        await app.click(app.lines[y].index("leaves"), y)
        assert not picker.is_open


async def test_what_is_pasted_narrows_on_one_line_without_controls() -> None:
    async with asking() as (app, picker):
        from textual.events import Paste

        app.post_message(Paste("in\n hand\x1b[31m"))
        await app.settle()
        assert "\x1b" not in picker.text and "\n" not in picker.text
        assert picker.text.startswith("in hand")


# -- lists that are looked up


async def test_a_list_that_is_looked_up_tells_its_words_and_shows_what_it_is_given() -> None:
    async with asking(MANY[:2], looked_up=True) as (app, picker):
        await app.type("oka")
        assert app.heard(Picker.Typed)[-1].text == "oka"
        picker.offer([Option("x", "Ada Okafor")])
        await app.settle()
        assert shown(app) == ["▸ Ada Okafor"]
        await app.press("enter")
        assert picked(app) == ["x"]


async def test_one_that_was_chosen_meanwhile_stays_chosen_when_more_are_found() -> None:
    async with asking(MANY[:3], looked_up=True) as (app, picker):
        await app.press("down", "down")
        picker.offer([*MANY[:3], *MANY[10:12]])
        await app.settle()
        assert shown(app)[2] == "▸ School 02"
        picker.offer(MANY[20:22])
        await app.settle()
        assert shown(app)[0] == "▸ School 20", "one that has gone is not"


# -- room


@pytest.mark.parametrize("theme", ["rounds-dark", "rounds-plain"])
@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 50)])
async def test_long_labels_and_details_stay_within_the_box(size: tuple[int, int], theme: str) -> None:
    options = [Option(1, "label " * 30, "detail " * 30, key="l"), Option(2, "投影机" * 30, "图像" * 40)]
    async with asking(options, size=size, theme=theme) as (app, picker):
        strips = app.screen._compositor.render_strips()
        assert all(strip.cell_length == size[0] for strip in strips)
        assert picker.region.right <= size[0] and picker.region.bottom <= size[1]
        assert "label" in app.text and "detail" in app.text, "of both something is seen"


async def test_its_place_follows_the_size_of_the_screen() -> None:
    async with asking(size=(120, 40)) as (app, picker):
        left = picker.region.x
        await app.pilot.resize_terminal(80, 24)
        picker.place()
        await app.settle()
        assert picker.region.x < left
        assert "─ Status of K7Q-0041 ─" in app.text
