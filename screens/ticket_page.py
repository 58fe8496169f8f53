"""A ticket's page: what happened on the left, the facts on the right, the keys below."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import events, on
from textual.containers import Horizontal

from rounds.data.desk.ticket_view import TicketView, view
from rounds.data.desk.tickets import Target
from rounds.data.rules.ticket_states import is_open
from rounds.data.text import clean_line
from rounds.screens.commands.tickets import PAGE
from rounds.screens.messages import NotRead, Read
from rounds.screens.ticket_acts import TicketActs
from rounds.screens.ticket_lines import Moment, facts, timeline
from rounds.widgets.command import Command
from rounds.widgets.frame import Hint
from rounds.widgets.ink import Role
from rounds.widgets.line import BLANK, Line, Run, ends
from rounds.widgets.paper import Paper
from rounds.widgets.picker import Option

Neighbour = Callable[[int], str | None]


class TicketPage(TicketActs):
    """One ticket."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = PAGE
    TAB = 1
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    DEFAULT_CSS = """
    TicketPage #page-head { height: 2; }
    TicketPage #page-body { height: 1fr; }
    TicketPage #happened { width: 1fr; height: 1fr; }
    TicketPage.-wide #facts { width: 41; height: 1fr; border-left: solid $line; }
    TicketPage.-narrow #facts { display: none; }
    TicketPage.-plain #facts { display: none; }
    """

    def __init__(self, id: str, neighbour: Neighbour, place: Callable[[], str]) -> None:
        super().__init__()
        self._ticket = id
        self._neighbour = neighbour
        self._place = place
        self._view: TicketView | None = None
        self._lines: list[Line] = []
        self._first: int | None = None

    def compose_body(self) -> Iterable[Any]:
        """Head, history, facts."""
        yield Paper(id="page-head", pad=1)
        with Horizontal(id="page-body"):
            yield Paper(id="happened", pad=1)
            yield Paper(id="facts", pad=1)

    @on(events.Mount)
    async def _read_first(self) -> None:
        """Read the ticket before anything is done to it."""
        await self._take(self._ticket)

    async def _take(self, id: str) -> None:
        self._ticket, self._first = id, None
        self._view = await self.told(partial(_page, self.desk, id))
        if self._view is None:
            self.load()  # tells in its place why there is none

    def load(self) -> None:
        """Read the ticket as it stands."""
        self.read("page", partial(_page, self.desk, self._ticket))

    def value_in_hand(self, name: str) -> Any:
        """What the ticket has in a field."""
        return None if self._view is None else self._view[name]

    def hints(self) -> list[Hint]:
        """A ticket that is closed can be taken up again; one that is not, closed."""
        hints = super().hints()
        if self._view is None or is_open(self._view["status"]) or self.overlay_open is not None:
            return hints
        reopen = next(command for command in PAGE if command.action == "reopen")
        taken = Hint(self.key_of(reopen), reopen.label, reopen.action)
        return [taken if hint.action == "close" else hint for hint in hints]

    def store_changed(self) -> None:
        """It may have changed."""
        self.desk.forget_facts()
        self.load()
        self.tell_frame()

    def answered(self, message: Read) -> None:
        """The ticket is there."""
        if message.what != "page":
            super().answered(message)
            return
        if message.answer is None:
            self.say("this ticket was taken back", Role.WARN)
            self.run_action_named("back")
            return
        self._view = message.answer
        self._show()

    def not_answered(self, message: NotRead) -> None:
        """The page cannot be read: say why in its place."""
        if message.what == "page" and self._view is None:
            refusal = message.refusal
            self.query_one("#happened", Paper).show(
                [
                    BLANK,
                    (Run("✗ ", Role.BAD), Run(refusal.message, Role.STRONG)),
                    BLANK,
                    (Run(refusal.hint, Role.SOFT),),
                ]
            )
        else:
            super().not_answered(message)

    async def on_resize(self, event: events.Resize) -> None:
        """Fold to the new width."""
        self.call_after_refresh(self._show)

    @property
    def _now(self) -> Moment:
        return Moment(self.desk.clock(), self.desk.facts.zone)

    def _show(self) -> None:
        if self._view is None:
            return
        head = self.query_one("#page-head", Paper)
        head.show([self._head(self._view, head.room)])
        words = {str(code): label for code, label in self.desk.facts.choices.get("severity", ())}
        side = self.query_one("#facts", Paper)
        happened = self.query_one("#happened", Paper)
        told = facts(self._view, self._now, side.room if side.size.width else happened.room, words)
        if side.size.width:
            side.show(told[: side.size.height])
        count = len(self._view.notes) + len(self._view.events)
        title = ends((Run("History", Role.STRONG),), (Run(f"newest last · {count}", Role.FAINT),), happened.room)
        before: list[Line] = [] if side.size.width else [*told, BLANK]
        self._lines = [*before, title, BLANK, *timeline(self._view, self._now, happened.room)]
        self._draw(happened)
        self.tell_keys()

    def _head(self, shown: TicketView, width: int) -> Line:
        place = self._place()
        left = (
            Run("‹ ", Role.ACCENT),
            Run(f"{place}   " if place else "", Role.SOFT),
            Run(f"{shown['number']}  ", Role.STRONG),
            Run(clean_line(shown["subject"]), Role.STRONG),
        )
        return ends(left, (), width)

    def _draw(self, paper: Paper) -> None:
        """The lines in view: in a wide frame the newest ones, in a narrow one the facts first."""
        height = paper.size.height
        last = max(len(self._lines) - height, 0)
        if self._first is None:
            narrow = not self.query_one("#facts", Paper).size.width
            self._first = 0 if narrow else last
        self._first = max(0, min(self._first, last))
        shown = self._lines[self._first : self._first + height]
        hidden = len(self._lines) - self._first - len(shown)
        if hidden and shown:
            shown = [*shown[:-1], (Run(f"… {hidden + 1} more below · ↓", Role.FAINT),)]
        paper.show(shown)

    # -- moving ----------------------------------------------------------------------------------------------------

    def action_scroll(self, by: int) -> None:
        """The history up or down."""
        self._first = max((self._first or 0) + by, 0)
        self._draw(self.query_one("#happened", Paper))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls."""
        self.action_scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls."""
        self.action_scroll(-3)

    def action_back(self) -> None:
        """To the list."""
        self.app.pop_screen()

    async def action_neighbour(self, by: int) -> None:
        """The next ticket of the list, or the one before."""
        id = self._neighbour(by)
        if id is None:
            self.say("that was the last one" if by > 0 else "that was the first one", Role.WARN)
            return
        await self._take(id)
        self._show()

    # -- what acts are for -----------------------------------------------------------------------------------------

    def targets(self) -> list[Target]:
        """This ticket, with the version that is on the screen."""
        return [Target(self._view.id, self._view.version)] if self._view else []

    def numbers(self) -> list[str]:
        """Its number."""
        return [self._view["number"]] if self._view else []

    async def action_save_file(self) -> None:
        """Save an attached file into a folder."""
        files = self._view.files if self._view else ()
        if not files:
            self.say("this ticket has no files", Role.WARN)
        else:
            options = [Option(file.id, clean_line(file.name), f"{file.size:,} bytes") for file in files]
            await self.pick(f"Save a file into {Path.home()}", options, ("save file",))

    def picked(self, purpose: Any, value: Any) -> None:
        """A file was picked."""
        if purpose[0] != "save file":
            super().picked(purpose, value)
            return
        from rounds.data.desk.attachments import save_file

        self.save(partial(save_file, self.desk, value, Path.home()), then=lambda path: self.say(f"saved as {path}"))


def _page(desk: Any, id: str, connection: sqlite3.Connection) -> TicketView | None:
    return view(desk, connection, id)
