"""Everything by mouse, too: rows, tabs, keys at the foot, the filter, dialogs."""

from __future__ import annotations

from tests.lakefork import OPEN, PRINT, VIDEO, WIFI
from tests.screens.conftest import Work


async def test_a_click_puts_the_cursor_on_a_row_and_two_open_it(work: Work) -> None:
    async with work() as hands:
        await hands.click_on("K7Q-0042")
        assert hands.subject == PRINT
        await hands.click_on("K7Q-0003")
        assert hands.queue.place == 3
        await hands.click_on("K7Q-0042", times=2)
        assert hands.lines[2].startswith(" ‹ 6 of 40   K7Q-0042")


async def test_a_click_below_the_last_row_moves_nothing(work: Work) -> None:
    async with work() as hands:
        await hands.press("slash")
        await hands.type("building:LKS\n")
        await hands.press("j")
        subject = hands.subject
        await hands.click(60, 18)
        assert hands.subject == subject


async def test_the_wheel_moves_the_cursor(work: Work) -> None:
    async with work() as hands:
        await hands.wheel(60, 10)
        assert hands.queue.place == 4
        await hands.wheel(60, 10, down=False)
        assert hands.queue.place == 1


async def test_the_wheel_scrolls_a_page(work: Work) -> None:
    async with work(size=(80, 24)) as hands:
        await hands.press("enter")
        before = hands.lines[4]
        await hands.wheel(20, 10)
        assert hands.lines[4] != before
        await hands.wheel(20, 10, down=False)
        assert hands.lines[4] == before


async def test_a_click_on_a_tab_opens_it(work: Work) -> None:
    async with work() as hands:
        await hands.click_on("3 Needs")
        assert hands.shows("Needs is not built yet.")
        await hands.click_on("1 Tickets")
        assert hands.subject == WIFI


async def test_a_click_on_the_building_asks_for_another(work: Work) -> None:
    async with work() as hands:
        await hands.click_on("All buildings ▾")
        assert hands.shows("─ Building in hand ─")
        await hands.click_on("Larkspur Elementary")
        assert hands.shows("Larkspur ES ▾", "4 open")


async def test_a_click_beside_tabs_and_building_asks_for_nothing(work: Work) -> None:
    async with work() as hands:
        await hands.click(90, 0)
        await hands.click(118, 1)
        await hands.click(2, 0)
        assert hands.screen.overlay_open is None


async def test_two_clicks_below_the_last_row_open_nothing(work: Work) -> None:
    async with work() as hands:
        await hands.press("slash")
        await hands.type("building:LKS\n")
        await hands.click(60, 18, times=2)
        assert hands.keys.startswith("enter open")


async def test_a_click_on_a_key_at_the_foot_does_what_the_key_does(work: Work) -> None:
    async with work() as hands:
        await hands.click_on("s status", foot=True)
        assert hands.shows("─ Status of K7Q-0041 ─")
        await hands.click_on("esc leave", foot=True)
        assert not hands.shows("─ Status of")
        await hands.click_on("? help", foot=True)
        assert hands.shows("─ Keys in Tickets ─")
        await hands.click_on("esc close", foot=True)
        await hands.click_on("enter open", foot=True)
        assert hands.shows("‹ 1 of 40")
        await hands.click_on("esc back", foot=True)
        assert hands.keys.startswith("enter open")


async def test_a_click_between_the_keys_does_nothing(work: Work) -> None:
    async with work() as hands:
        await hands.click(hands.lines[-1].index("n new") - 2, 39)
        assert hands.keys.startswith("enter open")


async def test_a_click_on_the_bar_begins_to_filter(work: Work) -> None:
    async with work() as hands:
        await hands.click_on("filter: word")
        await hands.type("video")
        assert hands.subjects == [VIDEO]
        await hands.click_on("esc back as it was")
        assert hands.shows(f"{OPEN} open")


async def test_a_click_takes_an_option_and_one_on_a_button_agrees(work: Work) -> None:
    async with work() as hands:
        await hands.press("space", "space", "s")
        await hands.click_on("held")
        assert hands.shows("─ Change together ─")
        await hands.click_on(" enter  change 2 ")
        assert "2 tickets changed" in hands.word


async def test_a_click_beside_the_button_agrees_to_nothing(work: Work) -> None:
    async with work() as hands:
        await hands.press("space", "space", "s", "h")
        await hands.click_on("esc  nothing happens")
        assert not hands.shows("tickets changed")
        assert hands.ticket(WIFI)["status"] == "open"


async def test_a_click_keeps_words(work: Work) -> None:
    async with work() as hands:
        await hands.press("i")
        await hands.type("Seen it")
        await hands.click_on(" ^s  keep it ")
        assert "note kept" in hands.word


async def test_a_click_puts_the_cursor_into_a_field(work: Work) -> None:
    async with work() as hands:
        await hands.press("n")
        await hands.click(40, hands.row_of(" room*"))
        assert hands.app.focused.id == "field-room"
        await hands.click_on("esc leave", foot=True)
        assert hands.keys.startswith("enter open")
