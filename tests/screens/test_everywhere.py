"""What every screen offers: the palette, the help, the building in hand, the colours, the tabs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rounds.app.shell import RoundsApp
from rounds.screens.coming import ComingScreen
from rounds.screens.commands.everywhere import TABS
from rounds.screens.form_screen import FormScreen
from rounds.screens.tab_screen import TabScreen
from rounds.screens.ticket_page import TicketPage
from rounds.screens.tickets import TicketsScreen
from rounds.widgets.ink import PALETTES
from tests.hands import Hands
from tests.lakefork import OPEN, PRINT, SCANNER, WIFI
from tests.screens.conftest import Work

Kept = Callable[[str], str | None]
SCREENS = (TicketsScreen, TicketPage, FormScreen, ComingScreen)


def in_picker(hands: Hands) -> list[str]:
    """The labels that the open picker shows."""
    picker = hands.screen.query_one("#picker")
    assert picker.is_open
    return [option.label for option in picker._found]


# -- the palette


async def test_the_palette_finds_a_command_by_any_of_its_words_and_says_its_key(work: Work) -> None:
    async with work() as hands:
        await hands.press("ctrl+p")
        await hands.type("sev")
        assert in_picker(hands)[0] == "severity: judge how bad it is"
        assert "The ticket  S  │" in hands.line_with("severity: judge")
        await hands.press("enter")
        assert hands.shows("─ Severity of K7Q-0041 ─")


async def test_every_command_is_in_the_palette_by_its_name(work: Work) -> None:
    async with work() as hands:
        await hands.press("ctrl+p")
        for command in TicketsScreen.commands():
            await hands.press("ctrl+u")
            await hands.paste(command.label)
            found = [option.value for option in hands.screen.query_one("#picker")._found]
            assert (("command", command.action) in found) is (command.id != "go.palette"), command.label


async def test_the_palette_finds_tickets_by_number_and_by_words(work: Work) -> None:
    async with work() as hands:
        await hands.press("ctrl+p")
        await hands.type("k7q-0042")
        assert in_picker(hands) == [f"K7Q-0042  {PRINT}"]
        await hands.press("enter")
        assert hands.lines[2].startswith(f" ‹ 1 of 40   K7Q-0042  {PRINT}") or hands.shows(f"K7Q-0042  {PRINT}")
        await hands.press("escape", "ctrl+p")
        await hands.type("counting room")
        assert any(SCANNER in label for label in in_picker(hands)), "closed ones, too"


async def test_the_palette_goes_to_a_building(work: Work) -> None:
    async with work() as hands:
        await hands.press("ctrl+p")
        await hands.type("cold sp")
        assert in_picker(hands)[0] == "Cold Spring Elementary"
        await hands.press("enter")
        assert hands.shows("Cold Spring ES ▾", "3 open")


async def test_the_palette_says_when_nothing_has_the_letters(work: Work) -> None:
    async with work() as hands:
        await hands.press("ctrl+p")
        await hands.type("zzzz")
        assert hands.shows("nothing has these letters")
        await hands.press("enter")
        assert hands.shows("─ Commands ─")
        await hands.press("ctrl+u")
        assert len(in_picker(hands)) > 20


async def test_what_one_typed_is_seen_to_its_end(work: Work) -> None:
    async with work(size=(80, 24)) as hands:
        await hands.press("ctrl+p")
        await hands.type("a" * 90 + "xyz")
        assert hands.shows("xyz▏")


# -- the help


@pytest.mark.parametrize("screen", SCREENS)
async def test_what_is_bound_is_what_the_help_lists(screen: type[TabScreen]) -> None:
    """But for the keys of the fields of a form, which its foot lists."""
    listed = {key for command in screen.commands() for key in command.keys.split(",")}
    bound = {key.strip() for each in screen.BINDINGS for key in each.key.split(",")}
    assert listed == bound
    actions = {command.action.split("(")[0] for command in screen.commands()}
    for action in actions:
        owner, _, name = action.rpartition(".")
        assert hasattr(RoundsApp if owner == "app" else screen, f"action_{name}"), action


async def test_no_two_commands_of_a_screen_have_one_key() -> None:
    for screen in SCREENS:
        keys = [key for command in screen.commands() for key in command.keys.split(",")]
        assert len(keys) == len(set(keys)), screen.__name__


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_help_shows_every_command_with_its_key(work: Work, size: tuple[int, int]) -> None:
    async with work(size=size) as hands:
        await hands.press("question_mark")
        assert hands.shows("─ Keys in Tickets ─", "? or esc closes")
        seen = ""
        while True:
            seen += hands.text
            if not hands.shows("… ↓ more below"):
                break
            await hands.press("down")
        for command in TicketsScreen.commands():
            first = " ".join(command.help.split()[:2])
            assert f"{command.key}  {first}" in seen, command.id
        await hands.press("escape")
        assert hands.keys.startswith("enter open")


async def test_the_help_is_closed_by_the_key_that_opened_it(work: Work) -> None:
    async with work() as hands:
        await hands.press("question_mark", "question_mark")
        assert not hands.shows("Keys in Tickets")
        await hands.press("f1", "f1")
        assert not hands.shows("Keys in Tickets")


async def test_the_foot_shows_keys_that_work_here(work: Work) -> None:
    async with work() as hands:
        assert hands.keys.startswith("enter open   n new   a assign   s status   c close   space mark   / filter")
        await hands.press("s")
        assert hands.keys.startswith("↑↓ choose   enter take   esc leave")
        await hands.press("escape", "enter")
        assert hands.keys.startswith("esc back   j k next")


async def test_a_key_of_ones_own_takes_the_place_of_ours(work: Work) -> None:
    async with work(keys={"tickets.status": "t", "list.filter": "f"}) as hands:
        assert "t status" in hands.keys
        await hands.press("s")
        assert not hands.shows("─ Status of")
        await hands.press("t")
        assert hands.shows("─ Status of")
        await hands.press("escape", "question_mark")
        assert hands.shows("f  filter the list")


# -- the building in hand


async def test_the_building_in_hand_narrows_the_queue_and_is_remembered(work: Work) -> None:
    async with work() as hands:
        await hands.press("b")
        assert hands.shows("─ Building in hand ─", "All buildings", "Hellgate High School")
        await hands.type("hellgate\n")
        assert hands.shows("Hellgate HS ▾", "12 open")
        await hands.press("2")
        assert hands.shows("Hellgate HS ▾"), "every tab follows"
        await hands.press("1")
    async with work() as hands:
        assert hands.shows("Hellgate HS ▾", "12 open")
        await hands.press("b", "0")
        assert hands.shows("All buildings ▾", f"{OPEN} open")


async def test_the_building_is_changed_from_another_tab(work: Work) -> None:
    async with work() as hands:
        await hands.press("3", "b")
        await hands.type("larkspur\n")
        assert hands.shows("Larkspur ES ▾")
        await hands.press("1")
        assert hands.shows("4 open")


async def test_a_building_of_the_page_is_changed_there_too(work: Work) -> None:
    async with work() as hands:
        await hands.press("enter", "b")
        await hands.type("larkspur\n")
        assert hands.shows("Larkspur ES ▾")
        await hands.press("escape")
        assert hands.shows("4 open")


async def test_at_80_columns_the_building_is_short(work: Work) -> None:
    async with work(size=(80, 24)) as hands:
        await hands.press("b")
        await hands.type("kestrel\n")
        assert hands.lines[0].rstrip().endswith("Kestrel Ridge HS ▾") or "Kestrel Ridge ▾" in hands.lines[0]
        assert all(len(line) == 80 for line in hands.lines)


# -- the colours


async def test_a_theme_is_chosen_takes_effect_and_is_kept(work: Work, local: Kept) -> None:
    async with work() as hands:
        await hands.press("ctrl+t")
        assert hands.shows("─ Theme ─", "light, true colour")
        await hands.type("light, true\n")
        assert hands.app.theme == "rounds-light"
        backgrounds = {segment.style.bgcolor.name for strip in hands.strips for segment in strip if segment.style}
        assert backgrounds <= {"#fbfaf7", "#f1efe9", "#d9e9f8"}
    assert local("theme") == "rounds-light"


@pytest.mark.parametrize("theme", PALETTES)
async def test_every_theme_draws_every_part(work: Work, theme: str) -> None:
    async with work(theme=theme) as hands:
        await hands.press("space", "slash")
        await hands.type("priority:hgh")
        assert hands.shows("Did you mean high?")
        await hands.press("escape", "c", "escape", "enter", "escape")
        await hands.press("n")
        assert hands.shows("subject")
        await hands.press("escape")
        assert hands.subject


# -- tabs


@pytest.mark.parametrize("number", range(2, 7))
async def test_a_tab_that_is_not_built_says_what_it_will_hold(work: Work, number: int) -> None:
    async with work() as hands:
        await hands.press(str(number))
        assert hands.shows(f"{TABS[number - 1]} is not built yet.", "It will hold:", "1  the tickets, which are")
        assert "━" * (len(TABS[number - 1]) + 2) in hands.lines[1]
        await hands.press("escape")
        assert hands.subject == WIFI
        assert hands.keys.startswith("enter open")


async def test_a_tab_keeps_its_place_while_another_is_open(work: Work) -> None:
    async with work() as hands:
        await hands.press("j", "j", "enter", "4")
        assert hands.shows("Remote is not built yet.")
        await hands.press("alt+1")
        assert hands.shows("‹ 3 of 40")
        await hands.press("1")
        assert hands.keys.startswith("enter open"), "its own key goes back to its list"
        assert hands.queue.place == 3


async def test_the_help_of_a_tab_that_is_not_built_lists_its_keys(work: Work) -> None:
    async with work() as hands:
        await hands.press("5", "question_mark")
        assert hands.shows("─ Keys in Directory ─", "esc  back to the tickets")


# -- leaving


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
async def test_it_is_left_by_these_keys(work: Work, key: str) -> None:
    async with work() as hands:
        hands.strike(key)
        await hands.until(lambda: hands.app._exit, settled=False)
        assert hands.app.return_value == 0


async def test_q_in_a_field_is_a_letter(work: Work) -> None:
    async with work() as hands:
        await hands.press("n", "q")
        assert not hands.app._exit
        assert hands.screen.form.value("requester") == "q"


async def test_leaving_waits_for_what_is_being_saved(work: Work) -> None:
    async with work() as hands:
        await hands.go_to(PRINT)
        hands.strike("m")
        hands.strike("q")
        await hands.until(lambda: hands.app._exit, settled=False)
        assert hands.ticket(PRINT)["login"] == "kim"
