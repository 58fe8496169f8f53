"""What this terminal can show: told before Textual is imported, and printed on before it is, too."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from typing import TextIO

CHANGEABLE = ("rounds-dark", "rounds-256", "rounds-16")
"""Themes that nobody asked for: one that was chosen on the screen takes their place."""
COLOURLESS = ("rounds-none", "rounds-plain")
ANSI_THEMES = ("rounds-16", "rounds-16-light", *COLOURLESS)
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
    if "utf-8" not in told.lower() and "utf8" not in told.lower():
        return True
    return told[:2] in ("ja", "ko", "zh")


def environ() -> dict[str, str]:
    """What was told to this program: without the LC_CTYPE that Python itself puts in the C locale's place (PEP 538)."""
    told = dict(os.environ)
    try:
        with open("/proc/self/environ", "rb") as given:
            if not any(variable.startswith(b"LC_CTYPE=") for variable in given.read().split(b"\0")):
                told.pop("LC_CTYPE", None)
    except OSError:
        pass  # no Linux: it is not known who has put it there
    return told


def before_textual(theme: str) -> None:
    """Say to Textual, which reads this when it is imported, that nothing moves and whose colours hold."""
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    os.environ.setdefault("TEXTUAL_FPS", "120")  # an update waits for the next frame: 8 ms at most, not 17
    if theme in ANSI_THEMES:
        os.environ["TEXTUAL_THEME"] = "ansi-dark"  # with any other, NO_COLOR would turn the page grey
    if theme in COLOURLESS:
        os.environ["NO_COLOR"] = "1"  # Textual's own parts, a cursor in a field, have none either


def first_frame(stream: TextIO, ascii_only: bool, plain: bool) -> None:
    """Print the frame, plain, on the alternate screen: what one sees while the rest is imported."""
    if not stream.isatty():
        return
    columns = shutil.get_terminal_size().columns
    rule = "" if plain else ("-" if ascii_only else "─") * columns
    names = " Rounds   1 Tickets   2 Assets   3 Needs   4 Remote   5 Directory   6 Who"
    if columns < 100:
        names = " 1 Tickets  2 Assets  3 Needs  4 Remote  5 Directory  6 Who"
    stream.write(f"\x1b[?1049h\x1b[H{names[:columns]}\r\n{rule}")
    stream.flush()


def leave_frame(stream: TextIO) -> None:
    """Take the frame away again: there is something to say in plain lines."""
    if stream.isatty():
        stream.write("\x1b[?1049l")
        stream.flush()
