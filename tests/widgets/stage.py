"""One widget on an empty screen, with hands on its keys, eyes on its lines and ears for what it says."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from rounds.app import themes

M = TypeVar("M", bound=Message)
COMES_ABOUT_S = 5.0
"""Nothing takes so long; what does has hung."""
TCSS = Path(themes.__file__).with_name("rounds.tcss")


class Stage(App[None]):
    """An app that holds the widgets and nothing else."""

    CSS_PATH = TCSS
    CSS: ClassVar[str] = ""
    pilot: Pilot[None]

    def __init__(self, widgets: tuple[Widget, ...], theme: str) -> None:
        super().__init__()
        for each in themes.themes():
            self.register_theme(each)
        self.theme = theme
        self.animation_level = "none"
        self._widgets = widgets
        self._heard: list[Message] = []

    def compose(self) -> ComposeResult:
        """The widgets."""
        yield from self._widgets

    def hear(self, message: Message) -> None:
        """Keep every message, once, however many it passes."""
        if not any(each is message for each in self._heard):
            self._heard.append(message)

    def heard(self, kind: type[M]) -> list[M]:
        """What was said of one kind."""
        return [message for message in self._heard if isinstance(message, kind)]

    def forget(self) -> None:
        """What was said so far is of no interest."""
        self._heard.clear()

    async def settle(self) -> None:
        """Wait until every message has arrived, and the screen is painted."""
        quiet = 0
        while quiet < 2:
            await self.pilot.pause(0)
            quiet = 0 if self._is_busy() else quiet + 1

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds that takes its time, as a screen that scrolls to a field."""
        end = time.monotonic() + COMES_ABOUT_S
        while not holds():
            assert time.monotonic() < end, f"did not come about\n{self.text}"
            await asyncio.sleep(0.01)
            await self.settle()

    def _is_busy(self) -> bool:
        screen = self.screen
        pumps = [self, *screen.walk_children(with_self=True)]
        arriving = any(not pump._message_queue.empty() or pump._next_callbacks for pump in pumps)
        return arriving or bool(screen._layout_required or screen._dirty_widgets or screen._callbacks)

    async def press(self, *keys: str) -> None:
        """Press keys."""
        for key in keys:
            await self.pilot.press(key)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.press(*text)

    async def click(self, x: int, y: int, times: int = 1) -> None:
        """Click on a cell."""
        await self.pilot.click(offset=(x, y), times=times)
        await self.settle()

    @property
    def lines(self) -> list[str]:
        """The screen, a line a row, without blanks at their ends."""
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]

    def row_of(self, text: str) -> int:
        """In which row a text stands first."""
        return next(y for y, line in enumerate(self.lines) if text in line)

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)


@asynccontextmanager
async def stage(
    *widgets: Widget, size: tuple[int, int] = (80, 24), theme: str = "rounds-dark", kind: Any = Stage
) -> AsyncIterator[Any]:
    """The widgets on a screen of that size until the block ends."""
    app = kind(widgets, theme)
    async with app.run_test(size=size, message_hook=app.hear) as pilot:
        app.pilot = pilot
        await app.settle()
        yield app
