"""The round: which building to visit first, and why; on one line where there is little room."""

from __future__ import annotations

from tests.lakefork import WIFI
from tests.screens.conftest import Work


async def test_buildings_stand_in_the_order_of_a_visit_with_their_numbers(work: Work) -> None:
    async with work() as hands:
        pane = [line[:34] for line in hands.lines]
        assert "The round                40 open" in pane[2]
        assert pane[4].split() == ["1", "Hellgate", "HS", "12", "!!", "9d"]
        assert pane[6].split() == ["2", "Larkspur", "ES", "4", "!!", "3d"]
        assert [line.split()[0] for line in pane if line.rstrip().endswith("·")] == ["12", "13", "14"]


async def test_a_reason_says_its_numbers(work: Work) -> None:
    async with work() as hands:
        assert hands.lines[5][:34].strip() == "2 for testing · 1 stop work"
        await hands.press("r")
        reasons = "12 open · 1 stop work · 2 badly hindered · oldest 9 d · 2 for"
        assert reasons in hands.line_with("1  Hellgate HS  ")


async def test_at_80_columns_the_round_is_one_line_with_the_first_three(work: Work) -> None:
    async with work(size=(80, 24)) as hands:
        line = hands.lines[2]
        assert line.startswith(" The round  1 Hellgate 12!! · 2 Larkspur 4!! · 3 Alder Creek 6!")
        assert line.rstrip().endswith("8 more r")
        assert len(line) == 80


async def test_from_100_columns_the_round_is_a_pane(work: Work) -> None:
    async with work(size=(99, 30)) as hands:
        assert "1 Hellgate 12!!" in hands.lines[2]
        await hands.resize(100, 30)
        assert "1 Hellgate HS" in hands.lines[4]
        assert not hands.shows("1 Hellgate 12!!")


async def test_r_goes_to_a_building_of_the_round(work: Work) -> None:
    async with work() as hands:
        await hands.press("r", "down", "enter")
        assert hands.shows("Larkspur ES ▾")
        assert {row.place for row in hands.queue.rows} == {"LKS"}
        assert hands.shows("4 open")
        await hands.press("r", "0")
        assert hands.shows("All buildings ▾", "40 open")


async def test_a_low_pane_says_how_many_buildings_it_leaves_out(work: Work) -> None:
    async with work(size=(120, 18)) as hands:
        pane = [line[:34] for line in hands.lines[4:16]]
        ranks = [int(line[:3]) for line in pane if line[:3].strip()]
        assert ranks == list(range(1, len(ranks) + 1))
        assert pane[-1].split() == [str(14 - len(ranks)), "more", "·", "r"]


async def test_what_changes_in_the_queue_changes_the_round(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(WIFI)
        await hands.press("S", "3")
        assert hands.lines[4][:34].split() == ["1", "Hellgate", "HS", "12", "!", "9d"]
