"""What this terminal can show: told before Textual is imported, and printed on before it is, too."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from typing import TextIO

CHANGEABLE = ("rounds-dark", "rounds-256", "rounds-16")
"""Themes that nobody asked for: one that was chosen on the screen takes their place."""
ANSI_THEMES = ("rounds-16", "rounds-16-light", "rounds-none", "rounds-plain")
THEMES = ("rounds-dark", "rounds-light", "rounds-256", "rounds-256-light", *ANSI_THEMES)


def fitting(wanted: str, environ: Mapping[str, str]) -> str:
    """The theme for this terminal.

    SSH does not carry COLORTERM, so 256 colours is the usual case; rounding colours to it would lose the cursor row.

    Args:
        wanted: `dark`, `light`, or the name of a theme.
    """
    if wanted in THEMES:
        return wanted
    light = "-light" if wanted == "light" else ""
    term = environ.get("TERM", "")
    if environ.get("NO_COLOR") or term in ("dumb", "unknown", "", "vt100", "vt102", "vt220"):
        return "rounds-none"
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit") or term.endswith("-direct"):
        return "rounds-light" if light else "rounds-dark"
    if "256" in term or term in ("xterm-kitty", "alacritty", "foot", "wezterm", "xterm-ghostty"):
        return f"rounds-256{light}"
    return f"rounds-16{light}"


def remembered(chosen: str, fits: str) -> str:
    """The theme that was chosen once, in as many colours as this terminal has: `light` stays light over SSH."""
    if chosen not in THEMES or chosen == "rounds-plain":
        return fits
    if chosen == "rounds-none" or chosen.startswith("rounds-16"):
        return chosen
    light = chosen.endswith("light")
    return (
        {"rounds-dark": "rounds-light", "rounds-256": "rounds-256-light", "rounds-16": "rounds-16-light"}[fits]
        if light
        else fits
    )


def wants_ascii(environ: Mapping[str, str]) -> bool:
    """Whether the locale cannot show more than ASCII, or draws ambiguous characters two cells wide."""
    told = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    if told.upper().startswith(("C.", "UTF")) and not environ.get("LC_ALL") and _is_coerced():
        told = environ.get("LANG") or ""
    if "utf-8" not in told.lower() and "utf8" not in told.lower():
        return True
    return told[:2] in ("ja", "ko", "zh")


def _is_coerced() -> bool:
    """Whether Python itself has put LC_CTYPE=C.UTF-8 in the place of the C locale (PEP 538), whatever the terminal can."""
    try:
        with open("/proc/self/environ", "rb") as given:
            return not any(variable.startswith(b"LC_CTYPE=") for variable in given.read().split(b"\0"))
    except OSError:
        return False


def before_textual(theme: str) -> None:
    """Say to Textual, which reads this when it is imported, that nothing moves and whose colours hold."""
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    os.environ.setdefault("TEXTUAL_FPS", "120")  # an update waits for the next frame: 8 ms at most, not 17
    if theme in ANSI_THEMES:
        os.environ["TEXTUAL_THEME"] = "ansi-dark"  # with any other, NO_COLOR would turn the page grey


def first_frame(stream: TextIO, ascii_only: bool) -> None:
    """Print the frame, plain, on the alternate screen: what one sees while the rest is imported."""
    if not stream.isatty():
        return
    columns, rows = shutil.get_terminal_size()
    rule = ("-" if ascii_only else "─") * columns
    names = " Rounds   1 Tickets   2 Assets   3 Needs   4 Remote   5 Directory   6 Who"
    if columns < 100:
        names = " 1 Tickets  2 Assets  3 Needs  4 Remote  5 Directory  6 Who"
    stream.write(f"\x1b[?1049h\x1b[H{names[:columns]}\r\n{rule}\x1b[{max(rows - 1, 3)};1H{rule}")
    stream.flush()


def leave_frame(stream: TextIO) -> None:
    """Take the frame away again: there is something to say in plain lines."""
    if stream.isatty():
        stream.write("\x1b[?1049l")
        stream.flush()
