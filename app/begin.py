"""The full-screen app from its first byte: the frame is on the terminal before Textual is imported."""

from __future__ import annotations

import gc
import io
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, TextIO

from rounds.app import config, terminal
from rounds.app.wire import ENDING, wired
from rounds.data.errors import BadInput

if TYPE_CHECKING:
    from rounds.app.paths import Home
    from rounds.app.shell import RoundsApp
    from rounds.app.startup import Startup
    from rounds.screens.opening import Opening

THEME = "theme"
"""Key of what is this machine's alone: the theme that was chosen on the screen."""

OPEN_WAIT_S = 0.25
"""How long the app waits for the replica before it is shown without rows, in seconds."""

_FRAME = re.compile(r"(\S+\.py):(\d+) in (\w+)")


class ScreenFault(Exception):
    """A fault of the program while it had the screen: what it was, and where."""


def run_screen(home: Home, *, demo: bool = False, plain: bool = False, theme: str | None = None) -> int:
    """Open the app and stay until it is left. Gives the exit status.

    Raises:
        Refused: There is no terminal, or the replica cannot be opened; says why.
        ScreenFault: The program stumbled; what was saved and every draft are on the disk.
    """
    stderr = sys.__stderr__
    if stderr is None or not stderr.isatty() or not sys.stdin.isatty():
        raise BadInput(
            "the full screen needs a terminal", "rounds --help lists what works without one", code="no-terminal"
        )
    settings = config.load(home.config_file)
    chosen = _theme(settings, plain, theme)
    ascii_only = terminal.wants_ascii(terminal.environ()) if settings.ascii is None else settings.ascii
    screen = wired(stderr, ascii_only)
    gc.disable()  # what is made while starting stays: looking for garbage in it, again and again, took a fifth of it
    with _ended_by_signal():
        terminal.first_frame(screen, ascii_only, chosen == "rounds-plain")
        terminal.before_textual(chosen)
        try:
            app = _app(home, demo, chosen, ascii_only, settings, screen)
        except BaseException:
            terminal.leave_frame(screen)
            raise
        with _drawn_on(screen):
            return _stay(app)


@contextmanager
def _drawn_on(screen: io.TextIOWrapper) -> Iterator[None]:
    """Textual draws on the standard error that the program began with: on `screen`, which may break, in its place."""
    before, sys.__stderr__ = sys.__stderr__, screen  # type: ignore[misc] # there is no other door
    try:
        yield
    finally:
        sys.__stderr__ = before  # type: ignore[misc]


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Until the app takes them itself, these signals end the program by its own way out: the terminal is restored."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    before = [(number, signal.signal(number, end)) for number in ENDING]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _theme(settings: config.Settings, plain: bool, theme: str | None) -> str:
    if plain or settings.plain:
        return "rounds-plain"
    wanted = theme or settings.theme
    return terminal.fitting("dark" if wanted == "auto" else wanted, os.environ)


def _app(home: Home, demo: bool, theme: str, ascii_only: bool, settings: config.Settings, screen: TextIO) -> RoundsApp:
    """The app: with the replica being opened, or with the ways to begin where there is none."""
    from rounds.app.startup import Startup, local_zone

    startup = Startup(home)
    opening = _opening(startup, demo)
    from rounds.app.shell import FirstRunApp, RoundsApp
    from rounds.screens.opening import Beginnings
    from rounds.widgets.glyphs import use_ascii

    use_ascii(ascii_only)
    opened = opening.result(OPEN_WAIT_S) if opening is not None else None
    if opened is not None and settings.theme == "auto" and theme in terminal.CHANGEABLE:
        theme = terminal.remembered(opened.desk.recorder.local.get(THEME), theme)
    ways = Beginnings(startup.sample_desk, startup.first_desk, local_zone())
    kind = RoundsApp if opening is not None else FirstRunApp
    app = kind(opening, theme, ways, settings.keys, startup.told, partial(_write_fault, home), screen)
    app.rings = settings.bell
    return app


def _opening(startup: Startup, demo: bool) -> Opening | None:
    from rounds.screens.opening import Opening

    if demo:
        return Opening(startup.sample_desk)
    return Opening(startup.desk) if startup.is_set_up else None


def _stay(app: RoundsApp) -> int:
    """Run the app. A fault's own words go to the log and never to the screen."""
    from rich.console import Console

    told = io.StringIO()
    app.error_console = Console(file=told, width=240, no_color=True, markup=False)
    for number in ENDING:  # the way out by an exception ends where the event loop begins
        signal.signal(number, app.end_soon)
    try:
        status = app.run()
    finally:
        app.close_desk()
    if app.refusal is not None:
        raise app.refusal
    if app.return_code and told.getvalue() and not app.has_left:  # after that a screen may miss parts of its own
        raise ScreenFault(_in_short(told.getvalue()))
    return status or 0


def _write_fault(home: Home, error: BaseException) -> None:
    from rounds.app.asked import Asked
    from rounds.app.fault_log import kept

    kept(error, Asked(), home.log_file)


def _in_short(traceback: str) -> str:
    """The error and the places that led to it, without the values that stood there."""
    lines = [line.strip(" │╭╰─╮╯") for line in traceback.splitlines() if line.strip(" │╭╰─╮╯")]
    places = [f"{os.path.basename(path)}:{number} {name}" for path, number, name in _FRAME.findall(traceback)]
    return f"{lines[-1][:160] if lines else 'unknown'} at {' < '.join(reversed(places[-6:]))}"
