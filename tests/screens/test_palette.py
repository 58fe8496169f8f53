"""The palette runs commands: each does there what its key does."""

from __future__ import annotations

from rounds.screens.tickets import TicketsScreen
from tests.hands import Hands
from tests.lakefork import PRINT
from tests.screens.conftest import Work

ENDS = {"go.palette", "go.quit", "go.suspend"}
ALIKE = {"go.tab-3", "go.tab-4", "go.tab-5", "go.tab-6", "list.up", "list.page-up", "list.page-down"}
"""Differ by a number from others that are looked at."""
WRITES = {"tickets.take", "tickets.reopen", "work.undo", "work.redo"}


async def choose(hands: Hands, label: str, action: str) -> None:
    """Take a command in the palette."""
    await hands.press("ctrl+p")
    await hands.paste(label)
    options = [option.value for option in hands.screen.query_one("#picker")._found]
    for _ in range(options.index(("command", action))):
        hands.strike("down")
    await hands.press("enter")


async def home_again(hands: Hands) -> None:
    """Back to the third ticket of the queue, with nothing open and nothing marked."""
    queue = hands.app.get_screen_stack("tickets")[0]
    await hands.press("alt+1")
    while hands.screen is not queue or hands.app.focused is not hands.queue or hands.queue.marked:
        await hands.press("escape")
    for key in "gjj":
        hands.strike(key)
    await hands.settle()


async def test_a_command_does_the_same_by_the_palette_as_by_its_key(work: Work) -> None:
    async with work(size=(80, 24)) as hands:
        for command in TicketsScreen.commands():
            if command.id in ENDS | WRITES | ALIKE:
                continue
            await home_again(hands)
            await hands.press(command.keys.split(",")[0])
            by_key = hands.lines[2:]
            await home_again(hands)
            await choose(hands, command.label, command.action)
            assert hands.lines[2:] == by_key, command.id


async def test_what_a_command_writes_is_written_by_the_palette_too(work: Work) -> None:
    commands = {command.id: command for command in TicketsScreen.commands()}
    async with work() as hands:
        await hands.go_to(PRINT)
        for id, login in (("tickets.take", "kim"), ("work.undo", None), ("work.redo", "kim")):
            await choose(hands, commands[id].label, commands[id].action)
            assert hands.ticket(PRINT)["login"] == login, id
