"""The running app without a terminal, with hands on its keys and mouse and eyes on its screen.

Nothing waits on time: whoever acts waits until the app has nothing more to do.
"""

from __future__ import annotations

import asyncio
import sys
import time
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

from textual import events
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.strip import Strip

from rounds.app.shell import FirstRunApp, RoundsApp
from rounds.data.desk.desk import Desk
from rounds.screens.opening import Beginnings, Opening
from rounds.widgets.row_list import RowList

SETTLED_WITHIN_S = 20.0
"""Nothing that a key does takes so long; what does has hung."""
SOON_S = 0.14
"""A timer that is due sooner is waited for, as the rest before the preview follows; later ones are not."""


class Hands:
    """One app that runs, and what a person can do with it."""

    def __init__(self, app: RoundsApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    # -- doing -----------------------------------------------------------------------------------------------------

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before has done all that it does."""
        for key in keys:
            self.strike(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text as fast as a person does: without a look at the screen in between."""
        for letter in text:
            self.strike("enter" if letter == "\n" else letter)
        await self.settle()

    def strike(self, key: str) -> None:
        """Press a key and do not wait."""
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        try:
            letter: str | None = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
        except KeyError:
            letter = key if len(key) == 1 else None
        self.app.post_message(events.Key(name, letter))

    async def paste(self, text: str) -> None:
        """Paste a text at the cursor."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def click(self, x: int, y: int, times: int = 1) -> None:
        """Click on a cell of the screen."""
        await self.pilot.click(offset=(x, y), times=times)
        await self.settle()

    async def click_on(self, text: str, times: int = 1, foot: bool = False) -> None:
        """Click in the middle of a text that stands on the screen, or in its line of keys."""
        y = len(self.lines) - 1 if foot else self.row_of(text)
        line = self.lines[y]
        await self.click(cell_of(line, line.index(text)) + len(text) // 2, y, times)

    async def wheel(self, x: int, y: int, down: bool = True) -> None:
        """Turn the wheel by one notch over a cell."""
        kind = events.MouseScrollDown if down else events.MouseScrollUp
        self.app.screen._forward_event(kind(None, x, y, 0, 1 if down else -1, 0, False, False, False, x, y, None))
        await self.settle()

    async def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        await self.pilot.resize_terminal(columns, rows)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is left to do: messages are drained, workers have ended, short timers have gone off."""
        until = time.monotonic() + SETTLED_WITHIN_S
        quiet = 0
        while quiet < 3:
            await self.pilot.pause(0)
            busy = self._busy()
            quiet = 0 if busy else quiet + 1
            if busy:
                await asyncio.sleep(0.002)
            if time.monotonic() > until:
                raise TimeoutError(f"still busy: {busy}\n{self.text}")

    async def until(self, holds: Callable[[], object], settled: bool = True) -> None:
        """Wait until something holds that another process or thread brings about.

        Args:
            settled: And until nothing is left to do; not so where something is kept from ending.
        """
        end = time.monotonic() + SETTLED_WITHIN_S
        while not holds():
            assert time.monotonic() < end, f"did not come about\n{self.text}"
            await asyncio.sleep(0.01)
            await (self.settle() if settled else self.pilot.pause(0))

    def _busy(self) -> str:
        app: Any = self.app
        if work := self._busy_with(app):
            return work
        for worker in app.workers:
            if not worker.is_finished and worker.group != "keys":
                return f"worker {worker.name}"
        for pump in self._pumps():
            if not pump._message_queue.empty() or pump._next_callbacks:
                return f"messages of {pump}"
            for timer in list(pump._timers):
                running = timer._task is not None and not timer._task.done()
                if running and timer._repeat == 0 and timer._interval < SOON_S:
                    return f"timer {timer.name} of {pump}"
        screen = app.screen
        if screen._layout_required or screen._dirty_widgets or screen._callbacks or not screen.is_running:
            return "the screen is being laid out"
        return ""

    def _busy_with(self, app: Any) -> str:
        if app._opening is not None and app.opened is None and not app._exit:
            return "the desk is being opened"
        if app.opened is not None and app.opened.saves.pending:
            return "something is being saved"
        return "" if app._typed.empty() else "keys are to be given"

    def _pumps(self) -> Iterator[MessagePump]:
        yield self.app
        for screen in self.app.screen_stack:
            yield from screen.walk_children(with_self=True)

    # -- seeing ----------------------------------------------------------------------------------------------------

    @property
    def strips(self) -> list[Strip]:
        """The screen as it is drawn, a strip a line."""
        return list(self.app.screen._compositor.render_strips())

    @property
    def lines(self) -> list[str]:
        """The screen's text, a line a row."""
        return [strip.text for strip in self.strips]

    @property
    def text(self) -> str:
        """The whole screen, without blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self.lines)

    def shows(self, *texts: str) -> bool:
        """Whether each text stands on the screen, on one line."""
        lines = self.lines
        missing = [text for text in texts if not any(text in line for line in lines)]
        if missing:  # told where the assertion fails
            sys.stdout.write(f"not there: {missing}\n{self.text}\n")
        return not missing

    def row_of(self, text: str) -> int:
        """The row in which a text stands first."""
        for y, line in enumerate(self.lines):
            if text in line:
                return y
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text}")

    def line_with(self, text: str) -> str:
        """The line in which a text stands first."""
        return self.lines[self.row_of(text)]

    @property
    def word(self) -> str:
        """The word about the last act, on the rule above the keys."""
        return self.lines[-2].strip("─ ")

    @property
    def keys(self) -> str:
        """The line of keys at the foot."""
        return self.lines[-1].strip()

    # -- the queue -------------------------------------------------------------------------------------------------

    @property
    def screen(self) -> Any:
        """The screen in hand."""
        return self.app.screen

    @property
    def desk(self) -> Desk:
        """The desk that the app works at."""
        assert self.app.opened is not None, "the desk is open"
        return self.app.opened.desk

    @property
    def queue(self) -> RowList[Any]:
        """The list of tickets."""
        return self.app.get_screen_stack("tickets")[0].query_one(RowList)

    @property
    def subject(self) -> str:
        """The subject of the ticket under the cursor."""
        row = self.queue.selected
        return "" if row is None else str(row.subject)

    @property
    def subjects(self) -> list[str]:
        """The subjects of the rows on the screen."""
        return [row.subject for row in self.queue.shown]

    async def go_to(self, subject: str) -> None:
        """Put the cursor on a ticket of the queue by keys."""
        await self.press("g")
        seen = None
        while self.subject != subject:
            assert self.subject != seen, f"{subject!r} is not in the queue:\n{self.text}"
            seen = self.subject
            await self.press("j")

    def ticket(self, subject: str) -> dict[str, Any]:
        """A ticket as it stands in the replica."""
        with self.desk.reading:
            found = self.desk.connection.execute(
                "SELECT t.*, p.login AS login, g.code AS queue FROM ticket t LEFT JOIN person p ON p.id = t.assignee"
                ' LEFT JOIN "group" g ON g.id = t."group" WHERE t.subject = ? ORDER BY t.row DESC',
                (subject,),
            )
            names = [column[0] for column in found.description]
            row = found.fetchone()
        assert row is not None, f"there is no ticket {subject!r}"
        return dict(zip(names, row, strict=True))


def cell_of(line: str, index: int) -> int:
    """The cell in which the letter at `index` of a line stands."""
    from rich.cells import cell_len

    return cell_len(line[:index])


@asynccontextmanager
async def at_work(
    open_desk: Callable[[], Desk] | None,
    *,
    size: tuple[int, int] = (120, 40),
    theme: str = "rounds-dark",
    beginnings: Beginnings | None = None,
    keys: dict[str, str] | None = None,
) -> AsyncIterator[Hands]:
    """The app over a desk, or with the ways to begin, until the block ends."""
    opening = Opening(open_desk) if open_desk is not None else None
    kind = RoundsApp if open_desk is not None else FirstRunApp
    app = kind(opening, theme, beginnings, keys)
    async with app.run_test(size=size) as pilot:
        hands = Hands(app, pilot)
        await hands.settle()
        yield hands
    app.close_desk()
