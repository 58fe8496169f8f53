"""The ticket under the list: it follows the cursor once it rests."""

from __future__ import annotations

from rounds.screens import tickets
from tests.builders import TickingClock
from tests.lakefork import PRINT, VIDEO, WIFI
from tests.screens.conftest import Work


async def test_it_shows_the_facts_and_the_newest_notes(work: Work) -> None:
    async with work() as hands:
        assert hands.shows(
            "K7Q-0041  Wi-Fi down in the whole 200 wing, testing in period 2  ◐ in hand · okafor",
            "from      Dana Whitlow teacher · by form · 09:36",
            "where     Hellgate High School, room 214",
            "owner     IT · okafor",
            "due       11:36 in 1 h   touched 40m ago",
            "10:02        Whitlow   214 and 215 are in.",
        )


async def test_it_follows_the_cursor(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        assert hands.shows("K7Q-0042  Front office cannot print", "from      Rosa Lindqvist secretary", "○ new")
        await hands.go_to(VIDEO)
        assert hands.shows("owner     nobody yet", "◌ held")


async def test_it_waits_until_the_cursor_has_rested(work: Work, real_waits: None) -> None:
    assert tickets.REST_S == 0.12
    async with work() as hands:
        asked = []
        read = hands.screen.read
        hands.screen.read = lambda what, *rest: (asked.append(what), read(what, *rest))
        for _ in range(8):
            hands.strike("j")
        await hands.settle()
        assert asked.count("preview") == 1
        assert hands.shows(f"{hands.queue.selected.number}  {hands.subject[:20]}")


async def test_at_80_columns_it_keeps_three_lines(work: Work) -> None:
    async with work(size=(80, 24)) as hands:
        assert hands.lines[18].startswith(" K7Q-0041  Wi-Fi down in the whole 200 wing, testing in per… ◐ in hand")
        assert hands.lines[19].startswith(" where     Hellgate High School, room 214")
        assert hands.lines[20].startswith(" due       11:36 in 1 h")
        assert hands.lines[21].startswith(" 10:02        Whitlow   214 and 215 are in.")


async def test_from_160_columns_it_stands_beside_the_list(work: Work) -> None:
    async with work(size=(160, 40)) as hands:
        assert hands.lines[4].index("K7Q-0041") > 100
        assert hands.lines[4][109] == "│"


async def test_what_is_late_is_said_so(work: Work) -> None:
    async with work() as hands:
        await hands.go_to("Graphing tool asks for a licence once more")
        assert hands.shows("due       18 Nov 08:51 1 d late")


async def test_it_shows_what_another_screen_changed(work: Work, clock: TickingClock) -> None:
    async with work() as hands:
        await hands.press("i")
        await hands.type("Back in ten minutes")
        await hands.press("ctrl+s")
        assert hands.shows("10:21        Raman     Back in ten minutes")
        clock.pass_minutes(1)
        await hands.press("enter", "s", "h", "escape")
        assert hands.subject == WIFI
        assert hands.shows("◌ held · okafor", "touched 0m ago")


async def test_an_empty_list_has_none(work: Work) -> None:
    async with work() as hands:
        await hands.press("slash")
        await hands.type("nothing-has-this\n")
        assert not hands.shows("K7Q-")
