"""The list over a million rows that it never has all of: pages by key, a cursor that stays, few lines painted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.widget import Widget

from rounds.widgets.ink import Role
from rounds.widgets.line import BLANK, Run, width_of
from rounds.widgets.row_list import Column, RowList
from rounds.widgets.row_window import KEPT, End
from tests.widgets.stage import Stage, stage

MILLION = 1_000_000
SIZE = (60, 21)
HEIGHT = SIZE[1] - 1


@dataclass(frozen=True, slots=True)
class Thing:
    """A row."""

    n: int
    words: str = "as it was"


COLUMNS: tuple[Column[Thing], ...] = (
    Column("number", 8, lambda row: Run(str(row.n), Role.SOFT), right=True),
    Column("words", 0, lambda row: Run(row.words)),
    Column("wide", 6, lambda row: Run("wide"), fold=50),
)


class Things:
    """A keyed query over rows 0, 1, 2 …, of which some are gone and some were changed."""

    def __init__(self, count: int = MILLION) -> None:
        self.count = count
        self.gone: set[int] = set()
        self.words: dict[int, str] = {}
        self.asked: list[tuple[End, Any, int]] = []

    def page(self, end: End, key: Any, limit: int) -> list[tuple[Thing, int]]:
        """The rows that are asked for, each with its key."""
        self.asked.append((end, key, limit))
        match end:
            case End.FIRST:
                found = range(self.count)
            case End.AFTER:
                found = range(key + 1, self.count)
            case End.AROUND:
                found = range(key, self.count)
            case End.LAST:
                found = range(self.count - 1, -1, -1)
            case End.BEFORE:
                found = range(key - 1, -1, -1)
        rows = list(islice((n for n in found if n not in self.gone), limit))
        if end in (End.LAST, End.BEFORE):
            rows.reverse()
        return [(Thing(n, self.words.get(n, "as it was")), n) for n in rows]


class ListStage(Stage):
    """Answers what the list asks for, at once or when it is told to."""

    def __init__(self, widgets: tuple[Widget, ...], theme: str) -> None:
        super().__init__(widgets, theme)
        self.things = Things()
        self.waits = False
        self.waiting: list[RowList.Wanted] = []
        self.painted: list[int] = []

    @property
    def list(self) -> RowList[Thing]:
        """The list."""
        return self.query_one(RowList)

    @property
    def cursor(self) -> int | None:
        """The number of the row under the cursor."""
        return self.list.selected.n if self.list.selected else None

    @property
    def first_shown(self) -> int:
        """The number of the first row on the screen."""
        return self.list.shown[0].n

    def on_row_list_wanted(self, message: RowList.Wanted) -> None:
        """Rows are wanted."""
        self.waiting.append(message)
        if not self.waits:
            self.answer()

    def answer(self) -> None:
        """Answer everything that waits."""
        waiting, self.waiting = self.waiting, []
        for wanted in waiting:
            wanted.rows.take(
                wanted.end, wanted.generation, self.things.page(wanted.end, wanted.key, wanted.limit), wanted.limit
            )

    async def do(self, method: str, *arguments: Any) -> None:
        """Have the list do something, and wait until it is shown."""
        self.painted.clear()
        getattr(self.list, method)(*arguments)
        await self.settle()


@asynccontextmanager
async def listing(
    things: Things | None = None, *, size: tuple[int, int] = SIZE, theme: str = "rounds-dark", **how: Any
) -> AsyncIterator[ListStage]:
    """A list that shows the first rows; each line that it draws is noted."""
    rows: RowList[Thing] = RowList(COLUMNS, lambda row: row.n, id="list", **how)
    async with stage(rows, size=size, theme=theme, kind=ListStage) as app:
        app.things = things or Things()
        render = rows.render_line

        def noted(y: int) -> Any:
            app.painted.append(y)
            return render(y)

        rows.render_line = noted  # type: ignore[method-assign]
        await app.do("restart")
        yield app


# -- pages by key ------------------------------------------------------------------------------------------------------


async def test_a_million_rows_are_never_all_held() -> None:
    async with listing() as app:
        for _ in range(100):
            await app.do("page", 1)
        assert app.first_shown == 100 * HEIGHT
        assert len(app.list.rows) <= KEPT + 100
        assert max(limit for _, _, limit in app.things.asked) <= 100
        for _ in range(100):
            await app.do("page", -1)
        assert app.first_shown == 0
        assert len(app.list.rows) <= KEPT + 100


async def test_rows_are_asked_for_by_the_key_of_the_last_one_before_they_are_needed() -> None:
    async with listing() as app:
        app.things.asked.clear()
        await app.do("move", 40)
        assert app.things.asked == [(End.AFTER, 99, 100)]
        assert len(app.list.rows) == 200


async def test_one_page_is_asked_for_once_however_often_the_cursor_moves() -> None:
    async with listing() as app:
        app.waits = True
        app.things.asked.clear()
        for _ in range(60):
            app.list.move(1)
        await app.settle()
        assert [wanted.end for wanted in app.waiting] == [End.AFTER]


async def test_every_row_is_met_once_and_in_order_down_and_up_again() -> None:
    async with listing(Things(2_000)) as app:
        down = [row.n for row in app.list.shown]
        while app.list.shown[-1].n != 1_999:
            await app.do("page", 1)
            down += [row.n for row in app.list.shown if row.n > down[-1]]
        assert down == list(range(2_000))
        up = [row.n for row in reversed(app.list.shown)]
        while app.first_shown:
            await app.do("page", -1)
            up += [row.n for row in reversed(app.list.shown) if row.n < up[-1]]
        assert up == list(reversed(range(2_000)))


async def test_a_move_past_what_is_held_waits_for_its_rows_and_then_arrives() -> None:
    async with listing() as app:
        app.waits = True
        await app.do("move", 500)
        assert app.cursor == 99
        while app.waiting:
            app.answer()
            await app.settle()
        assert app.cursor == 500


async def test_the_end_of_a_million_is_one_question_away_and_so_is_the_beginning() -> None:
    async with listing() as app:
        app.things.asked.clear()
        await app.do("last")
        assert app.cursor == MILLION - 1
        assert app.list.shown[-1].n == MILLION - 1
        assert app.things.asked[0] == (End.LAST, None, 100)
        assert app.list.place is None, "how many come before is not known, and not counted"
        await app.do("move", 1)
        assert app.cursor == MILLION - 1
        await app.do("first")
        assert app.cursor == 0
        assert app.list.place == 1
        await app.do("move", -1)
        assert app.cursor == 0


async def test_an_answer_to_an_older_question_is_dropped() -> None:
    async with listing() as app:
        app.waits = True
        await app.do("restart")
        older = app.waiting.pop()
        app.things.gone = set(range(50))
        await app.do("restart")
        app.answer()
        assert app.first_shown == 50
        app.list.take(older.end, older.generation, [(Thing(7), 7)], older.limit)
        assert app.first_shown == 50


async def test_old_rows_stay_until_the_new_ones_are_there() -> None:
    async with listing() as app:
        app.waits = True
        app.things.gone = {0}
        await app.do("restart")
        assert app.first_shown == 0
        app.answer()
        assert app.first_shown == 1


# -- a list that is read again -----------------------------------------------------------------------------------------


async def test_a_reload_keeps_the_cursor_on_its_record_and_the_rows_where_they_are() -> None:
    async with listing() as app:
        await app.do("move", 1_000)
        first, line = app.first_shown, 1_000 - app.first_shown
        app.things.gone = {first - 3, first - 5}
        app.things.words = {1_000: "changed"}
        await app.do("reload")
        assert app.list.selected == Thing(1_000, "changed")
        assert app.list.shown[line].n == 1_000


async def test_a_record_that_moved_down_a_little_takes_the_cursor_with_it() -> None:
    async with listing() as app:
        await app.do("move", 5)
        app.things.gone = {1, 3}
        await app.do("reload")
        assert app.cursor == 5
        assert app.list.place == 4


async def test_where_the_record_has_gone_the_cursor_keeps_its_line() -> None:
    async with listing() as app:
        await app.do("move", 5)
        app.things.gone = {5}
        await app.do("reload")
        assert app.cursor == 6
        assert app.list.place == 6


async def test_where_all_but_a_few_have_gone_the_cursor_stands_on_the_last_one() -> None:
    async with listing(Things(15)) as app:
        await app.do("move", 12)
        app.things.gone = set(range(3, 15))
        await app.do("reload")
        assert app.cursor == 2


async def test_a_reload_paints_the_lines_that_differ_and_no_others() -> None:
    async with listing() as app:
        app.things.words = {4: "changed", 9: "changed", 4_000: "changed, and not in sight"}
        await app.do("reload")
        assert set(app.painted) == {5, 10}


async def test_what_was_held_is_put_back_as_it_stood() -> None:
    async with listing() as app:
        await app.do("move", 700)
        first, held = app.first_shown, app.list.held()
        app.things.count = 3
        await app.do("restart")
        assert app.cursor == 0
        app.things.count = MILLION
        await app.do("put_back", held)
        assert (app.cursor, app.first_shown) == (700, first)
        await app.do("move", 400)
        assert app.cursor == 1_100, "and goes on from there"


# -- moving ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["rounds-dark", "rounds-16", "rounds-none"])
async def test_a_step_paints_two_lines_only(theme: str) -> None:
    async with listing(theme=theme) as app:
        await app.do("move", 3)
        await app.do("move", 1)
        assert sorted(app.painted) == [4, 5]


async def test_a_step_over_the_edge_jumps_half_a_page() -> None:
    async with listing() as app:
        await app.do("move", HEIGHT - 1)
        assert app.first_shown == 0
        await app.do("move", 1)
        assert app.cursor == HEIGHT
        assert app.first_shown == HEIGHT // 2
        for _ in range(HEIGHT // 2):
            await app.do("move", -1)
        assert app.first_shown == HEIGHT // 2
        await app.do("move", -1)
        assert app.first_shown == 0, "up again, too"


async def test_a_page_takes_the_cursor_along_on_its_line() -> None:
    async with listing() as app:
        await app.do("move", 3)
        await app.do("page", 1)
        assert (app.first_shown, app.cursor) == (HEIGHT, HEIGHT + 3)
        await app.do("page", -1)
        assert (app.first_shown, app.cursor) == (0, 3)


async def test_the_last_page_is_full_and_one_more_goes_to_its_last_row() -> None:
    async with listing(Things(50)) as app:
        for _ in range(5):
            await app.do("page", 1)
        assert app.first_shown == 50 - HEIGHT
        assert app.cursor == 49
        for _ in range(5):
            await app.do("page", -1)
        assert (app.first_shown, app.cursor) == (0, 0)


@given(moves=st.lists(st.sampled_from([-40, -7, -1, 1, 2, 25, 60, "page", "page up", "first", "last"]), max_size=25))
@settings(max_examples=12)
def test_the_cursor_is_where_counting_says_and_always_in_sight(moves: list[int | str]) -> None:
    """A model: one number between the ends; a page may stop at an edge, so only its bounds are known."""
    import asyncio

    async def walk() -> None:
        async with listing(Things(300)) as app:
            at = 0
            for move in moves:
                match move:
                    case int():
                        at = max(0, min(at + move, 299))
                        await app.do("move", move)
                    case "first" | "last":
                        at = 0 if move == "first" else 299
                        await app.do(move)
                    case _:
                        before = at
                        await app.do("page", -1 if move == "page up" else 1)
                        assert app.cursor is not None
                        at = app.cursor
                        assert abs(at - before) <= HEIGHT
                        assert (at <= before) if move == "page up" else (at >= before)
                assert app.cursor == at
                assert at in [row.n for row in app.list.shown]

    asyncio.run(walk())


async def test_the_row_where_the_cursor_came_to_rest_is_told() -> None:
    async with listing() as app:
        app.forget()
        for _ in range(5):
            app.list.move(1)
        await app.settle()
        assert app.heard(RowList.Moved)[-1].row == Thing(5)


async def test_a_smaller_screen_keeps_the_cursor_in_sight() -> None:
    async with listing() as app:
        await app.do("move", 15)
        await app.pilot.resize_terminal(60, 8)
        await app.settle()
        assert 15 in [row.n for row in app.list.shown]
        assert len(app.list.shown) == 7


# -- mouse -------------------------------------------------------------------------------------------------------------


async def test_a_click_puts_the_cursor_there_and_two_open_the_row() -> None:
    async with listing() as app:
        await app.click(10, 4)
        assert app.cursor == 3
        assert not app.heard(RowList.Opened)
        await app.click(10, 6, times=2)
        assert [message.row.n for message in app.heard(RowList.Opened)] == [5]


async def test_a_click_on_the_header_or_below_the_rows_does_nothing() -> None:
    async with listing(Things(3)) as app:
        await app.do("move", 1)
        await app.click(10, 0, times=2)
        await app.click(10, 9, times=2)
        assert app.cursor == 1
        assert not app.heard(RowList.Opened)


# -- marks -------------------------------------------------------------------------------------------------------------


async def test_a_mark_stands_in_the_first_cell_and_goes_again() -> None:
    async with listing() as app:
        await app.do("toggle_mark")
        assert set(app.painted) == {1}
        assert app.lines[1].startswith("▌")
        assert list(app.list.marked) == [0]
        await app.do("toggle_mark")
        assert app.lines[1].startswith(" ")
        assert not app.list.marked


async def test_marks_outlive_the_rows_they_stand_on() -> None:
    async with listing() as app:
        await app.do("toggle_mark")
        await app.do("last")
        assert list(app.list.marked.values()) == [Thing(0)]
        await app.do("first")
        assert app.lines[1].startswith("▌")


async def test_all_on_the_screen_are_marked_and_when_they_are_none_is() -> None:
    async with listing() as app:
        await app.do("mark_shown")
        assert set(app.list.marked) == set(range(HEIGHT))
        await app.do("toggle_mark")
        await app.do("mark_shown")
        assert len(app.list.marked) == HEIGHT, "one was missing"
        await app.do("mark_shown")
        assert not app.list.marked


async def test_plain_has_a_word_in_the_first_cell_in_place_of_colour() -> None:
    async with listing(theme="rounds-plain") as app:
        await app.do("toggle_mark")
        await app.do("move", 1)
        assert [line[:1] for line in app.lines[1:4]] == ["*", ">", " "]


# -- drawing -----------------------------------------------------------------------------------------------------------


async def test_columns_stand_one_cell_apart_numbers_right_and_fold_where_there_is_no_room() -> None:
    async with listing(Things(12)) as app:
        await app.do("refresh")
        assert app.lines[0].split() == ["number", "words", "wide"]
        assert app.lines[12].startswith("       11 as it was")
        assert app.lines[12].endswith(" wide")
        await app.pilot.resize_terminal(49, 21)
        await app.settle()
        assert app.lines[0].split() == ["number", "words"]
        assert app.lines[12] == "       11 as it was"


@pytest.mark.parametrize(
    "words",
    [
        "投影机没有图像，明天有公开课，请尽快处理这个问题，谢谢大家的帮助和理解",
        "Cafe\u0301 " * 20,
        "𝔘𝔫𝔦 ｗｉｄｅ 한국어 " * 6,
        "x" * 500,
        "tab\there\x1b[31mred\nline",
    ],
)
async def test_whatever_the_letters_each_line_fills_its_width_and_columns_stand_in_line(words: str) -> None:
    things = Things(5)
    things.words = {2: words}
    async with listing(things) as app:
        for strip in app.screen._compositor.render_strips():
            assert sum(width_of(segment.text) for segment in strip) == SIZE[0]
            assert "\x1b" not in strip.text
        rows = [strip.text for strip in app.screen._compositor.render_strips()][1:6]
        assert {width_of(row[: row.rindex("wide")]) for row in rows} == {SIZE[0] - 7}


async def test_where_there_are_no_rows_it_says_what_it_was_told_and_no_header() -> None:
    async with listing(Things(0)) as app:
        app.list.placeholder = [BLANK, (Run("   Nothing is here", Role.STRONG),)]
        await app.do("refresh")
        assert app.lines[:3] == ["", "", "   Nothing is here"]
        assert app.list.selected is None
        for method in ("first", "last", "toggle_mark", "mark_shown", "unmark_all", "reload"):
            await app.do(method)
        await app.do("move", 1)
        await app.do("page", 1)
        assert app.list.selected is None


async def test_the_header_comes_and_goes_with_the_rows() -> None:
    async with listing() as app:
        assert app.lines[0].split() == ["number", "words", "wide"]
        app.things.count = 0
        await app.do("restart")
        assert app.lines[0] == ""
        app.things.count = 5
        await app.do("restart")
        assert app.lines[0].split() == ["number", "words", "wide"]


async def test_other_columns_paint_the_lines_that_then_read_differently() -> None:
    async with listing() as app:
        app.painted.clear()
        changed = replace(COLUMNS[1], cell=lambda row: Run("older" if row.n == 6 else row.words))
        await app.do("set_columns", (COLUMNS[0], changed, COLUMNS[2]))
        assert set(app.painted) == {7}
        assert "older" in app.lines[7]
