"""The filter's bar and field: what one types is told with its caret, offers complete it, mistakes are shown below."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from rounds.widgets.filter_bar import HINT, FilterBar
from rounds.widgets.filter_field import FilterField, Offers
from tests.widgets.stage import Stage, stage

PRIORITIES = tuple((9, 10, each, "") for each in ("high", "low", "normal"))
"""Offers for the `h` of `priority:h`."""


class FilterStage(Stage):
    """The bar under two blank rows."""

    CSS = "FilterBar { height: 1; margin-top: 2; }"


@asynccontextmanager
async def filtering(
    text: str = "", told: str = "40 open", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[FilterStage, FilterField]]:
    """A field that lies over the bar, with `text` in hand."""
    bar, field = FilterBar(), FilterField()
    async with stage(bar, field.offers, field, size=size, kind=FilterStage) as app:
        bar.tell(text, told)
        await app.settle()
        field.edit(bar, text)
        await app.settle()
        yield app, field


# -- the bar


async def test_the_bar_says_how_to_filter_until_there_is_one() -> None:
    bar = FilterBar()
    async with stage(bar) as app:
        bar.tell("", "40 open · testing first")
        await app.settle()
        assert app.lines[0] == f" / {HINT}".ljust(56) + "40 open · testing first"
        bar.tell("priority:high", "3 open")
        await app.settle()
        assert app.lines[0].split() == ["/", "priority:high", "3", "open"]


async def test_a_filter_that_is_too_long_is_cut_and_the_count_stays() -> None:
    bar = FilterBar()
    async with stage(bar, size=(40, 3)) as app:
        bar.tell("printer " * 20, "3 open")
        await app.settle()
        assert app.lines[0].endswith("… 3 open")


async def test_a_click_on_the_bar_wants_to_filter() -> None:
    bar = FilterBar()
    async with stage(bar) as app:
        await app.click(5, 0)
        assert len(app.heard(FilterBar.Wanted)) == 1


# -- typing


async def test_the_field_takes_the_place_of_the_words_and_leaves_the_count() -> None:
    async with filtering("wifi") as (app, _):
        assert app.lines[2].startswith(" / wifi")
        assert app.lines[2].endswith("40 open")


async def test_each_letter_is_told_with_the_carets_place() -> None:
    async with filtering("age:") as (app, _):
        app.forget()
        await app.type(">3")
        last = app.heard(FilterField.Edited)[-1]
        assert (last.text, last.caret) == ("age:>3", 6)


@pytest.mark.parametrize(
    ("keys", "caret"), [("left", 3), ("home", 0), ("home end", 4), ("left ctrl+left", 0), ("home right right", 2)]
)
async def test_a_caret_that_moves_is_told_with_its_new_place(keys: str, caret: int) -> None:
    async with filtering("wifi") as (app, _):
        app.forget()
        await app.press(*keys.split())
        last = app.heard(FilterField.Edited)[-1]
        assert (last.text, last.caret) == ("wifi", caret)


async def test_enter_keeps_it_and_esc_does_not_and_both_give_the_bar_back() -> None:
    async with filtering("wi") as (app, field):
        await app.type("fi")
        await app.press("enter")
        assert [(left.keep, left.text) for left in app.heard(FilterField.Left)] == [(True, "wifi")]
        assert not field.is_open
        field.edit(app.query_one(FilterBar), "wi")
        await app.press("escape")
        assert app.heard(FilterField.Left)[-1].keep is False
        assert not field.is_open
        assert app.focused is None


# -- offers


async def test_offers_stand_under_the_place_that_they_would_fill() -> None:
    async with filtering("priority:h") as (app, field):
        field.offers.tell(PRIORITIES, None)
        await app.settle()
        place = app.lines[2].index("priority:h") + len("priority:")
        assert [line[place:] for line in app.lines[3:6]] == ["high", "low", "normal"]


async def test_tab_takes_the_first_offer_in_place_of_what_stands_there() -> None:
    async with filtering("priority:h wifi") as (app, field):
        field.offers.tell(PRIORITIES, None)
        await app.press("home", *["right"] * 10, "tab")
        assert field.value == "priority:high wifi"
        assert field.cursor_position == len("priority:high")


async def test_arrows_choose_and_go_round_and_enter_takes_the_chosen_one_first() -> None:
    async with filtering("priority:h") as (app, field):
        field.offers.tell(PRIORITIES, None)
        await app.press("down", "down")
        assert field.offers.chosen == 1
        await app.press("up", "up")
        assert field.offers.chosen == 2
        await app.press("enter")
        assert field.value == "priority:normal"
        assert field.is_open, "the offer is taken, the filter not yet"
        assert not app.heard(FilterField.Left)


async def test_up_begins_with_the_last_offer() -> None:
    async with filtering("priority:h") as (app, field):
        field.offers.tell(PRIORITIES, None)
        await app.press("up")
        assert field.offers.chosen == 2


async def test_new_offers_forget_what_was_chosen_and_the_same_ones_do_not() -> None:
    async with filtering("priority:h") as (app, field):
        field.offers.tell(PRIORITIES, None)
        await app.press("down")
        field.offers.tell(PRIORITIES, None)
        assert field.offers.chosen == 0
        field.offers.tell(PRIORITIES[1:], None)
        assert field.offers.chosen is None


async def test_tab_and_arrows_do_nothing_where_nothing_is_offered() -> None:
    async with filtering("zzz") as (app, field):
        await app.press("tab", "down", "up")
        assert field.value == "zzz"
        assert field.is_open
        assert field.offers.chosen is None


# -- mistakes


async def test_a_mistake_is_pointed_at_and_enter_leaves_it_in_hand_until_it_is_mended() -> None:
    async with filtering("priority:hgh") as (app, field):
        field.wrong = "priority:hgh"
        field.offers.tell((), (9, "no priority 'hgh'. Did you mean high?"))
        await app.press("enter")
        assert app.lines[3].index("╰") == app.lines[2].index("hgh")
        assert "no priority 'hgh'. Did you mean high?" in app.lines[3]
        assert field.is_open
        await app.press("backspace", "enter")
        assert [left.text for left in app.heard(FilterField.Left)] == ["priority:hg"]


async def test_a_mistake_far_to_the_right_is_told_within_the_bar() -> None:
    async with filtering("x " * 35 + "priority:hgh") as (app, field):
        field.offers.tell((), (79, "no priority 'hgh'. Did you mean high?"))
        await app.settle()
        assert app.lines[3].rstrip().endswith("Did you mean high?")


async def test_what_is_wrong_stands_first_and_what_is_known_below_it() -> None:
    async with filtering("priority:hgh") as (app, field):
        field.offers.tell(PRIORITIES, (9, "no priority 'hgh'"))
        await app.settle()
        assert [line.strip() for line in app.lines[3:7]] == ["╰ no priority 'hgh'", "high", "low", "normal"]


async def test_without_offers_and_mistakes_the_list_is_in_sight() -> None:
    async with filtering("priority:h") as (app, field):
        field.offers.tell(PRIORITIES, None)
        await app.settle()
        assert app.lines[3]
        field.offers.tell((), None)
        await app.settle()
        assert not app.lines[3]
        assert field.offers.styles.visibility == "hidden"


@pytest.mark.parametrize("columns", [60, 80, 120])
async def test_offers_with_long_labels_stay_within_the_bar(columns: int) -> None:
    async with filtering("room:" + "x" * 200, size=(columns, 24)) as (app, field):
        field.offers.tell([(205, 205, "投影机" * 40, "label " * 30)], None)
        await app.settle()
        assert all(strip.cell_length == columns for strip in app.screen._compositor.render_strips())
        assert app.query_one(Offers).region.right <= columns
