"""The full-screen app from its first byte: the frame is on the terminal before Textual is imported."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rounds.app import terminal
from rounds.data.errors import Refused

if TYPE_CHECKING:
    from rounds.app.paths import Home

OPEN_WAIT_S = 0.25
"""How long the app waits for the replica before it is shown without rows, in seconds."""


def run_screen(home: Home, *, demo: bool = False, plain: bool = False, theme: str | None = None) -> int:
    """Open the app and stay until it is left. Gives the exit status."""
    chosen = "rounds-plain" if plain else terminal.fitting(theme or "dark", os.environ)
    ascii_only = terminal.wants_ascii(os.environ)
    terminal.first_frame(sys.__stderr__ or sys.stderr, ascii_only)
    terminal.before_textual(chosen)
    from rounds.screens.opening import Opening

    opening = Opening(lambda: _open_desk(home.sample if demo else home, demo))
    from rounds.app.shell import RoundsApp
    from rounds.widgets.glyphs import use_ascii

    use_ascii(ascii_only)
    try:
        opening.result(OPEN_WAIT_S)
    except Refused:
        terminal.leave_frame(sys.__stderr__ or sys.stderr)
        raise
    app = RoundsApp(opening, chosen, plain)
    try:
        status = app.run()
    finally:
        app.close_desk()
    return status or 0


def _open_desk(home: Home, demo: bool):  # type: ignore[no-untyped-def]
    from rounds.app.paths import login
    from rounds.data.desk.desk import Desk
    from rounds.data.store.open import open_replica

    return Desk(open_replica(home.data / "replica.db", login()))
