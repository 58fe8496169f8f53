"""What every screen offers beside its own work: the palette, the help, the building in hand, the theme."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from rounds.data.ids import id_text
from rounds.data.text import clean_line, folded
from rounds.screens.desk_screen import ALL_BUILDINGS
from rounds.widgets.command import Command
from rounds.widgets.ink import PALETTES
from rounds.widgets.picker import Option

if TYPE_CHECKING:
    from rounds.data.desk.desk import Desk
    from rounds.screens.tab_screen import TabScreen

FOUND_MAX = 6


def command_options(screen: TabScreen) -> list[Option]:
    """Every command of a screen, with its key."""
    return [
        Option(("command", command.action), told(command), f"{command.group}  {screen.key_of(command)}")
        for command in screen.commands()
        if command.id != "go.palette"
    ]


def told(command: Command) -> str:
    """A command by its name, and what it does where that says more: both are what people look for."""
    name = command.label
    return command.help if name.casefold() in command.help.casefold() else f"{name}: {command.help}"


def matching(options: list[Option], text: str) -> list[Option]:
    """The commands that have every typed word, those that begin so first."""
    words = folded(text).split()
    found = [option for option in options if all(word in folded(option.label) for word in words)]
    return sorted(found, key=lambda option: not folded(option.label).startswith(folded(text)))


def found_records(desk: Desk, text: str, connection: sqlite3.Connection) -> list[Option]:
    """Tickets and buildings that typed words name: a number, a name, words of a subject."""
    from rounds.data.desk import queue
    from rounds.data.errors import Refused
    from rounds.data.store import pages

    wanted = folded(text).strip()
    if len(wanted) < 2:
        return []
    options = [
        Option(("building", building.id), clean_line(building.name), f"building {clean_line(building.code)}")
        for building in desk.facts.buildings.values()
        if wanted in folded(building.name) or wanted == folded(building.short)
    ][:FOUND_MAX]
    try:
        rows = pages.read(connection, queue.listing(desk, f"status:any {text}"), FOUND_MAX)
    except Refused:
        rows = []
    return options + [
        Option(("ticket", placed.row.id), f"{placed.row.number}  {clean_line(placed.row.subject)}", placed.row.status)
        for placed in rows
    ]


def building_options(desk: Desk) -> list[Option]:
    """Every building, and all of them."""
    every = [Option(ALL_BUILDINGS, "All buildings", "", key="0")]
    return every + [
        Option(building.id, clean_line(building.name), f"{building.code} · {building.level}")
        for building in desk.facts.buildings.values()
    ]


def theme_options() -> list[Option]:
    """Every theme by a name that says what it is for."""
    words = {
        "rounds-dark": "dark, true colour",
        "rounds-light": "light, true colour",
        "rounds-256": "dark, 256 colours: for SSH",
        "rounds-256-light": "light, 256 colours: for SSH",
        "rounds-16": "the terminal's 16 colours, dark",
        "rounds-16-light": "the terminal's 16 colours, light",
        "rounds-none": "no colour",
    }
    return [Option(name, words[name], name) for name in PALETTES if name in words]


def view_options(desk: Desk, connection: sqlite3.Connection) -> list[Option]:
    """The saved views of tickets: everybody's and one's own."""
    me = desk.facts.me.id
    found = connection.execute(
        "SELECT id, name, filter, person FROM saved_view WHERE noun = 'ticket' AND deleted_at IS NULL"
        " ORDER BY rank, row LIMIT 500"
    )
    return [
        Option(text, clean_line(name), clean_line(text))
        for _, name, text, person in found
        if person is None or id_text(person) == me
    ]


def helped(screen: Any) -> dict[str, list[tuple[str, str]]]:
    """The keys of a screen by group."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for command in screen.commands():
        groups.setdefault(command.group, []).append((screen.key_of(command), command.help))
    return groups
