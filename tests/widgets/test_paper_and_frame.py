"""Paper repaints what changed; the bars above and below show what there is room for, and never cut a name of a tab."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual.widget import Widget

from rounds.widgets.frame import FootBar, Hint, TopBar
from rounds.widgets.ink import Role
from rounds.widgets.line import BLANK, Line, Run, width_of
from rounds.widgets.paper import Paper
from tests.widgets.stage import stage

NAMES = ("Tickets", "Assets", "Needs", "Remote", "Directory", "Who")
WIDE: Line = (
    Run("Kestrel Ridge HS ", Role.SOFT),
    Run("▾"),
    Run("   read only", Role.WARN),
    Run("   "),
    Run(" SAMPLE "),
)
SHORT: Line = (Run("Kestrel Ridge ", Role.SOFT), Run("▾"), Run("   read only", Role.WARN), Run(" "), Run("SAMPLE"))
HINTS = (
    Hint("enter", "open", "open"),
    Hint("n", "new", "new"),
    Hint("space", "mark", "mark"),
    Hint("?", "help", "help", keeps=True),
    Hint("q", "quit", "quit"),
)


@contextmanager
def painted(widget: Widget) -> Iterator[list[int]]:
    """The lines that are drawn within."""
    lines: list[int] = []
    render = widget.render_line

    def noted(y: int) -> Any:
        lines.append(y)
        return render(y)

    widget.render_line = noted  # type: ignore[method-assign]
    yield lines


# -- paper


async def test_paper_paints_only_the_lines_that_changed() -> None:
    paper = Paper()
    async with stage(paper) as app:
        paper.show([(Run("one"),), (Run("two"),), (Run("three"),)])
        await app.settle()
        with painted(paper) as lines:
            paper.show([(Run("one"),), (Run("two", Role.BAD),), (Run("three"),), (Run("four"),)])
            await app.settle()
            assert sorted(lines) == [1, 3]
        assert app.lines[:4] == ["one", "two", "three", "four"]
        paper.show([(Run("one"),)])
        await app.settle()
        assert app.lines[:4] == ["one", "", "", ""]


async def test_paper_keeps_its_edges_blank_and_cuts_with_a_mark() -> None:
    paper = Paper(pad=2)
    async with stage(paper, size=(12, 3)) as app:
        paper.show([(Run("a longer line"),), (Run("投影机没有图像"),)])
        await app.settle()
        assert [strip.text for strip in app.screen._compositor.render_strips()][:2] == ["  a longe…  ", "  投影机 …  "]


# -- the bar above


async def frame(size: int, right: Line = WIDE, short: Line = SHORT, theme: str = "rounds-dark") -> list[str]:
    """The bar above, in so many columns."""
    top = TopBar(NAMES, 2)
    top.tell(right, short)
    async with stage(top, size=(size, 4), theme=theme) as app:
        return list(app.lines[:2])


@pytest.mark.parametrize("columns", [80, 90, 99, 100, 110, 120, 200])
@pytest.mark.parametrize("notice", ["read only", "SAMPLE"])
async def test_no_tab_and_no_notice_is_cut_at_80_columns_and_more(columns: int, notice: str) -> None:
    right, short = (
        tuple(run for run in of if run.text.strip() in ("Kestrel Ridge", "Kestrel Ridge HS", "▾", notice))
        for of in (WIDE, SHORT)
    )
    (names, _) = await frame(columns, right, short)
    assert [name for name in (*NAMES, notice) if name not in names] == []
    assert width_of(names) < columns


async def test_where_there_is_room_the_product_is_named_and_the_building_whole() -> None:
    (names, _) = await frame(130)
    assert names.startswith(" Rounds   1 Tickets   2 Assets")
    assert names.endswith("Kestrel Ridge HS ▾   read only    SAMPLE")


async def test_where_there_is_none_the_building_is_cut_with_a_mark() -> None:
    (names, _) = await frame(80, short=(Run("Kestrel Ridge "), Run("▾"), Run(" "), Run("SAMPLE")))
    assert names == " 1 Tickets  2 Assets  3 Needs  4 Remote  5 Directory  6 Who Kestrel R… ▾ SAMPLE"


@pytest.mark.parametrize("columns", [80, 120])
async def test_the_thick_part_of_the_rule_is_under_the_open_tab(columns: int) -> None:
    names, rule = await frame(columns)
    start, end = rule.index("━"), rule.rindex("━") + 1
    assert names[start:end] == "2 Assets"
    assert len(rule) == columns


async def test_plain_has_no_rule_and_says_which_tab_is_open() -> None:
    names, rule = await frame(120, theme="rounds-plain")
    assert "2 [Assets]" in names
    assert rule == ""


async def test_a_click_on_a_tab_or_on_the_building_is_told_and_one_between_is_not() -> None:
    top = TopBar(NAMES, 1)
    top.tell(WIDE, SHORT)
    async with stage(top, size=(160, 4)) as app:
        names = app.lines[0]
        await app.click(names.index("4 Remote") + 2, 0)
        await app.click(names.index("Kestrel") + 2, 0)
        await app.click(names.index("Who") + 8, 0)
        assert [message.tab for message in app.heard(TopBar.Chosen)] == [4]
        assert len(app.heard(TopBar.BuildingWanted)) == 1


# -- the bar below


async def foot(columns: int) -> str:
    """The line of keys beside a notice, in so many columns."""
    bar = FootBar()
    bar.tell(HINTS)
    bar.notice((Run("● "), Run("testing")))
    async with stage(bar, size=(columns, 6)) as app:
        line: str = app.lines[-1]
        return line


@pytest.mark.parametrize("columns", range(20, 101, 5))
async def test_keys_that_do_not_fit_go_from_the_end_whole_and_help_stays(columns: int) -> None:
    line = await foot(columns)
    assert "? help" in line and line.endswith("● testing")
    kept = line.removesuffix("● testing").split()
    told = [f"{hint.key} {hint.label}".split() for hint in HINTS]
    shown = [pair for pair in told if " ".join(pair) in line]
    assert kept == [word for pair in shown for word in pair], "none is cut"
    others = [pair for pair in shown if pair[0] != "?"]
    assert others == [pair for pair in told if pair[0] != "?"][: len(others)], "the most useful first"


async def test_all_keys_are_there_where_there_is_room() -> None:
    assert (await foot(100)).startswith(" enter open   n new   space mark   ? help   q quit")


async def test_a_word_about_the_last_act_stands_on_the_rule_and_goes_again() -> None:
    bar = FootBar()
    async with stage(bar, size=(40, 6)) as app:
        bar.say((Run("✓ ", Role.OK), Run("kept")))
        await app.settle()
        assert app.lines[-2] == "─ ✓ kept " + "─" * 31
        bar.say(BLANK)
        await app.settle()
        assert app.lines[-2] == "─" * 40


async def test_a_click_on_a_key_tells_what_it_does_and_one_beside_it_nothing() -> None:
    bar = FootBar()
    bar.tell(HINTS)
    async with stage(bar, size=(100, 6)) as app:
        line = app.lines[-1]
        await app.click(line.index("mark"), 5)
        await app.click(line.index("quit") + 20, 5)
        await app.click(3, 4)
        assert [message.action for message in app.heard(FootBar.Pressed)] == ["mark"]
