"""Tabs 2 to 6 before their work is built: they say plainly what they will hold, and where one is meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import events

from rounds.screens.commands.everywhere import TABS
from rounds.screens.desk_screen import DeskScreen
from rounds.widgets.command import Command
from rounds.widgets.ink import Role
from rounds.widgets.line import BLANK, Line, Run
from rounds.widgets.paper import Paper
from rounds.widgets.wrap import wrapped

_HOLDS: dict[int, tuple[str, ...]] = {
    2: (
        "hardware and software by building and room, with licences, images and the approved list",
        "the audit: a screen for the scan gun that ticks a room off, offline",
    ),
    3: (
        "needs assessments on site, a form a room",
        "the technology plan, replacement and upgrade plans by year with cost, training, projects",
    ),
    4: (
        "actions on clients over SSH: look, run, push, restart, wake, open a shell",
        "a board with a line a host, and who was not reached",
    ),
    5: (
        "an account at a glance: locked, disabled, expired, groups; unlock, reset, enable, expire",
        "classes, exception users, class groups and rosters, each a plan that is read before it is applied",
    ),
    6: (
        "one line to ask whose job something is, in any words, and who takes part",
        "the responsibility matrix to browse, level by level",
    ),
}


class ComingScreen(DeskScreen):
    """A tab that is not built yet."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("coming.back", "escape", "app.tab(1)", "tickets", "back to the tickets", "Go", footer=1),
    )

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    @property
    def tab(self) -> int:
        """The tab's number."""
        return self._number

    def compose_body(self) -> Iterable[Any]:
        """A page of words."""
        yield Paper(id="coming", pad=1)

    async def on_resize(self, event: events.Resize) -> None:
        """What is coming, folded to the width."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        paper = self.query_one("#coming", Paper)
        lines: list[Line] = [
            BLANK,
            BLANK,
            (Run(f"   {TABS[self._number - 1]}", Role.STRONG), Run(" is not built yet.", Role.TEXT)),
            BLANK,
        ]
        lines += [(Run("   It will hold:", Role.SOFT),)]
        for each in _HOLDS[self._number]:
            first, *more = wrapped(each, max(paper.room - 5, 1))
            lines += [(Run(f"   · {first}", Role.SOFT),), *((Run(f"     {rest}", Role.SOFT),) for rest in more)]
        lines += [BLANK, (Run("   1  ", Role.STRONG), Run("the tickets, which are", Role.FAINT))]
        paper.show(lines)
